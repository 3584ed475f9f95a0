"""Diffs for people: what is told, what is left out as noise, and what fits in a comment."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec import render
from jobspec.render.markdown_parts import LIMIT
from jobspec.render.readable import readable


def field(kind: str, name: str, old: str, new: str) -> dict[str, Any]:
    return {"Type": kind, "Name": name, "Old": old, "New": new, "Annotations": None}


def item(kind: str, name: str, *fields: dict[str, Any] | None, objects: Any = None) -> dict[str, Any]:
    return {"Type": kind, "Name": name, "Fields": list(fields) or None, "Objects": objects}


def job(*objects: dict[str, Any], fields: Any = None) -> dict[str, Any]:
    task = {
        **item("Edited", "srv"),
        "Objects": list(objects),
        "Fields": fields,
        "Annotations": ["forces in-place update"],
    }
    group = {**item("Edited", "web"), "Tasks": [task], "Updates": {"create": 1}}
    return {"Type": "Edited", "ID": "web", "Fields": None, "Objects": None, "TaskGroups": [group]}


HEAD = [
    '~ Job "web" changed',
    '  ~ Group "web" changed (1 create)',
    '    ~ Task "srv" changed (forces in-place update)',
]


def told(diff: dict[str, Any], **options: Any) -> list[str]:
    lines = readable(diff, **options).split("\n")
    assert lines[:3] == HEAD
    return lines[3:]


def test_values_as_people_write_them() -> None:
    fields = [
        field("Edited", "KillTimeout", "5000000000", "90000000000"),
        field("Edited", "Leader", "false", "true"),
        field("Added", "User", "", "root"),
    ]
    assert told(job(fields=fields)) == [
        "      ~ KillTimeout: 5s → 1m30s",
        "      ~ Leader: false → true",
        '      + User: "root"',
    ]


def test_long_texts_line_by_line() -> None:
    old = "\n".join(f"line {number}" for number in range(9))
    template = item(
        "Edited",
        "Template",
        field("None", "DestPath", "local/a", "local/a"),
        field("Edited", "EmbeddedTmpl", old, old.replace("line 4", "changed")),
    )
    assert told(job(template), context=1) == [
        '      ~ Template "local/a"',
        "        ~ EmbeddedTmpl:",
        "            …",
        "            line 3",
        "          - line 4",
        "          + changed",
        "            line 5",
        "            …",
    ]


def test_an_argument_put_in_front_is_one_line() -> None:
    config = item(
        "Edited",
        "Config",
        field("Edited", "args[0]", "-a", "-new"),
        field("Edited", "args[1]", "-b", "-a"),
        field("Added", "args[2]", "", "-b"),
    )
    assert told(job(config), context=0) == ["      ~ Config", "        ~ args:", '          + "-new"', "            …"]


def mount(old: str, new: str) -> dict[str, Any]:
    kind = "None" if old == new else "Edited"
    return item(
        "Edited", "VolumeMount", field(kind, "Destination", f"/{old}", f"/{new}"), field(kind, "Volume", old, new)
    )


def test_what_only_moved_is_noise() -> None:
    moved = job(mount("a", "b"), mount("b", "a"))
    assert told(moved) == ["  (1 in another order only; -verbose shows it)"]
    assert len(told(moved, verbose=True)) == 6


def test_one_port_more_is_no_new_network() -> None:
    def network(kind: str, *labels: str) -> dict[str, Any]:
        old = kind == "Deleted"
        ports = [
            item(kind, "Static Port", field(kind, "Label", label if old else "", "" if old else label))
            for label in labels
        ]
        return item(kind, "Network", field(kind, "Mode", *(("host", "") if old else ("", "host"))), objects=ports)

    assert told(job(network("Added", "http", "admin"), network("Deleted", "http"))) == [
        '      ~ Network "host"',
        '        + Static Port "admin"',
        '          + Label: "admin"',
    ]


def test_nothing_to_tell_in_an_object() -> None:
    assert told(job(item("Edited", "Scaling", None))) == ["      ~ Scaling (in something that a diff does not list)"]


def test_secrets_are_masked_on_request() -> None:
    secret = job(fields=[field("Edited", "Env[API_KEY]", "one", "two")])
    assert told(secret, mask_secrets=True) == ['      ~ Env[API_KEY]: "(hidden)" → "(hidden)"']
    assert "two" not in render.markdown(secret)
    assert "two" in render.markdown(secret, mask_secrets=False)


def test_markdown() -> None:
    assert render.markdown(job(fields=[field("Added", "User", "", "`x`")])) == (
        "### Job `web`: changed\n\n"
        "| Group | Change | Updates |\n|---|---|---|\n| `web` | changed | 1 create |\n\n"
        "<details>\n<summary>Changes</summary>\n\n"
        '```diff\n! Group "web" changed (1 create)\n!   Task "srv" changed (forces in-place update)\n'
        '+     User: "`x`"\n```\n\n'
        "</details>\n"
    )


def test_markdown_fits_in_a_comment() -> None:
    diff = job(fields=[field("Edited", f"Env[{number}]", "a" * 900, "b|`" * 300) for number in range(500)])
    diff["TaskGroups"] *= 3
    diff["TaskGroups"] += [
        item("Edited", f"{number}|" * 90) | {"Tasks": None, "Updates": None} for number in range(400)
    ]
    assert len(render.markdown(diff)) <= LIMIT


def test_nothing_in_a_job_reaches_the_terminal_as_a_command() -> None:
    hostile = field("Edited", "Env[a\x1b[2J\nb]", "one\n\x1b]0;x\x07", "two\n\r")
    shown = readable(job(fields=[hostile]))
    assert "\x1b" not in shown
    assert "\r" not in shown
    assert len(shown.split("\n")) == 8


@settings(max_examples=50, deadline=None)
@given(st.text(), st.text())
def test_any_text_can_be_shown(old: str, new: str) -> None:
    diff = job(fields=[field("Edited", "Env[A]", old, new)])
    assert len(readable(diff, color=True).split("\n")) >= 4
    assert render.markdown(diff).count("<details>") >= 1
