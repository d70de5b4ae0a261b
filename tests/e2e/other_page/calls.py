"""
The table: tab by tab each call of that page, in its order, with what it sends and what it reads of the answer.

Names in braces are filled in from the world of the test and from what earlier answers said (`keeps`).
"""

from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from tests.e2e.other_page.shapes import NUMBER, TEXT_OR_NULL, WHOLE_OR_NULL, Each, Maybe, Shape, Some

__all__ = ["CALLS", "GATE", "LEAVING", "Call"]

Manner = Literal["fetch", "plain", "link", "picture", "text"]


@frozen
class Call:
    """
    *what* the page is doing when it calls *path*, with *body* as JSON, and what it *reads*. *keeps* are names for members of the answer
    (`movies.0.id`). *manner* is how it asks: by its request layer, beside it, by a link, for a picture, or for plain text.
    """

    what: str
    method: str
    path: str
    reads: Shape = None
    body: Any = None
    status: int = 200
    manner: Manner = "fetch"
    keeps: Mapping[str, str] = field(factory=dict)


DONE = frozenset({True})
REFUSED: Shape = {"error": str}
META: Shape = {
    "current_version": str,
    "latest_version": TEXT_OR_NULL,
    "update_available": bool,
    "changelog": TEXT_OR_NULL,
    "current_version_changelog": TEXT_OR_NULL,
    "changelog_url": TEXT_OR_NULL,
    "repository_url": str,
    "homepage_url": str,
    "last_checked": TEXT_OR_NULL,
    "error": TEXT_OR_NULL,
    "update_state": {
        "in_progress": bool,
        "last_result": frozenset({"success", "error", None}),
        "last_error": TEXT_OR_NULL,
        "completed_at": TEXT_OR_NULL,
    },
    "installation_type": frozenset({"pip", "docker", "binary", "source", "unknown"}),
    "auto_update_supported": bool,
    "update_channel": frozenset({"latest", "stable", "nightly"}),
    "binary_download_url": TEXT_OR_NULL,
    "binary_download_name": TEXT_OR_NULL,
    "binary_download_size": WHOLE_OR_NULL,
    "binary_download_error": TEXT_OR_NULL,
    "auth_required": bool,
    "local_auth_enabled": bool,
    "oidc_enabled": bool,
    "setup_required": bool,
    "url_base": str,
}
ARR: Shape = {"category": str, "name": str, "type": frozenset({"radarr", "sonarr", "lidarr", "readarr"})}
CLIENT: Shape = {"alive": bool, "host": TEXT_OR_NULL, "port": WHOLE_OR_NULL, "version": TEXT_OR_NULL}
STATUS: Shape = {
    "qbit": CLIENT,
    "qbitInstances": Each(CLIENT),
    "arrs": Some({**ARR, "alive": bool}),
    "webui": {
        "LiveArr": bool,
        "GroupSonarr": bool,
        "GroupLidarr": bool,
        "Theme": frozenset({"Dark", "Light"}),
        "ViewDensity": frozenset({"Comfortable", "Compact"}),
    },
    "ready": bool,
}
PROCESSES: Shape = {
    "processes": Some(
        {
            "category": str,
            "name": str,
            "kind": frozenset({"search", "torrent", "category"}),
            "pid": WHOLE_OR_NULL,
            "alive": bool,
            "rebuilding": bool,
            "searchSummary": Maybe(str),
            "searchTimestamp": Maybe(str),
            "queueCount": Maybe(int),
            "categoryCount": Maybe(int),
            "freeSpacePaused": Maybe(int),
            "metricType": Maybe(frozenset({"torrent-policy", "category"})),
        }
    )
}
SEEDING: Shape = {
    "maxRatio": NUMBER,
    "maxTime": NUMBER,
    "removeMode": int,
    "downloadLimit": NUMBER,
    "uploadLimit": NUMBER,
}
CATEGORY: Shape = {
    "category": str,
    "managedBy": frozenset({"qbit", "arr"}),
    "torrentCount": int,
    "seedingCount": int,
    "totalSize": int,
    "avgRatio": NUMBER,
    "avgSeedingTime": NUMBER,
    "seedingConfig": SEEDING,
}
CATEGORIES: Shape = {"categories": Some({**CATEGORY, "instance": str}), "ready": bool}
TORRENT: Shape = {
    **dict.fromkeys(("hash", "name", "category", "state"), str),
    "tags": [str],
    **dict.fromkeys(("progress", "ratio", "availability", "ratioLimit", "seedingTimeLimit"), NUMBER),
    **dict.fromkeys(("priority", "eta", "size", "totalSize", "downloaded", "uploaded", "amountLeft"), int),
    **dict.fromkeys(("dlspeed", "upspeed", "numSeeds", "numLeechs", "numComplete", "numIncomplete"), int),
    **dict.fromkeys(
        ("addedOn", "completionOn", "lastActivity", "seedingTime", "timeActive", "dlLimit", "upLimit"), int
    ),
}
OVERVIEW: Shape = {
    "instances": Some(str),
    "categories": Some(
        {**CATEGORY, "qbitInstance": str, "arrName": TEXT_OR_NULL, "torrents": [TORRENT], "torrentsTruncated": bool}
    ),
    "ready": bool,
}
RESTARTED: Shape = {"status": frozenset({"ok"}), "restarted": Maybe(Some(str))}
TAIL: Shape = {"content": str, "next_bytes": int, "size": int, "inode": int, "rotated": bool, "truncated": bool}
FOUND: Shape = {
    "query": str,
    "truncated": bool,
    "matches": Some({"file": str, "line": int, "text": str, "context_before": [str], "context_after": [str]}),
    "files_searched": Some(str),
}
COUNTS: Shape = {"available": int, "monitored": int, "missing": int}
WANTED: Shape = {"reason": TEXT_OR_NULL, "qualityProfileId": WHOLE_OR_NULL, "qualityProfileName": TEXT_OR_NULL}
PAGE: Shape = {"category": str, "counts": COUNTS, "total": int, "page": int, "page_size": int}
MOVIES: Shape = {
    **PAGE,
    "movies": Some({"id": int, "title": str, "year": int, "monitored": bool, "hasFile": bool, **WANTED}),
}
EPISODE: Shape = {
    "episodeNumber": int,
    "seasonNumber": int,
    "title": str,
    "monitored": bool,
    "hasFile": bool,
    "airDateUtc": str,
    "reason": TEXT_OR_NULL,
}
SERIES: Shape = {
    **PAGE,
    "series": Some(
        {
            "series": {"id": int, "title": str, "qualityProfileId": WHOLE_OR_NULL, "qualityProfileName": TEXT_OR_NULL},
            "totals": COUNTS,
            "seasons": Some({"available": int, "monitored": int, "missing": int, "episodes": Some(EPISODE)}),
        }
    ),
}
ARTIST: Shape = {
    "id": int,
    "name": str,
    "monitored": bool,
    "albumCount": int,
    "trackTotalCount": int,
    "qualityProfileName": TEXT_OR_NULL,
}
AMOUNTS = ("albumsMonitored", "albumsAvailable", "albumsMissing", "tracksMonitored", "tracksAvailable", "tracksMissing")
ARTISTS: Shape = {
    **PAGE,
    "album_total": int,
    "artists": Some({"artist": {**ARTIST, **dict.fromkeys(AMOUNTS, int), "reason": TEXT_OR_NULL}}),
}
ITEM: Shape = {"id": int, "title": str, "monitored": bool, "hasFile": bool, "releaseDate": TEXT_OR_NULL, **WANTED}
TRACK: Shape = {
    "id": int, "trackNumber": int, "title": str, "duration": NUMBER, "hasFile": bool, "trackFileId": WHOLE_OR_NULL,
    "monitored": bool, "reason": str,
}  # fmt: skip
ARTIST_DETAIL: Shape = {
    "category": str,
    "counts": COUNTS,
    "artist": ARTIST,
    "albums": Some({"album": {**ITEM, "artistName": str}, "totals": COUNTS, "tracks": Some(TRACK)}),
}
AUTHOR: Shape = {"id": int, "name": str, "monitored": bool, "bookCount": int, "qualityProfileName": TEXT_OR_NULL}
AUTHORS: Shape = {
    **PAGE,
    "book_total": int,
    "authors": Some(
        {
            "author": {
                **AUTHOR,
                **dict.fromkeys(("booksMonitored", "booksAvailable", "booksMissing"), int),
                "reason": TEXT_OR_NULL,
            }
        }
    ),
}
AUTHOR_DETAIL: Shape = {
    "category": str,
    "counts": COUNTS,
    "author": AUTHOR,
    "books": Some({"book": {**ITEM, "authorName": str}}),
}
TESTED: Shape = {
    "success": DONE,
    "message": str,
    "systemInfo": {"version": str, "branch": str},
    "qualityProfiles": Some({"id": int, "name": str}),
}
SAVED: Shape = {
    "status": frozenset({"ok"}),
    "configReloaded": bool,
    "reloadType": frozenset({"none", "frontend", "webui", "single_arr", "multi_arr", "full"}),
    "affectedInstances": [str],
}
INVALID: Shape = {"error": str, "validationErrors": Some({"path": str, "message": str})}


