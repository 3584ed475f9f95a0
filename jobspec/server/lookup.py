"""What lists and look-ups by random IDs have in common."""

from __future__ import annotations

import re
from typing import Any

from jobspec.server.http import Refused
from jobspec.server.store import Row

_UUID_LENGTH = 36


def identifier(text: str, kind: str) -> str:
    """A whole ID; refused if it is too short or too long to be one."""
    if len(text) != _UUID_LENGTH:
        raise Refused(500, f'"{text}" is no ID of an {kind}: {_UUID_LENGTH} characters are needed')
    return text


def check_prefix(prefix: str) -> None:
    """A prefix of an ID must come in whole bytes."""
    digits = prefix.replace("-", "")
    if len(digits) % 2 or not re.fullmatch(r"[0-9a-fA-F]*", digits):
        raise Refused(500, f'"{prefix}" cannot begin an ID: an even number of hexadecimal digits is needed')


def token(row: Row) -> str:
    """Where a page of a list in order of creation begins."""
    return f"{row['CreateIndex']}.{row['ID']}"


def order(row: Row) -> tuple[Any, ...]:
    """The order of creation."""
    return row["CreateIndex"], row["ID"]
