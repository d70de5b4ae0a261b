"""
The calls by which a torrent goes into quarantine, comes back, or is deleted: each repeatable. All raise `RemoteError`.
"""

from typing import Protocol

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.furnishing import create_category
from qbitrr.errors import NotThere, Rejected
from qbitrr.model.removals.cases import Case
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, QUARANTINE_TAG, Quarantined
from qbitrr.model.steps import Outcome, Result

__all__ = [
    "CONFIRM_PAUSE_SECONDS",
    "CONFIRM_TRIES",
    "NOT_SHOWN",
    "TagWriter",
    "TagsInClient",
    "delete",
    "give_back",
    "outcome",
    "put_away",
]

NOT_SHOWN = "its client does not show it, which does not prove yet that it is gone"
CONFIRM_TRIES = 4
CONFIRM_PAUSE_SECONDS = 0.5


class TagWriter(Protocol):
    """Where a tag of ours is written. Both are repeatable, and raise `QbitrrError`."""

    async def put_on(self, actor: QbitActor, hash_: str, tag: str, /) -> None:
        """Have a torrent carry it."""

    async def take_off(self, actor: QbitActor, hash_: str, tag: str, /) -> None:
        """Have a torrent carry it no more."""


class TagsInClient:
    """In the client itself."""

    async def put_on(self, actor: QbitActor, hash_: str, tag: str, /) -> None:
        """See `TagWriter`."""
        await actor.client.add_tags([hash_], [tag])

    async def take_off(self, actor: QbitActor, hash_: str, tag: str, /) -> None:
        """See `TagWriter`."""
        await actor.client.remove_tags([hash_], [tag])


async def put_away(actor: QbitActor, case: Case, tags: TagWriter) -> None:
    """Stop a torrent, tag it and move it into the quarantine's category; its data stays where it is."""
    client = actor.client
    await client.stop([case.hash])
    await tags.put_on(actor, case.hash, QUARANTINE_TAG)
    if case.auto_tmm:  # else the client would move the data after the category
        await client.set_auto_management([case.hash], False)
    await _move(actor, case.hash, QUARANTINE_CATEGORY)


async def give_back(actor: QbitActor, row: Quarantined, tags: TagWriter) -> None:
    """Make a torrent what it was before `put_away`."""
    client = actor.client
    await tags.take_off(actor, row.hash, QUARANTINE_TAG)
    await _move(actor, row.hash, row.category)
    if row.auto_tmm:
        await client.set_auto_management([row.hash], True)
    if row.was_running:
        await client.start([row.hash])


async def delete(actor: QbitActor, hash_: str, *, delete_files: bool, clock: IReactorTime) -> tuple[Result, str]:
    """Have the client delete a torrent, and see that it does not show it any more."""
    try:
        await actor.client.delete([hash_], delete_files=delete_files)
    except NotThere:
        return Result.DONE, "it was gone"
    # The client answers 200 for unknown hashes, too: only a listing without it proves anything.
    for _ in range(CONFIRM_TRIES):
        if not await actor.client.torrents([hash_]):
            actor.poll_soon()
            return Result.DONE, ""
        await deferLater(clock, CONFIRM_PAUSE_SECONDS)
    return Result.RETRY, "the client still lists it"


def outcome(row: Quarantined, result: Result, why: str) -> Outcome:
    """How an act on a quarantined torrent ended."""
    return Outcome(instance=row.instance, hash=row.hash, step="removal", result=result, why=why)


async def _move(actor: QbitActor, hash_: str, category: str) -> None:
    """Set a category that may have been deleted meanwhile."""
    try:
        await actor.client.set_category([hash_], category)
    except Rejected as refusal:
        if refusal.status != 409:
            raise
        await create_category(actor.client, category)
        await actor.client.set_category([hash_], category)
