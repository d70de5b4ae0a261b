"""
Dates as the Arrs write them.
"""

from datetime import UTC, datetime

__all__ = ["epoch", "iso"]


def epoch(text: str) -> int | None:
    """
    Seconds since 1970 of an ISO 8601 date: with or without time, fraction (any number of digits) and offset; no offset means
    UTC. None for no date, for what cannot be read, and for the year 1, which stands for "unknown".
    """
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    if when.year <= 1:
        return None
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())


def iso(at: float) -> str:
    """*at* (seconds since 1970) as the Arrs read it: UTC, whole seconds."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
