"""The section of an Arr itself: how it is reached, what is its, and what hangs on it."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
import attrs
from attrs import Factory, frozen

from qbitrr.config.schema import defaults
from qbitrr.config.schema.arr.torrents import TorrentRules
from qbitrr.config.schema.keys import UNSAFE, Kind, Reload, key
from qbitrr.config.schema.media_requests import Overseerr
from qbitrr.config.schema.search import EntrySearch
from qbitrr.config.schema.words import ImportMode
from qbitrr.config.values.secret import Secret

__all__ = ["ArrSection", "fresh_arr"]


@frozen(kw_only=True)
class ArrSection:
    """
    One Arr, known everywhere by its whole section name (`Radarr-4K`). *type* is `radarr`, `sonarr`, `lidarr` or
    `readarr`. Timers of 0 are off; no `qbit_instances` = all; `match_subcategories` None = as the qBit section says.

    `fresh_arr` makes one with the defaults of its type and name.
    """

    section: str
    type: str
    managed: bool = key(
        "Managed",
        Kind.BOOL,
        default=True,
        on_error=UNSAFE,
        label="Managed",
        reload=Reload.ARR,
        summary="Whether this instance is worked on at all.",
        since="2.0.0",
        group="General",
    )
    uri: str = key(
        "URI",
        Kind.URL,
        default="",
        on_error=UNSAFE,
        label="URI",
        reload=Reload.ARR,
        summary="Base URL of the Arr.",
        placeholder=True,
        required=True,
        since="2.0.0",
        example="http://radarr:7878",
        group="General",
    )
    api_key: Secret = key(
        "APIKey",
        Kind.SECRET,
        default=Secret(),
        on_error=UNSAFE,
        label="API Key",
        reload=Reload.ARR,
        summary="API key of the Arr (Settings, General).",
        placeholder=True,
        required=True,
        since="2.0.0",
        group="General",
    )
    skip_tls_verify: bool = key(
        "SkipTLSVerify",
        Kind.BOOL,
        default=False,
        label="Skip TLS Verify",
        reload=Reload.ARR,
        summary="Do not verify the certificate.",
        since="5.11.0",
        group="General",
    )
    category: str = key(
        "Category",
        Kind.CATEGORY,
        default="",
        on_error=UNSAFE,
        label="Category",
        reload=Reload.ARR,
        summary="Category the Arr's download client uses in qBittorrent.",
        placeholder=True,
        required=True,
        since="2.0.0",
        example="radarr",
        group="General",
    )
    match_subcategories: bool | None = key(
        "MatchSubcategories",
        Kind.BOOL,
        default=None,
        fallback="qBit.MatchSubcategories",
        example=True,
        label="Match subcategories (override)",
        reload=Reload.LIVE,
        summary="The category covers those below it too.",
        nullable=True,
        hidden=True,
        since="5.12.0",
        group="General",
    )
    re_search: bool = key(
        "ReSearch",
        Kind.BOOL,
        default=True,
        label="Re-search",
        reload=Reload.LIVE,
        summary="Search for a replacement after a download was given up.",
        since="2.0.0",
        group="General",
    )
    import_mode: ImportMode = key(
        "importMode",
        Kind.ENUM,
        default=ImportMode.AUTO,
        label="Import Mode",
        reload=Reload.ARR,
        summary="How the Arr imports: Move, Copy, or Auto (it decides).",
        choices=("Move", "Copy", "Auto"),
        words={"hardlink": "Auto"},
        converts_to=ImportMode,
        since="2.0.0",
        group="General",
    )
    rss_sync_seconds: int = key(
        "RssSyncTimer",
        Kind.DURATION,
        default=900,
        label="RSS Sync Timer",
        reload=Reload.LIVE,
        summary="Time between two RSS syncs. Indexers ban clients that ask more often than every 10.",
        unit="minutes",
        minimum=0,
        words={"never": 0, "off": 0, "disabled": 0},
        since="2.0.0",
        group="General",
        meanings={0: "never"},
    )
    refresh_downloads_seconds: int = key(
        "RefreshDownloadsTimer",
        Kind.DURATION,
        default=60,
        label="Refresh Downloads Timer",
        reload=Reload.LIVE,
        summary="Time between two looks of the Arr at its downloads.",
        unit="minutes",
        minimum=0,
        words={"never": 0, "off": 0, "disabled": 0},
        since="2.0.0",
        group="General",
        meanings={0: "never"},
    )
    error_codes: tuple[str, ...] = key(
        "ArrErrorCodesToBlocklist",
        Kind.STRINGS,
        default=(),
        on_error=(),
        label="Arr Error Codes To Blocklist",
        reload=Reload.LIVE,
        summary="Import errors after which a download is given up; empty = none.",
        since="2.1.17",
        group="General",
    )
    qbit_instances: tuple[str, ...] = key(
        "qBitInstances",
        Kind.STRINGS,
        default=(),
        on_error=UNSAFE,
        label="qBit Instances",
        reload=Reload.LIVE,
        summary="Sections of the qBittorrent clients this Arr uses; empty = all.",
        hidden=True,
        ours=True,
        group="General",
        example=["qBit"],
    )
    search: EntrySearch = key(
        "EntrySearch",
        Kind.TABLE,
        default=Factory(EntrySearch),
        label="Entry Search",
        reload=Reload.LIVE,
        summary="What is searched, in which order, how fast.",
        table=EntrySearch,
    )
    torrent: TorrentRules = key(
        "Torrent",
        Kind.TABLE,
        default=Factory(TorrentRules),
        label="Torrent",
        reload=Reload.LIVE,
        summary="When torrents are bad, and what becomes of their files.",
        table=TorrentRules,
    )


def fresh_arr(section: str, arr_type: str) -> ArrSection:
    """An Arr section of that name and type with every default, those of the type and of the name included."""
    rules = TorrentRules(
        folder_exclusion_regexes=defaults.excluded_folders(arr_type, section),
        file_name_exclusion_regexes=defaults.excluded_file_names(arr_type),
        file_extension_allowlist=defaults.wanted_extensions(arr_type),
    )
    search = EntrySearch(
        search_by_year=arr_type != "lidarr",
        overseerr=Overseerr(is_4k=defaults.is_4k(section)),
    )
    return ArrSection(
        section=section,
        type=arr_type,
        category=section.lower(),
        error_codes=defaults.error_codes(arr_type),
        search=search if arr_type in ("radarr", "sonarr") else attrs.evolve(search, overseerr=Overseerr()),
        torrent=rules,
    )
