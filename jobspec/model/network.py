"""The network of a group or task, its ports and names."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, Int, argument, block_label, nested


class Port(Block):
    """A port by name."""

    label: Annotated[str, block_label()] = ""
    """Name of the port."""

    value: Annotated[Int, argument("static")] = 0
    """Number on the node, if it is fixed."""

    to: Int = 0
    """Number inside the network; -1 is the same as on the node."""

    host_network: str = ""
    """Network of the node that the port is opened in."""

    ignore_collision: bool = False
    """Whether other allocations may use the same number."""


class DNSConfig(Block):
    """Name servers of a network."""

    servers: list[str] | None = None
    """Addresses of the servers."""

    searches: list[str] | None = None
    """Domains that are searched."""

    options: list[str] | None = None
    """Options of the resolver."""


class CNIConfig(Block):
    """Arguments for a network's plugins."""

    args: Annotated[dict[str, str] | None, argument()] = None
    """The arguments by name."""


class NetworkResource(Block):
    """A network, its ports and name servers."""

    mode: str = ""
    """Mode: `host`, `bridge`, `none` or `cni/NAME`."""

    device: Annotated[str, argument(diff="never")] = ""
    """Interface of the node."""

    cidr: Annotated[str, argument(diff="never")] = ""
    """Address range of the interface; set by the node."""

    ip: Annotated[str, argument(diff="never")] = ""
    """Address of the interface; set by the node."""

    dns: DNSConfig | None = None
    """Name servers of the tasks."""

    reserved_ports: Annotated[list[Port] | None, nested("reserved_ports")] = None
    """Ports with fixed numbers."""

    dynamic_ports: Annotated[list[Port] | None, nested("port")] = None
    """Ports whose numbers the node chooses."""

    hostname: str = ""
    """Host name inside the network."""

    mbits: Annotated[Int | None, argument(diff="never")] = None
    """Deprecated: bandwidth is not reserved any more."""

    cni: CNIConfig | None = None
    """Arguments for the network's plugins."""
