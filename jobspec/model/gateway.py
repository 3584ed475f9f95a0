"""Gateways of the mesh: ingress, terminating, mesh."""

from __future__ import annotations

from typing import Annotated, Any

from jobspec.model.marks import SECOND, Block, Duration, Int, UInt32, argument, block_label, nested


class ConsulGatewayBindAddress(Block):
    """An address that a gateway listens at."""

    name: Annotated[str, block_label(diff="never")] = ""
    """Name of the address."""

    address: str = ""
    """The address."""

    port: Int = 0
    """The port."""


class ConsulGatewayProxy(Block):
    """Settings of a gateway's proxy."""

    connect_timeout: Annotated[Duration | None, argument(canonical=5 * SECOND, server_null=True)] = None
    """How long connections may take."""

    envoy_gateway_bind_tagged_addresses: bool = False
    """Whether tagged addresses are bound."""

    envoy_gateway_bind_addresses: Annotated[
        dict[str, ConsulGatewayBindAddress] | None, nested("envoy_gateway_bind_addresses")
    ] = None
    """Further addresses by name."""

    envoy_gateway_no_default_bind: bool = False
    """Whether the usual address is not bound."""

    envoy_dns_discovery_type: str = ""
    """How names are resolved."""

    config: dict[str, Any] | None = None
    """Further settings, as the proxy knows them."""


class ConsulGatewayTLSSDSConfig(Block):
    """Certificates from a secret discovery service."""

    cluster_name: str = ""
    """Cluster of the proxy that provides them."""

    cert_resource: str = ""
    """Name of the certificate."""


class ConsulGatewayTLSConfig(Block):
    """TLS of a gateway's listeners."""

    enabled: bool = False
    """Whether TLS is on."""

    tls_min_version: str = ""
    """Lowest version."""

    tls_max_version: str = ""
    """Highest version."""

    cipher_suites: list[str] | None = None
    """Cipher suites."""

    sds: ConsulGatewayTLSSDSConfig | None = None
    """Certificates from a secret discovery service."""


class ConsulHTTPHeaderModifiers(Block):
    """Changes of headers."""

    add: dict[str, str] | None = None
    """Headers to add."""

    set: dict[str, str] | None = None
    """Headers to set."""

    remove: list[str] | None = None
    """Headers to remove."""


class ConsulIngressService(Block):
    """A service behind a listener."""

    name: str = ""
    """Name of the service; `*` is every service."""

    hosts: list[str] | None = None
    """Host names that lead to it."""

    tls: ConsulGatewayTLSConfig | None = None
    """TLS of this service."""

    request_headers: ConsulHTTPHeaderModifiers | None = None
    """Changes of request headers."""

    response_headers: ConsulHTTPHeaderModifiers | None = None
    """Changes of response headers."""

    max_connections: Annotated[UInt32 | None, argument(diff="shown", server_null=True)] = None
    """Most connections."""

    max_pending_requests: Annotated[UInt32 | None, argument(diff="shown", server_null=True)] = None
    """Most requests that wait."""

    max_concurrent_requests: Annotated[UInt32 | None, argument(diff="shown", server_null=True)] = None
    """Most requests at a time."""


class ConsulIngressListener(Block):
    """A port at which traffic enters."""

    port: Int = 0
    """The port."""

    protocol: Annotated[str, argument(canonical="tcp")] = ""
    """Its protocol."""

    services: list[ConsulIngressService] | None = None
    """Services behind it."""


class ConsulIngressConfigEntry(Block):
    """How traffic enters the mesh."""

    tls: ConsulGatewayTLSConfig | None = None
    """TLS of all listeners."""

    listeners: list[ConsulIngressListener] | None = None
    """Where it enters."""


class ConsulLinkedService(Block):
    """A service outside of the mesh."""

    name: str = ""
    """Name of the service."""

    ca_file: str = ""
    """Certificate authority."""

    cert_file: str = ""
    """Certificate of the gateway."""

    key_file: str = ""
    """Key of that certificate."""

    sni: str = ""
    """Name sent in the TLS handshake."""


class ConsulTerminatingConfigEntry(Block):
    """How traffic leaves the mesh."""

    services: list[ConsulLinkedService] | None = None
    """Services outside."""


class ConsulMeshConfigEntry(Block):
    """Joins the meshes of datacenters; has no settings."""


class ConsulGateway(Block):
    """Makes a service a gateway; one kind of three."""

    proxy: ConsulGatewayProxy | None = None
    """Settings of the gateway's proxy."""

    ingress: ConsulIngressConfigEntry | None = None
    """Lets traffic from outside into the mesh."""

    terminating: ConsulTerminatingConfigEntry | None = None
    """Leads traffic out to services outside of the mesh."""

    mesh: ConsulMeshConfigEntry | None = None
    """Joins the meshes of datacenters."""
