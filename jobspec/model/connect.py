"""Membership of a service in the mesh: sidecars, proxies, upstreams."""

from __future__ import annotations

from typing import Annotated, Any

from jobspec.model.gateway import ConsulGateway
from jobspec.model.identity import WorkloadIdentity
from jobspec.model.logs import LogConfig
from jobspec.model.marks import SECOND, Block, Duration, Int, UInt16, argument, nested, server_only
from jobspec.model.resources import Resources
from jobspec.model.volume import VolumeMount


class ConsulExposePath(Block):
    """A path that is open without the mesh."""

    path: str = ""
    """The path itself."""

    protocol: str = ""
    """Its protocol: `http` or `http2`."""

    local_path_port: Int = 0
    """Port of the service that answers."""

    listener_port: str = ""
    """Port of the network, by name, that listens."""


class ConsulExposeConfig(Block):
    """Paths that are open without the mesh."""

    paths: list[ConsulExposePath] | None = None
    """The paths."""

    path: Annotated[list[ConsulExposePath] | None, server_only(diff="never")] = None
    """The older name of `Paths`."""


class ConsulMeshGateway(Block):
    """Whether gateways stand between a proxy and its upstream."""

    mode: str = ""
    """Mode: `local`, `remote` or `none`."""


class ConsulUpstream(Block):
    """A service that is reached through the proxy."""

    destination_name: str = ""
    """Name of that service."""

    destination_namespace: str = ""
    """Its Consul namespace."""

    destination_peer: str = ""
    """Its cluster peer."""

    destination_partition: str = ""
    """Its partition."""

    destination_type: str = ""
    """Kind of destination: `service` or `prepared_query`."""

    local_bind_port: Int = 0
    """Port at which the task finds it."""

    datacenter: str = ""
    """Consul datacenter of that service."""

    local_bind_address: str = ""
    """Address at which the task finds it."""

    local_bind_socket_path: str = ""
    """Socket at which the task finds it."""

    local_bind_socket_mode: str = ""
    """Mode of that socket."""

    mesh_gateway: ConsulMeshGateway | None = None
    """Whether gateways stand between."""

    config: Annotated[dict[str, Any] | None, nested(diff="never")] = None
    """Further settings, as the proxy knows them."""


class ConsulTransparentProxy(Block):
    """Makes all traffic of an allocation go through its proxy."""

    uid: str = ""
    """User of the proxy."""

    outbound_port: UInt16 = 0
    """Port that takes outgoing traffic."""

    exclude_inbound_ports: list[str] | None = None
    """Ports whose incoming traffic stays outside."""

    exclude_outbound_ports: list[UInt16] | None = None
    """Ports whose outgoing traffic stays outside."""

    exclude_outbound_cidrs: list[str] | None = None
    """Address ranges whose outgoing traffic stays outside."""

    exclude_uids: list[str] | None = None
    """Users whose traffic stays outside."""

    no_dns: bool = False
    """Whether names are not looked up in Consul."""


class ConsulProxy(Block):
    """Settings of a sidecar proxy."""

    local_service_address: str = ""
    """Address of the service behind the proxy."""

    local_service_port: Int = 0
    """Port of the service behind the proxy."""

    expose: ConsulExposeConfig | None = None
    """Paths that are open without the mesh."""

    expose_config: Annotated[ConsulExposeConfig | None, server_only(diff="never")] = None
    """The older name of `Expose`."""

    upstreams: Annotated[list[ConsulUpstream] | None, nested("upstreams")] = None
    """Services that the task reaches through the proxy."""

    transparent_proxy: ConsulTransparentProxy | None = None
    """Makes all traffic go through the proxy."""

    config: dict[str, Any] | None = None
    """Further settings, as the proxy knows them."""


class ConsulSidecarService(Block):
    """A proxy beside the task, as the catalog knows it."""

    tags: Annotated[list[str] | None, argument(diff="never")] = None
    """Tags in the catalog."""

    port: str = ""
    """Port of the proxy by name."""

    proxy: ConsulProxy | None = None
    """Settings of the proxy."""

    disable_default_tcp_check: bool = False
    """Whether the usual check of the proxy's port is left out."""

    meta: dict[str, str] | None = None
    """Key-value pairs in the catalog."""


class SidecarTask(Block):
    """What differs in the task of a proxy."""

    name: str = ""
    """Name of the task."""

    driver: str = ""
    """Driver that runs it."""

    user: str = ""
    """User that it runs as."""

    config: dict[str, Any] | None = None
    """Settings of the driver."""

    env: dict[str, str] | None = None
    """Environment variables."""

    resources: Resources | None = None
    """What it needs of a node."""

    meta: dict[str, str] | None = None
    """Free key-value pairs."""

    kill_timeout: Annotated[Duration | None, argument(canonical=5 * SECOND, server_null=True)] = None
    """Time between asking it to stop and killing it."""

    log_config: Annotated[LogConfig | None, nested("logs")] = None
    """Rotation of its output."""

    shutdown_delay: Annotated[Duration | None, argument(canonical=0, server_null=True)] = None
    """Time between taking the service out of the catalog and stopping it."""

    kill_signal: str = ""
    """Signal that asks it to stop."""

    volume_mounts: list[VolumeMount] | None = None
    """Volumes mounted into it."""

    identities: list[WorkloadIdentity] | None = None
    """Workload identities."""


class ConsulConnect(Block):
    """Membership of a service in the service mesh."""

    native: bool = False
    """Whether the task speaks the mesh's protocol itself."""

    gateway: ConsulGateway | None = None
    """Makes the service a gateway."""

    sidecar_service: ConsulSidecarService | None = None
    """A proxy beside the task."""

    sidecar_task: SidecarTask | None = None
    """What differs in the proxy's task."""
