"""
Removals on their way: the durable row of one, and a torrent in quarantine.
"""

from enum import IntEnum

from msgspec import Struct

from qbitrr.model.steps import Data, Removal

__all__ = ["Quarantined", "RemovalRow", "Stage"]


class Stage(IntEnum):
    """How far a removal has come. Written down before the next call, so that a restart resumes where it stood."""

    WRITTEN = 0
    """Nothing was called yet."""
    TOLD = 1
    """The Arr knows that the download failed."""
    GONE = 2
    """The torrent is away (deleted, or in quarantine), seen so."""
    SEARCHED = 3
    """The replacement is asked for: nothing is left to do."""


class RemovalRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A removal that was allowed, unique on `(instance, hash, kind)`. `tries` counts failures of the act now due, `sent` says
    that the client accepted the deletion which is not confirmed yet; `trouble` is the last failure for people.
    """

    removal: Removal
    at: float
    id: int = 0
    stage: Stage = Stage.WRITTEN
    sent: bool = False
    tries: int = 0
    quarantine: bool = True
    trouble: str = ""

    @property
    def kind(self) -> str:
        """What makes two removals of one torrent the same: whether the torrent goes or only the Arr is told."""
        return "arr" if self.removal.data is Data.STAY else "torrent"


class Quarantined(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A torrent in quarantine: since when, what it frees, and everything an undo needs. `was_stopped` is its state before.

    `purging` marks a purge under way: it can no longer be undone.
    """

    instance: str
    hash: str
    at: float
    data: Data
    size_bytes: int = 0
    name: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    path: str = ""
    section: str = ""
    was_stopped: bool = False
    purging: bool = False
    id: int = 0
