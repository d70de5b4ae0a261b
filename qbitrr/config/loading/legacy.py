"""
Old spellings, read as what they became. Works on the plain values of one loaded file, never on the document itself.

Each step tolerates wrong types: what it does not understand stays where it is and is reported as any other value.
"""

import re
from collections.abc import Mapping
from typing import Any

from attrs import define, field

from qbitrr.config.lines import Path
from qbitrr.config.problems import Severity
from qbitrr.config.schema import defaults
from qbitrr.config.schema.sections import Remark, SectionName
from qbitrr.config.values.texts import is_placeholder

__all__ = ["Modern", "modernise", "stamp_of"]

_DUTY_KEYS = (
    *("HitAndRunMode", "HitAndRunClearMode", "MinSeedRatio", "MinSeedingTimeDays"),
    *("HitAndRunMinimumDownloadPercent", "HitAndRunPartialSeedRatio", "TrackerUpdateBuffer"),
)
_ROWS_INHERIT_SINCE = (5, 14, 2)
_DISPLAY_KEYS = ("LiveArr", "Theme", "ViewDensity")
_FIRST_BOOK_EXTENSIONS = (".epub", ".mobi", ".azw", ".azw3", ".pdf", ".cbz", ".cbr", ".!qb", ".parts")

Table = dict[str, Any]


@define
class Modern:
    """The tables in today's spelling, where moved values come from, and what is to be said about it."""

    tables: dict[str, Any]
    moved: dict[Path, Path] = field(factory=dict)
    remarks: list[Remark] = field(factory=list)

    def move(self, source: Path, target: Path) -> None:
        """Move a value to where it belongs today, unless there is one already; it leaves its old place in any case."""
        holder = self.table(source[:-1])
        if holder is None or source[-1] not in holder:
            return
        value = holder.pop(str(source[-1]))
        aim = self.table(target[:-1], create=True)
        if aim is None or target[-1] in aim:
            return
        aim[str(target[-1])] = value
        self.moved[target] = self.moved.get(source[:1], source[:1]) + source[1:]
        self.say(Severity.NOTICE, source, f"is read as {'.'.join(str(part) for part in target)}", "Move it there")

    def drop(self, holder: Path, *names: str) -> None:
        """Forget keys that have no meaning any more."""
        table = self.table(holder)
        for name in names if table else ():
            assert table is not None
            table.pop(name, None)

    def table(self, path: Path, create: bool = False) -> Table | None:
        """The table at *path*, None if there is none (or something else)."""
        here: Any = self.tables
        for name in path:
            if create and isinstance(here, dict) and name not in here:
                here[name] = {}
            here = here.get(name) if isinstance(here, dict) else None
        return here if isinstance(here, dict) else None

    def say(self, severity: Severity, path: Path, message: str, remedy: str = "") -> None:
        """Remark on *path*, given in today's section name."""
        spelled = self.moved.get(path[:1], path[:1]) + path[1:]
        self.remarks.append(Remark(severity=severity, path=spelled, message=message, remedy=remedy))


def stamp_of(settings: object) -> tuple[int, ...]:
    """The release stamp of the other program in the `[Settings]` table, as numbers; (0, 0, 1) if there is none."""
    raw = settings.get("ConfigVersion") if isinstance(settings, Mapping) else None
    if isinstance(raw, int) and not isinstance(raw, bool):
        return (0, 0, raw)
    found = re.match(r"\d{1,6}(\.\d{1,6}){0,3}", raw) if isinstance(raw, str) else None
    return tuple(int(part) for part in found[0].split(".")) if found else (0, 0, 1)


def modernise(tables: Mapping[str, Any], names: Mapping[str, SectionName], moved: Mapping[Path, Path]) -> Modern:
    """*tables* (by normalised section name, *moved* from their spelling in the file) in today's spelling, as a copy."""
    modern = Modern({name: _copied(table) for name, table in tables.items()}, dict(moved))
    _web(modern)
    settings = modern.table(("Settings",)) or {}
    foreign = "SchemaVersion" not in settings
    for name, kind in names.items():
        if kind.kind == "qBit":
            _qbit(modern, name)
        elif kind.kind == "Arr":
            _arr(modern, name, kind.type)
        if foreign and kind.kind in ("qBit", "Arr"):
            _stalled(modern, (name, "CategorySeeding" if kind.kind == "qBit" else "Torrent"))
            if stamp_of(settings) < _ROWS_INHERIT_SINCE:
                _inheriting(modern, (name,) if kind.kind == "qBit" else (name, "Torrent"))
    return modern


def _web(modern: Modern) -> None:
    for old in ("WebUIHost", "WebUIPort", "WebUIToken", "Host", "Port", "Token"):
        modern.move(("Settings", old), ("WebUI", old.removeprefix("WebUI")))
    modern.move(("WebUI", "SecureCookies"), ("WebUI", "BehindHttpsProxy"))
    for name in _DISPLAY_KEYS:
        modern.move(("WebUI", "OIDC", name), ("WebUI", name))
    modern.drop(("WebUI",), "GroupSonarr", "GroupLidarr")
    modern.drop(("WebUI", "OIDC"), "GroupSonarr", "GroupLidarr")


def _qbit(modern: Modern, section: str) -> None:
    modern.drop((section,), "v5", "Version5")
    modern.move((section, "Username"), (section, "UserName"))
    seeding = modern.table((section, "CategorySeeding"))
    if seeding is not None:
        _clear_mode(seeding)
    _clear_modes(modern.table((section,)))


