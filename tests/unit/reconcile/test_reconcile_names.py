"""Which names allocations get."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from reconcile_samples import alloc

from jobspec.scheduler.reconcile.names import NameIndex


def index(count: int, *taken: int) -> NameIndex:
    """The names of a group of so many allocations, some indexes taken."""
    return NameIndex("web", "app", count, [alloc(number) for number in taken])


def test_the_lowest_free_indexes_come_first_then_zero_again() -> None:
    assert index(4, 1).next(4) == ["web.app[0]", "web.app[2]", "web.app[3]", "web.app[0]"]


def test_canaries_take_names_of_what_they_replace_then_free_ones_then_beyond_the_count() -> None:
    names = index(3, 0, 1)
    chosen = names.next_canaries(4, {"web.app[0]"}, [alloc(0), alloc(1)])
    assert chosen == ["web.app[1]", "web.app[2]", "web.app[3]", "web.app[4]"]


def test_the_highest_names_are_given_up() -> None:
    names = index(3, 0, 1, 7)
    assert names.give_up_highest(2) == {"web.app[7]", "web.app[1]"}
    assert names.next(2) == ["web.app[1]", "web.app[2]"]


def test_a_name_that_is_taken_twice_is_exchanged_once() -> None:
    names = index(3, 0, 0, 1)
    assert names.claim("web.app[0]") == "web.app[2]"
    assert names.claim("web.app[0]") == "web.app[0]"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.lists(st.integers(0, 15), max_size=12), st.integers(0, 12))
def test_new_names_are_free_while_there_are_free_ones(count: int, taken: list[int], wanted: int) -> None:
    free = {f"web.app[{number}]" for number in range(count) if number not in taken}
    names = index(count, *taken).next(wanted)
    assert len(names) == wanted
    assert set(names[: len(free)]) <= free
    assert len(set(names[: len(free)])) == min(wanted, len(free))
