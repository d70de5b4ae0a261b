"""
Bringing our tags to where they belong: out of the clients when `Tagless` was switched on, into them when it was switched off.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from attrs import frozen
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.journal import Journal
from qbitrr.actors.owners.tags.internal_tags import KEPT_TAGS, InternalTags, TagChange
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.services import TurningService
from qbitrr.errors import QbitrrError
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import AddTags, RemoveTags
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["TagMigration"]

Key = tuple[str, str]

_EVERY_SECONDS = 5.0
_NEXT_SECONDS = 0.5
_AT_ONCE = 300
"""So many torrents in one turn: what the client and the file are asked for stays small."""
_UNUSED_SECONDS = 60.0
"""Deleting a tag takes it off everything: it goes when nothing has carried it for so long."""
_AGAIN_SECONDS = 60.0
"""A client that does not show what it was asked for is asked again."""
_ON = Reason(code="tagless_on", text="No tag of ours stands in a client (Tagless).")
_OFF = Reason(code="tagless_off", text="Our tags stand in the clients again (Tagless is off).")


@frozen(kw_only=True)
class _Move:
    torrent: Torrent
    tags: frozenset[str]


class TagMigration(TurningService):
    """
    Some torrents at a time, as their clients show them, whoever looks after them: see Note [Nothing is lost on the way]. *why_not* says
    why nothing may be changed of a torrent now (empty: it may); a tag that something carries stays in its client.
    """

    log = Logger()

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        tags: InternalTags,
        why_not: Callable[[str, Torrent | None], str],
        journal: Journal,
        clock: IReactorTime,
    ) -> None:
        super().__init__(clock)
        self._clients = clients
        self._tags = tags
        self._why_not = why_not
        self._journal = journal
        self._clock = clock
        self._carrying: set[Key] = set()
        self._unused: dict[tuple[str, str], float] = {}
        self._asked: dict[Key, float] = {}

    def seen(self, actor: QbitActor, change: Change) -> None:
        """Note what carries tags of ours in a client."""
        for hash_ in change.gone:
            self._carrying.discard((actor.section, hash_))
            self._asked.pop((actor.section, hash_), None)
        for torrent in change.changed.values():
            carries = not KEPT_TAGS.isdisjoint(torrent.tags)
            (self._carrying.add if carries else self._carrying.discard)(torrent.key)

    def hurry(self) -> None:
        """The configuration is another one: see now what that means."""
        if self.running:
            self._cycle.soon()

    async def _turn(self) -> float:
        moved = 0
        for actor in [each for each in self._clients.values() if each.is_listed]:
            try:
                moved = max(moved, await (self._out(actor) if self._tags.is_on() else self._back(actor)))
            except QbitrrError as error:  # the client or the file is away: what is done stays done
                self.log.info("{section}: our tags wait: {why}", section=actor.section, why=str(error))
        return _NEXT_SECONDS if moved == _AT_ONCE else _EVERY_SECONDS

    async def _out(self, actor: QbitActor) -> int:
        moves = list(islice(self._out_of(actor), _AT_ONCE))
        await self._take_over(actor, moves)
        await self._tidy(actor)
        return len(moves)

    async def _back(self, actor: QbitActor) -> int:
        self._unused.clear()
        if not self._tags.kept:
            return 0
        await self._drop_shown(actor)
        moves = list(islice(self._into(actor), _AT_ONCE))
        await self._give_back(actor, moves)
        return len(moves)

    def _failed(self, error: Exception) -> float:
        self.log.failure("our tags were not brought to where they belong")
        return _EVERY_SECONDS

    # Out of a client

    def _out_of(self, actor: QbitActor) -> Iterator[_Move]:
        for key in sorted(self._of(actor.section)):
            torrent = actor.get(key[1])
            if torrent is None:
                continue
            tags = self._tags.settled(key, KEPT_TAGS.intersection(torrent.tags))
            if tags and not self._why_not(actor.section, torrent):
                yield _Move(torrent=torrent, tags=tags)

    async def _take_over(self, actor: QbitActor, moves: Sequence[_Move]) -> None:
        if not moves:
            return
        changes = [TagChange(key=each.torrent.key, added_on=each.torrent.added_on, adds=each.tags) for each in moves]
        text = "our tags are kept here from now on, and taken off in the client"
        # First: from here on they stand in both.
        await self._tags.change(*changes, entry=self._told(actor, len(moves), "remove_tags", text, _ON))
        if not self._tags.is_on():
            return
        for each in moves:
            self._tags.takes_off(each.torrent.key, each.tags)
        steps = [
            RemoveTags(instance=actor.section, hash=each.torrent.hash, why=_ON, tags=tuple(sorted(each.tags)))
            for each in moves
        ]
        await actor.perform(steps)  # what was not done is carried still, and done in a later turn

    async def _tidy(self, actor: QbitActor) -> None:
        """Delete the tags of ours that nothing has carried for a while."""
        now, section = self._clock.seconds(), actor.section
        there = frozenset() if actor.mirror.absences.has_missing else KEPT_TAGS & actor.mirror.tags
        carrying = [torrent for _, hash_ in self._of(section) if (torrent := actor.get(hash_)) is not None]
        carried = {tag for torrent in carrying for tag in torrent.tags}
        for tag in KEPT_TAGS:
            if tag in there - carried:
                self._unused.setdefault((section, tag), now)
            else:
                self._unused.pop((section, tag), None)
        unused = sorted(tag for tag in there if now - self._unused.get((section, tag), now) >= _UNUSED_SECONDS)
        if not unused or self._why_not(section, None):
            return
        await actor.client.delete_tags(unused)
        actor.mirror.tags.difference_update(unused)
        self._journal.write(
            _entry(self._clock.seconds(), section, "remove_tags", f"{section}: our tags were deleted", _ON)
        )

    def _of(self, section: str) -> list[Key]:
        return [key for key in self._carrying if key[0] == section]

    # Into a client

    def _kept(self, actor: QbitActor) -> Iterator[tuple[Torrent, frozenset[str]]]:
        for key, kept in sorted(self._tags.kept.items()):
            torrent = actor.get(key[1]) if key[0] == actor.section else None
            if torrent is not None:
                yield torrent, kept.of(torrent.added_on)

    def _into(self, actor: QbitActor) -> Iterator[_Move]:
        for torrent, kept in self._kept(actor):
            missing = kept.difference(torrent.tags)
            is_asked = self._clock.seconds() - self._asked.get(torrent.key, -_AGAIN_SECONDS) < _AGAIN_SECONDS
            if missing and not is_asked and not self._why_not(actor.section, torrent):
                yield _Move(torrent=torrent, tags=missing)

    async def _give_back(self, actor: QbitActor, moves: Sequence[_Move]) -> None:
        if not moves:
            return
        steps = [
            AddTags(instance=actor.section, hash=each.torrent.hash, why=_OFF, tags=tuple(sorted(each.tags)))
            for each in moves
        ]
        self._asked.update((each.torrent.key, self._clock.seconds()) for each in moves)
        await actor.perform(steps)  # told once it shows them
        actor.poll_soon()

    async def _drop_shown(self, actor: QbitActor) -> None:
        """What a client shows need not be kept here any more."""
        changes = []
        for torrent, kept in self._kept(actor):
            shown = self._tags.settled(torrent.key, kept.intersection(torrent.tags))
            if shown:
                changes.append(TagChange(key=torrent.key, added_on=torrent.added_on, drops=shown))
        if changes:
            text = "our tags stand in the client again"
            await self._tags.change(*changes, entry=self._told(actor, len(changes), "add_tags", text, _OFF))
        for change in changes:
            self._asked.pop(change.key, None)

    def _told(self, actor: QbitActor, count: int, act: str, text: str, why: Reason) -> Entry:
        text = f"{actor.section}, {count} torrent{'s' if count > 1 else ''}: {text}"
        return _entry(self._clock.seconds(), actor.section, act, text, why)


def _entry(now: float, section: str, act: str, text: str, why: Reason) -> Entry:
    return Entry(at=now, section=section, act=act, result="done", text=text, instance=section, why=why)