def saves(what: str, reload: str, **changes: Any) -> Call:
    """A change of the configuration, each key with `__` for its dots, and what it must be taken for."""
    body = {"changes": {name.replace("__", "."): value for name, value in changes.items()}}
    return Call(what, "POST", "/web/config", {**SAVED, "reloadType": frozenset({reload})}, body)


def library(kind: str, listing: str, item: str, pages: Shape, page_size: int) -> tuple[Call, ...]:
    """What every tab of a library does: turn pages, look for something, gather all, show a poster, lead to the Arr."""
    here, paged = f"/web/{kind}/{{{kind}}}", f"page_size={page_size}"
    id = f"{listing}.0.{'id' if kind == 'radarr' else f'{item}.id'}"
    none: Shape = {**PAGE, listing: []}
    return (
        Call("which instances there are", "GET", "/web/arr", {"arr": Some(ARR), "ready": bool}),
        Call("first page", "GET", f"{here}/{listing}?page=0&{paged}", pages, keeps={"id": id}),
        Call("next page, behind the end", "GET", f"{here}/{listing}?page=99&{paged}", none),
        Call("rounded to rows of tiles", "GET", f"{here}/{listing}?page=0&page_size=12", pages),
        Call("looking for something", "GET", f"{here}/{listing}?page=0&{paged}&q=the", pages),
        Call("looking for nothing", "GET", f"{here}/{listing}?page=0&{paged}&q=%25_nothing", none),
        Call("gathering all", "GET", f"{here}/{listing}?page=0&page_size=100", pages),
        Call("a tile", "GET", f"{here}/{item}/{{id}}/thumbnail", manner="picture"),
        Call("a tile without a poster", "GET", f"{here}/{item}/99999/thumbnail", status=404, manner="picture"),
        Call("open there", "GET", f"/web/arr/{{{kind}}}/open/{item}/{{id}}", status=302, manner="link"),
    )


