"""The simulated client node: what a server without a given fleet runs its jobs on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from jobspec.cluster.computed_class import computed_class
from jobspec.server.simulate.clock import SECOND, isotime

SIGNING_KEY = str(uuid.uuid5(uuid.NAMESPACE_URL, "nomad-jobspec/signing-key"))
"""The key that identities of allocations and nodes are signed with."""

NOMAD_VERSION = "2.0.5"

DEFAULT_NODE: Mapping[str, Any] = {
    "name": "node-a",
    "datacenter": "dc1",
    "class": "small",
    "pool": "default",
    "meta": {"rack": "r1"},
    "os": "linux",
    "arch": "amd64",
    "cpu_mhz": 4000,
    "memory_mb": 8192,
    "disk_mb": 51200,
    "drivers": ["raw_exec"],
}

_META = {
    "connect.gateway_image": "docker.io/envoyproxy/envoy:v${NOMAD_envoy_version}",
    "connect.log_level": "info",
    "connect.proxy_concurrency": "1",
    "connect.sidecar_image": "docker.io/envoyproxy/envoy:v${NOMAD_envoy_version}",
    "connect.transparent_proxy.default_outbound_port": "15001",
    "connect.transparent_proxy.default_uid": "101",
}
_ADDRESS = "127.0.0.1"
_CORES = 2


def new_node(wanted: Mapping[str, Any], now: int) -> dict[str, Any]:
    """A ready node as the API shows it."""
    given = {**DEFAULT_NODE, **wanted}
    node = {
        "Attributes": _attributes(given),
        "CSIControllerPlugins": {},
        "CSINodePlugins": {},
        "CgroupParent": "nomad.slice",
        "Datacenter": given["datacenter"],
        "Drain": False,
        "DrainStrategy": None,
        "Drivers": {name: _driver(name, now) for name in given["drivers"]},
        "Events": [{"Details": None, "Message": "Node registered", "Subsystem": "Cluster", "Timestamp": isotime(now)}],
        "GCVolumesOnNodeGC": False,
        "HTTPAddr": f"{_ADDRESS}:4646",
        "HostNetworks": {},
        "HostVolumes": {},
        "ID": str(uuid.uuid4()),
        "IdentitySigningKeyID": SIGNING_KEY,
        "LastAllocUpdateIndex": 0,
        "LastDrain": None,
        "LastMissedHeartbeatIndex": 0,
        "Links": {},
        "Meta": {**_META, **(given["meta"] or {})},
        "Name": given["name"],
        "NodeClass": given["class"],
        "NodeMaxAllocs": 0,
        "NodePool": given["pool"],
        "NodeResources": _resources(given),
        "ReservedResources": _RESERVED,
        "SchedulingEligibility": "eligible",
        "SecretID": "",
        "Status": "ready",
        "StatusDescription": "",
        "StatusUpdatedAt": now // SECOND,
        "TLSEnabled": False,
    }
    return {**node, "ComputedClass": computed_class(node)}


_RESERVED = {
    "Cpu": {"CpuShares": 0, "ReservedCpuCores": []},
    "Disk": {"DiskMB": 0},
    "Memory": {"MemoryMB": 0},
    "Networks": {"ReservedHostPorts": ""},
}


def _attributes(given: Mapping[str, Any]) -> dict[str, str]:
    return {
        "cpu.arch": given["arch"],
        "cpu.numcores": str(_CORES),
        "cpu.totalcompute": str(given["cpu_mhz"]),
        "kernel.name": given["os"],
        "memory.totalbytes": str(given["memory_mb"] * 1024 * 1024),
        "nomad.service_discovery": "true",
        "nomad.version": NOMAD_VERSION,
        "os.name": "debian",
        "os.signals": "SIGHUP,SIGINT,SIGKILL,SIGQUIT,SIGTERM,SIGUSR1,SIGUSR2",
        "unique.hostname": given["name"],
        "unique.network.ip-address": _ADDRESS,
        **{f"driver.{name}": "1" for name in given["drivers"]},
    }


def _driver(name: str, now: int) -> dict[str, Any]:
    return {
        "Attributes": {f"driver.{name}": "true"},
        "Detected": True,
        "HealthDescription": "Healthy",
        "Healthy": True,
        "UpdateTime": isotime(now),
    }


def _resources(given: Mapping[str, Any]) -> dict[str, Any]:
    address = {"Address": _ADDRESS, "Alias": "default", "Family": "ipv4", "Gateway": "", "ReservedPorts": ""}
    cores = [
        {
            "BaseSpeed": given["cpu_mhz"] // _CORES,
            "MaxSpeed": given["cpu_mhz"] // _CORES,
            "GuessSpeed": 0,
            "Disable": False,
            "Grade": True,
            "ID": number,
            "NodeID": 0,
            "SocketID": 0,
        }
        for number in range(_CORES)
    ]
    topology = {
        "Cores": cores,
        "Distances": [[10]],
        "Nodes": [0],
        "OverrideTotalCompute": 0,
        "OverrideWitholdCompute": 0,
    }
    return {
        "Cpu": {
            "CpuShares": given["cpu_mhz"],
            "ReservableCpuCores": list(range(_CORES)),
            "TotalCpuCores": _CORES,
        },
        "Devices": [],
        "Disk": {"DiskMB": given["disk_mb"]},
        "MaxDynamicPort": 32000,
        "Memory": {"MemoryMB": given["memory_mb"]},
        "MinDynamicPort": 20000,
        "Networks": [{"CIDR": f"{_ADDRESS}/32", "Device": "lo", "IP": _ADDRESS, "MBits": 1000, "Mode": "host"}],
        "NodeNetworks": [{"Addresses": [address], "Device": "lo", "MacAddress": "", "Mode": "host", "Speed": 1000}],
        "Processors": {"Topology": topology},
    }
