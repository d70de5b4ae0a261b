"""
What is tried out for somebody who writes a configuration: a path, or patterns on names. Asked of a process of its own
(`qbitrr.loops.trial`), for a disk may hang and a pattern take for ever.
"""

from typing import Literal

from msgspec import Struct

__all__ = ["PathFound", "PathTrial", "PatternHit", "PatternKind", "PatternTrial", "PatternTried", "Trial"]

PatternKind = Literal["names", "messages"]


class PathTrial(Struct, frozen=True, kw_only=True, tag="path"):
    """What is at *path*?"""

    path: str


class PatternTrial(Struct, frozen=True, kw_only=True, tag="patterns"):
    """
    Which of *samples* match which of *patterns*? Of the kind `names` a pattern excludes files and folders, of the kind `messages` it
    is looked for in what an Arr says (a text stands for itself, `/…/` is a pattern).
    """

    patterns: tuple[str, ...]
    samples: tuple[str, ...]
    kind: PatternKind = "names"
    case_sensitive: bool = False


Trial = PathTrial | PatternTrial


class PathFound(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What is there: *kind* is null for nothing. Bytes are those of the file system of the path, or of the nearest folder above it that is
    there. *trouble* is what is in the way of seeing more.
    """

    kind: Literal["folder", "file", "other"] | None
    readable: bool
    writable: bool
    free_bytes: int | None
    total_bytes: int | None
    trouble: str = ""


class PatternHit(Struct, frozen=True, kw_only=True):
    """In a sample of that number, the letters from *start* to *end*."""

    sample: int
    start: int
    end: int


class PatternTried(Struct, frozen=True, kw_only=True):
    """One pattern: why it is none (empty: it is one), how many samples match, and where the first ones do."""

    error: str = ""
    matched: int = 0
    hits: tuple[PatternHit, ...] = ()
