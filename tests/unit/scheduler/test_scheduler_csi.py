"""CSI volumes: plugins of nodes, claims, topologies, and how many volumes a node takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from small_clusters import alloc, job, node, state, stored

import jobspec

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EVAL = "00000000-0000-4000-8000-00000000000e"
ZONE_A = {"Segments": {"zone": "a"}}


def detail(spec: dict[str, Any], cluster: dict[str, Any]) -> dict[str, Any]:
    return jobspec.plan(spec, cluster, now=NOW, search="reference", eval_id=EVAL).to_detail()


def host(number: int, *, healthy: bool = True, most: int = 10, topology: Any = None, **more: Any) -> dict[str, Any]:
    info = {"ID": f"n{number}", "MaxVolumes": most, "AccessibleTopology": topology}
    plugin = {"PluginID": "ebs", "Healthy": healthy, "NodeInfo": info}
    return node(number, CSINodePlugins={"ebs": plugin}, **more)


def volume(id: str = "data", access: str = "multi-node-multi-writer", **more: Any) -> dict[str, Any]:
    offers = [{"AccessMode": "multi-node-multi-writer", "AttachmentMode": "file-system"}]
    whole = {"ID": id, "Namespace": "default", "PluginID": "ebs", "Schedulable": True, "AccessMode": access}
    return {**whole, "RequestedCapabilities": offers, "WriteAllocs": {}, **more}


def asking(source: str = "data", **more: Any) -> dict[str, Any]:
    wish = {"Name": "v", "Type": "csi", "Source": source, "AttachmentMode": "file-system", **more}
    return job(Volumes={"v": {"AccessMode": "multi-node-multi-writer", **wish}})


def filtered(spec: dict[str, Any], *volumes: dict[str, Any], on: dict[str, Any], **more: Any) -> dict[str, int] | None:
    """What filters the one node; None if the job is placed there."""
    found = detail(spec, state(on, CSIVolumes=list(volumes), **more))
    if found["FailedTGAllocs"] is None:
        assert found["PlacementNodes"] == [f"web.g[0]@{on['Name']}"]
        return None
    reasons: dict[str, int] = found["FailedTGAllocs"]["g"]["ConstraintFiltered"]
    return reasons


def test_a_volume_that_can_be_mounted() -> None:
    assert filtered(asking(), volume(), on=host(1)) is None
    assert filtered(asking(), volume(access=""), on=host(1)) is None


@pytest.mark.parametrize(
    ("made", "on", "reason"),
    [
        (volume(Namespace="other"), host(1), "missing CSI volume(s) data"),
        (volume(PluginID="nfs"), host(1), f"CSI plugin nfs is missing from client {node(1)['ID']}"),
        (volume(), host(1, healthy=False), f"CSI plugin ebs is unhealthy on client {node(1)['ID']}"),
        (volume(), host(1, most=0), f"CSI plugin ebs has the maximum number of volumes on client {node(1)['ID']}"),
        (volume(Topologies=[ZONE_A]), host(1), "did not meet topology requirement"),
        (volume(Schedulable=False), host(1), "CSI volume data is unschedulable or is read-only"),
        (volume(access="multi-node-reader-only"), host(1), "CSI volume data is unschedulable or is read-only"),
        (volume(ResourceExhausted="2026-01-01T00:00:00Z"), host(1), "CSI volume data is unschedulable or is read-only"),
    ],
)
def test_a_volume_that_cannot(made: dict[str, Any], on: dict[str, Any], reason: str) -> None:
    assert filtered(asking(), made, on=on) == {reason: 1}


def test_readers_need_no_claim_but_a_plugin_that_works() -> None:
    reading = asking(ReadOnly=True, AccessMode="multi-node-reader-only")
    assert filtered(reading, volume(access="multi-node-reader-only"), on=host(1)) is None
    reason = "CSI volume data is unschedulable or has exhausted its available reader claims"
    assert filtered(reading, volume(Schedulable=False), on=host(1)) == {reason: 1}


def test_topologies_are_met_by_the_segments_they_name() -> None:
    inside = host(1, topology={"Segments": {"zone": "a", "rack": "1"}})
    assert filtered(asking(), volume(Topologies=[{"Segments": {"zone": "b"}}, ZONE_A]), on=inside) is None


def test_one_writer_at_a_time() -> None:
    held = alloc(1, JobID="other", Name="other.g[0]")
    other = stored({**job(), "ID": "other"})
    taken = volume(access="multi-node-single-writer", WriteAllocs={held["ID"]: None})
    exhausted = "CSI volume data has exhausted its available writer claims"
    assert filtered(asking(), taken, on=host(1), Jobs=[other], Allocs=[held]) == {exhausted: 1}
    gone = (
        f"{exhausted} and is claimed by a garbage collected allocation {held['ID']}; waiting for claim to be released"
    )
    assert filtered(asking(), taken, on=host(1)) == {gone: 1}


def test_a_job_may_take_over_its_own_claim() -> None:
    own = alloc(1, ClientStatus="failed", DesiredStatus="stop")
    taken = volume(access="multi-node-single-writer", WriteAllocs={own["ID"]: None})
    assert filtered(asking(), taken, on=host(1), Jobs=[stored(asking())], Allocs=[own]) is None


def test_volumes_in_use_count_for_the_plugin() -> None:
    other = stored({**asking("disk"), "ID": "other"})
    held = alloc(1, JobID="other", Name="other.g[0]")
    full = f"CSI plugin ebs has the maximum number of volumes on client {node(1)['ID']}"
    volumes = (volume(), volume("disk"))
    assert filtered(asking(), *volumes, on=host(1, most=1), Jobs=[other], Allocs=[held]) == {full: 1}
    assert filtered(asking(), *volumes, on=host(1, most=2), Jobs=[other], Allocs=[held]) is None


def test_one_volume_per_allocation() -> None:
    spec = asking(PerAlloc=True)
    spec["TaskGroups"][0]["Count"] = 2
    found = detail(spec, state(host(1), CSIVolumes=[volume("data[0]")]))
    assert found["PlacementNodes"] == ["web.g[0]@n1"]
    assert found["FailedTGAllocs"]["g"]["ConstraintFiltered"] == {"missing CSI volume(s) data[1]": 1}
    assert found["CreatedEvals"][0]["MissingNonNodeResources"] == ["csi-volume:default:data[1]"]
