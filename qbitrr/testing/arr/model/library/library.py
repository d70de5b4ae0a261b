"""
What every library can do, whatever it holds: the common half of movies, television, music and books.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any, ClassVar

from attrs import frozen
from msgspec import Raw, json

from qbitrr.testing.arr.model.kinds import ApplicationKind
from qbitrr.testing.arr.model.library.records import LibraryOwner, SimulatedMediaFile
from qbitrr.testing.arr.model.settings import ArrSettings
from qbitrr.testing.arr.model.tables import quality
from qbitrr.testing.arr.model.wire import clean, invalid, missing, not_found, prune, stamp

__all__ = ["ENGLISH", "Match", "SimulatedLibrary", "words_of"]

ENGLISH: list[dict[str, Any]] = [{"id": 1, "name": "English"}]


@frozen
class Match:
    """What a release name or a grab was recognised as: the owner, and its leaves in the release."""

    owner_id: int
    leaf_ids: tuple[int, ...]


class SimulatedLibrary:
    """
    The base of the four libraries. A subclass keeps its leaves in `leaves`, its owners in `owners` (the same dictionary where a leaf
    owns itself) and says how they look.
    """

    file_model: ClassVar[str]

    def __init__(self, kind: ApplicationKind, settings: ArrSettings, now: Callable[[], float]) -> None:
        self.kind, self.settings, self.now = kind, settings, now
        self.owners: dict[int, Any] = {}
        self.leaves: dict[int, Any] = {}
        self.files: dict[int, SimulatedMediaFile] = {}
        self.url_base = ""
        self.owner_ids, self.leaf_ids, self.file_ids = count(1), count(1), count(1)
        self._titles: dict[str, int] = {}
        self._rendered: dict[int, tuple[float, Raw]] = {}

    # What the rest of the application asks

    def owner_of(self, leaf_id: int) -> Any:
        """The owner of a leaf; ApiError 404 for an unknown leaf."""
        return self.owners[self.leaf(leaf_id).owner_id]

    def leaf(self, leaf_id: int) -> Any:
        """The leaf itself; ApiError 404 when there is none."""
        try:
            return self.leaves[leaf_id]
        except KeyError:
            raise not_found(self.kind.leaf.capitalize(), leaf_id) from None

    def owner(self, owner_id: int) -> Any:
        """The owner itself; ApiError 404 when there is none."""
        try:
            return self.owners[owner_id]
        except KeyError:
            raise not_found(self.kind.owner.capitalize(), owner_id) from None

    def leaves_of(self, owner_id: int) -> list[int]:
        """The ids of an owner's leaves."""
        raise NotImplementedError

    def match(self, name: str) -> Match | None:
        """What the release called *name* holds, or None when nothing of it is known."""
        raise NotImplementedError

    def release_name(self, leaf_ids: Sequence[int], quality_name: str, group: str) -> str:
        """A name a release of these leaves could have, such that `match` finds them."""
        raise NotImplementedError

    def is_wanted(self, leaf_id: int) -> bool:
        """Monitored (owner and leaf) and available by now: what the application would search by itself."""
        raise NotImplementedError

    def missing_ids(self, monitored: bool = True) -> list[int]:
        """The leaves of wanted/missing."""
        raise NotImplementedError

    def files_of(self, leaf_id: int) -> list[SimulatedMediaFile]:
        """The files a leaf has."""
        raise NotImplementedError

    def attach(self, file: SimulatedMediaFile) -> None:
        """Make *file* the file of its leaves."""
        raise NotImplementedError

    def leaf_record(self, leaf_id: int) -> Any:
        """A leaf as its own endpoint shows it."""
        raise NotImplementedError

    def owner_record(self, owner_id: int) -> Any:
        """An owner as its own endpoint shows it."""
        raise NotImplementedError

    def add_files(
        self, leaf_ids: Iterable[int], path: str, size: int, quality_name: str, *, score: int | None = None,
        formats: Sequence[int] = (), scene_name: str = "",
    ) -> list[SimulatedMediaFile]:  # fmt: skip
        """New library files holding the leaves, replacing what they had. Returns what was made."""
        ids = tuple(leaf_ids)
        file = SimulatedMediaFile(
            id=next(self.file_ids), owner_id=self.owner_of(ids[0]).id, leaf_ids=ids, path=path, size=size, added=self.now(),
            quality=quality_name, formats=tuple(formats), score=score, scene_name=scene_name,
        )  # fmt: skip
        self.files[file.id] = file
        self.attach(file)
        self.touch(file.owner_id)
        return [file]

    def drop_file(self, file_id: int) -> SimulatedMediaFile:
        """Forget a file; its leaves are without one again. ApiError 404 when there is none."""
        raise NotImplementedError

    def mark_searched(self, leaf_id: int) -> None:
        """Note that a search for the leaf ran just now."""
        leaf = self.leaf(leaf_id)
        leaf.searched = self.now()
        self.touch(leaf.owner_id)

    def set_monitored(self, leaf_id: int, monitored: bool) -> None:
        """Change a leaf's own monitored flag."""
        leaf = self.leaf(leaf_id)
        leaf.monitored = monitored
        self.touch(leaf.owner_id)

    def cutoff_ids(self) -> list[int]:
        """The leaves of wanted/cutoff: with a file below the cutoff, monitored."""
        return [
            leaf_id for leaf_id, leaf in self.leaves.items()
            if leaf.monitored and any(self.cutoff_unmet(file) for file in self.files_of(leaf_id))
        ]  # fmt: skip

    def cutoff_unmet(self, file: SimulatedMediaFile) -> bool:
        """Whether a file is below the cutoff of its owner's profile."""
        return self.settings.cutoff_unmet(self.owners[file.owner_id].profile_id, file.quality)

    def score_of(self, file: SimulatedMediaFile) -> int:
        """The custom-format score of a file under its owner's profile."""
        if file.score is not None:
            return file.score
        return self.settings.score(self.owners[file.owner_id].profile_id, file.formats)

    def remove_owner(self, owner_id: int) -> None:
        """Take an owner with all it has out of the library. ApiError 404 when there is none."""
        self.owner(owner_id)
        gone = set(self.leaves_of(owner_id))
        for leaf_id in gone:
            for file in self.files_of(leaf_id):
                self.files.pop(file.id, None)
        named = {owner_id} if self.kind.leaf in ("movie", "episode") else gone
        self._titles = {title: number for title, number in self._titles.items() if number not in named}
        for leaf_id in gone:
            self.leaves.pop(leaf_id, None)
        self.owners.pop(owner_id, None)
        self.touch(owner_id)

    # Lists

    def lists(self) -> bytes:
        """Every owner, as the JSON text of the plain list. Each record's text is kept until the record changes."""
        return b"[" + b",".join(bytes(self.raw_owner(owner_id)) for owner_id in self.owners) + b"]"

    def raw_owner(self, owner_id: int) -> Raw:
        """One owner of the list as JSON text, from the cache while nothing about it changed."""
        kept = self._rendered.get(owner_id)
        if kept and kept[0] > self.now():
            return kept[1]
        raw = Raw(json.encode(self.list_record(owner_id)))
        self._rendered[owner_id] = (self.changes_at(owner_id), raw)
        return raw

    def list_record(self, owner_id: int) -> dict[str, Any]:
        """An owner as the list of all shows it."""
        return self.owner_record(owner_id)

    def changes_at(self, owner_id: int) -> float:
        """When the owner's record will change by the mere passing of time."""
        del owner_id
        return float("inf")

    def touch(self, owner_id: int) -> None:
        """Forget the kept text of an owner: something about it changed."""
        self._rendered.pop(owner_id, None)

    def touch_all(self) -> None:
        """Forget every kept text (a profile changed)."""
        self._rendered.clear()

    # For the subclasses

    def file(self, file_id: int) -> SimulatedMediaFile:
        """The file; the framework's 404 when there is none."""
        try:
            return self.files[file_id]
        except KeyError:
            raise missing() from None

    def remember_title(self, key: str, record_id: int) -> None:
        """Let `find_title` find *record_id* under a title (its letters and digits count)."""
        self._titles[clean(key)] = record_id

    def find_title(self, words: Sequence[str]) -> int | None:
        """The record whose remembered title is the longest beginning of *words*."""
        found, text = None, ""
        for word in words:
            text += word
            found = self._titles.get(text, found)
        return found

    def exact_title(self, words: Sequence[str]) -> int | None:
        """The record remembered under exactly these words, a year at the end aside."""
        found = self._titles.get("".join(words))
        return self._titles.get("".join(words[:-1])) if found is None else found

    def apply_owner(self, owner: LibraryOwner, body: Mapping[str, Any]) -> None:
        """Take over what a PUT may change on every owner; ApiError 400 (array) for an impossible path or profile."""
        path = body.get("path") or ""
        if not path.startswith("/"):
            raise invalid("Path", f"Invalid Path: '{path}'", path)
        if any(other.path == path and other.id != owner.id for other in self.owners.values()):
            raise invalid("Path", "Path is already configured for an existing " + self.kind.owner, path)
        profile_id = body.get("qualityProfileId", 0)
        if profile_id not in self.settings.profiles.records:
            raise invalid("QualityProfileId", "Quality Profile does not exist", profile_id)
        owner.path, owner.profile_id = path, profile_id
        owner.monitored = bool(body.get("monitored", False))
        owner.tags = list(body.get("tags") or ())
        owner.root = body.get("rootFolderPath") or owner.root
        owner.add_options = body.get("addOptions", owner.add_options)
        self.touch(owner.id)

    def common_file(self, file: SimulatedMediaFile) -> dict[str, Any]:
        """The members every file record has."""
        return prune(
            id=file.id, path=file.path, size=file.size, dateAdded=stamp(file.added), sceneName=file.scene_name or None,
            quality=quality(self.kind.name, file.quality), indexerFlags=0, qualityCutoffNotMet=self.cutoff_unmet(file),
        )  # fmt: skip

    def formats_of(self, file: SimulatedMediaFile) -> list[dict[str, Any]]:
        """A file's custom formats, as embedded in its record."""
        records = self.settings.formats.records
        return [{"id": number, "name": records[number]["name"]} for number in file.formats if number in records]


def words_of(name: str) -> list[str]:
    """The words of a release name, lower case."""
    return re.findall(r"[a-z0-9]+", name.lower())
