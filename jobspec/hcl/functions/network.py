"""Functions of network addresses."""

from __future__ import annotations

from typing import NamedTuple

from jobspec.hcl.functions.registry import FunctionError, Parameter, function, whole
from jobspec.hcl.types import NUMBER, STRING, list_of
from jobspec.hcl.values import Value, list_value, text
from jobspec.patterns import pattern

_PREFIX = Parameter("prefix", STRING)
_GROUP = pattern("[0-9a-fA-F]{1,4}")


class _Network(NamedTuple):
    base: int
    length: int
    width: int

    @property
    def mask(self) -> int:
        return ((1 << self.width) - 1) ^ ((1 << (self.width - self.length)) - 1)


def _parse(value: Value) -> _Network:
    """The network of a text such as `10.0.0.0/8`; host bits are cleared."""
    prefix = value.raw
    address, slash, length = prefix.rpartition("/")
    size = _parse_address(address)
    if not slash or size is None or not length.isascii() or not length.isdigit() or int(length[:9]) > size[1]:
        raise FunctionError(f'"{prefix}" is no network in CIDR notation')
    network = _Network(size[0], int(length), size[1])
    return network._replace(base=network.base & network.mask)


def _parse_address(address: str) -> tuple[int, int] | None:
    if ":" in address:
        parsed = _parse_six(address)
        return None if parsed is None else (parsed, 128)
    parsed = _parse_four(address)
    return None if parsed is None else (parsed, 32)


def _parse_four(address: str) -> int | None:
    parts = address.split(".")
    total = 0
    for part in parts:
        if not (part.isascii() and part.isdigit()) or len(part) > 3 or (len(part) > 1 and part[0] == "0"):
            return None
        if int(part) > 255:
            return None
        total = total << 8 | int(part)
    return total if len(parts) == 4 else None


def _parse_six(address: str) -> int | None:
    if "." in address:
        head, colon, last = address.rpartition(":")
        four = _parse_four(last)
        if four is None:
            return None
        address = f"{head}{colon}{four >> 16:x}:{four & 0xFFFF:x}"
    left, gap, right = address.partition("::")
    groups = [group for half in (left, right) if half for group in half.split(":")]
    if not all(_GROUP.fullmatch(group) for group in groups):
        return None
    if len(groups) > 7 if gap else len(groups) != 8:
        return None
    missing = 8 - len(groups)
    before = len(left.split(":")) if left else 0
    total = 0
    for group in groups[:before] + ["0"] * missing + groups[before:]:
        total = total << 16 | int(group, 16)
    return total


def _write(address: int, width: int) -> str:
    if width == 32:
        return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))
    groups = [address >> shift & 0xFFFF for shift in range(112, -1, -16)]
    start, length = _longest_zeros(groups)
    if length < 2:
        return ":".join(f"{group:x}" for group in groups)
    before, after = groups[:start], groups[start + length :]
    return ":".join(f"{group:x}" for group in before) + "::" + ":".join(f"{group:x}" for group in after)


def _longest_zeros(groups: list[int]) -> tuple[int, int]:
    best = (0, 0)
    for start in range(len(groups)):
        length = 0
        while start + length < len(groups) and groups[start + length] == 0:
            length += 1
        if length > best[1]:
            best = (start, length)
    return best


@function(
    *("cidrhost", _PREFIX, Parameter("hostnum", NUMBER)),
    returns=STRING,
    examples=[('cidrhost("10.12.112.0/20", 16)', '"10.12.112.16"')],
)
def cidrhost(prefix: Value, hostnum: Value) -> Value:
    """The address of a host by its number in a network; a negative one counts from the end."""
    host = whole(hostnum)
    network = _parse(prefix)
    last = (1 << (network.width - network.length)) - 1
    place = host if host >= 0 else last + host + 1
    if not 0 <= place <= last:
        raise FunctionError(f"a prefix of {network.length} has no host number {host}")
    # The reference lays the number over an IPv4 address in IPv6 form as if it were the short one.
    mapped = network.width == 128 and network.base >> 32 == 0xFFFF
    return text(_write(abs(network.base | place << (96 if mapped else 0)), network.width))


@function("cidrnetmask", _PREFIX, returns=STRING, examples=[('cidrnetmask("10.0.0.0/9")', '"255.128.0.0"')])
def cidrnetmask(prefix: Value) -> Value:
    """The mask of a network as an address."""
    network = _parse(prefix)
    return text(_write(network.mask, network.width))


@function(
    *("cidrsubnet", _PREFIX, Parameter("newbits", NUMBER), Parameter("netnum", NUMBER)),
    returns=STRING,
    examples=[('cidrsubnet("172.16.0.0/12", 4, 2)', '"172.18.0.0/16"')],
)
def cidrsubnet(prefix: Value, newbits: Value, netnum: Value) -> Value:
    """A network within a network: by so many more bits, and its number."""
    bits, wanted = whole(newbits), whole(netnum)
    network = _parse(prefix)
    length = network.length + bits
    if bits > 32:
        raise FunctionError("a prefix cannot be extended by more than 32 bits")
    if not 0 <= length <= network.width:
        raise FunctionError(f"a prefix of {network.length} cannot be extended by {bits}")
    if bits >= 0 and abs(wanted) >= 1 << bits:
        raise FunctionError(f"an extension of {bits} bits has no network number {wanted}")
    # A negative number is not refused by the reference: the size of the combined number is the address.
    address = abs(network.base | wanted << (network.width - length))
    return text(f"{_write(address, network.width)}/{length}")


@function(
    *("cidrsubnets", _PREFIX),
    variadic=Parameter("newbits", NUMBER),
    returns=list_of(STRING),
    examples=[('cidrsubnets("10.1.0.0/16", 4, 8)', '["10.1.0.0/20","10.1.16.0/24"]')],
)
def cidrsubnets(prefix: Value, *newbits: Value) -> Value:
    """Networks one behind the other within a network, each by so many more bits."""
    network = _parse(prefix)
    found: list[Value] = []
    at = network.base
    end = network.base + (1 << (network.width - network.length))
    for index, more in enumerate(newbits, 1):
        bits = _extension(more, index)
        length = network.length + bits
        if length > network.width:
            raise FunctionError(f"a prefix of {network.length} cannot be extended by {bits}", index)
        size = 1 << (network.width - length)
        start = (at + size - 1) // size * size
        if start + size > end:
            raise FunctionError(f"there is no room left for a network with a prefix of {length}", index)
        found.append(text(f"{_write(start, network.width)}/{length}"))
        at = start + size
    return list_value(STRING, found)


def _extension(more: Value, index: int) -> int:
    try:
        bits = whole(more)
    except FunctionError as error:
        raise FunctionError(str(error), index) from None
    if bits < 1:
        raise FunctionError("a prefix must be extended by at least one bit", index)
    if bits > 32:
        raise FunctionError("a prefix cannot be extended by more than 32 bits", index)
    return bits
