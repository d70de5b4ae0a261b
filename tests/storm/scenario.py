"""
What a storm plays with, and what is right for each of it: the auditor's truth. Values only.
"""

import hashlib
from enum import StrEnum

from msgspec import Struct

__all__ = ["DUTIES", "Duty", "Kind", "Planned", "hash_of", "title"]


def title(number: int) -> str:
    """The film of the story with that number."""
    return f"Film {number}"


def hash_of(title: str, salt: str = "") -> str:
    """The hash of its torrent."""
    return hashlib.sha1(f"{title}{salt}".encode()).hexdigest()


class Kind(StrEnum):
    """The story of one torrent."""

    QUIET = "quiet"
    """An imported seed below its limit: nothing is ever done to it."""
    LIMIT = "limit"
    """An imported seed past its limit: it goes."""
    STALLED = "stalled"
    """A download that lost its seeds: it goes, its release is blocked, another one is searched."""
    MANAGED = "managed"
    """The same under the client's automatic management, with a tag of a person's."""
    TWIN = "twin"
    """The same in two clients, in different places: both go, the Arr hears of it once."""
    HALF_TWIN = "half_twin"
    """A seed below its limit whose twin in the other client is past it: only the twin goes."""
    SHARED = "shared"
    """A seed past its limit whose file is also another torrent's: it goes, the file stays."""
    OWNER_OF_FILE = "owner_of_file"
    """That other torrent: nothing is done to it."""
    FAILED = "failed"
    """A healthy download that a person moved to the category for failed ones: as a stalled one."""
    FINISHED = "finished"
    """A complete download the Arr waits for: it is imported, and stays."""
    MOVING = "moving"
    """A slow, healthy download: nothing is done to it."""
    PROTECTED = "protected"
    """A download without seeds that a tag protects: nothing is done to it."""
    UNKNOWN = "unknown"
    """A seed past its limit of which the Arr knows nothing: it is not imported, so it stays."""
    REVIVED = "revived"
    """A stalled download that completes while its removal waits: it is imported, and stays."""
    RESCUED = "rescued"
    """A stalled download that a person protects while its removal waits: it stays."""
    AGAIN = "again"
    """A seed past its limit whose hash is added anew, as a young seed, after it went: the new one stays."""


class Duty(Struct, frozen=True, kw_only=True):
    """What is right for a kind: does it go, with its files, does the Arr hear of it, is it imported."""

    goes: bool = False
    keeps_files: bool = False
    blocked: bool = False
    searched: bool = False
    imported: bool = False


_STAYS, _LEAVES = Duty(), Duty(goes=True)
_GIVEN_UP = Duty(goes=True, blocked=True, searched=True)
DUTIES = {
    Kind.QUIET: _STAYS,
    Kind.LIMIT: _LEAVES,
    Kind.STALLED: _GIVEN_UP,
    Kind.MANAGED: _GIVEN_UP,
    Kind.TWIN: _GIVEN_UP,
    Kind.HALF_TWIN: _STAYS,
    Kind.SHARED: Duty(goes=True, keeps_files=True),
    Kind.OWNER_OF_FILE: _STAYS,
    Kind.FAILED: _GIVEN_UP,
    Kind.FINISHED: Duty(imported=True),
    Kind.MOVING: _STAYS,
    Kind.PROTECTED: _STAYS,
    Kind.UNKNOWN: _STAYS,
    Kind.REVIVED: _STAYS,
    Kind.RESCUED: _STAYS,
    Kind.AGAIN: _LEAVES,
}


class Planned(Struct, frozen=True, kw_only=True):
    """
    One torrent of the scenario: *client* "A" or "B", *hash* in lower case, *movie* its id in the Arr (0: none).

    *due_at* is when it first deserved to go, *spared_at* when it ceased to (completed, protected, taken back, added anew);
    both None for never. *touched* means that a person asked to take it back, *undone* that the answer was that it is done.
    *category*, *tags* and *auto_tmm* are how it was.
    """

    client: str
    hash: str
    name: str
    kind: Kind
    movie: int = 0
    added_at: float = 0.0
    due_at: float | None = None
    spared_at: float | None = None
    touched: bool = False
    undone: bool = False
    category: str = "radarr"
    tags: tuple[str, ...] = ()
    auto_tmm: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Client and hash."""
        return (self.client, self.hash)

    @property
    def duty(self) -> Duty:
        """What is right for it."""
        return DUTIES[self.kind]
