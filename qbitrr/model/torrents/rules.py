"""
What the configuration asks of the torrents of one owner, ready for deciding: patterns compiled, rows merged, units fixed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from attrs import field, frozen

from qbitrr.model.torrents.torrent import normalise
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule, rows_for

__all__ = [
    "DEAD_MESSAGES",
    "ArrType",
    "FileRules",
    "OwnerRules",
    "SeedingRules",
    "TextPattern",
    "TrackerRule",
    "compile_error_codes",
    "compile_patterns",
    "extension_set",
    "rows_for",
]

ArrType = Literal["radarr", "sonarr", "lidarr", "readarr", ""]

# How trackers say that they no longer know a torrent. Matched as case-insensitive part of their message.
DEAD_MESSAGES = (
    "unregistered torrent",
    "torrent not registered",
    "info hash is not authorized",
    "torrent is not authorized",
    "torrent not found",
)


def compile_patterns(
    patterns: Iterable[str], *, case_sensitive: bool = False
) -> tuple[tuple[re.Pattern[str], ...], tuple[str, ...]]:
    """The patterns compiled one by one, and those that cannot be compiled: one bad pattern does not spoil the rest."""
    flags = re.DOTALL if case_sensitive else re.DOTALL | re.IGNORECASE
    good: list[re.Pattern[str]] = []
    bad: list[str] = []
    for pattern in patterns:
        try:
            good.append(re.compile(pattern, flags))
        except (re.error, OverflowError, RecursionError):
            bad.append(pattern)
    return tuple(good), tuple(bad)


def compile_error_codes(codes: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """
    `ArrErrorCodesToBlocklist` as patterns to search for in a message, ignoring case: a text stands for itself, with or without the
    "(s)" that some Arrs write and others do not, `/…/` is a regular expression. Blank and invalid entries are dropped (the
    configuration reports the latter).
    """
    texts = [code.strip() for code in codes]
    sources = [t[1:-1] if len(t) > 2 and t[0] == t[-1] == "/" else _with_or_without_s(t) for t in texts if t]
    return compile_patterns(sources)[0]


def _with_or_without_s(text: str) -> str:
    return r"(?:\(s\))?".join(re.escape(part) for part in re.split(r"\(s\)", text, flags=re.IGNORECASE))


def extension_set(entries: Iterable[str]) -> frozenset[str]:
    """`FileExtensionAllowlist` as lower-case extensions with one leading dot: `mkv`, `.MKV` and `\\.mkv` are the same."""
    names = (entry.strip().replace("\\", "").lower().lstrip(".") for entry in entries)
    return frozenset(f".{name}" for name in names if name)


class TextPattern(Protocol):
    """What is looked for in texts: a compiled pattern, or one with a bound."""

    @property
    def pattern(self) -> str:
        """As it is written."""

    def search(self, text: str, /) -> re.Match[str] | None:
        """The first match."""

    def finditer(self, text: str, /) -> Iterable[re.Match[str]]:
        """All of them, in order."""


@frozen(kw_only=True)
class FileRules:
    """
    Which files of a torrent are wanted. `extensions` empty allows all; `archives_only` says what becomes of a torrent of
    nothing but an archive set; `protects_main_file` spares the one big file from the name patterns.
    """

    folders: tuple[TextPattern, ...] = ()
    names: tuple[TextPattern, ...] = ()
    extensions: frozenset[str] = frozenset()
    archives_only: Literal["fail", "allow"] = "allow"
    protects_main_file: bool = True

    @classmethod
    def compiled(
        cls,
        *,
        folders: Iterable[str] = (),
        names: Iterable[str] = (),
        extensions: Iterable[str] = (),
        case_sensitive: bool = False,
        archives_only: Literal["fail", "allow"] = "allow",
        protects_main_file: bool = True,
    ) -> "FileRules":
        """From the texts of the configuration; invalid patterns are skipped."""
        return cls(
            folders=compile_patterns(folders, case_sensitive=case_sensitive)[0],
            names=compile_patterns(names, case_sensitive=case_sensitive)[0],
            extensions=extension_set(extensions),
            archives_only=archives_only,
            protects_main_file=protects_main_file,
        )


def _lower(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text.lower() for text in texts if text)


@frozen(kw_only=True)
class SeedingRules:
    """
    `SeedingMode` or `CategorySeeding`. `remove`: -1 never, 1 ratio, 2 time, 3 either, 4 both; limits at most 0 are not set. Rates are
    bytes per second, those of each torrent. `dead_trackers` are parts of messages, in lower case: trackers that say one of them are
    removed.
    """

    remove: int = -1
    max_upload_ratio: float = -1
    max_seeding_time_seconds: float = -1
    remove_unimported: bool = False
    """Whether a download of an Arr goes at its limit although nothing proves that it was imported."""
    delete_files: bool = False
    """For managed categories: whether the data goes too at the limit. An Arr's torrents always lose theirs."""
    download_limit_bytes: int = -1
    upload_limit_bytes: int = -1
    dead_trackers: tuple[str, ...] = field(default=(), converter=_lower)


