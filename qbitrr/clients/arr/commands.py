"""
Commands of an Arr: what a search is asked for with, their records, and what became of them.
"""

from typing import Any, Literal

from msgspec import Struct

from qbitrr.clients.arr.dates import epoch
from qbitrr.clients.arr.dialects import ArrDialect
from qbitrr.clients.arr.wire import Row
from qbitrr.clients.http.figures import Int64

__all__ = ["CommandRow", "CommandStatus", "SearchCommand", "command_status", "search_body"]


class SearchCommand(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What to search: `items` the movies, episodes, albums or books *ids*; `season` number *season* of series *parent*; `parent`
    everything monitored of the series, artist or author *parent*; `missing` what *parent* lacks.
    """

    kind: Literal["items", "season", "parent", "missing"] = "items"
    ids: tuple[int, ...] = ()
    parent: int = 0
    season: int = 0


class CommandStatus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A command in the Arr. `status` is `queued`, `started`, `completed`, `failed`, `aborted`, `cancelled` or `orphaned`; `result`
    is `successful`, `unsuccessful` (a scan that imported nothing is completed, too) or `unknown`. Times are the Arr's, in seconds
    since 1970, 0 for not yet. `media_ids`, `parent_id`
    and `season` are what a search is for, `download_id` (lower case) and `path` what a scan is for; 0, -1 or empty for none.
    """

    id: int
    name: str
    status: str
    result: str = "unknown"
    message: str = ""
    exception: str = ""
    trigger: str = ""
    queued_at: int = 0
    started_at: int = 0
    ended_at: int = 0
    media_ids: tuple[int, ...] = ()
    parent_id: int = 0
    season: int = -1
    download_id: str = ""
    path: str = ""

    @property
    def active(self) -> bool:
        """Whether it still occupies the Arr."""
        return self.status in ("queued", "started")

    @property
    def succeeded(self) -> bool:
        """Whether it is over and did what it was for."""
        return self.status == "completed" and self.result != "unsuccessful"

    @property
    def searches(self) -> bool:
        """Whether it is a search, whoever asked for it."""
        return self.name.endswith("Search")


class _CommandBody(Row, frozen=True, kw_only=True):
    movie_ids: tuple[Int64, ...] = ()
    episode_ids: tuple[Int64, ...] = ()
    album_ids: tuple[Int64, ...] = ()
    book_ids: tuple[Int64, ...] = ()
    series_id: Int64 | None = None
    artist_id: Int64 | None = None
    author_id: Int64 | None = None
    season_number: Int64 = -1
    download_client_id: str | None = None
    path: str | None = None


class CommandRow(Row, frozen=True, kw_only=True):
    """A command record."""

    id: Int64
    name: str
    status: str
    result: str = "unknown"
    message: str = ""
    exception: str = ""
    trigger: str = ""
    queued: str = ""
    started: str = ""
    ended: str = ""
    body: _CommandBody = _CommandBody()


def command_status(row: CommandRow) -> CommandStatus:
    """The command as we keep it."""
    body = row.body
    return CommandStatus(
        id=row.id,
        name=row.name,
        status=row.status,
        result=row.result,
        message=row.message,
        exception=row.exception,
        trigger=row.trigger,
        queued_at=epoch(row.queued) or 0,
        started_at=epoch(row.started) or 0,
        ended_at=epoch(row.ended) or 0,
        media_ids=body.movie_ids or body.episode_ids or body.album_ids or body.book_ids,
        parent_id=body.series_id or body.artist_id or body.author_id or 0,
        season=body.season_number,
        download_id=(body.download_client_id or "").lower(),
        path=body.path or "",
    )


def search_body(dialect: ArrDialect, what: SearchCommand) -> dict[str, Any]:
    """The command that searches *what*. Raises `ValueError` for a search this kind of Arr does not have."""
    if what.kind == "items":
        return {"name": dialect.search_items, f"{dialect.media}s": list(what.ids)}
    name = {
        "parent": dialect.search_parent,
        "missing": dialect.search_missing,
        "season": dialect.search_season,
    }[what.kind]
    if not name or not dialect.parent:
        raise ValueError(f"{dialect.app_name} has no search by {what.kind}")
    body: dict[str, Any] = {"name": name, dialect.parent: what.parent}
    if what.kind == "season":
        body["seasonNumber"] = what.season
    return body
