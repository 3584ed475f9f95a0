"""What a server says of itself: status, regions, agent, scheduler configuration, garbage collection."""

from __future__ import annotations

import uuid
from typing import Any

from jobspec.server import reading
from jobspec.server.core import REGION, Server
from jobspec.server.http import Answer, Request
from jobspec.server.remembered import Found
from jobspec.server.simulate.collect import collect_garbage
from jobspec.server.simulate.node import NOMAD_VERSION

_RPC = "127.0.0.1:4647"
_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "nomad-jobspec"))


def leader(server: Server, request: Request) -> Answer:
    """Who leads."""
    return Answer(body=_RPC)


def peers(server: Server, request: Request) -> Answer:
    """Who else is there: nobody."""
    return Answer(body=[_RPC])


def regions(server: Server, request: Request) -> Answer:
    """The one region."""
    return Answer(body=[REGION])


def health(server: Server, request: Request) -> Answer:
    """All is well."""
    fine = {"message": "ok", "ok": True}
    return Answer(body={"client": fine, "server": fine})


def members(server: Server, request: Request) -> Answer:
    """The servers."""
    body = {"Members": [_member(server)], "ServerDC": "dc1", "ServerName": _name(server), "ServerRegion": REGION}
    return Answer(body=body)


def self(server: Server, request: Request) -> Answer:
    """The agent itself, with as much of its configuration as clients look at."""
    stats: dict[str, Any] = {name: {} for name in ("client", "nomad", "raft", "runtime", "serf")}
    config = {
        "ACL": {"Enabled": server.settings.acl},
        "Region": REGION,
        "UI": {"Enabled": False, "ShowCLIHints": False},
    }
    config["Version"] = {"Version": NOMAD_VERSION}
    return Answer(body={"config": config, "member": _member(server), "stats": stats})


def _name(server: Server) -> str:
    return next((str(row["Name"]) for row in server.store.rows("nodes")), "server")


def _member(server: Server) -> dict[str, Any]:
    tags = {
        "bootstrap": "1",
        "build": NOMAD_VERSION,
        "dc": "dc1",
        "expect": "1",
        "id": _ID,
        "port": "4647",
        "raft_vsn": "3",
        "region": REGION,
        "revision": "",
        "role": "nomad",
        "rpc_addr": "127.0.0.1",
        "vsn": "1",
    }
    versions = {
        "DelegateCur": 4,
        "DelegateMax": 5,
        "DelegateMin": 2,
        "ProtocolCur": 2,
        "ProtocolMax": 5,
        "ProtocolMin": 1,
    }
    place = {"Addr": "127.0.0.1", "Name": f"{_name(server)}.{REGION}", "Port": 4648, "Status": "alive"}
    return {**versions, **place, "Tags": tags}


def scheduler_configuration(server: Server, request: Request) -> Answer:
    """How the scheduler is set."""

    def query() -> Found:
        index = 1
        kinds = ("BatchSchedulerEnabled", "ServiceSchedulerEnabled", "SysBatchSchedulerEnabled")
        config = {
            "CreateIndex": index,
            "MemoryOversubscriptionEnabled": False,
            "ModifyIndex": index,
            "NodeLimitForFeasibilityChecks": 0,
            "PauseEvalBroker": False,
            "PreemptionConfig": {**dict.fromkeys(kinds, False), "SystemSchedulerEnabled": True},
            "RejectJobRegistration": False,
            "SchedulerAlgorithm": "binpack",
        }
        meta = {"Index": index, "KnownLeader": True, "LastContact": 0, "NextToken": ""}
        return Found(index, {**meta, "SchedulerConfig": config})

    return reading.read(server, request, query, ("scheduler_config",))


def collect(server: Server, request: Request) -> Answer:
    """Take away what is over."""
    collect_garbage(server)
    return Answer(text="")