def _by_instance(
    rows: Mapping[str, TrackerRows | Iterable[TrackerRule]],
) -> dict[str, TrackerRows]:
    return {name: each if isinstance(each, TrackerRows) else TrackerRows(each) for name, each in rows.items()}


@frozen(kw_only=True)
class OwnerRules:
    """
    Everything deciding needs to know about the owner of a torrent: an Arr, or a managed category of a client.

    `trackers` has, per client section, the rows in force there (`rows_for(instance rows, owner rows)`); a client that is
    missing has none. `hit_and_run` is the duty of torrents that match no row. `stalled_after_seconds`: None is off,
    infinity tolerates for ever, 0 is no tolerance beyond the window. `maximum_eta_seconds` at most 0
    is no limit. `maximum_deletable_progress` is 0 to 1. `import_delay_seconds` is how long after its completion a download
    that the Arr lists is left alone; the careful default is a minute, the configured one none.
    """

    section: str
    kind: Literal["arr", "managed"] = "arr"
    arr_type: ArrType = ""
    failed_category: str = field(default="failed", converter=normalise)
    recheck_category: str = field(default="recheck", converter=normalise)
    ignore_younger_than_seconds: float = 180
    import_delay_seconds: float = 60.0
    stalled_after_seconds: float | None = 900.0
    re_search: bool = True
    re_search_stalled: bool = False
    maximum_eta_seconds: float = -1
    do_not_remove_slow: bool = True
    maximum_deletable_progress: float = 0.99
    auto_pause_resume: bool = True
    seeding: SeedingRules = SeedingRules()
    trackers: Mapping[str, TrackerRows] = field(factory=dict, converter=_by_instance)
    hit_and_run: TrackerRule | None = None
    dead_messages: tuple[str, ...] = field(default=DEAD_MESSAGES, converter=_lower)
    files: FileRules = FileRules()
    custom_format_unmet_search: bool = False
    force_minimum_custom_format: bool = False
    verify_before_import: bool = False
    """Whether a finished download is looked into before it is handed over."""
    error_codes: tuple[TextPattern, ...] = ()
    refusals: tuple[TextPattern, ...] = ()
    """What the Arr says of files it does not want, beyond the texts for which a download is given up."""
    tagless: bool = False
    is_arr: bool = field(init=False)
    """Whether an Arr stands behind this owner."""
    checks_custom_formats: bool = field(init=False)
    """Whether a download below the wanted custom format is given up."""

    @is_arr.default
    def _is_arr(self) -> bool:
        return self.kind == "arr"

    @checks_custom_formats.default
    def _checks_custom_formats(self) -> bool:
        return self.custom_format_unmet_search or self.force_minimum_custom_format

    def rows_on(self, instance: str) -> TrackerRows:
        """The tracker rows in force for torrents of this owner on a client."""
        return self.trackers.get(instance, _NO_ROWS)


_NO_ROWS = TrackerRows()
