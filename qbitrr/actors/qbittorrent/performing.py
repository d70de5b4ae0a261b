"""
Carrying out steps in a qBittorrent client: equal calls merged, errors told as outcomes, never raised.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from attrs import frozen
from twisted.internet.defer import CancelledError
from twisted.logger import Logger

from qbitrr.actors.qbittorrent.furnishing import create_category
from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.errors import NotThere, Rejected, RemoteError
from qbitrr.model.steps import (
    AddTags,
    AddTrackers,
    ClientStep,
    LimitDownload,
    LimitUpload,
    MoveToTop,
    Outcome,
    Pause,
    Reannounce,
    Recheck,
    RemoveTags,
    RemoveTrackers,
    Result,
    Resume,
    SetCategory,
    SkipFiles,
    SuperSeed,
    outcome_of,
    step_name,
)

__all__ = ["Batch", "batches", "perform"]

log = Logger()

# Tags first, so that a reason is visible before its effect; a tracker comes before another goes; stops before starts.
_ORDER = (
    *(AddTags, RemoveTags, AddTrackers, RemoveTrackers, SkipFiles, LimitDownload, LimitUpload, SuperSeed, MoveToTop),
    *(Pause, Resume, Recheck, Reannounce, SetCategory),
)


@frozen
class Batch:
    """Steps that one call (or one run of calls) can carry out: same kind, same arguments."""

    steps: tuple[ClientStep, ...]

    @property
    def hashes(self) -> tuple[str, ...]:
        """The torrents it is about, each once."""
        return tuple(dict.fromkeys(step.hash for step in self.steps))


def batches(steps: Iterable[ClientStep]) -> tuple[Batch, ...]:
    """Steps of one client merged into as few batches as possible, in the order in which they must happen."""
    groups: dict[tuple[int, Any], list[ClientStep]] = {}
    for step in steps:
        groups.setdefault((_ORDER.index(type(step)), _arguments(step)), []).append(step)
    return tuple(Batch(tuple(group)) for _, group in sorted(groups.items(), key=lambda item: item[0][0]))


async def perform(client: Qbittorrent, steps: Sequence[ClientStep]) -> tuple[Outcome, ...]:
    """Carry `steps` out and say how each ended, in the order given. Raises only when cancelled."""
    outcomes: dict[int, Outcome] = {}
    for batch in batches(steps):
        result, why = await _outcome(client, batch)
        for step in batch.steps:
            outcomes[id(step)] = outcome_of(step, result, why)
    return tuple(outcomes[id(step)] for step in steps)


async def _outcome(client: Qbittorrent, batch: Batch) -> tuple[Result, str]:
    step = batch.steps[0]
    try:
        await _PERFORMERS[type(step)](client, batch, step)
    except CancelledError:
        raise
    except NotThere:
        return Result.DONE, "the torrent is gone"
    except _Impossible as refusal:
        return Result.FAILED, str(refusal)
    except Rejected as refusal:
        # 409 here means "not in this state": no metadata yet, queueing off.
        return (Result.RETRY if refusal.status in (409, 429, 500) else Result.FAILED), str(refusal)
    except RemoteError as error:
        return Result.RETRY, str(error)
    except Exception as error:
        log.failure("performing {step} failed", step=step_name(step))
        return Result.RETRY, f"{type(error).__name__}: {error}"
    return Result.DONE, ""


class _Impossible(Exception):
    """What is wanted cannot be, now or later."""


async def _set_category(client: Qbittorrent, batch: Batch, step: Any) -> None:
    try:
        await client.set_category(batch.hashes, step.category)
    except Rejected as refusal:
        if refusal.status != 409:
            raise
        try:
            await create_category(client, step.category)
        except Rejected as impossible:
            raise _Impossible(str(impossible)) from impossible
        await client.set_category(batch.hashes, step.category)


_PERFORMERS: dict[type, Callable[[Qbittorrent, Batch, Any], Awaitable[None]]] = {
    AddTags: lambda client, batch, step: client.add_tags(batch.hashes, step.tags),
    RemoveTags: lambda client, batch, step: client.remove_tags(batch.hashes, step.tags),
    AddTrackers: lambda client, batch, step: client.add_trackers(step.hash, step.urls),
    RemoveTrackers: lambda client, batch, step: client.remove_trackers(step.hash, step.urls),
    SkipFiles: lambda client, batch, step: client.skip_files(step.hash, step.file_ids),
    LimitDownload: lambda client, batch, step: client.limit_download(batch.hashes, step.bytes_per_second),
    LimitUpload: lambda client, batch, step: client.limit_upload(batch.hashes, step.bytes_per_second),
    SuperSeed: lambda client, batch, step: client.super_seed(batch.hashes),
    MoveToTop: lambda client, batch, step: client.move_to_top(batch.hashes),
    Pause: lambda client, batch, step: client.stop(batch.hashes),
    Resume: lambda client, batch, step: client.start(batch.hashes),
    Recheck: lambda client, batch, step: client.recheck(batch.hashes),
    Reannounce: lambda client, batch, step: client.reannounce(batch.hashes),
    SetCategory: _set_category,
}


def _arguments(step: ClientStep) -> Any:
    """What must be equal for one call to do several steps."""
    match step:
        case AddTags() | RemoveTags():
            return tuple(sorted(step.tags))
        case SkipFiles():
            return (step.hash, step.file_ids)
        case AddTrackers() | RemoveTrackers():
            return (step.hash, step.urls)
        case LimitDownload() | LimitUpload():
            return step.bytes_per_second
        case SetCategory():
            return step.category
        case _:
            return ""
