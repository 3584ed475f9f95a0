"""Rules that the server's mutators hold: what they refuse is refused alone, before any other rule is asked.

The refusals themselves are made where the mutators are, in `canonical`; here they have their names, pages and samples.
"""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule

_BRIDGE = 'network {\nmode = "bridge"\n%s\n}\n'
_CHECK = 'check {\ntype = "http"\npath = "/health"\ninterval = "10s"\ntimeout = "2s"\nexpose = true\n}'
_EXPOSED = f'service {{\nname = "api"\nport = "%s"\nconnect {{\nsidecar_service {{}}\n}}\n{_CHECK}\n}}'
_GOOD = _BRIDGE % "" + _EXPOSED % "9000"
_MESH = 'service {\nname = "gw"\n%s\nconnect {\ngateway {\nproxy {}\nmesh {}\n}\n}\n}'


def _nothing() -> Iterator[Finding]:
    return iter(())


@rule(
    "NJ5903",
    "mutator-mesh-port",
    "mutator",
    bad=_BRIDGE % "" + _MESH % "",
    good=_BRIDGE % 'port "wan" {}' + _MESH % 'port = "wan"',
    place="group",
)
def mesh_port(item: Item, context: Context) -> Iterator[Finding]:
    """A mesh gateway's service has a port: other datacenters reach it there."""
    return _nothing()


@rule("NJ5904", "mutator-expose-one-network", "mutator", bad=_EXPOSED % "9000", good=_GOOD, place="group")
def expose_network(item: Item, context: Context) -> Iterator[Finding]:
    """A group whose sidecar exposes a check has exactly one network."""
    return _nothing()


@rule(
    "NJ5905",
    "mutator-expose-network-mode",
    "mutator",
    bad="network {}\n" + _EXPOSED % "9000",
    good=_GOOD,
    place="group",
)
def expose_mode(item: Item, context: Context) -> Iterator[Finding]:
    """The network of a group whose sidecar exposes a check is a bridge or a CNI network."""
    return _nothing()


@rule(
    "NJ5906",
    "mutator-expose-port",
    "mutator",
    bad=_BRIDGE % 'port "http" {}' + _EXPOSED % "http",
    good=_BRIDGE % 'port "http" {\nstatic = 9000\n}' + _EXPOSED % "http",
    place="group",
)
def expose_port(item: Item, context: Context) -> Iterator[Finding]:
    """The port of a service with an exposed check is a number, or the label of a static port of the group."""
    return _nothing()
