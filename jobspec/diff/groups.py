"""What a group shows besides its tasks."""

from __future__ import annotations

from collections.abc import Iterable

from jobspec.diff.changes import Change
from jobspec.diff.networks import NETWORKS
from jobspec.diff.objects import Part, nested, one, opaque, plain, string_set, value_of, whole
from jobspec.diff.pairs import Tree
from jobspec.diff.placement import PLACEMENT
from jobspec.diff.services import SERVICES

_volume = nested(
    "Volume",
    "VolumeRequest",
    (
        one(
            "MountOptions",
            nested("MountOptions", "CSIMountOptions", (one("MountFlags", string_set("MountFlags")),)),
        ),
    ),
)


def _volumes(old: Tree | None, new: Tree | None, contextual: bool) -> Iterable[Change]:
    """Observed: volumes belong together by the key of the map, and their objects are not sorted."""
    before, after = (value_of(side, "Volumes") or {} for side in (old, new))
    names = [*sorted(before), *sorted(after.keys() - before.keys())]
    found = (_volume(before.get(name), after.get(name), contextual) for name in names)
    return [item for item in found if item is not None]


_scaling = nested(
    "Scaling",
    "ScalingPolicy",
    (one("Policy", opaque("Policy", in_context=False)),),
    fields_in_context=False,
    sort=True,
)

GROUP_PARTS: tuple[Part, ...] = (
    *PLACEMENT,
    one("RestartPolicy", plain("RestartPolicy", "RestartPolicy")),
    one("Migrate", plain("Migrate", "MigrateStrategy")),
    one("ReschedulePolicy", plain("ReschedulePolicy", "ReschedulePolicy")),
    one("EphemeralDisk", plain("EphemeralDisk", "EphemeralDisk")),
    one("Consul", plain("Consul", "Consul")),
    one("Update", plain("Update", "UpdateStrategy")),
    one("Disconnect", whole("Disconnect", "DisconnectStrategy")),
    NETWORKS,
    one("Scaling", _scaling),
    SERVICES,
    _volumes,
)
"""The objects of a group, in the order they are told."""
