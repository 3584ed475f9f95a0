"""Moments as options give them."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """A time in RFC 3339, `now`, or Unix seconds; without an offset it is UTC."""
    if text == "now":
        return datetime.now(UTC)
    try:
        at = datetime.fromtimestamp(int(text), UTC) if text.lstrip("-").isdigit() else datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f"{text!r} is no time: write 2026-01-31T12:00:00Z or now") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
