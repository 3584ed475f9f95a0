"""Dynamic host volumes: claims of sticky ones, and single writers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from small_clusters import alloc, job, node, state, stored

import jobspec

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EVAL = "00000000-0000-4000-8000-00000000000e"
SHARED = "single-node-multi-writer"
ALONE = "single-node-single-writer"


def detail(spec: dict[str, Any], cluster: dict[str, Any]) -> dict[str, Any]:
    return jobspec.plan(spec, cluster, now=NOW, search="reference", eval_id=EVAL).to_detail()


def volume_id(number: int) -> str:
    return f"{number:08d}-0000-4000-8000-0000000000f0"


def host(number: int) -> dict[str, Any]:
    return node(number, HostVolumes={"data": {"ID": volume_id(number), "Name": "data", "Path": "/v"}})


def volume(number: int) -> dict[str, Any]:
    offers = [{"AccessMode": mode, "AttachmentMode": "file-system"} for mode in (SHARED, ALONE)]
    whole = {
        "ID": volume_id(number),
        "Name": "data",
        "Namespace": "default",
        "NodeID": node(number)["ID"],
        "NodePool": "default",
    }
    return {**whole, "State": "ready", "RequestedCapabilities": offers}


def asking(count: int = 1, access: str = SHARED, **more: Any) -> dict[str, Any]:
    wish = {"Name": "v", "Type": "host", "Source": "data", "AccessMode": access, **more}
    return job(count=count, Volumes={"v": wish})


def claim(of: dict[str, Any], number: int) -> dict[str, Any]:
    whole = {"ID": f"{number:08d}-0000-4000-8000-0000000000e0", "Namespace": "default", "JobID": "web"}
    return {**whole, "TaskGroupName": "g", "AllocID": of["ID"], "VolumeID": volume_id(number), "VolumeName": "data"}


def cluster(**more: Any) -> dict[str, Any]:
    return state(host(1), host(2), host(3), HostVolumes=[volume(1), volume(2), volume(3)], **more)


def test_a_sticky_volume_is_any_at_first_and_the_claimed_one_later() -> None:
    spec = asking(Sticky=True)
    ended = alloc(3, ClientStatus="failed", DesiredStatus="stop")
    first = detail(spec, cluster())["Placements"][0]["Metrics"]
    assert first["ConstraintFiltered"] is None
    later = detail(spec, cluster(Jobs=[stored(spec)], Allocs=[ended], HostVolumeClaims=[claim(ended, 3)]))
    assert later["PlacementNodes"] == ["web.g[0]@n3"]


def test_a_claim_in_use_binds_nobody() -> None:
    spec = asking(count=2, Sticky=True)
    running = alloc(3)
    found = detail(
        spec, cluster(Jobs=[stored(asking(Sticky=True))], Allocs=[running], HostVolumeClaims=[claim(running, 3)])
    )
    assert found["Placements"][0]["Metrics"]["ConstraintFiltered"] is None


def test_one_writer_alone_by_the_planned_job() -> None:
    found = detail(asking(count=4, access=ALONE), cluster())
    assert sorted(one["NodeName"] for one in found["Placements"]) == ["n1", "n2", "n3"]
    assert found["FailedTGAllocs"]["g"]["ConstraintFiltered"] == {"missing compatible host volumes": 3}
