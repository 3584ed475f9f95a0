"""Device groups of a node: which of them match a request, which instances are free, and the best offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from jobspec.cluster import Alloc, Node
from jobspec.matching import Attribute, from_api, matches_attribute, parse_attribute

Tree = Mapping[str, Any]
DeviceId = tuple[str, str, str]
"""Vendor, type and name."""


class DeviceOffer(NamedTuple):
    """Instances of one group for one request."""

    id: DeviceId
    instances: tuple[str, ...]
    matched_weight: float

    def to_api(self) -> dict[str, Any]:
        """`AllocatedDeviceResource` of the API."""
        vendor, kind, name = self.id
        return {"Vendor": vendor, "Type": kind, "Name": name, "DeviceIDs": list(self.instances)}


def device_id(raw: Tree) -> DeviceId:
    """What names a group, of a node or of an allocation."""
    return raw.get("Vendor") or "", raw.get("Type") or "", raw.get("Name") or ""


def named(request: str, group: DeviceId) -> bool:
    """Whether a request's name (type, vendor/type or vendor/type/name) means a group."""
    vendor, kind, name = group
    parts = request.split("/", 2)
    if len(parts) == 1:
        return parts[0] == kind
    return parts[:2] == [vendor, kind] and (len(parts) == 2 or parts[2] == name)


def device_matches(group: Tree, request: Tree) -> bool:
    """Whether a group is what a request names and meets its constraints."""
    if not named(request.get("Name") or "", device_id(group)):
        return False
    return all(_holds(constraint, group) for constraint in request.get("Constraints") or ())


def _holds(constraint: Tree, group: Tree) -> bool:
    left = _target(constraint.get("LTarget") or "", group)
    right = _target(constraint.get("RTarget") or "", group)
    return matches_attribute(constraint.get("Operand") or "", left, right)


def _target(target: str, group: Tree) -> Attribute | None:
    if not target.startswith("${"):
        return parse_attribute(target)
    if target == "${device.ids}":
        return Attribute(",".join(one.get("ID") or "" for one in group.get("Instances") or ()))
    for name, key in (("model", "Name"), ("vendor", "Vendor"), ("type", "Type")):
        if target == f"${{device.{name}}}":
            return Attribute(group.get(key) or "")
    if target.startswith("${device.attr."):
        raw = (group.get("Attributes") or {}).get(target.removeprefix("${device.attr.").removesuffix("}"))
        return None if raw is None else from_api(raw)
    return None


def healthy_instances(group: Tree) -> list[str]:
    """IDs of the instances that can be given away."""
    return [one.get("ID") or "" for one in group.get("Instances") or () if one.get("Healthy")]


def could_have_devices(node: Node, requests: Iterable[Tree]) -> bool:
    """Whether a node's healthy instances, free or not, would do for all requests, over all matching groups."""
    left = [(group, len(healthy_instances(group))) for group in node.devices]
    for request in requests:
        wanted = _count(request)
        for position, (group, free) in enumerate(left):
            if free and device_matches(group, request):
                taken = min(free, wanted)
                left[position] = (group, free - taken)
                wanted -= taken
                if not wanted:
                    break
        else:
            return False
    return True


def _count(request: Tree) -> int:
    count = request.get("Count")
    return 1 if count is None else int(count)


class DevicePool:
    """The instances of a node and how often each is used."""

    __slots__ = ("_groups", "_used")

    def __init__(self, node: Node, allocs: Iterable[Alloc]) -> None:
        self._groups = {device_id(group): group for group in node.devices}
        self._used = {id: dict.fromkeys(healthy_instances(group), 0) for id, group in self._groups.items()}
        for alloc in allocs:
            if alloc.client_terminal:
                continue
            for task in (alloc.resources.get("Tasks") or {}).values():
                for held in (task or {}).get("Devices") or ():
                    self._take(device_id(held), held.get("DeviceIDs") or ())

    def _take(self, id: DeviceId, instances: Iterable[str]) -> None:
        used = self._used.get(id)
        for instance in instances:
            if used is not None and instance in used:
                used[instance] += 1

    def group(self, id: DeviceId) -> Tree | None:
        """The node's group of that name."""
        return self._groups.get(id)

    def free(self, id: DeviceId) -> list[str]:
        """IDs of a group's unused instances."""
        return [instance for instance, count in self._used.get(id, {}).items() if not count]

    def take(self, offer: DeviceOffer) -> None:
        """Marks an offer's instances as used."""
        self._take(offer.id, offer.instances)

    def offer(self, request: Tree) -> DeviceOffer | str:
        """The best group that has enough for a request, or why there is none."""
        if not self._groups:
            return "no devices available"
        wanted = _count(request)
        if not wanted:
            return "invalid request of zero devices"
        best: DeviceOffer | None = None
        best_share = 0.0
        for id, group in self._groups.items():
            if not device_matches(group, request):
                continue
            free = [instance for instance in self.free(id) if _instance_allowed(instance, request, group)]
            if len(free) < wanted:
                continue
            share, weight = _affinity(request, group)
            if best is None or share >= best_share:
                best, best_share = DeviceOffer(id, tuple(free[:wanted]), weight), share
        return best or "no devices match request"


def _affinity(request: Tree, group: Tree) -> tuple[float, float]:
    affinities = request.get("Affinities") or ()
    total = sum(abs(affinity.get("Weight") or 0) for affinity in affinities)
    matched = float(sum(affinity.get("Weight") or 0 for affinity in affinities if _holds(affinity, group)))
    return (matched / total if total else 0.0), matched


def _instance_allowed(instance: str, request: Tree, group: Tree) -> bool:
    # A constraint on ${device.ids} picks single instances besides whole groups.
    for constraint in request.get("Constraints") or ():
        left, right = constraint.get("LTarget") or "", constraint.get("RTarget") or ""
        if "${device.ids}" not in (left, right):
            continue
        target = _target(right if left == "${device.ids}" else left, group)
        if not matches_attribute(constraint.get("Operand") or "", target, Attribute(instance)):
            return False
    return True
