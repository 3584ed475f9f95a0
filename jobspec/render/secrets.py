"""Which values look secret, by their key: the one list, and how a diff is shown without them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jobspec import wire
from jobspec.patterns import pattern

SECRET_KEY = pattern(wire.SECRET_KEY, re.IGNORECASE)
MASK = "(hidden)"

_NOT_SECRET = frozenset({"SecretsMB"})
"""Fields whose name matches although they hold a size."""


def looks_secret(key: str) -> bool:
    """Whether the value of a field or key of this name is hidden from people.

    >>> looks_secret("Env[DB_PASSWORD]"), looks_secret("SecretsMB")
    (True, False)
    """
    return key not in _NOT_SECRET and SECRET_KEY.search(key) is not None


def masked(diff: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a diff, or of any part of one, with the values of secret-looking fields hidden."""
    copy = dict(diff)
    for key in ("Objects", "Tasks", "TaskGroups"):
        if copy.get(key):
            copy[key] = [masked(part) for part in copy[key]]
    if copy.get("Fields"):
        copy["Fields"] = [_masked_field(field) for field in copy["Fields"] if field is not None]
    return copy


def _masked_field(field: Mapping[str, Any]) -> Mapping[str, Any]:
    if not looks_secret(field["Name"]):
        return field
    return {**field, "Old": MASK if field["Old"] else "", "New": MASK if field["New"] else ""}
