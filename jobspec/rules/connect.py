"""Rules of Consul Connect in a service: what a connect block is, and transparent proxies.

All problems of a transparent proxy are told, and nothing more of its block; else the first one of each block, those of
gateways included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import service_of
from jobspec.rules.words import quoted

HIGHEST_USER = 65535
_DIGITS = pattern(r"[0-9]+", re.ASCII)
_TPROXY = "sidecar_service {\nproxy {\ntransparent_proxy {\n%s\n}\n}\n}"


def of_consul(connect: Item) -> bool:
    return bool(connect.up("service")["Provider"] == "consul")


def is_prefix(text: str) -> bool:
    """Whether a text is an address with the length of its prefix."""
    address, slash, length = text.partition("/")
    if not slash or not _DIGITS.fullmatch(length) or "%" in address or (length != "0" and length.startswith("0")):
        return False
    # Few jobs have such a prefix, and the module is slow to load.
    from ipaddress import ip_network

    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def is_user(text: str) -> bool:
    """Whether a text is the number of a user, up to 65535."""
    return bool(_DIGITS.fullmatch(text)) and len(text) < 30 and int(text) <= HIGHEST_USER


@rule(
    "NJ5300",
    "tproxy-cidr",
    "tproxy",
    bad=_TPROXY % 'exclude_outbound_cidrs = ["10.0.0.0"]',
    good=_TPROXY % 'exclude_outbound_cidrs = ["10.0.0.0/8"]',
    place="connect",
)
def outbound_cidr(proxy: Item, context: Context) -> Iterator[Finding]:
    """What a transparent proxy leaves out are prefixes: an address, a slash and a length."""
    for text in proxy["ExcludeOutboundCIDRs"] or ():
        if not is_prefix(text):
            yield proxy.finding(
                f"The transparent proxy of {service_of(proxy)} leaves out {quoted(text)}, which is no prefix",
                "Write an address and a length, such as 10.0.0.0/8.",
                "ExcludeOutboundCIDRs",
            )


@rule("NJ5301", "tproxy-uid", "tproxy", bad=_TPROXY % 'uid = "root"', good=_TPROXY % 'uid = "101"', place="connect")
def proxy_user(proxy: Item, context: Context) -> Iterator[Finding]:
    """A transparent proxy's uid is a number up to 65535."""
    if proxy["UID"] and not is_user(proxy["UID"]):
        yield proxy.finding(
            f"The transparent proxy of {service_of(proxy)} has uid {quoted(proxy['UID'])}",
            "It is the number of the user that the proxy runs as: 0 to 65535.",
            "UID",
        )


@rule(
    "NJ5302",
    "tproxy-exclude-uids",
    "tproxy",
    bad=_TPROXY % 'exclude_uids = ["app"]',
    good=_TPROXY % 'exclude_uids = ["1000"]',
    place="connect",
)
def excluded_users(proxy: Item, context: Context) -> Iterator[Finding]:
    """The users that a transparent proxy leaves alone are numbers up to 65535."""
    for user in proxy["ExcludeUIDs"] or ():
        if not is_user(user):
            yield proxy.finding(
                f"The transparent proxy of {service_of(proxy)} leaves out user {quoted(user)}",
                "Users are named by number: 0 to 65535.",
                "ExcludeUIDs",
            )


@rule("NJ5303", "connect-exclusive", "connect", bad="", good="sidecar_service {}")
def exclusive(connect: Item, context: Context) -> Iterator[Finding]:
    """A connect block is native, or has a sidecar, or is a gateway: one of these."""
    chosen = sum((bool(connect["Native"]), connect["SidecarService"] is not None, connect["Gateway"] is not None))
    if of_consul(connect) and chosen != 1:
        yield connect.finding(
            f"The connect block of {service_of(connect)} is {'several things' if chosen else 'empty'}",
            "Choose one: `native`, `sidecar_service` or `gateway`.",
        )
