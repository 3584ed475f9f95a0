"""What must hold for the diff of any two jobs; deepdiff says independently whether two jobs differ."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from deepdiff import DeepDiff
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import jobspec
from jobspec.canonical import server_view
from jobspec.diff import diff_trees
from jobspec.diff.ignore import ignoring
from jobspec.model import Job, complete
from jobspec.testing.strategies import jobs, structs

Json = dict[str, Any]

CALM = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

IGNORED = ("Spreads", "Payload", "VersionTag", "Version", "Update")
"""Members of a job in which the reference sees no difference."""

WITHOUT_ORDER = ("Datacenters", "Constraints", "Affinities", "TaskGroups")
"""Lists of a job whose order and doubles do not matter; of two groups with one name the last counts."""

MIRRORED = {"Added": "Deleted", "Deleted": "Added", "Edited": "Edited", "None": "None"}


@CALM
@given(structs("Job", 6), st.booleans())
def test_a_job_does_not_differ_from_itself(data: Json, contextual: bool) -> None:
    assert jobspec.diff(data, deepcopy(data), contextual=contextual).type == "None"


@CALM
@given(structs("Job", 6), st.data())
def test_a_difference_is_seen_where_deepdiff_sees_one(data: Json, source: st.DataObject) -> None:
    old, new = complete(data)[0], complete(mutated(data, source))[0]
    assume(old["ID"] == new["ID"])
    before, after = server_view(old), server_view(new)
    found = diff_trees(before, after)
    expected = DeepDiff(visible(before), visible(after), ignore_type_in_groups=[(int, float)])
    assert (found.type == "Edited") == bool(expected), expected


def mutated(data: Json, source: st.DataObject) -> Json:
    """The job with one of its members, anywhere, replaced by what another job has there or taken out."""
    new = deepcopy(data)
    places = list(members(new))
    assume(places)
    owner, key = source.draw(st.sampled_from(places))
    other = dict(members_by_key(source.draw(structs("Job", 6))))
    if isinstance(owner, dict) and source.draw(st.booleans()):
        del owner[key]
    elif key in other and type(other[key]) is type(owner[key]):
        owner[key] = other[key]
    return new


def members(value: Any) -> Any:
    """Every member inside, as owner and key."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from members(inner)


def members_by_key(value: Any) -> Any:
    """Every member inside, as key and value."""
    yield from ((key, owner[key]) for owner, key in members(value))


def visible(job: Json) -> Json:
    """The job without what the reference does not look at; an empty text counts there as a missing one."""
    shown = {key: value for key, value in job.items() if key not in IGNORED}
    shown["Meta"] = {key: value for key, value in (job["Meta"] or {}).items() if value}
    for key in WITHOUT_ORDER:
        keyed = {
            item["Name"] if key == "TaskGroups" else json.dumps(item, sort_keys=True): item for item in job[key] or ()
        }
        shown[key] = [keyed[name] for name in sorted(keyed)]
    return shown


@CALM
@given(jobs(), jobs(), st.booleans())
def test_swapped_sides_mirror(one: Job, other: Job, contextual: bool) -> None:
    old, new = one.to_api(), {**other.to_api(), "ID": one.id}
    assume(pair_uniquely(old, new))
    there = jobspec.diff(old, new, contextual=contextual).to_api()
    back = jobspec.diff(new, old, contextual=contextual).to_api()
    assert in_one_order(mirrored(back)) == in_one_order(there)


def pair_uniquely(*sides: Json) -> bool:
    """Whether no list of services or templates, on either side, leaves a choice what to compare with what."""
    for key in ("Services", "Templates"):
        lists = [inner for side in sides for name, inner in members_by_key(side) if name == key and inner]
        if any(len(inner) > 1 for inner in lists):
            return False
    return True


def mirrored(part: Json) -> Json:
    """A diff with old and new exchanged."""
    copy = {**part, "Type": MIRRORED[part["Type"]]}
    if "Old" in part:
        copy |= {"Old": part["New"], "New": part["Old"]}
    for key in ("Fields", "Objects", "Tasks", "TaskGroups"):
        if part.get(key):
            copy[key] = [mirrored(inner) for inner in part[key]]
    return copy


def in_one_order(part: Json) -> Json:
    """A diff with its fields and objects sorted by content."""
    copy = dict(part)
    for key in ("Fields", "Objects", "Tasks", "TaskGroups"):
        if part.get(key):
            copy[key] = sorted(map(in_one_order, part[key]), key=lambda inner: json.dumps(inner, sort_keys=True))
    return copy


@CALM
@given(structs("Job", 6), structs("Job", 6), st.booleans())
def test_the_order_of_keys_does_not_matter(old: Json, new: Json, contextual: bool) -> None:
    new = {**new, "ID": old.get("ID")}
    expected = jobspec.diff(old, new, contextual=contextual).to_api()
    assert jobspec.diff(backwards(old), backwards(new), contextual=contextual).to_api() == expected


def backwards(value: Any) -> Any:
    """The same JSON, the members of objects in reverse."""
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    return [backwards(inner) for inner in value] if isinstance(value, list) else value


@CALM
@given(structs("Job", 6), st.booleans())
def test_ignoring_everything_leaves_no_change(data: Json, contextual: bool) -> None:
    new = {**data, "Priority": 71, "Meta": {"a": "b"}}
    shown = ignoring(jobspec.diff(data, new, contextual=contextual).to_api(), ["**"])
    assert (shown["Type"], shown["Fields"], shown["TaskGroups"]) == ("None", None, None)


@CALM
@given(structs("Job", 6), structs("Job", 6))
def test_arguments_are_left_alone(old: Json, new: Json) -> None:
    new = {**new, "ID": old.get("ID")}
    before = deepcopy((old, new))
    jobspec.diff(old, new, contextual=True, updates={})
    assert (old, new) == before


def test_jobs_of_two_ids_are_refused() -> None:
    with pytest.raises(jobspec.RefusedError) as refusal:
        jobspec.diff({"ID": "a"}, {"ID": "b"})
    assert [item.id for item in refusal.value.diagnostics] == ["NJ7901"]
