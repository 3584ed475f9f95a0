"""The states of a job's tree, so that a type checker refuses one where another is meant.

All three are API JSON in the one inner form: the client's keys, every key present, null where unset.
"""

from __future__ import annotations

from typing import Any, NewType

Tree = dict[str, Any]
"""A job or a part of it as API JSON in the inner form."""

ClientJob = NewType("ClientJob", dict[str, Any])
"""With the defaults of the API's client."""

ServerJob = NewType("ServerJob", dict[str, Any])
"""Converted by the server, with its own defaults: what a diff compares."""

StoredJob = NewType("StoredJob", dict[str, Any])
"""After the server's mutators: what rules judge and the planner plans."""
