"""Which changes replace allocations, and which are told to the running ones."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reconcile_samples import group, job

from jobspec.scheduler.reconcile.changes import destructive, same

Tree = dict[str, Any]


def full_job() -> Tree:
    """A job with a bit of everything."""
    web = {
        "Name": "web",
        "Driver": "docker",
        "User": "",
        "Config": {"image": "example/app:1", "args": None},
        "Env": {"MODE": "a"},
        "Meta": {"own": "1"},
        "KillTimeout": 5,
        "LogConfig": {"Disabled": False, "MaxFiles": 10},
        "RestartPolicy": {"Attempts": 3, "RenderTemplates": False},
        "Templates": [{"DestPath": "local/x", "EmbeddedTmpl": "x"}],
        "Vault": {"Role": "r", "EntityAlias": "e"},
        "Resources": {
            "CPU": 100,
            "MemoryMB": 64,
            "Devices": [{"Name": "gpu", "Count": 1, "Constraints": [{"LTarget": "a"}, {"LTarget": "b"}]}],
        },
    }
    network = {
        "Mode": "bridge",
        "DynamicPorts": [{"Label": "http", "To": 80, "Value": 0}],
        "ReservedPorts": [{"Label": "fixed", "Value": 8080}],
    }
    services = [
        {"Name": "plain", "PortLabel": "http"},
        {"Name": "mesh", "PortLabel": "http", "Connect": {"Native": False, "SidecarService": {"Port": "x"}}},
    ]
    more: Tree = {
        "Networks": [network],
        "Services": services,
        "Consul": {"Namespace": "", "Cluster": "default"},
        "EphemeralDisk": {"SizeMB": 300, "Sticky": False},
        "Volumes": {"data": {"Name": "data", "Source": "data", "ReadOnly": False}},
    }
    return job({**group(**more), "Tasks": [web]}, Meta={"region": "eu"})


def _task(tree: Tree) -> Tree:
    found: Tree = tree["TaskGroups"][0]["Tasks"][0]
    return found


def _group(tree: Tree) -> Tree:
    found: Tree = tree["TaskGroups"][0]
    return found


Edit = Callable[[Tree], Any]

REPLACING: dict[str, Edit] = {
    "job meta": lambda j: j["Meta"].update(region="us"),
    "group meta": lambda j: _group(j).update(Meta={"x": "1"}),
    "another task": lambda j: _group(j)["Tasks"].append({"Name": "side", "Driver": "docker"}),
    "task renamed": lambda j: _task(j).update(Name="other"),
    "driver": lambda j: _task(j).update(Driver="exec"),
    "config": lambda j: _task(j)["Config"].update(image="example/app:2"),
    "env added": lambda j: _task(j)["Env"].update(EMPTY=""),
    "template": lambda j: _task(j)["Templates"][0].update(EmbeddedTmpl="y"),
    "vault role": lambda j: _task(j)["Vault"].update(Role="s"),
    "vault dropped": lambda j: _task(j).update(Vault=None),
    "logs off": lambda j: _task(j)["LogConfig"].update(Disabled=True),
    "render templates": lambda j: _task(j)["RestartPolicy"].update(RenderTemplates=True),
    "cpu": lambda j: _task(j)["Resources"].update(CPU=200),
    "device count": lambda j: _task(j)["Resources"]["Devices"][0].update(Count=2),
    "network mode": lambda j: _group(j)["Networks"][0].update(Mode="host"),
    "network dropped": lambda j: _group(j).update(Networks=None),
    "port target": lambda j: _group(j)["Networks"][0]["DynamicPorts"][0].update(To=81),
    "static port": lambda j: _group(j)["Networks"][0]["ReservedPorts"][0].update(Value=8081),
    "connect port": lambda j: _group(j)["Services"][1]["Connect"]["SidecarService"].update(Port="y"),
    "connect added": lambda j: _group(j)["Services"][0].update(Connect={"Native": True}),
    "port of a connect service": lambda j: _group(j)["Services"][1].update(PortLabel="other"),
    "consul cluster": lambda j: _group(j)["Consul"].update(Cluster="other"),
    "disk": lambda j: _group(j)["EphemeralDisk"].update(Sticky=True),
    "volume": lambda j: _group(j)["Volumes"]["data"].update(ReadOnly=True),
    "volume renamed": lambda j: _group(j)["Volumes"].update(more={}),
    "group gone": lambda j: _group(j).update(Name="other"),
}

IN_PLACE: dict[str, Edit] = {
    "nothing": lambda j: None,
    "count": lambda j: _group(j).update(Count=9),
    "priority": lambda j: j.update(Priority=90),
    "datacenters": lambda j: j.update(Datacenters=["dc9"]),
    "constraint": lambda j: _group(j).update(Constraints=[{"LTarget": "x"}]),
    "plain service": lambda j: _group(j)["Services"][0].update(Name="other", PortLabel="x"),
    "kill timeout": lambda j: _task(j).update(KillTimeout=9),
    "log size": lambda j: _task(j)["LogConfig"].update(MaxFiles=2),
    "restart": lambda j: _task(j)["RestartPolicy"].update(Attempts=9),
    "vault alias": lambda j: _task(j)["Vault"].update(EntityAlias="f"),
    "dynamic port number": lambda j: _group(j)["Networks"][0]["DynamicPorts"][0].update(Value=99),
    "empty for null": lambda j: _task(j)["Config"].update(args=[]),
    "constraints of a device reordered": lambda j: _task(j)["Resources"]["Devices"][0]["Constraints"].reverse(),
    "consul block dropped": lambda j: _group(j).update(Consul=None),
    "meta moved to the job": lambda j: (j["Meta"].update(own="1"), _task(j).update(Meta=None)),
}


@pytest.mark.parametrize("name", REPLACING)
def test_what_a_running_task_cannot_take_over_replaces_it(name: str) -> None:
    new = full_job()
    REPLACING[name](new)
    assert destructive(full_job(), new, "app")


@pytest.mark.parametrize("name", IN_PLACE)
def test_everything_else_is_told_to_the_running_allocation(name: str) -> None:
    new = full_job()
    IN_PLACE[name](new)
    assert not destructive(full_job(), new, "app")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(values, values)
def test_sameness_is_reflexive_and_symmetric(one: Any, other: Any) -> None:
    assert same(one, deepcopy(one))
    assert same(one, other) == same(other, one)
