"""Any JSON in, the inner form out; and back to the client's or the server's keys."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.diagnostics import ParseError
from jobspec.model import Job, Task, TaskGroup, complete, to_api, tree_of
from jobspec.model.table import STRUCTS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-300, 2**65) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def test_sparse_json_is_completed() -> None:
    tree, problems = complete({"id": "web", "TASKGROUPS": [{"Name": "g"}], "unknown": 1})
    assert problems == []
    assert list(tree) == [field.json for field in STRUCTS["Job"]]
    assert (tree["ID"], tree["Priority"], tree["Dispatched"]) == ("web", None, False)
    assert list(tree["TaskGroups"][0]) == [field.json for field in STRUCTS["TaskGroup"]]


def test_the_exact_key_comes_before_another_letter_case() -> None:
    assert complete({"UID": "a", "uid": "b"}, "ConsulTransparentProxy")[0]["UID"] == "b"
    assert complete({"Paths": [], "Path": []}, "ConsulExposeConfig")[0] == {"Paths": [], "Path": []}


@pytest.mark.parametrize(
    ("struct", "data", "found"),
    [
        ("Job", [], [("NJ2901", ())]),
        ("Job", {"Priority": "50"}, [("NJ2901", ("Priority",))]),
        ("Job", {"Priority": 50.0}, [("NJ2901", ("Priority",))]),
        ("Job", {"Priority": True}, [("NJ2901", ("Priority",))]),
        ("Job", {"AllAtOnce": 1}, [("NJ2901", ("AllAtOnce",))]),
        ("Job", {"ID": 1}, [("NJ2901", ("ID",))]),
        ("Job", {"Payload": "YQ==", "Meta": None}, []),
        ("Job", {"Payload": "YQ"}, [("NJ2901", ("Payload",))]),
        ("Job", {"Version": -1}, [("NJ2902", ("Version",))]),
        ("Affinity", {"Weight": 200}, [("NJ2902", ("Weight",))]),
        ("SpreadTarget", {"Percent": 256}, [("NJ2902", ("Percent",))]),
        ("Task", {"KillTimeout": "20s"}, [("NJ2901", ("KillTimeout",))]),
        ("Task", {"Env": {"A": 1}}, [("NJ2901", ("Env", "A"))]),
        ("Job", {"TaskGroups": [None]}, [("NJ2903", ("TaskGroups", 0))]),
        ("Job", {"TaskGroups": {"Name": "g"}}, [("NJ2901", ("TaskGroups",))]),
        ("TaskGroup", {"Volumes": {"v": {"Type": 1}}}, [("NJ2901", ("Volumes", "v", "Type"))]),
        ("ConsulTransparentProxy", {"ExcludeOutboundPorts": [1, 70000]}, [("NJ2902", ("ExcludeOutboundPorts", 1))]),
    ],
)
def test_wrong_types_are_told_with_their_path(struct: str, data: Any, found: list[Any]) -> None:
    assert [(problem.id, problem.path) for problem in complete(data, struct)[1]] == found


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([field.json for field in STRUCTS["TaskGroup"]]), JSON))
def test_any_json_gives_a_complete_tree(data: dict[str, Any]) -> None:
    before = copy.deepcopy(data)
    tree, problems = complete({"TaskGroups": [data]})
    assert data == before
    assert list(tree["TaskGroups"][0]) == [field.json for field in STRUCTS["TaskGroup"]]
    assert all(problem.path[:2] == ("TaskGroups", 0) for problem in problems)
    assert complete(tree) == (tree, [])


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels):
        value = {"a": [value]}
    return value


def test_depth_is_bounded() -> None:
    deep, problems = complete({"Config": nested(49)}, "Task")
    assert problems == []
    assert to_api(complete({"TaskGroups": [{"Tasks": [deep]}]})[0])
    assert [problem.id for problem in complete({"Config": nested(400)}, "Task")[1]] == ["NJ2904"]


def test_the_written_job_is_a_copy() -> None:
    tree, _ = complete({"Meta": {"a": "1"}, "TaskGroups": [{"Tasks": [{"Config": {"x": [1]}}]}]})
    written = to_api(tree)
    written["Meta"]["a"] = "2"
    written["TaskGroups"][0]["Tasks"][0]["Config"]["x"].append(2)
    assert (tree["Meta"], tree["TaskGroups"][0]["Tasks"][0]["Config"]) == ({"a": "1"}, {"x": [1]})


def test_a_missing_csi_plugin_is_left_out_for_clients_only() -> None:
    tree, _ = complete({"Namespace": "default", "TaskGroups": [{"Tasks": [{}]}]})
    assert "CSIPluginConfig" not in to_api(tree)["TaskGroups"][0]["Tasks"][0]
    assert to_api(tree, stored=True)["TaskGroups"][0]["Tasks"][0]["CSIPluginConfig"] is None


def test_the_keys_of_the_server() -> None:
    tree, _ = complete(
        {
            "Namespace": "apps",
            "UI": {"Links": [{"Label": "a", "URL": "b"}]},
            "TaskGroups": [
                {
                    "Networks": [{"Mode": "host", "DynamicPorts": [{"Label": "http", "To": 80}]}],
                    "Services": [{"Provider": "nomad"}, {"Provider": "consul"}, {"Provider": "etcd"}],
                }
            ],
        }
    )
    written = to_api(tree, stored=True)
    group = written["TaskGroups"][0]
    assert not {"Migrate", "Reschedule"} & set(written)
    assert written["UI"]["Links"] == [{"Label": "a", "Url": "b"}]
    assert group["Networks"] == [{"Mode": "host", "DynamicPorts": [{"Label": "http", "To": 80}]}]
    assert [service["Namespace"] for service in group["Services"]] == ["apps", "default", ""]
    assert "CheckRestart" not in group["Services"][0]
    assert complete(written) == (tree, [])


def test_jobs_are_built_in_python() -> None:
    job = Job(id="web", task_groups=[TaskGroup(name="web", tasks=[Task(name="web", driver="docker")])])
    assert Job.from_api(job.to_api()) == job
    assert tree_of(job) == tree_of(json.loads(json.dumps(job.to_api())))


def test_periodic_and_parameterized() -> None:
    def facts(**data: Any) -> tuple[bool, bool, bool]:
        job = Job.from_api(data)
        return job.is_periodic, job.is_parameterized, job.is_periodic_active

    assert facts() == (False, False, False)
    assert facts(Periodic={"Enabled": True}) == (True, False, True)
    assert facts(Periodic={"Enabled": False}) == (True, False, False)
    assert facts(Periodic={"Enabled": True}, Stop=True) == (True, False, False)
    assert facts(Periodic={"Enabled": True}, ParameterizedJob={}) == (True, True, False)
    assert facts(ParameterizedJob={}, Dispatched=True) == (False, True, False)


def test_what_is_no_job() -> None:
    with pytest.raises(ParseError) as raised:
        Job.from_api({"Priority": "high"})
    assert [problem.path for problem in raised.value.diagnostics] == [("Priority",)]
    with pytest.raises(ParseError):
        tree_of({"TaskGroups": 1})
    with pytest.raises(TypeError):
        tree_of("web")  # type: ignore[arg-type]


def test_a_later_null_unsets_what_another_letter_case_said() -> None:
    tree, problems = complete({"Name": "a", "NAME": None, "type": "batch", "TYPE": None})
    assert (tree["Name"], tree["Type"], problems) == (None, None, [])
    assert complete({"Operand": "=", "operand": None}, "Constraint")[0]["Operand"] == "="


def test_ports_are_never_null_and_bytes_may_be_numbers() -> None:
    tree, problems = complete({"DynamicPorts": [None]}, "NetworkResource")
    assert (len(tree["DynamicPorts"]), tree["DynamicPorts"][0]["Label"], problems) == (1, "", [])
    assert complete({"Payload": [97, 98]})[0]["Payload"] == "YWI="
    assert [problem.path for problem in complete({"Payload": [256]})[1]] == [("Payload",)]


def test_whole_numbers_beyond_64_bits_are_stored_as_doubles() -> None:
    config = {"a": 18446744073709552000, "b": [{"c": 2**63 - 1}]}
    tree, _ = complete({"TaskGroups": [{"Tasks": [{"Config": config}]}]})
    written = to_api(tree, stored=True)["TaskGroups"][0]["Tasks"][0]["Config"]
    assert (type(written["a"]), written["b"]) == (float, [{"c": 2**63 - 1}])
