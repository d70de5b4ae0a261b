"""
The records people configure: quality profiles, custom formats, tags, folders, mappings and options.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from qbitrr.testing.arr.model.kinds import ApplicationKind
from qbitrr.testing.arr.model.tables import qualities_of, quality
from qbitrr.testing.arr.model.wire import failure, invalid, not_found

__all__ = ["ArrSettings", "PlainRecords"]


class PlainRecords:
    """Plain records by id. *model* is the word used when an id does not exist."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.records: dict[int, dict[str, Any]] = {}

    def add(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Keep a copy of *record* under the next id."""
        record_id = max(self.records, default=0) + 1
        kept = {**copy.deepcopy(dict(record)), "id": record_id}
        self.records[record_id] = kept
        return kept

    def get(self, record_id: int) -> dict[str, Any]:
        """The record; ApiError 404 when there is none."""
        try:
            return self.records[record_id]
        except KeyError:
            raise not_found(self.model, record_id) from None

    def put(self, record_id: int, record: Mapping[str, Any]) -> dict[str, Any]:
        """Replace the record; ApiError 404 when there is none."""
        self.get(record_id)
        self.records[record_id] = {**copy.deepcopy(dict(record)), "id": record_id}
        return self.records[record_id]

    def remove(self, record_id: int) -> None:
        """Forget the record; an unknown id is ignored, as the applications do."""
        self.records.pop(record_id, None)

    def all(self) -> list[dict[str, Any]]:
        """Every record, oldest first."""
        return list(self.records.values())


class ArrSettings:
    """What is configured in one application, as by default, plus a profile, a root folder and an indexer."""

    def __init__(self, kind: ApplicationKind, root: str) -> None:
        self._kind = kind
        self.profiles = PlainRecords("QualityProfile")
        self.formats = PlainRecords("CustomFormat")
        self.tags = PlainRecords("Tag")
        self.roots = PlainRecords("RootFolder")
        self.mappings = PlainRecords("RemotePathMapping")
        self.indexers = PlainRecords("Indexer")
        self.media: dict[str, Any] = _media_management(kind)
        self.options: dict[str, Any] = {
            "downloadClientWorkingFolders": "_UNPACK_|_FAILED_",
            "enableCompletedDownloadHandling": True,
            "autoRedownloadFailed": True,
            "autoRedownloadFailedFromInteractiveSearch": True,
            "id": 1,
        }
        self.indexing: dict[str, Any] = {
            "minimumAge": 0,
            "maximumSize": 0,
            "retention": 0,
            "rssSyncInterval": 30,
            "preferIndexerFlags": False,
            "availabilityDelay": 0,
            "allowHardcodedSubs": False,
            "whitelistedHardcodedSubs": "",
            "id": 1,
        }
        """Of Radarr; `availabilityDelay` is in days."""
        if kind.name == "radarr":
            self.options["checkForFinishedDownloadInterval"] = 1
        self.add_profile("Any")
        self.add_root(root)
        self.add_indexer("Some Indexer")

    def add_root(self, path: str) -> dict[str, Any]:
        """A new root folder at *path*."""
        record: dict[str, Any] = {"path": path, "accessible": True, "freeSpace": 500_000_000_000}
        if self._kind.is_video:
            return self.roots.add({**record, "unmappedFolders": []})
        record |= {"name": path.strip("/"), "defaultMetadataProfileId": 1, "defaultQualityProfileId": 1, "defaultTags": [],
                   "defaultMonitorOption": "all", "defaultNewItemMonitorOption": "all", "totalSpace": 1_000_000_000_000}  # fmt: skip
        if self._kind.name == "readarr":
            record |= {"isCalibreLibrary": False, "port": 0, "useSsl": False}
        return self.roots.add(record)

    def add_indexer(
        self,
        name: str,
        *,
        rejects_blocklisted: bool = True,
        seed_ratio: float | None = None,
        seed_minutes: int | None = None,
    ) -> dict[str, Any]:
        """A torrent indexer in use."""
        values: list[tuple[str, Any]] = [
            ("baseUrl", "http://indexer.invalid"), ("apiKey", "********"), ("minimumSeeders", 1),
            ("seedCriteria.seedRatio", seed_ratio), ("seedCriteria.seedTime", seed_minutes),
            ("rejectBlocklistedTorrentHashesWhileGrabbing", rejects_blocklisted),
        ]  # fmt: skip
        fields = [
            {"order": place, "name": label, "label": label, "type": "textbox", "advanced": False}
            | ({} if value is None else {"value": value})
            for place, (label, value) in enumerate(values)
        ]
        return self.indexers.add(
            {
                "name": name, "enableRss": True, "enableAutomaticSearch": True, "enableInteractiveSearch": True, "supportsRss": True,
                "supportsSearch": True, "protocol": "torrent", "priority": 25, "downloadClientId": 0, "implementationName": "Torznab",
                "implementation": "Torznab", "configContract": "TorznabSettings", "tags": [], "fields": fields,
                "infoLink": f"https://wiki.servarr.com/{self._kind.name}/supported-indexers#torznab",
            }
        )  # fmt: skip

    def add_profile(
        self,
        name: str,
        *,
        cutoff: str = "",
        allowed: Iterable[str] | None = None,
        upgrade_allowed: bool = True,
        min_score: int = 0,
        cutoff_score: int = 0,
        scores: Mapping[int, int] | None = None,
    ) -> dict[str, Any]:
        """
        A quality profile without groups. *cutoff* and *allowed* are quality names (the application's usual quality, all of them);
        *scores* gives the score of custom formats by id, 0 for the others.
        """
        kind = self._kind
        names = None if allowed is None else set(allowed)
        items = [
            {"quality": entry, "items": [], "allowed": names is None or entry["name"] in names}
            for entry in qualities_of(kind.name)
        ]
        wanted = quality(kind.name, cutoff or kind.default_quality)["quality"]["id"]
        record: dict[str, Any] = {"name": name, "upgradeAllowed": upgrade_allowed, "cutoff": wanted, "items": items,
                                  "minFormatScore": min_score, "cutoffFormatScore": cutoff_score}  # fmt: skip
        record["formatItems"] = [
            {"format": entry["id"], "name": entry["name"], "score": (scores or {}).get(entry["id"], 0)}
            for entry in self.formats.all()
        ]
        if kind.is_video:
            record["minUpgradeFormatScore"] = 1
        if kind.name == "radarr":
            record["language"] = {"id": 1, "name": "English"}
        return self.profiles.add(record)

    def add_format(self, name: str) -> dict[str, Any]:
        """A custom format without conditions; every profile lists it with score 0."""
        record = self.formats.add({"name": name, "includeCustomFormatWhenRenaming": False, "specifications": []})
        for profile in self.profiles.all():
            profile["formatItems"].append({"format": record["id"], "name": name, "score": 0})
        return record

    def drop_format(self, format_id: int) -> None:
        """Forget a custom format; profiles lose its line."""
        self.formats.remove(format_id)
        for profile in self.profiles.all():
            profile["formatItems"] = [line for line in profile["formatItems"] if line["format"] != format_id]

    def score(self, profile_id: int, formats: Iterable[int]) -> int:
        """The custom-format score of a release with these *formats* under a profile."""
        lines = {line["format"]: line["score"] for line in self.profiles.get(profile_id)["formatItems"]}
        return sum(lines.get(number, 0) for number in formats)

    def cutoff_unmet(self, profile_id: int, name: str) -> bool:
        """Whether a file of quality *name* is below the profile's cutoff (by quality alone)."""
        profile = self.profiles.records.get(profile_id)
        if profile is None:
            return False
        order = _order(profile["items"])
        wanted = profile["cutoff"]
        if not profile["upgradeAllowed"]:
            wanted = next((_id(item) for item in profile["items"] if item["allowed"]), wanted)
        here = quality(self._kind.name, name)["quality"]["id"]
        return order.get(here, -1) < order.get(wanted, -1)

    def check_profile(self, record: Mapping[str, Any]) -> None:
        """Raise the 400 array a profile that breaks the rules is answered with."""
        for name, message, holds in _profile_rules(record, {entry["id"] for entry in self.formats.all()}, self._kind):
            if not holds():
                raise invalid(name, message, record.get(name[0].lower() + name[1:]))

    def drop_profile(self, profile_id: int, in_use: bool) -> None:
        """Forget a profile; a used one is a 500."""
        if in_use:
            raise failure(500, f"QualityProfile [{profile_id}] is in use.", "QualityProfileInUseException")
        self.profiles.remove(profile_id)


def _media_management(kind: ApplicationKind) -> dict[str, Any]:
    """`config/mediamanagement`, as far as the four have it in common."""
    return {
        "recycleBin": "", "recycleBinCleanupDays": 7, "downloadPropersAndRepacks": "preferAndUpgrade", "deleteEmptyFolders": False,
        "fileDate": "none", "rescanAfterRefresh": "always", "setPermissionsLinux": False, "chmodFolder": "755", "chownGroup": "",
        "skipFreeSpaceCheckWhenImporting": False, "minimumFreeSpaceWhenImporting": 100, "copyUsingHardlinks": True,
        "importExtraFiles": False, "extraFileExtensions": "srt", "id": 1,
        **({} if kind.name == "readarr" else {"enableMediaInfo": True}),
    }  # fmt: skip


def _id(item: Mapping[str, Any]) -> int:
    return item["id"] if item.get("id") else item["quality"]["id"]


def _order(items: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Quality or group id → place; the members of a group share its place."""
    order: dict[int, int] = {}
    for place, item in enumerate(items):
        order[_id(item)] = place
        order.update({inner["quality"]["id"]: place for inner in item.get("items") or ()})
    return order


def _profile_rules(
    record: Mapping[str, Any], formats: set[int], kind: ApplicationKind
) -> list[tuple[str, str, Callable[[], bool]]]:
    items = record.get("items") or []
    singles = [item for item in items if not item.get("items")]
    groups = [item for item in items if item.get("items")]
    used = [
        entry["quality"]["id"]
        for entry in singles + [inner for group in groups for inner in group["items"]]
        if entry.get("quality")
    ]
    scores = [line["score"] for line in record.get("formatItems") or ()]
    every = {entry["id"] for entry in qualities_of(kind.name)}
    best = max([sum(score for score in scores if score > 0), *scores], default=0)
    return [
        ("Name", "'Name' must not be empty.", lambda: bool(record.get("name"))),
        ("Items", "Must contain at least one allowed quality", lambda: any(item["allowed"] for item in items)),
        ("Cutoff", "Cutoff must be an allowed quality or group",
         lambda: record.get("cutoff") in {_id(item) for item in items if item["allowed"]}),
        ("Items", "Must contain all qualities", lambda: every <= set(used)),
        ("Items", "Qualities can only be used once", lambda: len(used) == len(set(used))),
        ("Items", "Groups must contain multiple qualities", lambda: all(len(group["items"]) > 1 for group in groups)),
        ("Items", "Groups must have a name", lambda: all(group.get("name") for group in groups)),
        ("Items", "Groups must have an ID", lambda: all(group.get("id") for group in groups)),
        ("Items", "Individual qualities should not be named", lambda: not any(item.get("name") for item in singles)),
        ("FormatItems", "All Custom Formats and no extra ones need to be present inside your Profile! Try refreshing your browser.",
         lambda: {line["format"] for line in record.get("formatItems") or ()} == formats),
        ("MinFormatScore", "Minimum Custom Format Score can never be satisfied", lambda: best >= record.get("minFormatScore", 0)),
        ("MinUpgradeFormatScore", "'Min Upgrade Format Score' must be greater than or equal to '1'.",
         lambda: not kind.is_video or record.get("minUpgradeFormatScore", 1) >= 1),
    ]  # fmt: skip
