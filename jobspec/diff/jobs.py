"""What a job shows besides its groups."""

from __future__ import annotations

from jobspec.diff.changes import NONE, Change, kind_of_fields
from jobspec.diff.flatten import flatten, layout
from jobspec.diff.objects import Part, many, nested, one, plain, plain_object, string_set
from jobspec.diff.pairs import Tree, by_field, by_position
from jobspec.diff.placement import PLACEMENT

_DATACENTERS = one("Datacenters", string_set("Datacenters", told_unchanged=False))

_periodic = nested("Periodic", "PeriodicConfig", (one("Specs", string_set("Specs", told_unchanged=False)),))

_parameterized = nested(
    "ParameterizedJob",
    "ParameterizedJobConfig",
    tuple(one(key, string_set(key)) for key in ("MetaOptional", "MetaRequired")),
)

_shown_region = nested("Region", "MultiregionRegion", (_DATACENTERS,), sort=True)


def _region(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: the type follows from the region's own fields; if none of them changed it is left out."""
    found = _shown_region(old, new, contextual)
    kind = kind_of_fields(found["Fields"] or ()) if found else NONE
    return {**found, "Type": kind} if found and kind != NONE else None


_STRATEGY = layout("MultiregionStrategy")
_NO_STRATEGY = {"MaxParallel": "0", "OnFailure": ""}


def _added_strategy(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: where a multiregion block is added its strategy is compared with an empty one, not with none."""
    return plain_object("Strategy", _NO_STRATEGY, flatten(new, _STRATEGY), contextual)


_REGIONS = many("Regions", by_field("Name"), _region)
_added_multiregion = nested("Multiregion", "Multiregion", (one("Strategy", _added_strategy), _REGIONS), sort=True)
_shown_multiregion = nested(
    "Multiregion",
    "Multiregion",
    (one("Strategy", plain("Strategy", "MultiregionStrategy")), _REGIONS),
    sort=True,
)


def _multiregion(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    return (_added_multiregion if old is None else _shown_multiregion)(old, new, contextual)


_shown_link = nested("Link", "JobUILink")


def _link(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: a link with nothing in it is not told where the other side has none at that place."""
    there = [link for link in (old, new) if link is not None]
    return _shown_link(old, new, contextual) if len(there) > 1 or any(there[0].values()) else None


JOB_PARTS: tuple[Part, ...] = (
    _DATACENTERS,
    *PLACEMENT,
    one("Periodic", _periodic),
    one("ParameterizedJob", _parameterized),
    one("Multiregion", _multiregion),
    one("UI", nested("UI", "JobUIConfig", (many("Links", by_position, _link),), sort=True)),
)
"""The objects of a job, in the order they are told."""
