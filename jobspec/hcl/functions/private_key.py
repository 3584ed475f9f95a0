"""RSA private keys in PEM, and what they decrypt. For the throw-away uses of a jobspec: it does not hide its timing."""

from __future__ import annotations

import binascii
import re

from jobspec.patterns import pattern

_PEM = pattern(r"-----BEGIN ([A-Z ]+)-----\s+(.*?)-----END \1-----", re.S)
_SEQUENCE = 0x30
_MOST_BITS = 16384


class PrivateKeyError(ValueError):
    """A key cannot be read, or a cipher text not be decrypted."""


def decrypt(cipher: bytes, pem: str) -> bytes:
    """The clear text of a cipher text with padding of PKCS #1 v1.5."""
    modulus, exponent = _read_key(pem)
    size = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(cipher, "big")
    if number >= modulus or len(cipher) > size:
        raise PrivateKeyError("the text cannot be decrypted with this key")
    clear = pow(number, exponent, modulus).to_bytes(size, "big")
    end = clear.find(b"\0", 2)
    if clear[:2] != b"\0\2" or end < 10:
        raise PrivateKeyError("the text cannot be decrypted with this key")
    return clear[end + 1 :]


def _read_key(pem: str) -> tuple[int, int]:
    """Modulus and private exponent."""
    match = _PEM.search(pem)
    if match is None or match[1] not in ("RSA PRIVATE KEY", "PRIVATE KEY"):
        raise PrivateKeyError("the key is no RSA private key in PEM")
    if "ENCRYPTED" in match[2]:
        raise PrivateKeyError("the key is protected by a passphrase")
    try:
        data = binascii.a2b_base64("".join(match[2].split()))
        numbers = _elements(_content(data, _SEQUENCE))
        if match[1] == "PRIVATE KEY":
            numbers = _elements(_content(numbers[2][1], _SEQUENCE))
        modulus, exponent = (int.from_bytes(numbers[at][1], "big") for at in (1, 3))
    except (ValueError, IndexError):
        raise PrivateKeyError("the key is not a readable RSA private key") from None
    if not 0 < modulus.bit_length() <= _MOST_BITS or exponent >= modulus:
        raise PrivateKeyError("the key is not a usable RSA private key")
    return modulus, exponent


def _content(data: bytes, tag: int) -> bytes:
    found = _elements(data)
    if not found or found[0][0] != tag:
        raise ValueError("another element was expected")
    return found[0][1]


def _elements(data: bytes) -> list[tuple[int, bytes]]:
    """The tagged elements that lie one behind the other."""
    found = []
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[at : at + count], "big")
            at += count
        if at + length > len(data):
            raise ValueError("an element is cut off")
        found.append((tag, data[at : at + length]))
        at += length
    return found
