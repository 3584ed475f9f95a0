"""Which allocations to evict for a static port that they hold, or for device instances that they use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobspec.cluster import Alloc
from jobspec.scheduler.devices import DeviceId, DevicePool, device_id, device_matches
from jobspec.scheduler.ports import PortUse
from jobspec.scheduler.preempt import Candidates

Tree = Mapping[str, Any]


class _Held:
    """The networks of an allocation as one: device, bandwidth and static ports."""

    __slots__ = ("bits", "device", "ports")

    def __init__(self, networks: list[Tree]) -> None:
        self.device: str = networks[0].get("Device") or ""
        own = [network for network in networks if (network.get("Device") or "") == self.device]
        self.bits: int = sum(network.get("MBits") or 0 for network in own)
        self.ports = {port.get("Value") or 0 for network in networks for port in network.get("ReservedPorts") or ()}


def _held(alloc: Alloc) -> _Held | None:
    tasks = (alloc.resources.get("Tasks") or {}).values()
    networks = [network for task in tasks for network in (task or {}).get("Networks") or ()]
    networks += (alloc.resources.get("Shared") or {}).get("Networks") or ()
    return _Held(networks) if networks else None


def port_victims(candidates: Candidates, allocs: Iterable[Alloc], network: Tree, use: PortUse) -> list[Alloc]:
    """Allocations that hold a static port or the bandwidth that is asked; empty if evicting does not help."""
    by_device: dict[str, list[tuple[Alloc, _Held]]] = {}
    blocked: dict[str, set[int]] = {}
    for alloc in candidates.others(allocs):
        held = _held(alloc)
        if held is None or candidates.priority(alloc) is None:
            continue
        if candidates.evictable(alloc):
            by_device.setdefault(held.device, []).append((alloc, held))
        else:
            blocked.setdefault(held.device, set()).update(held.ports)
    for device, held_here in by_device.items():
        chosen = _on_device(candidates, held_here, network, use, device, blocked.get(device, set()))
        if chosen is not None:
            return chosen
    return []


def _on_device(
    candidates: Candidates,
    held_here: list[tuple[Alloc, _Held]],
    network: Tree,
    use: PortUse,
    device: str,
    blocked: set[int],
) -> list[Alloc] | None:
    bits = network.get("MBits") or 0
    capacity = use.addresses.bandwidth.get(device, 0)
    if capacity < bits:
        return None
    holder = {port: (alloc, held) for alloc, held in held_here for port in held.ports}
    chosen: dict[str, tuple[Alloc, _Held]] = {}
    for port in network.get("ReservedPorts") or ():
        value = port.get("Value") or 0
        if value in holder:
            chosen[holder[value][0].id] = holder[value]
        elif value in blocked:
            return None
    free = capacity - use.bandwidth.get(device, 0)
    freed = sum(held.bits for _, held in chosen.values())
    if freed + free < bits:
        rest = [(alloc, held) for alloc, held in held_here if alloc.id not in chosen]
        if not _add_for_bandwidth(candidates, rest, bits, free + freed, chosen):
            return None
    return _enough_bandwidth(list(chosen.values()), bits, free)


def _add_for_bandwidth(
    candidates: Candidates,
    rest: list[tuple[Alloc, _Held]],
    bits: int,
    available: int,
    chosen: dict[str, tuple[Alloc, _Held]],
) -> bool:
    held_by = {alloc.id: held for alloc, held in rest}
    for group in candidates.by_priority(alloc for alloc, _ in rest):
        for alloc in sorted(group, key=lambda one: _distance(held_by[one.id], bits) + candidates.penalty(one)):
            chosen[alloc.id] = (alloc, held_by[alloc.id])
            available += held_by[alloc.id].bits
            if available >= bits:
                return True
    return False


def _distance(held: _Held, bits: int) -> float:
    return abs((bits - held.bits) / bits) if bits else 0.0


def _enough_bandwidth(chosen: list[tuple[Alloc, _Held]], bits: int, free: int) -> list[Alloc]:
    # Without bandwidth there is no measure of enough: all that were chosen go.
    kept: list[Alloc] = []
    for alloc, held in sorted(chosen, key=lambda one: _distance(one[1], bits), reverse=True):
        kept.append(alloc)
        free += held.bits
        if bits and free and free >= bits:
            break
    return kept


def device_victims(candidates: Candidates, allocs: Iterable[Alloc], request: Tree, pool: DevicePool) -> list[Alloc]:
    """Allocations whose devices would do for a request: the option with the lowest sum of distinct priorities."""
    wanted = 1 if request.get("Count") is None else int(request["Count"])
    options: list[tuple[list[Alloc], dict[str, int]]] = []
    for id, (users, instances) in _users(candidates.others(allocs), request, pool).items():
        evicted: list[Alloc] = []
        available = len(pool.free(id))
        for alloc in (one for group in candidates.by_priority(users) for one in group):
            available += instances[alloc.id]
            evicted.append(alloc)
            if available >= wanted:
                options.append((evicted, instances))
                break
    best: list[Alloc] = []
    lowest: int | None = None
    for evicted, instances in options:
        kept = _fewest(evicted, instances, wanted)
        total = sum({candidates.priority(alloc) or 0 for alloc in kept})
        if lowest is None or total < lowest:
            best, lowest = kept, total
    return best


def _users(
    allocs: Iterable[Alloc], request: Tree, pool: DevicePool
) -> dict[DeviceId, tuple[list[Alloc], dict[str, int]]]:
    found: dict[DeviceId, tuple[list[Alloc], dict[str, int]]] = {}
    for alloc in allocs:
        for task in (alloc.resources.get("Tasks") or {}).values():
            for held in (task or {}).get("Devices") or ():
                id = device_id(held)
                group = pool.group(id)
                if group is None or not device_matches(group, request):
                    continue
                users, instances = found.setdefault(id, ([], {}))
                users.append(alloc)
                instances[alloc.id] = instances.get(alloc.id, 0) + len(held.get("DeviceIDs") or ())
    return found


def _fewest(evicted: list[Alloc], instances: dict[str, int], wanted: int) -> list[Alloc]:
    kept: list[Alloc] = []
    freed = 0
    for alloc in sorted(evicted, key=lambda one: instances[one.id], reverse=True):
        if freed >= wanted:
            break
        freed += instances[alloc.id]
        kept.append(alloc)
    return kept
