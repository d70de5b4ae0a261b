"""
Tags of ours that do not stand in a client, kept here (`Tagless`), and shown with each torrent to whoever decides.

# Note [Nothing is lost on the way]
A torrent has the tags of its client *and* those kept here, whatever the setting says: the setting only decides where the next tag is
written. So a tag on its way from one place to the other stands in both for a while, is never in neither, and whatever ends in the
middle leaves what it was; the way is gone again from its beginning, and its end is the same.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen
from msgspec.structs import replace
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.journal import Journal
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.errors import QbitrrError
from qbitrr.model.journal import Entry
from qbitrr.model.removals.quarantine import QUARANTINE_TAG
from qbitrr.model.steps import AddTags, ClientStep, Outcome, RemoveTags, Result, outcome_of
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED, TAGS_OF_OURS, KeptTags
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor.internal_tags import kept_tags, save_tags

__all__ = ["KEPT_TAGS", "InternalTags", "TagChange"]

Key = tuple[str, str]

KEPT_TAGS = TAGS_OF_OURS | {QUARANTINE_TAG}
"""Which tags are kept here, or stand in the clients."""

# Until a client's listing shows what was done in it for certain: a slow one is asked once a minute.
_SHOWN_AFTER_SECONDS = 120.0
_NONE = KeptTags()


@frozen(kw_only=True)
class TagChange:
    """What is to be kept of a torrent, and what not any more; *added_on* is the life of its hash."""

    key: Key
    added_on: int = 0
    adds: frozenset[str] = frozenset()
    drops: frozenset[str] = frozenset()


class InternalTags:
    """Writes one after the other, in the order in which they were asked for; what comes meanwhile is written together."""

    log = Logger()

    def __init__(self, database: Database, journal: Journal, is_on: Callable[[], bool], clock: IReactorTime) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self.is_on = is_on
        self.kept: dict[Key, KeptTags] = {}
        """What is kept here: most torrents have nothing, and need not be asked about further."""
        self.waiting: set[Key] = set()
        """What waits for room, of that."""
        self._taken_off: dict[tuple[Key, str], float] = {}
        self._asked: list[tuple[tuple[TagChange, ...], Entry | None, Deferred[None]]] = []
        self._is_writing = False
        self._heard_by: list[Callable[[Collection[Key]], None]] = []

    def subscribe(self, heard: Callable[[Collection[Key]], None]) -> None:
        """Tell of which torrents other tags are kept than before, once that is written."""
        self._heard_by.append(heard)

    async def load(self) -> None:
        """Read what earlier runs left. Raises `StoreError`."""
        self.kept.clear()
        self.waiting.clear()
        self._take(await self._database.run(kept_tags))

    def shown(self, torrent: Torrent) -> Torrent:
        """A torrent with all its tags. See Note [Nothing is lost on the way]."""
        if not self.kept:
            return torrent
        kept = self.kept.get(torrent.key)
        more = kept.of(torrent.added_on).difference(torrent.tags) if kept is not None else ()
        return replace(torrent, tags=(*torrent.tags, *sorted(more))) if more else torrent

    def all_shown(self, torrents: Iterable[Torrent]) -> tuple[Torrent, ...]:
        """Torrents with all their tags."""
        return tuple(map(self.shown, torrents)) if self.kept else tuple(torrents)

    def settled(self, key: Key, tags: Iterable[str]) -> frozenset[str]:
        """Those of these tags of which the listing of its client shows whether the torrent has them: not just taken off there."""
        now, taken_off = self._clock.seconds(), self._taken_off
        return frozenset(tag for tag in tags if now - taken_off.get((key, tag), -math.inf) >= _SHOWN_AFTER_SECONDS)

    def takes_off(self, key: Key, tags: Iterable[str]) -> None:
        """Tags of ours are about to be taken off in its client."""
        now = self._clock.seconds()
        while self._taken_off and now - next(iter(self._taken_off.values())) >= _SHOWN_AFTER_SECONDS:
            del self._taken_off[next(iter(self._taken_off))]
        for tag in tags:
            self._taken_off.pop((key, tag), None)  # the newest stand last
            self._taken_off[key, tag] = now

    async def take(self, step: ClientStep, torrent: Torrent | None) -> ClientStep | Outcome:
        """
        Keep what a step says of our tags. Returns what is left of it for the client, which has the *torrent* as it is, or how it ended
        when nothing is.
        """
        if not isinstance(step, AddTags | RemoveTags):
            return step
        ours = TAGS_OF_OURS.intersection(step.tags)
        key = (step.instance, step.hash)
        goes = isinstance(step, RemoveTags)
        if goes and ours:
            self.takes_off(key, ours)
        if not ours or not (self.is_on() or (goes and key in self.kept)):
            return step
        there = ours.intersection(torrent.tags) if torrent is not None and goes else frozenset()
        try:
            await self.change(_change(step, ours, torrent))
        except QbitrrError as error:
            return outcome_of(step, Result.RETRY, str(error))
        if not self.is_on():
            return step
        tags = tuple(tag for tag in step.tags if tag not in ours or tag in there)
        return replace(step, tags=tags) if tags else outcome_of(step, Result.DONE)

    async def put_on(self, actor: QbitActor, hash_: str, tag: str) -> None:
        """See `qbitrr.actors.removals.quarantine.moves.TagWriter`."""
        if not self.is_on():
            await actor.client.add_tags([hash_], [tag])
            return
        torrent = actor.get(hash_)
        added_on = torrent.added_on if torrent is not None else 0
        await self.change(TagChange(key=(actor.section, hash_), added_on=added_on, adds=frozenset({tag})))

    async def take_off(self, actor: QbitActor, hash_: str, tag: str) -> None:
        """See `qbitrr.actors.removals.quarantine.moves.TagWriter`."""
        key = (actor.section, hash_)
        self.takes_off(key, [tag])
        if key in self.kept:
            await self.change(TagChange(key=key, drops=frozenset({tag})))
        await actor.client.remove_tags([hash_], [tag])

    def change(self, *changes: TagChange, entry: Entry | None = None) -> Deferred[None]:
        """
        Keep something, or keep it no more; fires when that is written, with the *entry* that tells of it if it was not so before. Fails
        with `StoreError`: then all is as it was.
        """
        done: Deferred[None] = Deferred()
        self._asked.append((changes, entry, done))
        if not self._is_writing:
            self._write()
        return done

    def forget(self, keys: Iterable[Key]) -> None:
        """These are proven gone."""
        for key in keys:
            for tag in KEPT_TAGS if self._taken_off else ():
                self._taken_off.pop((key, tag), None)
            kept = self.kept.get(key)
            if kept is not None:
                self.change(TagChange(key=key, drops=kept.tags)).addErrback(self._not_forgotten)

    def _write(self) -> None:
        self._is_writing = True
        asked, self._asked = self._asked, []
        rows: dict[Key, KeptTags] = {}
        for changes, _, _ in asked:
            for change in changes:
                rows[change.key] = _changed(rows.get(change.key) or self.kept.get(change.key, _NONE), change)
        rows = {key: row for key, row in rows.items() if row != self.kept.get(key, _NONE)}
        told = [entry for changes, entry, _ in asked if entry and any(each.key in rows for each in changes)]
        Deferred.fromCoroutine(self._save(rows, told)).addBoth(self._written, [done for _, _, done in asked])

    async def _save(self, rows: Mapping[Key, KeptTags], told: Sequence[Entry]) -> None:
        if rows:
            await self._journal.act(told, save_tags, rows)
            self._take(rows)

    def _written(self, result: Any, asked: Sequence[Deferred[None]]) -> None:
        self._is_writing = False
        if self._asked:
            self._write()
        for done in asked:
            done.callback(result)  # a failure goes to each that waits for it

    def _take(self, rows: Mapping[Key, KeptTags]) -> None:
        for key, row in rows.items():
            if row.tags:
                self.kept[key] = row
            else:
                self.kept.pop(key, None)
            (self.waiting.add if FREE_SPACE_PAUSED in row.tags else self.waiting.discard)(key)
        for heard in self._heard_by:
            heard(rows.keys())

    def _not_forgotten(self, failure: Any) -> None:
        self.log.failure("the tags of a torrent that is gone were not dropped", failure=failure)


def _changed(row: KeptTags, change: TagChange) -> KeptTags:
    added_on = change.added_on or row.added_on
    return evolve(row, tags=(row.of(added_on) - change.drops) | change.adds, added_on=added_on)


def _change(step: AddTags | RemoveTags, ours: frozenset[str], torrent: Torrent | None) -> TagChange:
    change = TagChange(key=(step.instance, step.hash), added_on=torrent.added_on if torrent is not None else 0)
    return evolve(change, adds=ours) if isinstance(step, AddTags) else evolve(change, drops=ours)
