"""A cluster at one moment: what is in it, found by what a planner asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from jobspec.cluster.alloc import Alloc
from jobspec.cluster.collector import paused_collector
from jobspec.cluster.contradictions import contradictions
from jobspec.cluster.files import StrPath, decode_content, read_content
from jobspec.cluster.node import Node
from jobspec.cluster.once import once
from jobspec.cluster.records import CSIVolume, Deployment, HostVolume, NodePool, SchedulerConfig, VolumeClaim
from jobspec.cluster.shapes import fits, shape_errors
from jobspec.cluster.times import SECOND, newest
from jobspec.cluster.typed import Loaded, LoadedAlloc, read_typed
from jobspec.diagnostics import Diagnostic, StateError
from jobspec.model import complete
from jobspec.model.states import Tree

JobKey = tuple[str, str]
"""Namespace and ID of a job."""

LISTS = (
    "Nodes",
    "Jobs",
    "Allocs",
    "Deployments",
    "NodePools",
    "HostVolumes",
    "HostVolumeClaims",
    "CSIVolumes",
    "Namespaces",
)


class ClusterState:
    """A cluster's nodes, jobs, allocations and deployments. Immutable.

    >>> ClusterState.from_api({"Nodes": [{"ID": "n1", "Name": "one"}]}).nodes["n1"].name
    'one'
    """

    _given: Mapping[str, Any]
    _loaded: Loaded | None

    def __init__(self, raw: Mapping[str, Any], loaded: Loaded | None = None) -> None:
        vars(self).update(_given=raw, _loaded=loaded)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a cluster state cannot be changed: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return (ClusterState.from_api, (self.lists(),))

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self._read.get(key) or ())} {key.lower()}" for key in ("Nodes", "Jobs", "Allocs"))
        return f"<ClusterState: {counts}>"

    @classmethod
    def from_api(cls, data: Mapping[str, Any]) -> ClusterState:
        """The state that a JSON object describes; StateError with paths if it cannot be read."""
        if not isinstance(data, Mapping):
            raise TypeError(f"a cluster state is a mapping, not {type(data).__name__}")
        with paused_collector():
            whole = dict(data)
            if not fits(whole, "State") and (errors := list(shape_errors(whole, "State"))):
                raise StateError(errors)
        return cls(data)

    @classmethod
    def from_file(cls, path: StrPath) -> ClusterState:
        """The state in a `.json` or `.json.gz` file; StateError if it cannot be read, OSError if there is none."""
        with paused_collector():
            content = read_content(path)
            loaded = read_typed(content)
            if loaded is not None:
                return cls(loaded.rest, loaded)
            return cls.from_api(decode_content(path, content))

    @classmethod
    def empty(cls) -> ClusterState:
        """A cluster without nodes and jobs, all settings as the reference has them by default."""
        return cls({})

    @once
    def _raw(self) -> Mapping[str, Any]:
        """All of the JSON."""
        loaded = self._loaded
        return self._given if loaded is None else {**self._given, "Allocs": loaded.texts.all()}

    @once
    def _read(self) -> Mapping[str, Any]:
        """The JSON as far as this state looks into it: of allocations only what planning asks for."""
        loaded = self._loaded
        return self._given if loaded is None else {**self._given, "Allocs": loaded.texts.heads}

    def to_api(self) -> dict[str, Any]:
        """The JSON it was made from, every key present; a copy, which may be changed."""
        with paused_collector():
            return {key: copied(value) for key, value in self.lists().items()}

    def lists(self) -> dict[str, Any]:
        """The same for who only reads it, or puts other elements into the lists: the elements are the state's own."""
        lists = {key: list(self._raw.get(key) or ()) for key in LISTS}
        return {**lists, "SchedulerConfig": self._raw.get("SchedulerConfig")}

    @once
    def diagnostics(self) -> list[Diagnostic]:
        """Contradictions that are safe to go on with; paths lead into the JSON."""
        return list(contradictions(self._read))

    @once
    def index(self) -> int:
        """The highest index in it."""
        return max((index for key in LISTS for index in _indexes(self._read.get(key))), default=0)

    @once
    def newest_time(self) -> int | None:
        """The newest time in it in nanoseconds, None if there is none."""
        lists = [self._read.get(key) or () for key in ("Allocs", "Nodes", "Jobs")]
        times = [time for items in lists for time in _times(items)]
        texts = {text for items in lists for text in _time_texts(items)}
        return max((*times, *newest(texts)), default=None)

    @once
    def nodes(self) -> dict[str, Node]:
        """Nodes by ID, in the order of their IDs."""
        nodes = {raw["ID"]: Node(raw) for raw in self._given.get("Nodes") or ()}
        return dict(sorted(nodes.items()))

    @once
    def allocs(self) -> dict[str, Alloc]:
        """Allocations by ID, in the order of the JSON."""
        return {id: self._alloc(record) for id, record in self._records.items()}

    def _alloc(self, record: Mapping[str, Any]) -> Alloc:
        """The allocation that was read as a record: the same one each time."""
        made = self._made.get(record["ID"])
        if made is None:
            loaded = self._loaded
            made = self._made[record["ID"]] = Alloc(record) if loaded is None else LoadedAlloc(record, loaded.texts)
        return made

    @once
    def _made(self) -> dict[str, Alloc]:
        return {}

    @once
    def _records(self) -> dict[str, Mapping[str, Any]]:
        return {record["ID"]: record for record in self._read.get("Allocs") or ()}

    @once
    def deployments(self) -> dict[str, Deployment]:
        """Deployments by ID."""
        return {raw["ID"]: Deployment(raw) for raw in self._given.get("Deployments") or ()}

    @once
    def pools(self) -> dict[str, NodePool]:
        """Node pools by name; `default` and `all` are always there."""
        pools = {name: NodePool(name) for name in ("default", "all")}
        return pools | {raw["Name"]: NodePool.from_raw(raw) for raw in self._given.get("NodePools") or ()}

    @once
    def namespaces(self) -> dict[str, Mapping[str, Any]]:
        """Namespaces by name, as the API shows them; `default` is always there."""
        found: dict[str, Mapping[str, Any]] = {"default": {"Name": "default"}}
        for raw in self._given.get("Namespaces") or ():
            entry = {"Name": raw} if isinstance(raw, str) else raw
            found[entry.get("Name") or ""] = entry
        return found

    @once
    def host_volumes(self) -> dict[str, HostVolume]:
        """Dynamic host volumes by ID."""
        return {raw["ID"]: HostVolume.from_raw(raw) for raw in self._given.get("HostVolumes") or ()}

    @once
    def _volume_claims(self) -> dict[JobKey, list[VolumeClaim]]:
        found: dict[JobKey, list[VolumeClaim]] = {}
        for raw in self._given.get("HostVolumeClaims") or ():
            claim = VolumeClaim.from_raw(raw)
            found.setdefault((claim.namespace, claim.job_id), []).append(claim)
        return found

    def volume_claims_of(self, namespace: str, job_id: str) -> list[VolumeClaim]:
        """A job's claims on dynamic host volumes."""
        return self._volume_claims.get((namespace, job_id), [])

    @once
    def csi_volumes(self) -> dict[tuple[str, str], CSIVolume]:
        """CSI volumes by namespace and ID."""
        raws = self._given.get("CSIVolumes") or ()
        return {(raw.get("Namespace") or "default", raw["ID"]): CSIVolume.from_raw(raw) for raw in raws}

    @once
    def config(self) -> SchedulerConfig:
        """The scheduler's configuration."""
        return SchedulerConfig.from_raw(self._given.get("SchedulerConfig"))

    def config_for(self, pool: str) -> SchedulerConfig:
        """The configuration for jobs of a pool."""
        return self.config.within(self.pools.get(pool))

    @once
    def _records_by_job(self) -> dict[str, list[Mapping[str, Any]]]:
        """By the job's ID, in all namespaces."""
        return _grouped(self._records.values(), "JobID")

    @once
    def _records_by_node(self) -> dict[str, list[Mapping[str, Any]]]:
        return _grouped(self._records.values(), "NodeID")

    @once
    def _versions(self) -> dict[JobKey, dict[int, StoredVersion]]:
        found: dict[JobKey, dict[int, StoredVersion]] = {}
        for raw in self._given.get("Jobs") or ():
            key = (raw.get("Namespace") or "default", raw["ID"])
            found.setdefault(key, {})[raw.get("Version") or 0] = StoredVersion(raw)
        return found

    def allocs_of(self, namespace: str, job_id: str) -> list[Alloc]:
        """The allocations of a job, all versions."""
        of_any_namespace = self._records_by_job.get(job_id, ())
        own = (one for one in of_any_namespace if (one.get("Namespace") or "default") == namespace)
        return [self._alloc(record) for record in own]

    def allocs_on(self, node_id: str) -> list[Alloc]:
        """The allocations on a node, of all jobs."""
        return [self._alloc(record) for record in self._records_by_node.get(node_id, ())]

    def records_on(self, node_id: str) -> Sequence[Mapping[str, Any]]:
        """The JSON of the allocations on a node, at least as far as planning asks for: for what only sums them up."""
        return self._records_by_node.get(node_id, ())

    def job(self, namespace: str, job_id: str) -> Mapping[str, Any] | None:
        """The current version of a job."""
        versions = self._versions.get((namespace, job_id))
        return _current({number: one.tree for number, one in versions.items()}) if versions else None

    def job_version(self, namespace: str, job_id: str, version: int) -> Mapping[str, Any] | None:
        """One version of a job; None if the state does not have it."""
        found = self._versions.get((namespace, job_id), {}).get(version)
        return None if found is None else found.tree

    def job_of(self, alloc: Alloc) -> Mapping[str, Any] | None:
        """The version of the job that an allocation was made from."""
        return self.job_version(alloc.namespace, alloc.job_id, alloc.job_version)

    def group_of(self, alloc: Alloc) -> Mapping[str, Any] | None:
        """The task group that an allocation was made from."""
        job = self.job_of(alloc)
        groups = (job or {}).get("TaskGroups") or ()
        return next((group for group in groups if group.get("Name") == alloc.group), None)

    def deployments_of(self, namespace: str, job_id: str) -> list[Deployment]:
        """A job's deployments, the newest first."""
        own = [one for one in self.deployments.values() if (one.namespace, one.job_id) == (namespace, job_id)]
        return sorted(own, key=lambda one: one.create_index, reverse=True)

    def latest_deployment(self, namespace: str, job_id: str) -> Deployment | None:
        """A job's newest deployment."""
        return next(iter(self.deployments_of(namespace, job_id)), None)

    def nodes_ready(self) -> Iterator[Node]:
        """The nodes that take new allocations, by ID."""
        return (node for node in self.nodes.values() if node.ready)


