"""The builder's part for lists, objects and `for`, and for what rules gather."""

from __future__ import annotations

from typing import Any

from jobspec.hcl.build_texts import TextBuilder
from jobspec.hcl.nodes import Expression, ForObject, ForTuple, Object, ObjectItem, Tuple, Variable

Loop = tuple[int, str | None, str, Expression]
"""How a `for` begins: its token, the names and the collection."""


class CollectionBuilder(TextBuilder):
    """Makes the nodes of collections."""

    __slots__ = ()

    # What rules gather

    def none(self, parts: list[Any]) -> list[Any]:
        return []

    def one(self, parts: list[Any]) -> list[Any]:
        return parts

    def unchanged(self, parts: list[Any]) -> Any:
        return parts[0]

    def marker(self, parts: list[Any]) -> list[Any]:
        return parts

    def append(self, parts: list[Any]) -> list[Any]:
        gathered: list[Any] = parts[0]
        gathered.append(parts[1])
        return gathered

    def append_after_comma(self, parts: list[Any]) -> list[Any]:
        gathered: list[Any] = parts[0]
        gathered.append(parts[2])
        return gathered

    def append_last(self, parts: list[Any]) -> list[Any]:
        gathered: list[Any] = parts[0]
        gathered.append(parts[3])
        return gathered

    # Lists and objects

    def tuple_empty(self, parts: list[Any]) -> Tuple:
        return Tuple(self.source, parts[0], parts[1] + 1, [])

    def tuple(self, parts: list[Any]) -> Tuple:
        return Tuple(self.source, parts[0], parts[-1] + 1, parts[1])

    def object_empty(self, parts: list[Any]) -> Object:
        return Object(self.source, parts[0], parts[2] + 1, [])

    def object(self, parts: list[Any]) -> Object:
        return Object(self.source, parts[0], parts[-1] + 1, parts[2])

    def member(self, parts: list[Any]) -> ObjectItem:
        key, _, value = parts
        return ObjectItem(self.source, key.first, value.last, self._key(key), value)

    def _key(self, key: Expression) -> Expression:
        """A word is a key by its name, whatever it means elsewhere."""
        if key.last - key.first == 1 and self.texts[key.first] in ("true", "false", "null"):
            return Variable(self.source, key.first, key.last, self.texts[key.first])
        return key

    # `for`

    def loop(self, parts: list[Any]) -> Loop:
        at, value, _, collection = parts
        return at, None, self.texts[value], collection

    def loop_keyed(self, parts: list[Any]) -> Loop:
        at, key, _, value, _, collection = parts
        return at, self.texts[key], self.texts[value], collection

    def for_tuple(self, parts: list[Any]) -> ForTuple:
        return self._for_tuple(parts, None)

    def for_tuple_if(self, parts: list[Any]) -> ForTuple:
        return self._for_tuple(parts, parts[5])

    def _for_tuple(self, parts: list[Any], condition: Expression | None) -> ForTuple:
        _, key, value, collection = parts[1]
        return ForTuple(self.source, parts[0], parts[-1] + 1, key, value, collection, parts[3], condition)

    def for_object(self, parts: list[Any]) -> ForObject:
        return self._for_object(parts, False, None)

    def for_object_if(self, parts: list[Any]) -> ForObject:
        return self._for_object(parts, False, parts[7])

    def for_object_grouped(self, parts: list[Any]) -> ForObject:
        return self._for_object(parts, True, None)

    def for_object_grouped_if(self, parts: list[Any]) -> ForObject:
        return self._for_object(parts, True, parts[8])

    def _for_object(self, parts: list[Any], grouping: bool, condition: Expression | None) -> ForObject:
        _, key, value, collection = parts[1]
        first, last = parts[0], parts[-1] + 1
        return ForObject(self.source, first, last, key, value, collection, parts[3], parts[5], grouping, condition)
