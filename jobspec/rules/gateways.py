"""Rules of Consul gateways: proxy, ingress, terminating, mesh. The first problem of each is told."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.connect import of_consul
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import service_of
from jobspec.rules.words import one_of, quoted, sentence

DNS_DISCOVERY = ("STRICT_DNS", "LOGICAL_DNS")
PROTOCOLS = ("tcp", "http", "http2", "grpc")
_INGRESS = "gateway {\ningress {\n%s\n}\n}"
_LISTENER = "gateway {\ningress {\nlistener {\nport = 8080\n%s\n}\n}\n}"
_GOOD_INGRESS = _LISTENER % 'service {\nname = "web"\n}'
_TERMINATING = "gateway {\nterminating {\n%s\n}\n}"
_LINKED = 'gateway {\nterminating {\nservice {\nname = "db"\n%s\n}\n}\n}'


def _gateway(connect: Item) -> Item | None:
    """The gateway of a Consul service."""
    if connect["Gateway"] is None or not of_consul(connect):
        return None
    return connect.child("gateway", connect["Gateway"], "Gateway")


def _of(item: Item) -> str:
    return f"the gateway of {service_of(item)}"


@rule(
    "NJ5310",
    "gateway-dns-discovery",
    "connect",
    bad='gateway {\nproxy {\nenvoy_dns_discovery_type = "DNS"\n}\nmesh {}\n}',
    good='gateway {\nproxy {\nenvoy_dns_discovery_type = "STRICT_DNS"\n}\nmesh {}\n}',
    place="mesh_connect",
)
def dns_discovery(connect: Item, context: Context) -> Iterator[Finding]:
    """A gateway proxy's envoy_dns_discovery_type is STRICT_DNS or LOGICAL_DNS."""
    gateway = _gateway(connect)
    kind = gateway["Proxy"]["EnvoyDNSDiscoveryType"] if gateway and gateway["Proxy"] else ""
    if gateway and kind not in (*DNS_DISCOVERY, ""):
        yield gateway.finding(
            f"{sentence(_of(connect))} has the unknown envoy_dns_discovery_type {quoted(kind)}",
            f"It is {one_of(DNS_DISCOVERY)}.",
            "Proxy/EnvoyDNSDiscoveryType",
        )


def _bindings(connect: Item) -> Iterator[Item]:
    gateway = _gateway(connect)
    if gateway and gateway["Proxy"]:
        for name, binding in (gateway["Proxy"]["EnvoyGatewayBindAddresses"] or {}).items():
            if binding is not None:
                yield gateway.child("binding", binding, "Proxy", "EnvoyGatewayBindAddresses", name)


_BINDING = 'gateway {\nproxy {\nenvoy_gateway_bind_addresses "a" {\n%s\n}\n}\nmesh {}\n}'


@rule(
    "NJ5311",
    "gateway-bind-address",
    "connect",
    bad=_BINDING % "port = 8080",
    good=_BINDING % 'address = "10.0.0.1"\nport = 8080',
    place="mesh_connect",
)
def bind_address(connect: Item, context: Context) -> Iterator[Finding]:
    """A gateway's bind address has an address."""
    for binding in _bindings(connect):
        if not binding["Address"]:
            yield binding.finding(
                f"Bind address {quoted(binding.keys[-1])} of {_of(connect)} has no address", "Set `address`.", "Address"
            )


@rule(
    "NJ5312",
    "gateway-bind-port",
    "connect",
    bad=_BINDING % 'address = "10.0.0.1"',
    good=_BINDING % 'address = "10.0.0.1"\nport = 8080',
    place="mesh_connect",
)
def bind_port(connect: Item, context: Context) -> Iterator[Finding]:
    """A gateway's bind address has a port, or -1 for any.

    In bridge mode an ingress listener without a port ends here, too: the server binds each listener.
    """
    for binding in _bindings(connect):
        if binding["Port"] <= 0 and binding["Port"] != -1:
            yield binding.finding(
                f"Bind address {quoted(binding.keys[-1])} of {_of(connect)} has port {binding['Port']}",
                "More than 0, or -1 for any. (Listeners of an ingress gateway are bound at their own port.)",
                "Port",
            )


def _listeners(connect: Item) -> Iterator[Item]:
    gateway = _gateway(connect)
    if gateway and gateway["Ingress"] is not None:
        ingress = gateway.child("ingress", gateway["Ingress"], "Ingress")
        yield from ingress.each("listener", "Listeners")


def _ingress_services(connect: Item) -> Iterator[Item]:
    for listener in _listeners(connect):
        yield from listener.each("ingress_service", "Services")