def _grouped(records: Iterable[Mapping[str, Any]], key: str) -> dict[str, list[Mapping[str, Any]]]:
    """Records by what they have at a key, as many as a hundred thousand of them."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for record in records:
        found[record.get(key) or ""].append(record)
    return dict(found)


def copied(value: Any) -> Any:
    """JSON anew, all the way down."""
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def _current(versions: Mapping[int, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The newest version; but one that was marked stable after the newest was registered is current again.

    So the reference's store has it: marking a version writes it as the job.
    """
    newest = versions[max(versions)]
    registered = newest.get("JobModifyIndex") or 0
    marked = [one for one in versions.values() if one.get("Stable") and (one.get("ModifyIndex") or 0) > registered]
    return max([newest] if newest in marked or not marked else marked, key=lambda one: one.get("ModifyIndex") or 0)


class StoredVersion:
    """One version of a job, brought into the inner form when first asked for."""

    def __init__(self, raw: Mapping[str, Any], loaded: Loaded | None = None) -> None:
        self._raw = raw
        self._loaded = loaded

    @once
    def tree(self) -> Tree:
        """The job, every key present."""
        return complete(self._raw)[0]


def _indexes(items: Iterable[Any] | None) -> Iterator[int]:
    objects = [item for item in items or () if isinstance(item, dict)]
    for key in ("ModifyIndex", "CreateIndex", "JobModifyIndex"):
        # Lists, where a generator would do: there are many objects, and a list is half again as fast.
        indexes = [item.get(key) for item in objects]
        yield max([index for index in indexes if type(index) is int], default=0)


def _times(items: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    for item in items:
        get = item.get
        for time in (get("ModifyTime"), get("CreateTime"), get("SubmitTime")):
            if time:
                yield time
        if updated := get("StatusUpdatedAt"):
            yield updated * SECOND


def _time_texts(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for item in items:
        if states := item.get("TaskStates"):
            for state in states.values():
                for text in (state.get("StartedAt"), state.get("FinishedAt")) if state else ():
                    if isinstance(text, str):
                        yield text
