"""What a Connect gateway shows."""

from __future__ import annotations

from jobspec.diff.changes import Change, Flat
from jobspec.diff.flatten import flatten, layout
from jobspec.diff.objects import many, nested, one, opaque, plain, string_set
from jobspec.diff.pairs import Tree, by_field
from jobspec.model.durations import format_duration

_PROXY = layout("ConsulGatewayProxy")


def _bind_addresses(addresses: dict[str, Tree] | None) -> Flat:
    return {name: _host_and_port(each["Address"], each["Port"]) for name, each in (addresses or {}).items()}


def _host_and_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _fields_with_timeout(proxy: Tree) -> Flat:
    timeout = proxy["ConnectTimeout"]
    return {**flatten(proxy, _PROXY), "ConnectTimeout": "" if timeout is None else format_duration(timeout)}


_PROXY_PARTS = (
    one("EnvoyGatewayBindAddresses", opaque("EnvoyGatewayBindAddresses", flat=_bind_addresses)),
    one("Config", opaque("Config")),
)
_one_sided_proxy = nested("Proxy", "ConsulGatewayProxy", _PROXY_PARTS)
_two_sided_proxy = nested("Proxy", "ConsulGatewayProxy", _PROXY_PARTS, flat=_fields_with_timeout)


def _proxy(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: the timeout, a pointer, is listed only where both sides have a proxy, and as text."""
    compare = _one_sided_proxy if old is None or new is None else _two_sided_proxy
    return compare(old, new, contextual)


_tls = nested(
    "TLS",
    "ConsulGatewayTLSConfig",
    (
        one("CipherSuites", string_set("CipherSuites")),
        one("SDS", plain("SDS", "ConsulGatewayTLSSDSConfig")),
    ),
)

_headers = (
    one(key, nested(key, "ConsulHTTPHeaderModifiers", (one("Remove", string_set("Remove")),)))
    for key in ("RequestHeaders", "ResponseHeaders")
)

_ingress_service = nested(
    "ConsulIngressService",
    "ConsulIngressService",
    (one("Hosts", string_set("Hosts")), one("TLS", _tls), *_headers),
)

_listener = nested("Listener", "ConsulIngressListener", (many("Services", by_field("Name"), _ingress_service),))

_ingress = nested(
    "Ingress",
    "ConsulIngressConfigEntry",
    (one("TLS", _tls), many("Listeners", by_field("Protocol", "Port"), _listener)),
)

_terminating = nested(
    "Terminating",
    "ConsulTerminatingConfigEntry",
    (many("Services", by_field("Name"), nested("Service", "ConsulLinkedService")),),
)

GATEWAY = one(
    "Gateway",
    nested(
        "Gateway",
        "ConsulGateway",
        (
            one("Proxy", _proxy),
            one("Ingress", _ingress),
            one("Terminating", _terminating),
            one("Mesh", nested("Mesh", "ConsulMeshConfigEntry")),
        ),
    ),
)
"""The gateway of a service."""
