"""
The categories somebody looks after, in figures and with their torrents.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Literal, Protocol

from msgspec import UNSET, Struct, UnsetType, structs
from twisted.internet.defer import Deferred, TimeoutError, gatherResults
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from qbitrr.errors import NotReady, RemoteError, Unknown
from qbitrr.model.shown.categories_shown import CategoryLimits, CategoryShown
from qbitrr.model.shown.torrent_speeds import TorrentSpeed
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.parameters import TEXT, in_query
from qbitrr.web.http.routes import Auth, Group, Route
from qbitrr.web.program import OverviewReader
from qbitrr.web.torrents.details import ITorrentDetails

__all__ = ["CategoriesAnswer", "CategoryRoutes", "ICategories", "OverviewAnswer"]

_MOST_TORRENTS = 500
_MOST_ASKED = 1000
_ASKED_SECONDS = 2.0

Moving = Mapping[tuple[str, str], TorrentSpeed]
"""What clients say of torrents at this moment, by client and hash."""


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
    """
    A torrent in brief; bytes and seconds, times since the epoch. Speeds and peers are what its client says when it is asked, 0 while it
    does not; `num_complete` and `num_incomplete` are -1 while trackers do not say.
    """

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
    total_size: int
    downloaded: int
    uploaded: int
    amount_left: int
    ratio: float
    dlspeed: int
    upspeed: int
    num_seeds: int
    num_leechs: int
    num_complete: int
    num_incomplete: int
    added_on: int
    completion_on: int
    last_activity: int
    seeding_time: int
    time_active: int
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
    """`/web/qbit/categories` and `/web/qbit/overview`, for the browser UI only. *details* are asked what moves."""

    def __init__(
        self,
        categories: ICategories,
        program: OverviewReader,
        details: ITorrentDetails,
        clock: IReactorTime,
    ) -> None:
        self._categories = categories
        self._program = program
        self._details = details
        self._clock = clock

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

    def overview(self, request: IRequest, instance: str) -> Deferred[bytes]:
        """The same with their torrents, of one client or all."""
        wanted = "" if instance == "all" else instance
        names = tuple(name for name in self._categories.instances() if wanted in ("", name))
        shown = self._categories.categories(wanted)

        def answer(moving: Moving) -> bytes:
            full = tuple(_in_full(each, moving) for each in shown)
            return json_response(
                request, OverviewAnswer(instances=names, categories=full, ready=self._program.overview().ready)
            )

        return self._moving(chain.from_iterable(each.torrents[:_MOST_TORRENTS] for each in shown)).addCallback(answer)

    def _moving(self, torrents: Iterable[Torrent]) -> Deferred[Moving]:
        """What moves of these torrents, the first thousand of each client; nothing of a client that does not say it soon."""
        wanted: dict[str, list[str]] = {}
        for each in torrents:
            wanted.setdefault(each.instance, []).append(each.hash)

        def asked(client: str) -> Deferred[Moving]:
            speeds = self._details.speeds(client, wanted[client][:_MOST_ASKED]).addTimeout(_ASKED_SECONDS, self._clock)
            return speeds.addCallbacks(partial(_by_torrent, client), _not_told)

        return gatherResults(map(asked, wanted), consumeErrors=True).addCallback(_together)


def _by_torrent(client: str, found: Sequence[TorrentSpeed]) -> Moving:
    return {(client, each.hash): each for each in found}


def _not_told(failure: Failure) -> Moving:
    failure.trap(Unknown, NotReady, RemoteError, TimeoutError)
    return {}


def _together(parts: Sequence[Moving]) -> Moving:
    return {key: each for part in parts for key, each in part.items()}


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


def _in_full(shown: CategoryShown, moving: Moving) -> CategoryInFull:
    figures = structs.asdict(_category(shown))
    return CategoryInFull(
        qbit_instance=figures.pop("instance"),
        torrents=tuple(_torrent(each, moving.get(each.key)) for each in shown.torrents[:_MOST_TORRENTS]),
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


def _torrent(torrent: Torrent, moving: TorrentSpeed | None) -> CategoryTorrent:
    known = moving or TorrentSpeed(
        hash=torrent.hash, download_bytes=0, upload_bytes=0, seeds=0, peers=0, total_size_bytes=torrent.size_bytes,
        uploaded_bytes=int(torrent.downloaded_bytes * max(torrent.ratio, 0.0)),
        active_seconds=torrent.seeding_time_seconds,
    )  # fmt: skip
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
        total_size=known.total_size_bytes,
        downloaded=torrent.downloaded_bytes,
        uploaded=known.uploaded_bytes,
        amount_left=torrent.amount_left,
        ratio=torrent.ratio,
        dlspeed=int(known.download_bytes),
        upspeed=int(known.upload_bytes),
        num_seeds=known.seeds,
        num_leechs=known.peers,
        num_complete=known.seeds_known,
        num_incomplete=known.peers_known,
        added_on=torrent.added_on,
        completion_on=torrent.completion_on,
        last_activity=torrent.last_activity,
        seeding_time=torrent.seeding_time_seconds,
        time_active=known.active_seconds,
        ratio_limit=torrent.ratio_limit,
        seeding_time_limit=torrent.seeding_time_limit_minutes,
        dl_limit=torrent.dl_limit,
        up_limit=torrent.up_limit,
    )
