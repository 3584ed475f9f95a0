"""Flattening, comparing, pairing and sorting by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from jobspec.diff import diff
from jobspec.diff.changes import changed_fields, changed_object, kind_of_fields
from jobspec.diff.comparable import comparable
from jobspec.diff.flatten import flatten, flatten_whole, layout, number_text
from jobspec.diff.ignore import ignoring
from jobspec.diff.objects import opaque, string_set
from jobspec.diff.order import sort_objects
from jobspec.diff.pairs import by_content, by_field, by_position, in_turn
from jobspec.model import complete


def field(kind: str, name: str, old: str, new: str) -> dict[str, Any]:
    return {"Type": kind, "Name": name, "Old": old, "New": new, "Annotations": None}


def test_an_empty_text_counts_as_missing() -> None:
    assert changed_fields({"A": "", "B": "1", "C": "x", "D": "d"}, {"A": "a", "C": "y", "D": "d"}, False) == [
        field("Added", "A", "", "a"),
        field("Deleted", "B", "1", ""),
        field("Edited", "C", "x", "y"),
    ]
    assert changed_fields({"A": "a"}, {"A": "a", "B": ""}, True) == [
        field("None", "A", "a", "a"),
        field("None", "B", "", ""),
    ]


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        ([], "None"),
        (["None"], "None"),
        (["Added", "None"], "Added"),
        (["Added", "Deleted"], "Edited"),
        (["Edited", "None"], "Edited"),
    ],
)
def test_type_of_an_object_of_fields(kinds: list[str], kind: str) -> None:
    assert kind_of_fields([field(each, "A", "", "") for each in kinds]) == kind


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-5, "-5"),
        (100000, "100000"),
        (999999, "999999"),
        (1000000, "1e+06"),
        (-1234567.5, "-1.2345675e+06"),
        (20971521, "2.0971521e+07"),
        (12345678901234, "1.2345678901234e+13"),
        (1e20, "1e+20"),
        (1e21, "1e+21"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (1.5, "1.5"),
    ],
)
def test_numbers_of_opaque_maps(number: float, text: str) -> None:
    assert number_text(number) == text


def test_whole_depth() -> None:
    value = {"a": {"b": [{"c": True}, None]}, "e": [], "f": {}, "g": "x"}
    assert flatten_whole(value, prefix="Config") == {
        "Config[a][b][0][c]": "true",
        "Config[a][b][1]": "nil",
        "Config[g]": "x",
    }


def test_own_fields_follow_the_table() -> None:
    tree, _ = complete({"Driver": "exec", "Env": {"A": "1"}, "KillTimeout": 5}, "Task")
    assert flatten(tree, layout("Task", without=("Name",))) == {
        "Driver": "exec",
        "Env[A]": "1",
        "KillTimeout": "5",
        "Kind": "",
        "KillSignal": "",
        "Leader": "false",
        "ShutdownDelay": "0",
        "User": "",
    }


def test_sets_ignore_order_and_doubles() -> None:
    tags = string_set("Tags")
    assert tags(["a", "b", "a"], ["b", "a"], False) is None
    assert tags(None, None, True) is None
    assert tags(["a", "b"], ["b", "c"], True) == changed_object(
        "Edited",
        "Tags",
        [field("Added", "Tags", "", "c"), field("Deleted", "Tags", "a", ""), field("None", "Tags", "b", "b")],
    )
    assert tags(["a"], ["a", ""], False) == changed_object("Added", "Tags", [])


def test_booleans_and_numbers_differ_in_opaque_maps() -> None:
    jobs = []
    for value in (True, 1, 1.0):
        task = {"Name": "t", "Config": {"a": [value]}}
        tree, _ = complete({"ID": "a", "TaskGroups": [{"Name": "g", "Tasks": [task]}]})
        jobs.append(comparable(tree)["TaskGroups"][0]["Tasks"][0]["Config"])
    flag, number, same = jobs
    assert number == same
    assert opaque("Config")(flag, number, False) == changed_object(
        "Edited", "Config", [field("Edited", "a[0]", "true", "1")]
    )


def test_equal_ranks_keep_their_order_and_edits_come_first() -> None:
    one = changed_object("Deleted", "X", [field("Deleted", "N", "1", "")])
    two = changed_object("Edited", "X", [field("Edited", "N", "2", "3")])
    three = changed_object("Deleted", "X", [field("Deleted", "N", "0", "")])
    assert sort_objects([one, two, three]) == [two, three, one]


def test_pairings() -> None:
    a, b, c = {"Name": "a", "V": 1}, {"Name": "b", "V": 1}, {"Name": "a", "V": 2}
    assert list(by_field("Name")([b, a], [c])) == [(a, c), (b, None)]
    assert list(by_field("Name")([a, c], None)) == [(c, None)]
    assert list(by_position([a], [b, c])) == [(a, b), (None, c)]
    assert list(by_content([{"L": None}], [{"L": []}])) == [({"L": None}, {"L": []})]
    never = in_turn(lambda item, index, others, taken: None)
    assert list(never([a], [b])) == [(a, b)]
    assert list(never([a, b], [c])) == [(a, None), (b, None), (None, c)]


def edited(name: str, *fields: dict[str, Any], **below: Any) -> dict[str, Any]:
    return {"Type": "Edited", "Name": name, "Fields": list(fields) or None, "Objects": None, **below}


def job_diff() -> dict[str, Any]:
    task = edited("srv", field("Edited", "Env[A]", "1", "2"), Annotations=["forces create/destroy update"])
    task["Objects"] = [edited("Config", field("Edited", "image", "a", "b"))]
    group = edited("web", Tasks=[task], Updates=None)
    return {"Type": "Edited", "ID": "web", "Fields": None, "Objects": None, "TaskGroups": [group]}


def test_ignoring_everything_leaves_nothing_changed() -> None:
    shown = ignoring(job_diff(), ["web/srv/Config", "**/Env[*]"])
    assert shown["Type"] == "None"
    assert shown["TaskGroups"][0]["Tasks"][0] == {
        "Type": "None",
        "Name": "srv",
        "Fields": None,
        "Objects": None,
        "Annotations": None,
    }


@pytest.mark.parametrize(
    ("path", "kept"), [("web/srv/Config/image", None), ("other/**", 1), ("srv/Config", 1), ("**/image", None)]
)
def test_ignoring_by_path(path: str, kept: int | None) -> None:
    task = ignoring(job_diff(), [path])["TaskGroups"][0]["Tasks"][0]
    assert (task["Type"], task["Objects"] and len(task["Objects"])) == ("Edited", kept)


def test_an_invisible_change_stays_a_change() -> None:
    diff = job_diff()
    diff["TaskGroups"][0]["Tasks"] = None
    assert ignoring(diff, ["**/Env[*]"])["Type"] == "Edited"


def test_services_of_an_unknown_provider_have_no_namespace_and_empty_links_are_edited() -> None:
    old = {"ID": "j", "UI": {"Links": [{"URL": "u"}, {}]}}
    new = {"ID": "j", "UI": {"Links": [{}]}, "TaskGroups": [{"Name": "g", "Services": [{"Provider": "etcd"}]}]}
    found = diff(old, new).to_api()
    assert [(link["Type"], link["Name"]) for link in found["Objects"][0]["Objects"]] == [("Edited", "Link")]
    service = next(item for item in found["TaskGroups"][0]["Objects"] if item["Name"] == "Service")
    assert "Namespace" not in [field["Name"] for field in service["Fields"]]