def _protocol(service: Item) -> str:
    return str(service.parent["Protocol"]) if service.parent else ""


@rule("NJ5320", "gateway-ingress-listener-missing", "connect", bad=_INGRESS % "", good=_GOOD_INGRESS, place="gateway")
def listener_missing(connect: Item, context: Context) -> Iterator[Finding]:
    """An ingress gateway has a listener."""
    gateway = _gateway(connect)
    if gateway and gateway["Ingress"] is not None and not gateway["Ingress"]["Listeners"]:
        yield gateway.finding(f"{sentence(_of(connect))} has no listener", "Add a listener block.", "Ingress/Listeners")


@rule(
    "NJ5321",
    "gateway-ingress-listener-port",
    "connect",
    bad=_INGRESS % 'listener {\nservice {\nname = "a"\n}\n}',
    good=_GOOD_INGRESS,
    place="host_gateway",
)
def listener_port(connect: Item, context: Context) -> Iterator[Finding]:
    """An ingress listener has a port."""
    for listener in _listeners(connect):
        if listener["Port"] <= 0:
            yield listener.finding(f"Listener {listener.number} of {_of(connect)} has no port", "Set `port`.", "Port")


@rule(
    "NJ5322",
    "gateway-ingress-protocol",
    "connect",
    bad=_LISTENER % 'protocol = "udp"\nservice {\nname = "a"\n}',
    good=_GOOD_INGRESS,
    place="gateway",
)
def listener_protocol(connect: Item, context: Context) -> Iterator[Finding]:
    """An ingress listener's protocol is tcp, http, http2 or grpc."""
    for listener in _listeners(connect):
        if listener["Protocol"] not in PROTOCOLS:
            yield listener.finding(
                f"Listener {listener.number} of {_of(connect)} has the unknown protocol {quoted(listener['Protocol'])}",
                f"It is {one_of(PROTOCOLS)}.",
                "Protocol",
            )


@rule("NJ5323", "gateway-ingress-services", "connect", bad=_LISTENER % "", good=_GOOD_INGRESS, place="gateway")
def listener_services(connect: Item, context: Context) -> Iterator[Finding]:
    """An ingress listener leads to a service."""
    for listener in _listeners(connect):
        if not listener["Services"]:
            yield listener.finding(
                f"Listener {listener.number} of {_of(connect)} leads to no service", "Add a service block.", "Services"
            )


@rule(
    "NJ5324",
    "gateway-ingress-service-name",
    "connect",
    bad=_LISTENER % 'service {\nname = ""\n}',
    good=_GOOD_INGRESS,
    place="gateway",
)
def ingress_service_name(connect: Item, context: Context) -> Iterator[Finding]:
    """A service of an ingress listener has a name."""
    for service in _ingress_services(connect):
        if not service["Name"]:
            yield service.finding(
                f"A listener of {_of(connect)} leads to a service without name", "Set `name`.", "Name"
            )


@rule(
    "NJ5325",
    "gateway-ingress-tcp-wildcard",
    "connect",
    bad=_LISTENER % 'service {\nname = "*"\n}',
    good=_GOOD_INGRESS,
    place="gateway",
)
def tcp_wildcard(connect: Item, context: Context) -> Iterator[Finding]:
    """A tcp listener leads to one named service: * needs a protocol that tells services apart."""
    for service in _ingress_services(connect):
        if service["Name"] == "*" and _protocol(service) == "tcp":
            yield service.finding(
                f'A tcp listener of {_of(connect)} leads to "*"',
                'Name the service, or use `protocol = "http"`.',
                "Name",
            )


@rule(
    "NJ5326",
    "gateway-ingress-tcp-hosts",
    "connect",
    bad=_LISTENER % 'service {\nname = "a"\nhosts = ["a.example"]\n}',
    good=_GOOD_INGRESS,
    place="gateway",
)
def tcp_hosts(connect: Item, context: Context) -> Iterator[Finding]:
    """A tcp listener knows no hosts."""
    for service in _ingress_services(connect):
        if service["Hosts"] and _protocol(service) == "tcp":
            yield service.finding(
                f"A tcp listener of {_of(connect)} chooses {quoted(service['Name'])} by host",
                'Plain tcp carries no host: remove `hosts`, or use `protocol = "http"`.',
                "Hosts",
            )


