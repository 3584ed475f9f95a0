"""The things of a job that rules judge: each with its value, its path and what it stands in; collected in one walk.

Knows the shape of a stored job and no rule. A rule names a scope, and is asked once for each item of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from jobspec.diagnostics import Fix, Path, PathElement


class Finding(NamedTuple):
    """One problem: where, what, why and what would be right."""

    path: Path
    summary: str
    detail: str = ""
    fix: Fix | None = None


class Item:
    """One thing of a job: `item["Name"]` reads it, `item.up("group")` is what it stands in."""

    __slots__ = ("_members", "broken", "keys", "kind", "parent", "value")

    def __init__(self, kind: str, value: Any, keys: Path, parent: Item | None) -> None:
        self.kind = kind
        self.value = value
        self.keys = keys
        """Where it stands in its parent."""
        self.parent = parent
        self.broken = False
        """Whether an error was found in it: what is broken is not looked at again from outside."""
        self._members: dict[tuple[str, str], Any] | None = None

    def __getitem__(self, key: str) -> Any:
        return self.value[key]

    @property
    def path(self) -> Path:
        """Where it stands in the job. Few items are ever told, so it is not kept."""
        keys, item = self.keys, self.parent
        while item is not None:
            keys = item.keys + keys
            item = item.parent
        return keys

    def up(self, *kinds: str) -> Item:
        """The nearest of these kinds that it stands in, or itself."""
        item: Item | None = self
        while item is not None:
            if item.kind in kinds:
                return item
            item = item.parent
        raise LookupError(kinds)

    @property
    def job(self) -> Item:
        """The job."""
        return self.up("job")

    @property
    def group(self) -> Item:
        """The group it stands in."""
        return self.up("group")

    @property
    def task(self) -> Item:
        """The task it stands in."""
        return self.up("task")

    @property
    def in_task(self) -> bool:
        """Whether a task is around it."""
        return "Tasks" in self.path

    @property
    def name(self) -> str:
        """Its name, for messages."""
        return str(self.value.get("Name") or self.value.get("Label") or "")

    @property
    def number(self) -> int:
        """Its place in its list, from 1."""
        last = self.keys[-1]
        return last + 1 if isinstance(last, int) else 0

    def finding(self, summary: str, detail: str = "", at: str | Iterable[PathElement] = ()) -> Finding:
        """A problem of it, or of what stands in it at a key or at the keys of a path `A/B`."""
        below = at.split("/") if isinstance(at, str) else at
        return Finding((*self.path, *below), summary, detail)

    def blame(self) -> None:
        """Mark it, and the service it stands in, as broken."""
        item: Item | None = self
        while item is not None and item.kind not in ("task", "group", "job"):
            item.broken = True
            item = item.parent

    def child(self, kind: str, value: Any, *keys: PathElement) -> Item:
        """What stands in it at these keys."""
        return Item(kind, value, keys, self)

    def each(self, kind: str, key: str) -> list[Item]:
        """The members of a list in it; nulls are none. They are the same items whenever they are asked for."""
        values = self.value[key]
        if not values:
            return []
        members = self._members
        if members is None:
            members = self._members = {}
        found: list[Item] | None = members.get((kind, key))
        if found is None:
            found = members[kind, key] = [
                Item(kind, value, (key, index), self) for index, value in enumerate(values) if value is not None
            ]
        return found

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What several rules need of it, worked out when the first one asks."""
        if self._members is None:
            self._members = {}
        key = ("", name)
        if key not in self._members:
            self._members[key] = make()
        return self._members[key]


Survey = Mapping[str, list[Item]]
"""All items of a job by scope."""

_JOB_BLOCKS = (
    ("ui", "UI"),
    ("version_tag", "VersionTag"),
    ("periodic", "Periodic"),
    ("parameterized", "ParameterizedJob"),
    ("multiregion", "Multiregion"),
)
_GROUP_BLOCKS = (
    ("disconnect", "Disconnect"),
    ("restart", "RestartPolicy"),
    ("reschedule", "ReschedulePolicy"),
    ("disk", "EphemeralDisk"),
    ("update", "Update"),
    ("migrate", "Migrate"),
    ("scaling", "Scaling"),
)
_TASK_BLOCKS = (
    ("resources", "Resources"),
    ("logs", "LogConfig"),
    ("vault", "Vault"),
    ("payload", "DispatchPayload"),
    ("lifecycle", "Lifecycle"),
    ("csi", "CSIPluginConfig"),
    ("identity", "Identity"),
)
_TASK_LISTS = (
    ("artifact", "Artifacts"),
    ("template", "Templates"),
    ("action", "Actions"),
    ("mount", "VolumeMounts"),
    ("identity", "Identities"),
    ("secret", "Secrets"),
)


