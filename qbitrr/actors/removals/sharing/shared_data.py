"""
Which torrents share data, over all clients: kept up to date from the mirrors' changes, asked before anything is deleted.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set

from attrs import field, frozen
from msgspec.structs import replace
from twisted.internet.defer import Deferred, gatherResults
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.sharing.away_clients import AwayClients
from qbitrr.actors.removals.sharing.placements import Placements
from qbitrr.decide.removals.sharing import bases_of, shares
from qbitrr.model.removals.sharing import Placement, Sharing, placement_of
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Claim", "SharedData"]

Key = tuple[str, str]


@frozen(kw_only=True)
class Claim:
    """
    With whom a torrent shares at the moment at which its deletion is decided. *waits_for*: not now, that one, which has the same files,
    is being deleted; otherwise the torrent itself counts as being deleted from now on.
    """

    sharing: Sharing = field(factory=Sharing)
    waits_for: str = ""


# A list of files that could not be read is not asked for again at every look.
_UNREADABLE_SECONDS = 60.0
# So many neighbours are asked anew for their files before a deletion; where thousands lie in one folder, what was read counts.
_MOST_REREAD = 50


class SharedData:
    """
    Answers `of(torrent)`. One look costs as much as there are torrents at, above or below the same path; a file list is read only
    where paths alone cannot tell, and kept until the torrent's place changes.

    *own_storage* are clients whose paths mean nothing to the others. What an earlier run listed counts until it is listed again or
    proven gone, see `load`; *away* knows which clients are not there.
    """

    log = Logger()

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        clock: IReactorTime,
        own_storage: Set[str] = frozenset(),
        away: AwayClients | None = None,
    ) -> None:
        self._clients = clients
        self._away = away
        self._clock = clock
        self._own_storage = own_storage
        self.placements = Placements()
        self._unreadable: dict[Key, float] = {}
        # Torrents whose deletion is decided: whether their client shows them no more.
        self._leaving: dict[Key, bool] = {}

    def load(self, placements: Iterable[Placement]) -> None:
        """Where everything lay when it was listed last; the mirrors are told to miss it."""
        self.placements.load(placements)
        for actor in self._clients.values():
            self.expect(actor)

    def expect(self, actor: QbitActor) -> None:
        """Have the mirror of a client miss what was listed on it last, until that is listed again or proven gone."""
        by_key = self.placements.by_key
        added_on = {key[1]: placement.added_on for key, placement in by_key.items() if key[0] == actor.section}
        if added_on:
            actor.mirror.expect(added_on, len(added_on))

    def rename(self, names: Mapping[str, str]) -> None:
        """Clients got other names (old to new), while nothing is deleted: what they had when they were listed last is theirs."""
        moved = [each for each in self.placements.by_key.values() if each.instance in names]
        for placement in moved:
            self._drop(placement.key)
        for placement in moved:
            self.placements.keep(replace(placement, instance=names[placement.instance]))

    def seen(self, instance: str, change: Change) -> None:
        """Take what changed in a client's listing."""
        for hash_ in change.lost:  # what only left the listing may still be there
            self._drop((instance, hash_))
        left = self._taken_out()
        for torrent in change.changed.values():
            placed = self._place(placement_of(torrent))
            for section in left:
                self._drop_earlier_name(placed, section)

    def _taken_out(self) -> list[str]:
        if self._away is None:
            return []
        return [section for section, used in self.placements.bases.items() if used and self._away.is_taken_out(section)]

    def _drop_earlier_name(self, placed: Placement, section: str) -> None:
        """A client whose section was given another name has its torrents, and not others like them."""
        before = self.placements.by_key.get((section, placed.hash))
        if before is not None and before.added_on and _is_same(before, placed):
            self._drop(before.key)

    async def of(self, torrent: Torrent) -> Sharing:
        """Whose the data of a torrent is, too, at this moment."""
        return self._sharing(torrent.key, await self.sharers(torrent))

    async def claim(self, torrent: Torrent) -> Claim:
        """
        The same at the moment of deletion: between the look and the mark that this one is being deleted nothing can happen. End it
        with `left`, or with `stayed` when the client still shows the torrent.
        """
        self._forget_files(torrent)
        keys = await self.sharers(torrent)
        going = [key for key in keys if self._is_going(key)]
        if going:
            return Claim(waits_for=self.placements.by_key[going[0]].name)
        self.deleting(torrent.key)
        return Claim(sharing=self._sharing(torrent.key, keys))

    def deleting(self, key: Key) -> None:
        """A torrent is being deleted from now on."""
        self._leaving[key] = False

    def left(self, key: Key) -> None:
        """A torrent was deleted: its files are nobody's on its account."""
        self._leaving[key] = True

    def stayed(self, key: Key) -> None:
        """A torrent is not being deleted."""
        self._leaving.pop(key, None)

    def _is_going(self, key: Key) -> bool:
        """Whether a torrent is being deleted; one that is listed again after it had left is to be deleted again."""
        actor = self._clients.get(key[0])
        has_left = self._leaving.get(key)
        return has_left is False or (has_left is True and actor is not None and actor.get(key[1]) is not None)

    def _sharing(self, key: Key, sharers: Iterable[Key]) -> Sharing:
        names = tuple(self.placements.by_key[each].name for each in sharers if not self._leaving.get(each))
        return Sharing(with_names=names, away=self._away_over(key))

    def _away_over(self, key: Key) -> str:
        if self._away is None or key not in self.placements.footprints:
            return ""
        others = [
            section for section in self._away.waited_for if section != key[0] and self._may_meet(key, (section, ""))
        ]
        return self._away.over(self.placements.footprints[key], others, self.placements.bases)

    async def sharers(self, torrent: Torrent) -> tuple[Key, ...]:
        """The torrents that have a file of this one, in order. A file list that cannot be read counts as if it might have one."""
        key = self._place(placement_of(torrent)).key
        if any(root.is_flat for root in self.placements.footprints[key].roots) or self._near(key)[1]:
            await self._read([key])
        tried: set[Key] = set()
        while self._has_files(key) and (unknown := set(self._near(key)[1]) - tried):
            tried |= unknown
            await self._read(unknown)
        certain, uncertain = self._near(key)
        return tuple(sorted({*certain, *uncertain}))

    def _has_files(self, key: Key) -> bool:
        """Whether its list of files is known: else those of others tell nothing."""
        mine = self.placements.footprints.get(key)
        return mine is not None and mine.files is not None

    def _near(self, key: Key) -> tuple[list[Key], list[Key]]:
        """Who shares for certain, and of whom only a file list could tell that is not known."""
        mine = self.placements.footprints.get(key)
        if mine is None:
            return [], []
        found = self.placements.around(mine.claims) - {key}
        verdicts = {
            other: shares(mine, self.placements.footprints[other]) for other in found if self._may_meet(key, other)
        }
        certain = [other for other, verdict in verdicts.items() if verdict]
        return certain, [other for other, verdict in verdicts.items() if verdict is None]

    def _may_meet(self, key: Key, other: Key) -> bool:
        return key[0] == other[0] or self._own_storage.isdisjoint((key[0], other[0]))

    # Who lies at a place

    def knows(self, section: str) -> bool:
        """Whether anything is known of a client, from now or an earlier listing."""
        actor = self._clients.get(section)
        return bool(self.placements.bases.get(section)) or (actor is not None and actor.mirror.listed_at > 0)

    def around(self, key: Key, paths: Iterable[str]) -> set[Key]:
        """Other torrents that may have files at, above or below one of these (normal) paths, on clients that meet that of *key*."""
        return self._others(key, self.placements.around(paths))

    def saved_at(self, key: Key, is_there: Callable[[str, str], bool]) -> set[Key]:
        """
        Other torrents that are saved in one of the folders of which `is_there(folder, section)` says so: also those without metadata,
        which lie nowhere yet.
        """
        return self._others(key, self.placements.saved_at(is_there))

    def roots_of(self, key: Key) -> tuple[str, ...]:
        """The places that hold everything a torrent has."""
        return tuple(root.path for root in self.placements.footprints[key].roots)

    def bases_of(self, key: Key) -> tuple[str, ...]:
        """The folders it is saved in."""
        return bases_of(self.placements.by_key[key])

    def name_of(self, key: Key) -> str:
        """What a torrent is called."""
        return self.placements.by_key[key].name

    async def files_of(self, torrent: Torrent, others: Iterable[Key]) -> dict[Key, Collection[str] | None]:
        """
        The whole paths of the files of a torrent and of others, as they are now; None where they are not known, or there are none yet.
        """
        self._forget_files(torrent)
        keys = [torrent.key, *others]
        await self._read(keys)
        known = ((each, self.placements.footprints.get(each)) for each in keys)
        return {each: footprint.files or None if footprint is not None else () for each, footprint in known}

    async def read_files(self, keys: Iterable[Key]) -> None:
        """Read the lists of files of these torrents, as far as they are not known."""
        await self._read(keys)

    def _others(self, key: Key, keys: set[Key]) -> set[Key]:
        return {each for each in keys - {key} if self._may_meet(key, each) and not self._leaving.get(each)}

    # Where everything lies

    def _place(self, placement: Placement) -> Placement:
        known = self.placements.by_key.get(placement.key)
        if known is not None:
            if replace(known, files=None, name=placement.name) == placement:
                self.placements.by_key[placement.key] = known = replace(known, name=placement.name)
                return known
            self._unreadable.pop(placement.key, None)
        self.placements.keep(placement)
        return placement

    def _drop(self, key: Key) -> None:
        self.placements.drop(key)
        self._unreadable.pop(key, None)
        self._leaving.pop(key, None)

    # Files

    def _forget_files(self, torrent: Torrent) -> None:
        """Files may have been renamed since they were read, which no listing tells: those of a torrent and its neighbours are unread."""
        key = self._place(placement_of(torrent)).key
        around = self.placements.around(root.path for root in self.placements.footprints[key].roots)
        neighbours = sorted(other for other in around - {key} if self._can_read_again(other))
        for each in (key, *neighbours[:_MOST_REREAD]):
            if self._can_read_again(each):
                self.placements.keep(replace(self.placements.by_key[each], files=None))

    def _can_read_again(self, key: Key) -> bool:
        """Whether its list of files was read, and its client is there to say it again."""
        actor = self._clients.get(key[0])
        return self.placements.by_key[key].files is not None and actor is not None and actor.is_listed

    async def _read(self, keys: Iterable[Key]) -> None:
        reading = [Deferred.fromCoroutine(self._read_files(key)) for key in keys if self._is_worth_reading(key)]
        await gatherResults(reading, consumeErrors=True)

    def _is_worth_reading(self, key: Key) -> bool:
        placement = self.placements.by_key.get(key)
        tried_at = self._unreadable.get(key, float("-inf"))
        is_due = not 0 <= self._clock.seconds() - tried_at < _UNREADABLE_SECONDS
        return placement is not None and placement.files is None and is_due

    async def _read_files(self, key: Key) -> None:
        instance, hash_ = key
        actor = self._clients.get(instance)
        before = self.placements.by_key[key]
        files = await actor.files(hash_) if actor is not None else None
        if self.placements.by_key.get(key) is not before:
            return  # it moved meanwhile: what was read may be about another place
        if not files:  # what lies somewhere has files
            self._unreadable[key] = self._clock.seconds()
            return
        self._unreadable.pop(key, None)
        self.placements.keep(replace(before, files=tuple(file.name for file in files)))


def _is_same(one: Placement, other: Placement) -> bool:
    """Whether both are one torrent, added at the same second, at the same place; whatever its client and the torrent are called."""
    return replace(one, instance=other.instance, name=other.name, files=other.files) == other