def _arr(modern: Modern, section: str, arr_type: str) -> None:
    modern.drop((section,), "Name")
    _allow_stalled(modern, (section, "Torrent"))
    modern.drop((section, "EntrySearch"), "StartYear", "LastYear", "DatabaseFile", "MinimumAvailability")
    for name in ("RemoveDeadTrackers", "RemoveTrackerWithMessage"):
        modern.move((section, "Torrent", name), (section, "Torrent", "SeedingMode", name))
    modern.drop((section, "Torrent", "SeedingMode"), *_DUTY_KEYS)
    _clear_modes(modern.table((section, "Torrent")))
    _profiles(modern, section)
    if arr_type == "readarr":
        _book_extensions(modern, section)


def _allow_stalled(modern: Modern, holder: Path) -> None:
    """`AllowStalled` (2024) became `StalledDelay`; true meant that a stalled download is never removed."""
    old = (*holder, "AllowStalled")
    table = modern.table(holder)
    if table is None or not isinstance(table.get("AllowStalled"), bool):
        return
    allowed = table.pop("AllowStalled")
    if allowed and "StalledDelay" not in table:
        table["StalledDelay"] = -1
        modern.moved[(*holder, "StalledDelay")] = modern.moved.get(holder[:1], holder[:1]) + old[1:]
        modern.say(Severity.NOTICE, old, "is read as StalledDelay = -1", "Write StalledDelay = -1 instead")
    elif not allowed:
        modern.say(Severity.NOTICE, old, "is false, which is what StalledDelay decides now", "Remove it")
    else:
        modern.say(Severity.WARNING, old, "is not read, since StalledDelay is there", "Remove one of the two")


def _stalled(modern: Modern, holder: Path) -> None:
    """The other program's texts say "never" for -1, its code removes at once; whoever relied on the code should know."""
    if (*holder, "StalledDelay") in modern.moved:  # asked for under another name, which meant never
        return
    if (modern.table(holder) or {}).get("StalledDelay") in (-1, "-1"):
        message = "is -1, which means here what it says: stalled downloads are never removed"
        modern.say(
            Severity.NOTICE, (*holder, "StalledDelay"), message, 'Write "immediately" to have them removed at once'
        )


def _inheriting(modern: Modern, holder: Path) -> None:
    """-1 in a tracker row used to lift the limit of the surrounding table; said once per section."""
    rows = (modern.table(holder) or {}).get("Trackers")
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        for name in ("MaxUploadRatio", "MaxSeedingTime", "MaximumETA"):
            if isinstance(row, dict) and row.get(name) in (-1, "-1"):
                message = "is -1, which used to mean no limit and now means the limit of the surrounding table"
                modern.say(
                    Severity.NOTICE, (*holder, "Trackers", index, name), message, "Check the rows of this section"
                )
                return


def _clear_modes(holder: Table | None) -> None:
    rows = holder.get("Trackers") if holder else None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            _clear_mode(row)


def _clear_mode(table: Table) -> None:
    """`HitAndRunClearMode` was merged into `HitAndRunMode`; a usable one wins, since it is the more exact statement."""
    old = table.pop("HitAndRunClearMode", None)
    if isinstance(old, str) and old.strip().lower() in ("and", "or", "disabled"):
        table["HitAndRunMode"] = old


def _profiles(modern: Modern, section: str) -> None:
    """Two parallel lists of profile names (single texts in the oldest files) became one mapping."""
    search = modern.table((section, "EntrySearch"))
    if search is None or not {"MainQualityProfile", "TempQualityProfile"} & set(search):
        return
    main, temporary = (_names(search.pop(name, [])) for name in ("MainQualityProfile", "TempQualityProfile"))
    if search.get("QualityProfileMappings"):
        return
    pairs = {m: t for m, t in zip(main, temporary, strict=False) if not (_empty(m) or _empty(t))}
    old, new = (section, "EntrySearch", "MainQualityProfile"), (section, "EntrySearch", "QualityProfileMappings")
    if len(main) != len(temporary):
        message = f"names {len(main)} main and {len(temporary)} temporary profiles; only pairs are used"
        modern.say(Severity.WARNING, old, message, "Write QualityProfileMappings instead")
    if pairs:
        search["QualityProfileMappings"] = pairs
        modern.moved[new] = modern.moved.get((section,), (section,)) + old[1:]
        modern.say(Severity.NOTICE, old, "is read as QualityProfileMappings", "Write QualityProfileMappings instead")


def _names(raw: object) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    return [each if isinstance(each, str) else "" for each in raw] if isinstance(raw, list) else []


def _empty(name: str) -> bool:
    return not name.strip() or is_placeholder(name)


def _book_extensions(modern: Modern, section: str) -> None:
    rules = modern.table((section, "Torrent"))
    listed = rules.get("FileExtensionAllowlist") if rules else None
    if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip(". \\") for each in listed):
        return
    if tuple(each.strip().lower() for each in listed) == _FIRST_BOOK_EXTENSIONS:
        assert rules is not None
        rules["FileExtensionAllowlist"] = list(defaults.wanted_extensions("readarr"))
        path = (section, "Torrent", "FileExtensionAllowlist")
        modern.say(Severity.NOTICE, path, "is the first default list; today's longer one is used")


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
