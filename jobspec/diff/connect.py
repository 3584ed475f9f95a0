"""What a service's Connect block shows: the sidecar, its task, the gateway."""

from __future__ import annotations

from jobspec.diff.changes import NONE, Change, changed_object, kind_of_sides
from jobspec.diff.gateways import GATEWAY
from jobspec.diff.identities import IDENTITIES
from jobspec.diff.networks import RESOURCES
from jobspec.diff.objects import many, nested, objects_of, one, opaque, plain, string_set, value_of
from jobspec.diff.pairs import Tree, by_content, by_field, by_position

VOLUME_MOUNTS = many("VolumeMounts", by_position, nested("VolumeMount", "VolumeMount"))
LOG_CONFIG = one("LogConfig", plain("LogConfig", "LogConfig"))
CONFIG = one("Config", opaque("Config"))

_shown_upstream = nested(
    "ConsulUpstreams", "ConsulUpstream", (one("MeshGateway", plain("MeshGateway", "ConsulMeshGateway")),)
)


def _upstream(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: an upstream with nothing in it counts as missing."""
    return _shown_upstream(_unless_empty(old), _unless_empty(new), contextual)


def _unless_empty(upstream: Tree | None) -> Tree | None:
    return upstream if upstream is not None and any(upstream.values()) else None


_PATHS = (many("Paths", by_content, plain("Paths", "ConsulExposePath")),)


def _expose(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: the type follows from the paths, not from the block around them."""
    if old == new:
        return None
    kind = kind_of_sides(value_of(old, "Paths"), value_of(new, "Paths"))
    return changed_object(kind, "Expose", (), objects_of(_PATHS, old, new, contextual))


_PROXY_LISTS = ("ExcludeInboundPorts", "ExcludeOutboundPorts", "ExcludeOutboundCIDRs", "ExcludeUIDs")

_shown_transparent_proxy = nested(
    "TransparentProxy",
    "ConsulTransparentProxy",
    tuple(one(key, string_set(key, told_unchanged=False)) for key in _PROXY_LISTS),
)


def _transparent_proxy(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: told in every diff of a proxy, even where there is none; an order of its lists does not matter."""
    if old == new or (old is not None and new is not None and _without_order(old) == _without_order(new)):
        return changed_object(NONE, "TransparentProxy", ())
    return _shown_transparent_proxy(old, new, contextual)


def _without_order(proxy: Tree) -> Tree:
    """Two lists are equal if they are as long and hold the same values."""
    lists = {key: (len(proxy[key] or ()), frozenset(proxy[key] or ())) for key in _PROXY_LISTS}
    return {**proxy, **lists}


_proxy = nested(
    "ConsulProxy",
    "ConsulProxy",
    (
        many("Upstreams", by_field("Datacenter", "DestinationName"), _upstream),
        one("Expose", _expose),
        one("TransparentProxy", _transparent_proxy),
        CONFIG,
    ),
)

_sidecar_task = nested(
    "SidecarTask",
    "SidecarTask",
    (CONFIG, RESOURCES, IDENTITIES, LOG_CONFIG, VOLUME_MOUNTS),
    fields_in_context=False,
)

CONNECT = one(
    "Connect",
    nested(
        "ConsulConnect",
        "ConsulConnect",
        (
            one("SidecarService", nested("SidecarService", "ConsulSidecarService", (one("Proxy", _proxy),))),
            one("SidecarTask", _sidecar_task),
            GATEWAY,
        ),
    ),
)
"""The Connect block of a service."""
