"""
Bounds of rules that give downloads up too readily otherwise: what they asked for is counted, also over a restart.
"""

from msgspec.structs import replace
from twisted.logger import Logger

from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.model.steps import Outcome, Removal, Result
from qbitrr.model.torrents.content.scores import DAY_SECONDS, HOUR_SECONDS, MOST_FOR_ONE_ITEM, SpentOnScores
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.torrents import GivenUp, forget_given_up, given_up, save_given_up

__all__ = ["Bounds"]

_Life = tuple[str, str, int]


class Bounds(Part):
    """
    A removal, of a rule with bounds of its own, counts from before it is asked for until a day later, whether it went or still waits,
    and no more once it was refused or taken back. Counted is a torrent in one life, once: it does not stand in its own way.
    """

    log = Logger()

    def __init__(self, context: PartContext) -> None:
        self._context = context
        self._database = context.database
        self._clock = context.clock
        self._counted: dict[_Life, GivenUp] = {}
        self._waiting: set[_Life] = set()

    async def begin(self, now: float) -> None:
        """What an earlier life asked for counts; moments still to come (the clock was set back) are now."""
        for row in await self._database.run(given_up, now - DAY_SECONDS):
            self._counted[row.instance, row.hash, row.added_on] = replace(row, at=min(row.at, now))

    def spent(self, torrent: Torrent, record: Record | None) -> SpentOnScores:
        """What others used up already."""
        now, mine = self._clock.seconds(), _life(torrent)
        self._counted = {life: row for life, row in self._counted.items() if now - row.at < DAY_SECONDS}
        others = [row for life, row in self._counted.items() if life != mine]
        media = set(record.media_ids if record is not None else ())
        return SpentOnScores(
            in_hour=tuple(sorted(row.at for row in others if now - row.at < HOUR_SECONDS)),
            for_item=tuple(sorted(row.at for row in others if media.intersection(row.media_ids))),
        )

    async def asking(self, torrent: Torrent, removal: Removal) -> None:
        """This is about to be asked for; raises `StoreError` when it cannot be written: then it must not be."""
        life = _life(torrent)
        if life in self._counted:
            return
        instance, hash_, added_on = life
        row = GivenUp(
            instance=instance, hash=hash_, added_on=added_on, at=self._clock.seconds(), media_ids=removal.media_ids
        )
        self._counted[life] = row  # at once: the next one is decided about before this is written
        try:
            await self._database.run(save_given_up, row)
            self._context.disk.require()
        except BaseException:
            self._counted.pop(life, None)
            raise
        self._warn(torrent, removal)

    async def answered(self, torrent: Torrent, removal: Removal, outcome: Outcome) -> None:
        """So it ended."""
        if outcome.result is Result.HELD:
            self._waiting.add(_life(torrent))
        elif outcome.result is Result.DONE:
            self._waiting.discard(_life(torrent))
        else:
            await self._uncount(_life(torrent))

    async def withdrawn(self, torrent: Torrent) -> None:
        """It is not wanted any more. If it only waited it did not happen."""
        if _life(torrent) in self._waiting:
            await self._uncount(_life(torrent))

    def gone(self, key: Key) -> None:
        """Most likely by what was asked for: that counts on."""
        self._waiting = {life for life in self._waiting if life[:2] != key}

    async def _uncount(self, life: _Life) -> None:
        self._waiting.discard(life)
        row = self._counted.pop(life, None)
        if row is not None:
            await self._database.run(forget_given_up, row)

    def _warn(self, torrent: Torrent, removal: Removal) -> None:
        media = set(removal.media_ids)
        if sum(bool(media.intersection(row.media_ids)) for row in self._counted.values()) == MOST_FOR_ONE_ITEM:
            self.log.warn(
                "{name} is the last of {count} releases of the same given up within a day for their custom format scores: no release may "
                "reach what is wanted", name=torrent.name, count=MOST_FOR_ONE_ITEM,
            )  # fmt: skip


def _life(torrent: Torrent) -> _Life:
    return (torrent.instance, torrent.hash, torrent.added_on)
