"""
Whether the main file of a download can be played, as ffprobe says.
"""

from enum import StrEnum

from attrs import frozen

__all__ = ["NOT_VERIFIED", "Playable", "Verified"]


class Playable(StrEnum):
    """What came of looking into a file."""

    PENDING = "pending"
    """It was not looked into yet."""
    GOOD = "good"
    BAD = "bad"
    """It is no film, episode or track, or a broken one."""
    UNKNOWN = "unknown"
    """It cannot be looked into here, which says nothing against it."""


@frozen(kw_only=True)
class Verified:
    """The outcome, and why, in words; `file` is the name of what was looked into."""

    playable: Playable = Playable.PENDING
    why: str = ""
    file: str = ""


NOT_VERIFIED = Verified()
