"""What the server's mutators add to a job, one family at a time."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from jobspec.canonical import Admitted, stored
from jobspec.canonical.expose import fingerprint
from jobspec.model import complete

BRIDGE: dict[str, Any] = {"Mode": "bridge"}


def admitted(*groups: dict[str, Any], **job: Any) -> Admitted:
    tree, problems = complete({"ID": "j", **job, "TaskGroups": [{"Name": f"g{i}", **g} for i, g in enumerate(groups)]})
    assert problems == []
    before = copy.deepcopy(tree)
    found = stored(tree)
    assert tree == before
    return found


def group(job: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    found = admitted(data, **(job or {}))
    assert found.refusals == ()
    first: dict[str, Any] = found.job["TaskGroups"][0]
    return first


def constraints(owner: dict[str, Any]) -> list[str]:
    return [f"{item['LTarget']} {item['Operand']} {item['RTarget']}" for item in owner["Constraints"] or ()]


def test_clusters_are_named_and_partitions_asked_for() -> None:
    found = group(
        Consul={"Partition": "p"}, Tasks=[{"Name": "t", "Vault": {}, "Consul": {"Cluster": "c", "Partition": "q"}}]
    )
    assert constraints(found) == ["${attr.consul.partition} = p", "${attr.vault.version} semver >= 0.6.1"]
    assert constraints(found["Tasks"][0]) == ["${attr.consul.c.partition} = q"]
    assert found["Tasks"][0]["Vault"]["Cluster"] == "default"


def test_a_sidecar() -> None:
    found = group(
        {"Meta": {"my-key": "M"}},
        Networks=[BRIDGE],
        Services=[{"Name": "web-${NOMAD_META_MY_KEY}-${NOMAD_ALLOC_ID}", "Connect": {"SidecarService": {}}}],
        Tasks=[{"Name": "t", "Driver": "podman"}],
    )
    name = "web-M-${NOMAD_ALLOC_ID}"
    proxy = found["Tasks"][1]
    assert found["Services"][0]["Name"] == name
    assert (proxy["Name"], proxy["Kind"]) == (f"connect-proxy-{name}", f"connect-proxy:{name}")
    assert (proxy["Driver"], proxy["Resources"]["CPU"], proxy["Resources"]["MemoryMB"]) == ("podman", 250, 128)
    assert (proxy["Lifecycle"], proxy["ShutdownDelay"]) == ({"Hook": "prestart", "Sidecar": True}, 5 * 10**9)
    assert proxy["RestartPolicy"] == found["RestartPolicy"]
    assert constraints(proxy) == ["${attr.consul.version} semver >= 1.8.0", "${attr.consul.grpc} > 0"]
    [port] = found["Networks"][0]["DynamicPorts"]
    assert (port["Label"], port["To"], port["HostNetwork"]) == (f"connect-proxy-{name}", -1, "default")


def test_a_sidecar_task_overlays_the_proxy() -> None:
    sidecar = {"Config": {"image": "own"}, "Env": {"A": "1"}, "Resources": {"CPU": 7}, "KillSignal": "SIGINT"}
    service = {"Connect": {"SidecarService": {"Port": "mine"}, "SidecarTask": sidecar}}
    found = group(Networks=[BRIDGE], Services=[service], Tasks=[{"Name": "t"}])
    proxy = found["Tasks"][1]
    assert (proxy["Config"]["image"], list(proxy["Config"]), proxy["Env"]) == ("own", ["image", "args"], {"A": "1"})
    assert (proxy["Resources"]["CPU"], proxy["Resources"]["MemoryMB"], proxy["ShutdownDelay"]) == (7, 300, 0)
    assert (proxy["LogConfig"]["MaxFiles"], proxy["KillSignal"]) == (10, "SIGINT")
    assert [port["Label"] for port in found["Networks"][0]["DynamicPorts"]] == ["mine"]


def test_another_driver_has_its_own_config() -> None:
    service = {"Connect": {"SidecarService": {}, "SidecarTask": {"Driver": "exec", "Config": {"command": "c"}}}}
    proxy = group(Networks=[BRIDGE], Services=[service], Tasks=[{"Name": "t"}])["Tasks"][1]
    assert (proxy["Driver"], proxy["Config"]) == ("exec", {"command": "c"})


def test_what_is_there_is_not_added_again() -> None:
    service = {"Name": "s", "Connect": {"SidecarService": {}}, "PortLabel": "1"}
    first = admitted({"Networks": [BRIDGE], "Services": [service], "Tasks": [{"Name": "t"}]})
    again = stored(first.job)
    assert again.job == first.job


def test_a_task_of_the_proxys_name_keeps_it() -> None:
    service = {"Name": "s", "Connect": {"SidecarService": {}}}
    tasks = group(Networks=[BRIDGE], Services=[service], Tasks=[{"Name": "connect-proxy-s"}])["Tasks"]
    assert len({task["Name"] for task in tasks}) == 2


def test_groups_without_network_are_left_to_the_rules() -> None:
    found = group(Services=[{"Connect": {"SidecarService": {}}}], Tasks=[{"Name": "t"}])
    assert len(found["Tasks"]) == 1


def test_a_native_service_marks_its_task() -> None:
    found = group(Networks=[BRIDGE], Services=[{"Name": "s", "Connect": {"Native": True}}], Tasks=[{"Name": "t"}])
    assert (found["Tasks"][0]["Kind"], found["Services"][0]["TaskName"]) == ("connect-native:s", "t")


@pytest.mark.parametrize(
    ("gateway", "mode", "kind", "addresses", "ports"),
    [
        ({"Terminating": {}}, "bridge", "terminating", {"default": -1}, ["connect-terminating-s"]),
        ({"Mesh": {}}, "cni/x", "mesh", {"wan": -1, "lan": -1}, ["connect-mesh-s-lan"]),
        (
            {"Ingress": {"Listeners": [{"Port": 80, "Services": [{"Name": "a"}, {"Name": "b"}]}]}},
            *("bridge", "ingress", {"a": 80, "b": 80}, []),
        ),
        ({"Ingress": {}}, "host", "ingress", None, []),
    ],
)
def test_gateways(gateway: dict[str, Any], mode: str, kind: str, addresses: Any, ports: list[str]) -> None:
    service = {"Name": "s", "PortLabel": "wan" if kind == "mesh" else "", "Connect": {"Gateway": gateway}}
    found = group(Networks=[{"Mode": mode}], Services=[service], Tasks=[])
    [task] = found["Tasks"]
    proxy = found["Services"][0]["Connect"]["Gateway"]["Proxy"]
    bound = proxy["EnvoyGatewayBindAddresses"]
    assert (task["Kind"], task["Lifecycle"]) == (f"connect-{kind}:s", None)
    assert task["Config"].get("network_mode") == ("host" if mode == "host" else None)
    assert (bound and {name: address["Port"] for name, address in bound.items()}) == addresses
    assert (proxy["EnvoyGatewayNoDefaultBind"], proxy["ConnectTimeout"]) == (addresses is not None, 5 * 10**9)
    assert [port["Label"] for port in found["Networks"][0]["DynamicPorts"] or ()] == ports


def test_a_gateway_with_addresses_of_its_own() -> None:
    proxy = {"EnvoyGatewayNoDefaultBind": True, "ConnectTimeout": 1}
    tls = {"TLSMinVersion": "TLSv1_2"}
    service = {"Name": "s", "Connect": {"Gateway": {"Proxy": proxy, "Ingress": {"TLS": tls}}}}
    found = group(Networks=[BRIDGE], Services=[service])
    made = found["Services"][0]["Connect"]["Gateway"]["Proxy"]
    assert (made["EnvoyGatewayBindAddresses"], made["ConnectTimeout"]) == ({}, 1)
    assert constraints(found["Tasks"][0])[-1] == "${attr.consul.version} semver >= 1.11.2"


CHECK: dict[str, Any] = {"Expose": True, "Type": "http", "Path": "/health"}


def exposing(check: dict[str, Any], network: Any = BRIDGE, port: str = "8080") -> dict[str, Any]:
    service = {"Name": "s", "PortLabel": port, "Connect": {"SidecarService": {}}, "Checks": [check]}
    return {"Networks": [network] if network else [], "Services": [service], "Tasks": [{"Name": "t"}]}


def test_exposed_checks() -> None:
    found = group(**exposing(CHECK))
    label = found["Services"][0]["Checks"][0]["PortLabel"]
    [path] = found["Services"][0]["Connect"]["SidecarService"]["Proxy"]["Expose"]["Paths"]
    assert label.startswith("svc_s_ck_")
    assert path == {"Path": "/health", "Protocol": "", "LocalPathPort": 8080, "ListenerPort": label}
    assert label in [port["Label"] for port in found["Networks"][0]["DynamicPorts"]]


def test_a_static_port_is_the_local_one() -> None:
    network = BRIDGE | {"ReservedPorts": [{"Label": "http", "Value": 99}]}
    found = group(**exposing(CHECK | {"PortLabel": "http"}, network, "http"))
    [path] = found["Services"][0]["Connect"]["SidecarService"]["Proxy"]["Expose"]["Paths"]
    assert (path["LocalPathPort"], path["ListenerPort"]) == (99, "http")


def test_fingerprints_tell_checks_apart() -> None:
    base, _ = complete({"Name": "c"}, "ServiceCheck")
    changes: list[dict[str, Any]] = [
        {},
        {"Args": ["x"]},
        {"Header": {"A": ["b"]}},
        {"TLSSkipVerify": True},
        {"SuccessBeforePassing": 2},
    ]
    assert len({fingerprint("s", number, base | change) for number in (0, 1) for change in changes}) == 10


@pytest.mark.parametrize(
    ("data", "id", "path"),
    [
        (exposing(CHECK, None), "NJ5904", ("Networks",)),
        (exposing(CHECK, {"Mode": "host"}), "NJ5905", ("Networks", 0, "Mode")),
        (exposing(CHECK, port="http"), "NJ5906", ("Services", 0, "PortLabel")),
        (
            {"Networks": [BRIDGE], "Services": [{"Connect": {"Native": True}}], "Tasks": [{}, {}]},
            *("NJ5901", ("Services", 0, "TaskName")),
        ),
        (
            {"Networks": [BRIDGE], "Services": [{"TaskName": "x", "Connect": {"Native": True}}], "Tasks": [{}]},
            *("NJ5902", ("Services", 0, "TaskName")),
        ),
        (
            {"Networks": [BRIDGE], "Services": [{"Connect": {"Gateway": {"Mesh": {}}}}]},
            *("NJ5903", ("Services", 0, "PortLabel")),
        ),
    ],
)
def test_mutators_refuse(data: dict[str, Any], id: str, path: tuple[str | int, ...]) -> None:
    found = admitted(data)
    assert [(item.id, item.path) for item in found.refusals] == [(id, ("TaskGroups", 0, *path))]
    assert found.job["NodePool"] == ""


def test_implied_constraints() -> None:
    tasks = [
        {"Name": "t", "KillSignal": "SIGINT", "Templates": [{"ChangeMode": "signal"}], "Schedule": {"Cron": {}}},
        {"Name": "u", "Resources": {"NUMA": {"Affinity": "require"}}, "Services": [{"Name": "c"}]},
    ]
    services = [{"Name": "n", "Provider": "nomad", "Checks": [{}]}]
    found = group(Networks=[BRIDGE], Services=services, Tasks=tasks)
    assert constraints(found) == [
        "${attr.nomad.version} semver >= 1.6.3-dev",
        "${attr.kernel.name} = linux",
        "${attr.os.signals} set_contains SIGHUP,SIGINT",
        "${attr.nomad.service_discovery} = true",
        "${attr.nomad.version} semver >= 1.4.0",
        *(
            f"${{attr.plugins.cni.version.{name}}} semver >= 0.4.0"
            for name in ("bridge", "firewall", "host-local", "loopback", "portmap")
        ),
    ]
    assert constraints(found["Tasks"][1]) == ["${attr.consul.version} semver >= 1.8.0"]


def test_secrets_are_asked_of_every_group() -> None:
    with_secret = {"Tasks": [{"Name": "t", "Secrets": [{"Provider": "vault"}]}]}
    found = admitted(with_secret, {"Tasks": [{"Name": "u"}]}).job["TaskGroups"]
    assert [constraints(each) for each in found] == [["${attr.plugins.secrets.vault.version} is_set "]] * 2


def test_identities() -> None:
    service = {"Name": "s", "PortLabel": "http", "Identity": {"Audience": ["a"]}}
    found = group(Services=[service], Tasks=[{"Name": "t", "Services": [service | {"Provider": "nomad"}]}])
    assert found["Services"][0]["Identity"]["Name"] == "consul-service_s-http"
    assert found["Services"][0]["Identity"]["ServiceName"] == "s"
    assert found["Tasks"][0]["Services"][0]["Identity"]["Name"] == ""
    assert constraints(found)[-1] == "${attr.nomad.version} semver >= 1.7.0-a"


def test_changes_name_their_mutator() -> None:
    found = admitted({"Tasks": [{"Name": "t", "Vault": {}}]})
    by = [(change.by, change.path[-1]) for change in found.changes() if change.by != "default"]
    assert by == [("constraints", "Constraints"), ("node-pool", "NodePool")]


def test_proxies_ask_for_the_default_consul() -> None:
    found = group(Networks=[BRIDGE], Services=[{"Name": "a", "Cluster": "c", "Connect": {"SidecarService": {}}}])
    assert constraints(found["Tasks"][0]) == ["${attr.consul.version} semver >= 1.8.0", "${attr.consul.grpc} > 0"]


def test_groups_of_one_name_share_what_they_imply() -> None:
    task = {"Name": "t", "KillSignal": "SIGINT", "Secrets": [{"Provider": "p"}]}
    found = admitted({"Name": "g", "Tasks": [{"Name": "t"}]}, {"Name": "g", "Networks": [BRIDGE], "Tasks": [task]})
    first, second = found.job["TaskGroups"]
    assert constraints(first) == constraints(second)
    assert [text.split()[0] for text in constraints(first)] == [
        "${attr.plugins.secrets.p.version}",
        "${attr.os.signals}",
        *(
            f"${{attr.plugins.cni.version.{name}}}"
            for name in ("bridge", "firewall", "host-local", "loopback", "portmap")
        ),
    ]


def test_a_sidecar_task_shares_its_identities_with_the_task() -> None:
    sidecar = {"Identities": [{"Name": "a", "ChangeSignal": "sighup"}]}
    connect = {"SidecarService": {}, "SidecarTask": sidecar}
    found = group(Networks=[BRIDGE], Services=[{"Name": "a", "Connect": connect}])
    for owner in (found["Services"][0]["Connect"]["SidecarTask"], found["Tasks"][0]):
        assert owner["Identities"][0]["ChangeSignal"] == "SIGHUP"