GATE = (
    Call("what is needed to get in", "GET", "/web/meta", {**META, "auth_required": DONE, "setup_required": DONE}),
    Call("am I in already", "GET", "/web/token", {"token": str}, status=401, manner="plain"),
    Call(
        "signing in before there is a password", "POST", "/web/login", {**REFUSED, "code": frozenset({"SETUP_REQUIRED"})},
        {"username": "me", "password": "a long password"}, 403, "plain",
    ),
    Call(
        "first run with another token", "POST", "/web/auth/set-password", REFUSED,
        {"username": "me", "password": "a long password", "setupToken": "guessed"}, 403, "plain",
    ),
    Call(
        "first run", "POST", "/web/auth/set-password", {"success": DONE},
        {"username": "me", "password": "a long password", "setupToken": "{secret}"}, manner="plain",
    ),
    Call(
        "a slip of the finger", "POST", "/web/login", REFUSED, {"username": "me", "password": "wrong"}, 401, "plain"
    ),
    Call(
        "signing in", "POST", "/web/login", {"success": DONE}, {"username": "me", "password": "a long password"},
        manner="plain",
    ),
    Call("the token to keep", "GET", "/web/token", {"token": str}, manner="plain", keeps={"token": "token"}),
    Call("who I am now", "GET", "/web/meta", {**META, "setup_required": frozenset({False})}),
)  # fmt: skip

SHELL = (
    Call("metadata", "GET", "/web/meta", META),
    Call("which tabs there are", "GET", "/web/status", STATUS),
    Call("looking for an update", "GET", "/web/meta?force=1", META),
    Call("updating", "POST", "/web/update", REFUSED, status=409),
    Call("following the update", "GET", "/web/meta?force=1", META),
    Call("downloading the update", "GET", "/web/download-update", REFUSED, status=400, manner="link"),
    Call("help", "GET", "/web/docs", manner="link"),
    saves("the switch of live pages", "frontend", WebUI__LiveArr=False),
    saves("the theme", "frontend", WebUI__Theme="Light"),
    saves("the density", "frontend", WebUI__ViewDensity="Compact"),
    Call(
        "what was switched", "GET", "/web/status",
        {"webui": {"LiveArr": frozenset({False}), "Theme": frozenset({"Light"}), "ViewDensity": frozenset({"Compact"})}},
    ),
)  # fmt: skip

PROCESSES_TAB = (
    Call("every two seconds", "GET", "/web/processes", PROCESSES),
    Call("beside it", "GET", "/web/status", STATUS),
    Call("and the categories", "GET", "/web/qbit/categories", CATEGORIES),
    Call("a chip", "POST", "/web/processes/{radarr}/search/restart", RESTARTED),
    Call("another", "POST", "/web/processes/{radarr}/torrent/restart", RESTARTED),
    Call("a card", "POST", "/web/processes/{sonarr}/all/restart", RESTARTED),
    Call("of a client", "POST", "/web/processes/seeds/category/restart", RESTARTED),
    Call("one that went meanwhile", "POST", "/web/processes/gone/all/restart", REFUSED, status=404),
    Call("an instance", "POST", "/web/arr/{lidarr}/restart", RESTARTED),
    Call("all", "POST", "/web/processes/restart_all", RESTARTED),
    Call("the libraries anew", "POST", "/web/arr/rebuild", {"status": frozenset({"started"})}),
    Call("what came of it", "GET", "/web/processes", PROCESSES),
)

