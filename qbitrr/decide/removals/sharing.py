"""
Whether two torrents have a file in common, from where their data lies. Pure.

# Note [Shared data]
They share if any file of one is a file of the other, or if the top folder of one strictly contains what the other has. Equal folder
names alone prove nothing: two torrents without a top folder both "lie" in the download folder, and two packs may both be called
`Season 2`; their file lists decide. A torrent without a top folder owns its files and not the folder it lies in.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from attrs import frozen

from qbitrr.model.removals.sharing import Placement

__all__ = ["Footprint", "Root", "bases_of", "contains", "footprint_of", "normal_path", "shares"]

# qBittorrent can mark files it has not completed; the finished one takes the same place.
_INCOMPLETE = ".!qB"
_TO_TIDY = re.compile(r"//|/$|(^|/)\.(/|$)")
# Volumes of Windows and macOS, where names that differ in case, or in how an accent is written, are one.
_FOLDED = re.compile(r"[a-z]:(/|$)|/(users|volumes)(/|$)", re.IGNORECASE)


@frozen
class Root:
    """A place that holds everything a torrent has. `is_flat`: it is only the folder its files lie in, not its own."""

    path: str
    is_flat: bool


@frozen(kw_only=True)
class Footprint:
    """
    What a torrent occupies: more than one root while there is a folder for incomplete downloads, none without metadata. `files` are
    whole paths, None when they are not known.
    """

    roots: tuple[Root, ...] = ()
    files: frozenset[str] | None = None

    @property
    def claims(self) -> tuple[str, ...]:
        """The places by which it is found: its own roots, and for a folder that is not its own the files in it."""
        own = tuple(root.path for root in self.roots if not root.is_flat)
        flat = tuple(root.path for root in self.roots if root.is_flat)
        return own + (flat if self.files is None else tuple(self.files) if flat else ())


def normal_path(path: str) -> str:
    """
    A path of any system with `/`, without doubled and trailing separators and the mark of incomplete files; one of Windows or macOS in
    the one spelling that all its spellings have. It is made to be compared, not to be opened.
    """
    plain = _tidied(path.replace("\\", "/"))
    if _FOLDED.match(plain):
        return unicodedata.normalize("NFC", unicodedata.normalize("NFC", plain).casefold())
    return plain


def _tidied(slashed: str) -> str:
    if not _TO_TIDY.search(slashed):  # as nearly all are
        return slashed.removesuffix(_INCOMPLETE)
    parts = [part for part in slashed.split("/") if part and part != "."]
    plain = ("/" if slashed.startswith("/") else "") + "/".join(parts)
    return plain.removesuffix(_INCOMPLETE)


def contains(outer: str, inner: str) -> bool:
    """Whether a normal path lies strictly inside another."""
    return inner != outer and inner.startswith(outer if outer.endswith("/") else f"{outer}/")


def bases_of(placement: Placement) -> tuple[str, ...]:
    """The folders its file names are relative to."""
    return _bases(placement.save_path, placement.download_path)


@lru_cache(maxsize=4096)  # thousands of torrents lie in a handful of folders
def _bases(*paths: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normal_path(path) for path in paths if path))


def footprint_of(placement: Placement) -> Footprint:
    """What a torrent occupies."""
    content = normal_path(placement.content_path)
    if not content:
        return Footprint(files=frozenset())
    bases = bases_of(placement)
    roots = dict.fromkeys(_everywhere(content, bases))
    files = None
    if placement.files is not None:
        files = frozenset(normal_path(f"{base}/{name}") for base in bases for name in placement.files)
    return Footprint(roots=tuple(Root(path, path in bases) for path in roots), files=files)


def shares(one: Footprint, other: Footprint) -> bool | None:
    """Whether two torrents have a file in common; None when only file lists that are not known could tell."""
    near = False
    for mine in one.roots:
        for theirs in other.roots:
            if contains(mine.path, theirs.path):
                if not mine.is_flat:
                    return True
            elif contains(theirs.path, mine.path):
                if not theirs.is_flat:
                    return True
            elif mine.path != theirs.path:
                continue
            near = True
    if not near:
        return False
    if one.files is None or other.files is None:
        return None
    return not one.files.isdisjoint(other.files)


def _everywhere(content: str, bases: tuple[str, ...]) -> Iterable[str]:
    """
    The content path, and the same below each base: incomplete data lies elsewhere than it will, and a client may name the new place
    of one path and the old of the other while it moves. 4.5.2 says only the name at first.
    """
    if content in bases:
        yield from bases
        return
    is_absolute = content.startswith("/") or content[1:2] == ":"
    if is_absolute:
        yield content
    # One base may lie in the other, as incomplete downloads often do: then it is not known in which of them the content is.
    homes = [base for base in bases if contains(base, content)]
    relatives = [content[len(home) :].strip("/") for home in homes] or [content.rpartition("/")[2]]
    for base in bases:
        for relative in relatives if is_absolute else [content]:
            yield normal_path(f"{base}/{relative}")
