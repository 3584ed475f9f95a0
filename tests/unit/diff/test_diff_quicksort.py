"""The algorithm that puts more than twelve objects of one name in order."""

from __future__ import annotations

import random
from operator import lt

import pytest

from jobspec.diff import diff
from jobspec.diff.quicksort import quicksort


@pytest.mark.parametrize("size", [0, 1, 12, 13, 49, 50, 51, 400, 3000])
@pytest.mark.parametrize("kinds", [2, 7, 10**6])
def test_a_proper_order_is_reached(size: int, kinds: int) -> None:
    drawn = random.Random(size * kinds)
    numbers = [drawn.randrange(kinds) for _ in range(size)]
    for given in (numbers, sorted(numbers), sorted(numbers, reverse=True), [*sorted(numbers), -1, 3]):
        items = list(given)
        quicksort(items, lt)
        assert items == sorted(given)


def test_fourteen_actions_as_the_reference_lists_them() -> None:
    written = ["b-", "bc", "a-", "ab", "-b", "-c", "c-", "cc", "cb", "--", "cc", "b-", "cc", "bb"]
    actions = [{key: text for key, text in zip(("Command", "Name"), pair) if text != "-"} for pair in written]
    groups = [{"Name": "g", "Tasks": [{"Name": "t", "Actions": actions}]}]
    task = diff({"ID": "j"}, {"ID": "j", "TaskGroups": groups}).to_api()["TaskGroups"][0]["Tasks"][0]
    told = [item["Fields"] or () for item in task["Objects"] if item["Name"] == "Action"]
    listed = ["".join(field["New"] for field in fields) for fields in told]
    assert listed == ["", "a", "b", "b", "c", "b", "c", "ab", "bb", "bc", "cb", "cc", "cc", "cc"]
