"""
How much room there is on the disks, how much is to stay free, and what waits for room.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.decide.space.known import clients_telling, disk_of, guard_reports
from qbitrr.model.space.rooms import PoolStatus
from qbitrr.model.status import Overview
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import OverviewReader

__all__ = ["DiskAnswer", "DiskRoutes", "disk_answer"]


class PausedAnswer(Struct, frozen=True, kw_only=True):
    """A download that waits for room, and what is left of it to download."""

    instance: str
    hash: str
    name: str
    left_bytes: int


class PoolAnswer(Struct, frozen=True, kw_only=True):
    """
    A disk that downloads go to. `path` is where it was measured: empty where only the client sees it, and then `total_bytes` is null. A
    `guard_bytes` of null: nothing is guarded there. `short_bytes` is what is missing to what is to stay free. Of the `paused_count`
    downloads that wait, `paused` are the first hundred.
    """

    name: str
    path: str
    instances: tuple[str, ...]
    free_bytes: int
    total_bytes: int | None
    guard_bytes: int | None
    short_bytes: int
    paused_count: int
    paused: tuple[PausedAnswer, ...]


class DiskAnswer(Struct, frozen=True, kw_only=True):
    """The disks. `guard`: whether the guard of free space is on; `problems` keep it from its work."""

    guard: bool
    pools: tuple[PoolAnswer, ...]
    problems: tuple[str, ...]


class DiskRoutes:
    """`/disk`: from what the guard tells anyway; without one, what the clients say is free."""

    def __init__(self, program: OverviewReader, redact: Callable[[str], str]) -> None:
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored("disk", "GET", "/disk", Group.STATUS, self.disk, answer=DiskAnswer)

    def disk(self, request: IRequest) -> bytes:
        """Room on the disks, and what waits for it."""
        return json_response(request, disk_answer(self._program.overview(), self._redact))


def disk_answer(overview: Overview, redact: Callable[[str], str]) -> DiskAnswer:
    """The disks as they were seen last."""
    reports = guard_reports(overview)
    pools = tuple(_shown(pool) for report in reports for pool in report.pools)
    return DiskAnswer(
        guard=any(each.metric_type == "torrent-policy" for each in overview.processes),
        pools=pools or tuple(_unguarded(overview)),
        problems=tuple(redact(text) for report in reports for text in report.problems),
    )


def _shown(pool: PoolStatus) -> PoolAnswer:
    return PoolAnswer(
        name=pool.name, path=pool.path, instances=pool.instances,
        free_bytes=pool.free_bytes, total_bytes=pool.total_bytes, guard_bytes=pool.guard_bytes,
        short_bytes=pool.short_bytes, paused_count=pool.paused_count,
        paused=tuple(
            PausedAnswer(instance=each.instance, hash=each.hash, name=each.name, left_bytes=each.left_bytes)
            for each in pool.paused
        ),
    )  # fmt: skip


def _unguarded(overview: Overview) -> Iterator[PoolAnswer]:
    for qbit in clients_telling(overview):
        yield PoolAnswer(
            name=disk_of(qbit.section), path="", instances=(qbit.section,),
            free_bytes=qbit.free_space_bytes, total_bytes=None, guard_bytes=None,
            short_bytes=0, paused_count=0, paused=(),
        )  # fmt: skip
