"""
Looking through the folder of a category, and deleting in it. Everything here blocks.

# Note [The same folder]
A path of a client proves nothing about a path here: in another container `/downloads` may be another disk. So what clients have finished
in the folder must be there, everything they save in must be seen from here, and none of that may be a folder on the way under another
name: torrents are told from leftovers by their paths. No link is followed and no mount entered, whoever put it there.
"""

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence

from attrs import define, field, frozen

from qbitrr.decide.removals.sharing import normal_path

__all__ = ["LEAST_AGE_SECONDS", "Leftover", "Survey", "delete_leftovers", "survey_folder"]

LEAST_AGE_SECONDS = 3600.0
_MOST_LOOKED_AT = 50_000
_MOST_FOUND = 200
_DEEPEST = 40
# What is being written carries these, whatever the list of extensions says.
_UNFINISHED = (".!qb", ".parts", ".part", ".torrent", ".fastresume")


@frozen(kw_only=True)
class Leftover:
    """A file that may be one nobody wants, or an empty folder; *inode* and *changed_at* tell it from what takes its place."""

    path: str
    inode: int
    changed_at: float
    is_folder: bool = False


@frozen(kw_only=True)
class Survey:
    """What was found, or why nothing there may be touched."""

    objection: str = ""
    found: tuple[Leftover, ...] = ()


def survey_folder(
    root: str, extensions: frozenset[str], saved_in: Collection[str], finished: Collection[str], now: float
) -> Survey:
    """
    Files without one of the *extensions* and empty folders below *root*, nothing younger than an hour. *saved_in* are the folders in
    which clients save, *finished* what they have finished below *root*: see Note [The same folder].
    """
    try:
        looking = _Survey(root=root, extensions=extensions, before=now - LEAST_AGE_SECONDS)
        for path in finished:
            if not os.path.lexists(path):
                return Survey(objection=f"{path}, which a client has finished, is not to be seen here")
        ids = {each: _identity(each) for each in saved_in}
        looking.go()
    except OSError as error:
        return Survey(objection=f"{error.filename} cannot be looked at: {error.strerror}")
    for path, identity in ids.items():
        other = looking.folders.get(identity)
        if other is not None and normal_path(other) != normal_path(path):
            return Survey(objection=f"{path}, in which a client saves, is {other} under another name")
    return Survey(found=tuple(looking.found))


def delete_leftovers(root: str, leftovers: Sequence[Leftover]) -> tuple[str, ...]:
    """Delete these if each is still what was found, by way of real folders below *root* alone; returns what was deleted."""
    real = os.path.realpath(root)
    deleted = []
    for each in leftovers:
        parent, name = os.path.split(each.path)
        try:
            if os.path.realpath(parent) != os.path.normpath(parent.replace(root, real, 1)):
                continue  # a link has come into the way
            at = os.open(os.path.realpath(parent), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            found = os.lstat(name, dir_fd=at)
            if (found.st_ino, found.st_mtime) != (each.inode, each.changed_at):
                continue
            if each.is_folder and stat.S_ISDIR(found.st_mode):
                os.rmdir(name, dir_fd=at)  # which fails if it is not empty
            elif not each.is_folder and stat.S_ISREG(found.st_mode):
                os.unlink(name, dir_fd=at)
            else:
                continue
        except OSError:
            continue
        finally:
            os.close(at)
        deleted.append(each.path)
    return tuple(deleted)


@define
class _Survey:
    root: str
    extensions: frozenset[str]
    before: float
    found: list[Leftover] = field(factory=list)
    folders: dict[tuple[int, int], str] = field(factory=dict)
    """Every folder on the way and below, by what it is."""
    looked_at: int = 0

    def go(self) -> None:
        at = os.lstat(self.root)
        if not stat.S_ISDIR(at.st_mode):
            raise NotADirectoryError(0, "it is no folder", self.root)
        for path in _upwards(self.root):
            self.folders[_identity(path)] = path
        self._look(self.root, at.st_dev, 0)

    def _look(self, folder: str, device: int, depth: int) -> bool:
        """Look through a folder; returns whether it is empty."""
        entries = list(os.scandir(folder))
        for entry in entries:
            self.looked_at += 1
            if self.looked_at > _MOST_LOOKED_AT or len(self.found) >= _MOST_FOUND:
                break
            self._weigh(entry, device, depth)
        return not entries

    def _weigh(self, entry: "os.DirEntry[str]", device: int, depth: int) -> None:
        at = entry.stat(follow_symlinks=False)
        is_old = max(at.st_mtime, at.st_ctime) < self.before
        if stat.S_ISDIR(at.st_mode):
            if at.st_dev != device or depth >= _DEEPEST:
                return
            self.folders[at.st_dev, at.st_ino] = entry.path
            if self._look(entry.path, device, depth + 1) and is_old:
                self._take(entry.path, at, is_folder=True)
        elif stat.S_ISREG(at.st_mode) and is_old and self._is_unwanted(entry.name):
            self._take(entry.path, at)

    def _is_unwanted(self, name: str) -> bool:
        lowered = name.lower()
        return not lowered.endswith(_UNFINISHED) and os.path.splitext(lowered)[1] not in self.extensions

    def _take(self, path: str, at: os.stat_result, *, is_folder: bool = False) -> None:
        self.found.append(Leftover(path=path, inode=at.st_ino, changed_at=at.st_mtime, is_folder=is_folder))


def _identity(path: str) -> tuple[int, int]:
    at = os.stat(path)
    return at.st_dev, at.st_ino


def _upwards(path: str) -> Iterator[str]:
    while path not in ("", "/"):
        yield path
        path = os.path.dirname(path)


def newly_ripe(found: Iterable[Leftover], before: Collection[Leftover]) -> tuple[Leftover, ...]:
    """What was there already, and the same, when somebody looked before."""
    known = frozenset(before)
    return tuple(each for each in found if each in known)
