"""Snappy's block format, as payloads are stored; nothing is packed, which is a valid form of it."""

from __future__ import annotations

from collections.abc import Iterator

_BLOCK = 1 << 16
_SHORT = 60


def compressed(data: bytes) -> bytes:
    r"""The data in Snappy's block format.

    >>> compressed(b"hello")
    b'\x05\x10hello'
    """
    return bytes(_varint(len(data))) + b"".join(_literal(data[at : at + _BLOCK]) for at in range(0, len(data), _BLOCK))


def _varint(number: int) -> Iterator[int]:
    while number >= 0x80:
        yield number & 0x7F | 0x80
        number >>= 7
    yield number


def _literal(data: bytes) -> bytes:
    last = len(data) - 1
    if last < _SHORT:
        return bytes([last << 2]) + data
    if last < 1 << 8:
        return bytes([_SHORT << 2, last]) + data
    return bytes([_SHORT + 1 << 2, last & 0xFF, last >> 8]) + data