@rule(
    "NJ5327",
    "gateway-ingress-wildcard-hosts",
    "connect",
    bad=_LISTENER % 'protocol = "http"\nservice {\nname = "*"\nhosts = ["a.example"]\n}',
    good=_LISTENER % 'protocol = "http"\nservice {\nname = "*"\n}',
    place="gateway",
)
def wildcard_hosts(connect: Item, context: Context) -> Iterator[Finding]:
    """The service * has no hosts: each service is found by its own name."""
    for service in _ingress_services(connect):
        if service["Hosts"] and service["Name"] == "*" and _protocol(service) != "tcp":
            yield service.finding(
                f'A listener of {_of(connect)} gives hosts to "*"', "Name the service that has these hosts.", "Hosts"
            )


def _linked(connect: Item) -> Iterator[Item]:
    gateway = _gateway(connect)
    if gateway and gateway["Terminating"] is not None:
        terminating = gateway.child("terminating", gateway["Terminating"], "Terminating")
        yield from terminating.each("linked_service", "Services")


_GOOD_LINKED = _LINKED % ""


@rule("NJ5330", "gateway-terminating-services", "connect", bad=_TERMINATING % "", good=_GOOD_LINKED, place="gateway")
def terminating_services(connect: Item, context: Context) -> Iterator[Finding]:
    """A terminating gateway leads to a service."""
    gateway = _gateway(connect)
    if gateway and gateway["Terminating"] is not None and not gateway["Terminating"]["Services"]:
        yield gateway.finding(
            f"{sentence(_of(connect))} leads to no service", "Add a service block.", "Terminating/Services"
        )


@rule(
    "NJ5331",
    "gateway-terminating-service-name",
    "connect",
    bad=_TERMINATING % 'service {\nname = ""\n}',
    good=_GOOD_LINKED,
    place="gateway",
)
def linked_name(connect: Item, context: Context) -> Iterator[Finding]:
    """A service of a terminating gateway has a name."""
    for service in _linked(connect):
        if not service["Name"]:
            yield service.finding(f"{sentence(_of(connect))} leads to a service without name", "Set `name`.", "Name")


@rule(
    "NJ5332",
    "gateway-terminating-ca",
    "connect",
    bad=_LINKED % 'cert_file = "c"\nkey_file = "k"',
    good=_LINKED % 'ca_file = "a"\ncert_file = "c"\nkey_file = "k"',
    place="gateway",
)
def linked_ca(connect: Item, context: Context) -> Iterator[Finding]:
    """A linked service with a certificate has a ca_file."""
    for service in _linked(connect):
        if (service["CertFile"] or service["KeyFile"]) and not service["CAFile"]:
            yield service.finding(
                f"{service['Name']!r} behind {_of(connect)} has a certificate and no ca_file",
                "Set `ca_file`.",
                "CAFile",
            )


@rule(
    "NJ5333",
    "gateway-terminating-cert-key",
    "connect",
    bad=_LINKED % 'ca_file = "a"\ncert_file = "c"',
    good=_LINKED % 'ca_file = "a"\ncert_file = "c"\nkey_file = "k"',
    place="gateway",
)
def linked_cert_key(connect: Item, context: Context) -> Iterator[Finding]:
    """A linked service has a certificate and its key, or neither."""
    for service in _linked(connect):
        if bool(service["CertFile"]) != bool(service["KeyFile"]):
            missing = "KeyFile" if service["CertFile"] else "CertFile"
            yield service.finding(
                f"{service['Name']!r} behind {_of(connect)} has one of cert_file and key_file", "Set both.", missing
            )


@rule(
    "NJ5334",
    "gateway-terminating-sni",
    "connect",
    bad=_LINKED % 'sni = "db.example"',
    good=_LINKED % 'ca_file = "a"\nsni = "db.example"',
    place="gateway",
)
def linked_sni(connect: Item, context: Context) -> Iterator[Finding]:
    """A linked service with an sni has a ca_file."""
    for service in _linked(connect):
        if service["SNI"] and not service["CAFile"]:
            yield service.finding(
                f"{service['Name']!r} behind {_of(connect)} has an sni and no ca_file", "Set `ca_file`.", "SNI"
            )


@rule("NJ5340", "gateway-one-kind", "connect", bad="gateway {}", good=_GOOD_INGRESS, place="gateway")
def one_kind(connect: Item, context: Context) -> Iterator[Finding]:
    """A gateway is one of ingress, terminating and mesh."""
    gateway = _gateway(connect)
    if gateway and sum(gateway[key] is not None for key in ("Ingress", "Terminating", "Mesh")) != 1:
        yield gateway.finding(
            f"{sentence(_of(connect))} is not one of ingress, terminating and mesh",
            "Write exactly one of these blocks.",
        )
