"""
What an Arr's history says about a download: the only proof that it was imported.
"""

from enum import StrEnum

from attrs import frozen

__all__ = ["Told", "Word"]


class Told(StrEnum):
    """The newest of the events that count, for one download id."""

    UNKNOWN = ""
    """Not asked, no answer yet, or an answer that cannot be believed."""
    NONE = "none"
    """Asked: the Arr has no event of it."""
    GRABBED = "grabbed"
    IMPORTED = "imported"
    FAILED = "failed"
    IGNORED = "ignored"
    """A person told the Arr to leave it alone."""


@frozen
class Word:
    """What the Arr said last about a download. `event_at` is the date of its event, by the Arr's clock; 0 without one."""

    told: Told = Told.UNKNOWN
    event_at: int = 0