class _Collector:
    def __init__(self, job: Mapping[str, Any]) -> None:
        self.found: defaultdict[str, list[Item]] = defaultdict(list)
        top = Item("job", job, (), None)
        self.add(top)
        self.blocks(top, _JOB_BLOCKS)
        # The reference refuses all affinities of a system job at once, and does not look at each.
        self.system = job["Type"] == "system"
        self.placing(top)
        for group in top.each("group", "TaskGroups"):
            self.group(group)

    def add(self, item: Item) -> None:
        self.found[item.kind].append(item)

    def blocks(self, item: Item, names: Iterable[tuple[str, str]]) -> None:
        value, found = item.value, self.found
        for kind, key in names:
            if (inner := value.get(key)) is not None:
                found[kind].append(Item(kind, inner, (key,), item))

    def lists(self, item: Item, names: Iterable[tuple[str, str]]) -> None:
        value = item.value
        for kind, key in names:
            if value[key]:
                self.found[kind].extend(item.each(kind, key))

    def placing(self, item: Item) -> None:
        """Constraints, affinities and spreads of a job, a group or a task."""
        self.lists(item, (("constraint", "Constraints"),))
        if not self.system:
            self.lists(item, (("affinity", "Affinities"),))
            if "Spreads" in item.value:
                self.lists(item, (("spread", "Spreads"),))

    def group(self, group: Item) -> None:
        self.add(group)
        self.placing(group)
        self.blocks(group, _GROUP_BLOCKS)
        for name, volume in (group["Volumes"] or {}).items():
            self.add(group.child("volume", {**volume, "Name": volume.get("Name") or name}, "Volumes", name))
        for network in group.each("network", "Networks"):
            self.network(network)
        self.services(group)
        for task in group.each("task", "Tasks"):
            self.task(task)

    def network(self, network: Item) -> None:
        self.add(network)
        self.lists(network, (("port", "ReservedPorts"), ("port", "DynamicPorts")))

    def task(self, task: Item) -> None:
        self.add(task)
        self.placing(task)
        self.blocks(task, _TASK_BLOCKS)
        self.lists(task, (("named_identity", "Identities"),))
        self.lists(task, _TASK_LISTS)
        self.services(task)
        if task["Resources"] is not None:
            resources = task.child("resources", task["Resources"], "Resources")
            for device in resources.each("device", "Devices"):
                self.device(device)
            self.blocks(resources, (("numa", "NUMA"),))
            for network in resources.each("task_network", "Networks"):
                self.network(network)

    def device(self, device: Item) -> None:
        self.add(device)
        self.lists(device, (("affinity", "Affinities"),))
        for constraint in device.each("constraint", "Constraints"):
            # An operator that no device takes is told alone.
            if constraint["Operand"] in ("distinct_hosts", "distinct_property"):
                constraint.kind = "device_distinct"
            self.add(constraint)

    def services(self, owner: Item) -> None:
        for service in owner.each("service", "Services"):
            self.add(service)
            self.blocks(service, (("named_identity", "Identity"),))
            # Checks of an unknown provider are not looked at.
            if service["Provider"] in ("consul", "nomad"):
                self.lists(service, (("check", "Checks"),))
            if service["Provider"] == "nomad":
                self.found["nomad_check"].extend(service.each("check", "Checks"))
            self.connect(service)
            self.found["task_service" if owner.kind == "task" else "group_service"].append(service)
            if owner.kind == "task":
                self.lists(service, (("task_check", "Checks"),))

    def connect(self, service: Item) -> None:
        """The mesh's block, and the transparent proxy in it of a service in Consul."""
        self.blocks(service, (("connect", "Connect"),))
        sidecar = service["Connect"] and service["Connect"]["SidecarService"]
        proxy = sidecar and sidecar["Proxy"]
        if proxy and proxy["TransparentProxy"] and service["Provider"] == "consul":
            connect = self.found["connect"][-1]
            keys = ("SidecarService", "Proxy", "TransparentProxy")
            self.add(connect.child("tproxy", proxy["TransparentProxy"], *keys))


def survey(job: Mapping[str, Any]) -> Survey:
    """All that rules judge in a job, in the order of the job."""
    return _Collector(job).found
