"""Functions of hashes, passwords, keys and identifiers."""

from __future__ import annotations

import hashlib
import importlib
from typing import Any

from jobspec.hcl.functions.encoding import decode_base64
from jobspec.hcl.functions.private_key import PrivateKeyError, decrypt
from jobspec.hcl.functions.registry import FunctionError, Parameter, function, whole
from jobspec.hcl.types import NUMBER, STRING
from jobspec.hcl.values import Value, text

_STR = Parameter("str", STRING)
_DEFAULT_COST = 10
_LONGEST_PASSWORD = 72
_NAMESPACES = ("dns", "url", "oid", "x500")


def _hash(algorithm: str, str: Value) -> Value:
    made: Any = hashlib.new(algorithm, usedforsecurity=False)
    made.update(str.raw.encode("utf-8", "surrogatepass"))
    return text(made.hexdigest())


@function("md5", _STR, returns=STRING, examples=[('md5("a")', '"0cc175b9c0f1b6a831c399e269772661"')])
def md5(str: Value) -> Value:
    """The MD5 hash of the text, in hexadecimal."""
    return _hash("md5", str)


@function("sha1", _STR, returns=STRING, examples=[('sha1("a")', '"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"')])
def sha1(str: Value) -> Value:
    """The SHA-1 hash of the text, in hexadecimal."""
    return _hash("sha1", str)


@function("sha256", _STR, returns=STRING, examples=[('substr(sha256("a"), 0, 8)', '"ca978112"')])
def sha256(str: Value) -> Value:
    """The SHA-256 hash of the text, in hexadecimal."""
    return _hash("sha256", str)


@function("sha512", _STR, returns=STRING, examples=[('substr(sha512("a"), 0, 8)', '"1f40fc92"')])
def sha512(str: Value) -> Value:
    """The SHA-512 hash of the text, in hexadecimal."""
    return _hash("sha512", str)


@function(
    *("bcrypt", _STR),
    variadic=Parameter("cost", NUMBER),
    returns=STRING,
    examples=[('substr(bcrypt("secret", 4), 0, 7)', '"$2a$04$"')],
)
def bcrypt(str: Value, *cost: Value) -> Value:
    """A bcrypt hash of the text, which begins with a new salt each time; the cost is 10 unless given."""
    if len(cost) > 1:
        raise FunctionError("at most two arguments are possible: the text and the cost")
    rounds = whole(cost[0]) if cost else _DEFAULT_COST
    if rounds > 31:
        raise FunctionError("the cost must be at most 31")
    if rounds < 4:
        rounds = _DEFAULT_COST
    secret = str.raw.encode("utf-8", "surrogatepass")
    if len(secret) > _LONGEST_PASSWORD:
        raise FunctionError(f"the text must have at most {_LONGEST_PASSWORD} bytes")
    try:
        library = importlib.import_module("bcrypt")
    except ImportError:
        raise FunctionError("bcrypt is not installed: it comes with the extra `functions`") from None
    return text(library.hashpw(secret, library.gensalt(rounds, b"2a")).decode())


@function(*("rsadecrypt", Parameter("ciphertext", STRING), Parameter("privatekey", STRING)), returns=STRING)
def rsadecrypt(ciphertext: Value, privatekey: Value) -> Value:
    """The text that base64 of an RSA cipher text (PKCS #1 v1.5) stands for, decrypted with a private key in PEM."""
    try:
        clear = decrypt(decode_base64(ciphertext.raw), privatekey.raw)
    except PrivateKeyError as error:
        raise FunctionError(str(error)) from None
    return text(clear.decode("utf-8", "replace"))


@function("uuidv4", returns=STRING, examples=[("strlen(uuidv4())", "36")])
def uuidv4() -> Value:
    """A new random UUID."""
    return text(str(importlib.import_module("uuid").uuid4()))


@function(
    *("uuidv5", Parameter("namespace", STRING), Parameter("name", STRING)),
    returns=STRING,
    examples=[('uuidv5("dns", "example.test")', '"4a63a3ed-c1d1-5183-95b9-8491ccc69182"')],
)
def uuidv5(namespace: Value, name: Value) -> Value:
    """The UUID of a name in a namespace: dns, url, oid, x500 or a UUID."""
    uuid = importlib.import_module("uuid")
    space = getattr(uuid, f"NAMESPACE_{namespace.raw.upper()}") if namespace.raw in _NAMESPACES else None
    if space is None:
        space = uuid.UUID(_plain_uuid(namespace.raw))
    return text(str(uuid.uuid5(space, name.raw)))


def _plain_uuid(written: str) -> str:
    """The 32 digits of a UUID in one of its four usual spellings."""
    body = written.removeprefix("urn:uuid:") if len(written) == 45 else written
    if len(body) == 38 and (body[0], body[-1]) == ("{", "}"):
        body = body[1:-1]
    if len(body) == 36 and all(body[at] == "-" for at in (8, 13, 18, 23)):
        body = body[:8] + body[9:13] + body[14:18] + body[19:23] + body[24:]
    if len(body) != 32 or any(digit not in "0123456789abcdefABCDEF" for digit in body):
        raise FunctionError(f'"{written}" is no namespace: dns, url, oid, x500 or a UUID')
    return body
