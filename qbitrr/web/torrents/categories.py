"""
The categories somebody looks after, in figures and with their torrents.
"""

from typing import Literal, Protocol

from msgspec import UNSET, Struct, UnsetType, structs
from twisted.web.iweb import IRequest

from qbitrr.model.shown.categories_shown import CategoryLimits, CategoryShown
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.parameters import TEXT, in_query
from qbitrr.web.http.routes import Auth, Group, Route
from qbitrr.web.program import OverviewReader

__all__ = ["CategoriesAnswer", "CategoryRoutes", "ICategories", "OverviewAnswer"]

_MOST_TORRENTS = 500


class ICategories(Protocol):
    """Asked for the categories."""

    def instances(self) -> tuple[str, ...]:
        """The names of all clients."""

    def categories(self, instance: str = "") -> tuple[CategoryShown, ...]:
        """Every category somebody looks after, from memory; with *instance* only what is on the client of that name."""


class SeedingConfig(Struct, frozen=True, kw_only=True, rename="camel"):
    """The seeding limits of a category; -1 is none. `max_time` in seconds, the rates in KiB per second."""

    max_ratio: float
    max_time: int
    remove_mode: int
    download_limit: int
    upload_limit: int


class CategoryFigures(Struct, frozen=True, kw_only=True, rename="camel"):
    """One category: whose it is and what is in it. `error` is there when a client does not answer: its torrents are not counted."""

    category: str
    instance: str
    managed_by: Literal["qbit", "arr"]
    arr_name: str | None
    torrent_count: int
    seeding_count: int
    total_size: int
    avg_ratio: float
    avg_seeding_time: float
    seeding_config: SeedingConfig
    error: str | UnsetType = UNSET


class CategoriesAnswer(Struct, frozen=True, kw_only=True):
    """Every category."""

    categories: tuple[CategoryFigures, ...]
    ready: bool


class CategoryTorrent(Struct, frozen=True, kw_only=True, rename="camel"):
    """A torrent in brief; bytes and seconds, times since the epoch. What only a client's own list shows, such as speeds, is not here."""

    hash: str
    name: str
    category: str
    tags: tuple[str, ...]
    state: str
    progress: float
    priority: int
    eta: int
    availability: float
    size: int
    downloaded: int
    uploaded: int
    amount_left: int
    ratio: float
    added_on: int
    completion_on: int
    last_activity: int
    seeding_time: int
    ratio_limit: float
    seeding_time_limit: int
    dl_limit: int
    up_limit: int


class CategoryInFull(Struct, frozen=True, kw_only=True, rename="camel"):
    """A category with its torrents, at most 500 of them; the figures are about all."""

    category: str
    qbit_instance: str
    managed_by: Literal["qbit", "arr"]
    arr_name: str | None
    torrent_count: int
    seeding_count: int
    total_size: int
    avg_ratio: float
    avg_seeding_time: float
    seeding_config: SeedingConfig
    torrents: tuple[CategoryTorrent, ...]
    torrents_truncated: bool
    error: str | UnsetType = UNSET


class OverviewAnswer(Struct, frozen=True, kw_only=True):
    """The names of the clients, and every category with its torrents."""

    instances: tuple[str, ...]
    categories: tuple[CategoryInFull, ...]
    ready: bool


class CategoryRoutes:
    """`/web/qbit/categories` and `/web/qbit/overview`, for the browser UI only."""

    def __init__(self, categories: ICategories, program: OverviewReader) -> None:
        self._categories = categories
        self._program = program

    def routes(self) -> tuple[Route, ...]:
        """Neither is mirrored."""
        instance = in_query("instance", TEXT, "The name of a client; `all` or nothing: all of them.", default="")
        return (
            Route(
                name="web.qbit.categories", method="GET", path="/web/qbit/categories", auth=Auth.PROTECTED,
                group=Group.TORRENTS, answer=CategoriesAnswer, handler=self.categories,
            ),
            Route(
                name="web.qbit.overview", method="GET", path="/web/qbit/overview", auth=Auth.PROTECTED,
                group=Group.TORRENTS, parameters=(instance,), answer=OverviewAnswer, handler=self.overview,
            ),
        )  # fmt: skip

    def categories(self, request: IRequest) -> bytes:
        """Every category somebody looks after, in figures."""
        shown = tuple(_category(each) for each in self._categories.categories())
        return json_response(request, CategoriesAnswer(categories=shown, ready=self._program.overview().ready))

    def overview(self, request: IRequest, instance: str) -> bytes:
        """The same with their torrents, of one client or all."""
        wanted = "" if instance == "all" else instance
        names = tuple(name for name in self._categories.instances() if wanted in ("", name))
        shown = self._categories.categories(wanted)
        answer = OverviewAnswer(
            instances=names, categories=tuple(map(_in_full, shown)), ready=self._program.overview().ready
        )  # fmt: skip
        return json_response(request, answer)


def _category(shown: CategoryShown) -> CategoryFigures:
    return CategoryFigures(
        category=shown.category,
        instance=shown.instances[0] if len(shown.instances) == 1 else "all",
        managed_by="arr" if shown.arr else "qbit",
        arr_name=shown.arr or None,
        torrent_count=len(shown.torrents),
        seeding_count=shown.seeding,
        total_size=shown.size_bytes,
        avg_ratio=round(shown.average_ratio, 2),
        avg_seeding_time=round(shown.average_seeding_seconds, 2),
        seeding_config=_seeding(shown.limits),
        error=shown.trouble or UNSET,
    )


def _in_full(shown: CategoryShown) -> CategoryInFull:
    figures = structs.asdict(_category(shown))
    return CategoryInFull(
        qbit_instance=figures.pop("instance"),
        torrents=tuple(map(_torrent, shown.torrents[:_MOST_TORRENTS])),
        torrents_truncated=len(shown.torrents) > _MOST_TORRENTS,
        **figures,
    )


def _seeding(limits: CategoryLimits) -> SeedingConfig:
    return SeedingConfig(
        max_ratio=limits.max_ratio,
        max_time=limits.max_seconds,
        remove_mode=limits.remove,
        download_limit=_kib(limits.download_bytes_per_second),
        upload_limit=_kib(limits.upload_bytes_per_second),
    )


def _kib(bytes_per_second: int) -> int:
    return bytes_per_second // 1024 if bytes_per_second > 0 else -1


def _torrent(torrent: Torrent) -> CategoryTorrent:
    return CategoryTorrent(
        hash=torrent.hash,
        name=torrent.name,
        category=torrent.category,
        tags=torrent.tags,
        state=torrent.state,
        progress=torrent.progress,
        priority=torrent.priority,
        eta=torrent.eta_seconds,
        availability=torrent.availability,
        size=torrent.size_bytes,
        downloaded=torrent.downloaded_bytes,
        uploaded=int(torrent.downloaded_bytes * max(torrent.ratio, 0.0)),
        amount_left=torrent.amount_left,
        ratio=torrent.ratio,
        added_on=torrent.added_on,
        completion_on=torrent.completion_on,
        last_activity=torrent.last_activity,
        seeding_time=torrent.seeding_time_seconds,
        ratio_limit=torrent.ratio_limit,
        seeding_time_limit=torrent.seeding_time_limit_minutes,
        dl_limit=torrent.dl_limit,
        up_limit=torrent.up_limit,
    )
