"""Names of allocations: which indexes of a group are taken, which come next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from jobspec.cluster.alloc import Alloc, name_index


class NameIndex:
    """The indexes of a group's allocations. Changes as names are handed out.

    >>> NameIndex("web", "app", 3, ()).next(2)
    ['web.app[0]', 'web.app[1]']
    """

    def __init__(self, job_id: str, group: str, count: int, allocs: Iterable[Alloc]) -> None:
        self._prefix = f"{job_id}.{group}"
        self._count = count
        uses = Counter(alloc.index for alloc in allocs)
        self._taken = set(uses)
        self._doubled = {index: times - 1 for index, times in uses.items() if times > 1}

    def _name(self, index: int) -> str:
        return f"{self._prefix}[{index}]"

    def _free(self) -> Iterator[int]:
        return (index for index in range(self._count) if index not in self._taken)

    def next(self, wanted: int) -> list[str]:
        """The next names to place: the lowest free ones, then from 0 again."""
        indexes = list(islice(self._free(), wanted))
        indexes += range(wanted - len(indexes))
        self._taken.update(indexes)
        return [self._name(index) for index in indexes]

    def next_canaries(self, wanted: int, used: Collection[str], replaced: Iterable[Alloc]) -> list[str]:
        """Names for canaries: those of the allocations they will replace, then free ones, then beyond the count."""
        first = sorted({alloc.index for alloc in replaced if alloc.index < self._count})
        candidates = [*first, *(index for index in self._free() if index not in set(first))]
        chosen = [index for index in candidates if self._name(index) not in used][:wanted]
        self._taken.update(chosen)
        chosen += range(self._count, self._count + wanted - len(chosen))
        return [self._name(index) for index in chosen]

    def give_up_highest(self, wanted: int) -> set[str]:
        """Free the highest taken indexes; their names."""
        highest = sorted(self._taken)[-wanted:] if wanted > 0 else []
        self._taken.difference_update(highest)
        return {self._name(index) for index in highest}

    def give_up(self, index: int) -> None:
        """Free one index; one that is taken several times stays taken."""
        # Of an index taken three times or more, the reference never counts down the surplus.
        if index not in self._doubled:
            self._taken.discard(index)
        elif self._doubled[index] == 1:
            del self._doubled[index]

    def claim(self, name: str) -> str:
        """The name for a placement that was found a node: another one if this one is taken twice."""
        if not self._doubled or (index := name_index(name)) not in self._doubled:
            return name
        other = self.next(1)[0]
        self.give_up(index)
        return other