LOGS_TAB = (
    Call("the files", "GET", "/web/logs", {"files": Some(str)}),
    Call(
        "the end of one", "GET", "/web/logs/All.log?format=json&lines=2000", TAIL,
        keeps={"bytes": "next_bytes", "inode": "inode"},
    ),
    Call("what came since", "GET", "/web/logs/All.log?format=json&lines=2000&since_bytes={bytes}&inode={inode}", TAIL),
    Call("older lines", "GET", "/web/logs/All.log?format=json&lines=2000&offset=2000", TAIL),
    Call("looking for something", "GET", "/web/logs/All.log/search?q=Radarr-HD", FOUND, keeps={"line": "matches.0.line"}),
    Call(
        "choosily", "GET",
        "/web/logs/All.log/search?q=Radarr-.D&case=1&regex=1&max_matches=5&context=2&include_rotated=0", FOUND,
    ),
    Call("without a word", "GET", "/web/logs/All.log/search?q=", REFUSED, status=400),
    Call("around what was found", "GET", "/web/logs/All.log?format=json&lines=200&around_line={line}", TAIL),
    Call("as older pages read it", "GET", "/web/logs/Main.log?lines=5", manner="text"),
    Call("download", "GET", "/web/logs/All.log/download", manner="link"),
    Call("another level", "POST", "/web/loglevel", {"status": str, "level": str}, {"level": "DEBUG"}),
    Call("a file that went", "GET", "/web/logs/Gone.log?format=json&lines=2000", REFUSED, status=404),
)  # fmt: skip

RADARR_TAB = library("radarr", "movies", "movie", MOVIES, 50)
SONARR_TAB = (
    *library("sonarr", "series", "series", SERIES, 25),
    Call("what is missing", "GET", "/web/sonarr/{sonarr}/series?page=0&page_size=25&missing=1", SERIES),
)
LIDARR_TAB = (
    *library("lidarr", "artists", "artist", ARTISTS, 50),
    Call(
        "chosen",
        "GET",
        "/web/lidarr/{lidarr}/artists?page=0&page_size=50&monitored=1&missing=1&reason=Missing",
        ARTISTS,
    ),
    Call("in detail", "GET", "/web/lidarr/{lidarr}/artist/{id}", ARTIST_DETAIL),
    Call("one that went", "GET", "/web/lidarr/{lidarr}/artist/99999", REFUSED, status=404),
)
READARR_TAB = (
    *library("readarr", "authors", "author", AUTHORS, 50),
    Call("chosen", "GET", "/web/readarr/{readarr}/authors?page=0&page_size=50&missing=1&reason=Missing", AUTHORS),
    Call("in detail", "GET", "/web/readarr/{readarr}/author/{id}", AUTHOR_DETAIL),
    Call("one that went", "GET", "/web/readarr/{readarr}/author/99999", REFUSED, status=404),
)

QBITTORRENT_TAB = (
    Call("all clients", "GET", "/web/qbit/overview", OVERVIEW, keeps={"instance": "instances.0"}),
    Call("one", "GET", "/web/qbit/overview?instance={instance}", OVERVIEW),
    Call("none", "GET", "/web/qbit/overview?instance=gone", {"instances": [str], "categories": [], "ready": bool}),
)

CALLS: Mapping[str, tuple[Call, ...]] = {
    "shell": SHELL,
    "processes": PROCESSES_TAB,
    "logs": LOGS_TAB,
    "radarr": RADARR_TAB,
    "sonarr": SONARR_TAB,
    "lidarr": LIDARR_TAB,
    "readarr": READARR_TAB,
    "qbittorrent": QBITTORRENT_TAB,
}
LEAVING = (
    Call("sign out", "POST", "/web/logout", {"success": DONE}, manner="plain"),
    Call("am I still in", "GET", "/web/token", {"token": frozenset({""})}, status=401, manner="plain"),
    Call(
        "what is needed to get in",
        "GET",
        "/web/meta",
        {**META, "auth_required": DONE, "setup_required": frozenset({False})},
    ),
    Call("a page that was left open", "GET", "/web/processes", REFUSED, status=401),
    Call("a picture of it", "GET", "/web/radarr/{radarr}/movie/1/thumbnail", status=401, manner="picture"),
)
