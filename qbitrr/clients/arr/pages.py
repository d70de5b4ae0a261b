"""
What an Arr shows in browsers: its own pages, and posters, from itself and from nowhere else: what its records say about other hosts is
ignored.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from attrs import evolve
from msgspec import Struct

from qbitrr.clients.arr.dialects import DIALECTS
from qbitrr.clients.http.decoding import decoded
from qbitrr.clients.http.http import ONCE, READ, Http
from qbitrr.clients.http.manners import MIB
from qbitrr.errors import BadAnswer, Rejected
from qbitrr.model.addresses import Address, BadAddress
from qbitrr.model.shown.pictures import picture_type

__all__ = ["MOST_BYTES", "OWNERS", "page_of", "poster_of"]

OWNERS = {"radarr": "movie", "sonarr": "series", "lidarr": "artist", "readarr": "author"}
"""What each kind of Arr has pages of; its API calls them the same."""


class _PagedItem(Struct, frozen=True, kw_only=True, rename="camel"):
    title_slug: str | None = None
    foreign_artist_id: str | None = None
    foreign_author_id: str | None = None


async def page_of(http: Http, kind: str, id: int) -> str:
    """
    The path of the page of the movie, series, artist or author *id*, below the base address of the Arr of *kind*. Raises `NotThere`, and
    what any request raises.
    """
    noun = OWNERS[kind]
    answer = await http.fetch("GET", f"{DIALECTS[kind].api}/{noun}/{id}", manner=READ)
    item = decoded(http.where, answer.body, _PagedItem)
    named = {"lidarr": item.foreign_artist_id, "readarr": item.foreign_author_id}.get(kind)
    return f"{noun}/{quote(named or item.title_slug or str(id), safe='')}"


MOST_BYTES = 5 * MIB
_PATIENT = evolve(ONCE, patience=20.0, limit=MOST_BYTES)
_POSTERS = ("poster-250.jpg", "poster-500.jpg", "poster.jpg")
_CANDIDATES = {
    "radarr": tuple(f"mediacover/{{id}}/{name}" for name in _POSTERS),
    "sonarr": tuple(f"mediacover/{{id}}/{name}" for name in _POSTERS),
    "lidarr": (
        *(f"MediaCover/Artist/{{id}}/{name}" for name in (*_POSTERS, "fanart.jpg", "clearlogo.png")),
        "MediaCover/{id}/poster.jpg",
    ),
    "readarr": (
        *(f"mediacover/author/{{id}}/{name}" for name in (*_POSTERS, "fanart.jpg")),
        *(f"MediaCover/Author/{{id}}/{name}" for name in (*_POSTERS, "fanart.jpg")),
    ),
}
_PLAIN = "/%:@!$&'()*+,;=~-._?"
_ORDER = ("poster", "cover", "banner", "clearlogo", "fanart", "disc")


class _Picture(Struct, frozen=True, kw_only=True, rename="camel"):
    cover_type: str = ""
    url: str | None = None
    remote_url: str | None = None


class _Pictured(Struct, frozen=True, kw_only=True, rename="camel"):
    images: list[_Picture] = []
    remote_poster: str | None = None
    remote_cover: str | None = None


async def poster_of(http: Http, base: Address, kind: str, id: int) -> bytes | None:
    """
    The poster of the movie, series, artist or author *id* of the Arr of *kind* at *base*, None if it has none; the smallest there is.
    Only pictures come back, by their content. Raises `Unreachable` and `Unauthorized`.
    """
    api = DIALECTS[kind].api
    tried: set[str] = set()
    for name in _CANDIDATES[kind]:
        path = f"{api}/{name.format(id=id)}"
        tried.add(path)
        if (found := await _picture(http, path)) is not None:
            return found
    try:
        query = [("includeLocalCovers", "true")]
        answer = await http.fetch("GET", f"{api}/{OWNERS[kind]}/{id}", query=query, manner=_PATIENT)
        record: Any = decoded(http.where, answer.body, _Pictured)
    except (Rejected, BadAnswer):
        return None
    for path in _paths(record, base, api):
        if path not in tried and (found := await _picture(http, path)) is not None:
            return found
        tried.add(path)
    return None


async def _picture(http: Http, path: str) -> bytes | None:
    try:
        answer = await http.fetch("GET", path, manner=_PATIENT)
    except (Rejected, BadAnswer):  # not there, elsewhere, too large
        return None
    declared = answer.headers.getRawHeaders("Content-Type", [""])[0].partition(";")[0].strip().lower()
    is_told = declared.startswith("image/") or declared in ("", "application/octet-stream")
    return answer.body if is_told and picture_type(answer.body) is not None else None


def _paths(record: _Pictured, base: Address, api: str) -> Iterator[str]:
    """Where the record says its pictures are, as paths below *base*; what is elsewhere is left out."""
    ranks = {name: rank for rank, name in enumerate(_ORDER)}
    ordered = sorted(record.images, key=lambda each: ranks.get(each.cover_type.lower(), len(ranks)))
    urls = [url for each in ordered for url in (each.url, each.remote_url)]
    for url in (*urls, record.remote_poster, record.remote_cover):
        path = _below(url or "", base)
        if path is None:
            continue
        # The API serves the same pictures: logins of proxies often guard the site, and let the key through.
        yield f"{api}{path}" if path.lower().startswith("/mediacover/") else path.lstrip("/")


def _below(url: str, base: Address) -> str | None:
    """The path of *url*, with its query and without that of *base*; None if it leads elsewhere."""
    try:
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            there = Address.parse(f"{parts.scheme}://{parts.netloc}")
            if there.origin != base.origin:
                return None
    except (ValueError, BadAddress):
        return None
    if not parts.path.startswith("/") or ".." in parts.path:
        return None
    path = parts.path.removeprefix(base.path) if parts.path.startswith(f"{base.path}/") else parts.path
    query = f"?{parts.query}" if parts.query else ""
    return quote(f"{path}{query}", safe=_PLAIN)
