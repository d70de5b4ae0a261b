"""
The pages of an Arr's own browser interface.
"""

from urllib.parse import quote

from msgspec import Struct

from qbitrr.clients.arr.dialects import DIALECTS
from qbitrr.clients.http.decoding import decoded
from qbitrr.clients.http.http import READ, Http

__all__ = ["OWNERS", "page_of"]

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
