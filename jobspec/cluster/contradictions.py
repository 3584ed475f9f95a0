"""Where a state contradicts itself: each finding names the object, and planning goes on without the bad part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jobspec.diagnostics import Diagnostic, Path, json_pointer

_SIZES = (("Cpu", "CpuShares"), ("Memory", "MemoryMB"), ("Disk", "DiskMB"))
_OVER = ("complete", "failed", "lost")


def contradictions(raw: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Everything in a state's JSON that cannot be true at once."""
    for key in ("Nodes", "Allocs", "Deployments"):
        yield from _duplicates(raw, key)
    yield from _node_sizes(raw)
    yield from _allocs(raw)
    yield from _ports(raw)


def _warning(id: str, summary: str, detail: str, path: Path) -> Diagnostic:
    return Diagnostic("warning", id, summary, f"{detail} It stands at {json_pointer(path)}.", path=path)


def _duplicates(raw: Mapping[str, Any], key: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for position, item in enumerate(raw.get(key) or ()):
        if item["ID"] in seen:
            detail = f"{key} has this ID more than once; the last one counts."
            yield _warning("NJ7810", f"{item['ID']} stands twice in {key}", detail, (key, position))
        seen.add(item["ID"])


def _node_sizes(raw: Mapping[str, Any]) -> Iterator[Diagnostic]:
    for position, node in enumerate(raw.get("Nodes") or ()):
        for part in ("NodeResources", "ReservedResources"):
            resources = node.get(part) or {}
            for block, key in _SIZES:
                if ((resources.get(block) or {}).get(key) or 0) < 0:
                    yield _warning(
                        "NJ7811",
                        f"Node {node.get('Name') or node['ID']} has a negative {key}",
                        "No machine has less than nothing; nothing will fit on this node.",
                        ("Nodes", position, part, block, key),
                    )


def _allocs(raw: Mapping[str, Any]) -> Iterator[Diagnostic]:
    nodes = {node["ID"] for node in raw.get("Nodes") or ()}
    jobs = raw.get("Jobs") or ()
    versions = {(job.get("Namespace") or "default", job["ID"], job.get("Version") or 0) for job in jobs}
    for position, alloc in enumerate(raw.get("Allocs") or ()):
        name = alloc.get("Name") or alloc["ID"]
        if alloc["NodeID"] not in nodes and alloc.get("ClientStatus") not in _OVER:
            detail = f"It runs on {alloc['NodeID']}, which is not in the state; it is taken as lost."
            yield _warning("NJ7812", f"Allocation {name} is on an unknown node", detail, ("Allocs", position, "NodeID"))
        key = (alloc.get("Namespace") or "default", alloc["JobID"], alloc.get("JobVersion") or 0)
        if key not in versions:
            detail = f"Version {key[2]} of {key[1]} is not among the jobs; only its resources count."
            yield _warning(
                "NJ7813", f"The job version of {name} is missing", detail, ("Allocs", position, "JobVersion")
            )
        yield from _alloc_sizes(alloc, name, ("Allocs", position, "AllocatedResources"))


def _alloc_sizes(alloc: Mapping[str, Any], name: str, path: Path) -> Iterator[Diagnostic]:
    for task, resources in ((alloc.get("AllocatedResources") or {}).get("Tasks") or {}).items():
        for block, key in _SIZES[:2]:
            if (((resources or {}).get(block) or {}).get(key) or 0) < 0:
                yield _warning(
                    "NJ7811",
                    f"Allocation {name} holds a negative {key}",
                    "An allocation cannot hold less than nothing.",
                    (*path, "Tasks", task, block, key),
                )


def _ports(raw: Mapping[str, Any]) -> Iterator[Diagnostic]:
    holders: dict[tuple[str, str, int], str] = {}
    for position, alloc in enumerate(raw.get("Allocs") or ()):
        if alloc.get("ClientStatus") in _OVER:
            continue
        name = alloc.get("Name") or alloc["ID"]
        ports = ((alloc.get("AllocatedResources") or {}).get("Shared") or {}).get("Ports") or ()
        for number, port in enumerate(ports):
            key = (alloc["NodeID"], port.get("HostIP") or "", port.get("Value") or 0)
            if other := holders.get(key):
                yield _warning(
                    "NJ7814",
                    f"Port {key[2]} is used twice on {alloc.get('NodeName') or alloc['NodeID']}",
                    f"{other} and {name} both hold it; nothing more can be placed on that node.",
                    ("Allocs", position, "AllocatedResources", "Shared", "Ports", number),
                )
            holders[key] = name
