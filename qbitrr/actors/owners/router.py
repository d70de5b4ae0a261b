"""
Which owner hears of which torrent.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from attrs import define, field

from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.decide.owners import owner_of
from qbitrr.model.owners import Owners, Special
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Router", "Shares"]

Key = tuple[str, str]


@define
class Shares:
    """What changed for each owner: by section, torrents as they are now and keys that left."""

    torrents: dict[str, list[Torrent]] = field(factory=dict)
    gone: dict[str, list[Key]] = field(factory=dict)

    def sections(self) -> set[str]:
        """Every section that has something to hear."""
        return self.torrents.keys() | self.gone.keys()


class Router:
    """
    Remembers the last owner of every torrent, so that one moved to the failed or recheck category still reaches who knows it.

    A torrent in a special category whose owner was never seen is `sought` among the Arrs that watch its client: until it is known whose
    it is, it is nobody's. Where no Arr watches, it goes to who else does. `remember`
    gets `(instance, hash, section, category)` rows that changed, `forget` keys of torrents that are gone.
    """

    def __init__(
        self,
        *,
        owners: Owners,
        remember: Callable[[list[tuple[str, str, str, str]]], None],
        forget: Callable[[list[Key]], None],
    ) -> None:
        self.owners = owners
        self.sought: set[Key] = set()
        self._last: dict[Key, tuple[str, str]] = {}
        self._current: dict[Key, str] = {}
        self._counts: Counter[str] = Counter()
        self._remember = remember
        self._forget = forget

    def recall(self, last: Mapping[Key, tuple[str, str]]) -> None:
        """Section and category that had each torrent in earlier runs; said before anything is routed."""
        self._last.update(last)

    def route(self, instance: str, change: Change) -> Shares:
        """Who must hear of a change of a client."""
        shares = Shares()
        learned: list[tuple[str, str, str, str]] = []
        lost = [(instance, hash_) for hash_ in change.lost]
        if lost:  # what only left the listing may come back, and then we want to know it
            for key in lost:
                self._last.pop(key, None)
            self._forget(lost)
        for torrent in change.changed.values():
            self._place(torrent, shares, learned)
        for hash_ in change.gone:
            section = self._leave((instance, hash_))
            self.sought.discard((instance, hash_))
            if section is not None:
                shares.gone.setdefault(section, []).append((instance, hash_))
        if learned:
            self._remember(learned)
        return shares

    def renew(self, owners: Owners, torrents: Iterable[Torrent]) -> Shares:
        """Go by other *owners*. Who must hear of which of the *torrents*, all there are: those that belong to somebody else now."""
        self.owners = owners
        shares = Shares()
        learned: list[tuple[str, str, str, str]] = []
        for torrent in torrents:
            if self._current.get(torrent.key) != self._section(torrent, torrent.key, None):
                self._place(torrent, shares, learned)
        if learned:
            self._remember(learned)
        return shares

    def forget_client(self, instance: str) -> None:
        """A client is not ours any more: nobody looks after its torrents now. Who had them last is still known."""
        for key in [each for each in self._current if each[0] == instance]:
            self._leave(key)
        self.sought = {each for each in self.sought if each[0] != instance}

    def arrs_on(self, instance: str) -> tuple[str, ...]:
        """The sections of the Arrs that watch a client."""
        return tuple(each.section for each in self.owners.owners if each.kind == "arr" and each.watches(instance))

    def is_sought(self, torrent: Torrent) -> bool:
        """Whether it is not known whose a torrent in a special category is."""
        return self._is_special(torrent) and self._section(torrent, torrent.key, None) is None

    def found(self, torrent: Torrent, section: str) -> None:
        """It is known now; whoever hears of the torrent next hears so."""
        category = next((each.category for each in self.owners.owners if each.section == section), "")
        self.sought.discard(torrent.key)
        self._last[torrent.key] = (section, category)
        self._remember([(*torrent.key, section, category)])

    def _is_special(self, torrent: Torrent) -> bool:
        return isinstance(owner_of(torrent.category, torrent.instance, self.owners), Special)

    def rename(self, names: Mapping[str, str]) -> None:
        """Sections and clients got other names (old to new), in the file, too: what they had last is theirs."""
        self._last = {
            (names.get(instance, instance), hash_): (names.get(section, section), category)
            for (instance, hash_), (section, category) in self._last.items()
        }
        new = set(names.values())
        rows = [(*key, *last) for key, last in self._last.items() if key[0] in new or last[0] in new]
        if rows:
            self._remember(rows)

    def known_on(self, instance: str) -> tuple[str, ...]:
        """The hashes of a client's torrents that had an owner."""
        return tuple(hash_ for where, hash_ in self._last if where == instance)

    def last_owner(self, key: Key) -> tuple[str, str]:
        """The section and category that had a torrent last, empty if that is not known."""
        return self._last.get(key, ("", ""))

    def watchers(self, instance: str) -> set[str]:
        """The sections that look after torrents of a client, or would if it had any of theirs."""
        watching = {each.section for each in self.owners.owners if each.watches(instance)}
        return watching | {section for (where, _), section in self._current.items() if where == instance}

    def share_of(self, section: str, torrents: Iterable[Torrent]) -> tuple[Torrent, ...]:
        """The torrents among these that belong to a section now."""
        return tuple(torrent for torrent in torrents if self._current.get(torrent.key) == section)

    def count(self, section: str) -> int:
        """How many torrents a section looks after."""
        return self._counts[section]

    def section_of(self, key: Key) -> str | None:
        """The section that looks after a torrent now, if any."""
        return self._current.get(key)

    def owner_of(self, torrent: Torrent) -> str | None:
        """The section a torrent belongs to by the category it has, whether it was routed or not."""
        return self._section(torrent, torrent.key, None)

    def _place(self, torrent: Torrent, shares: Shares, learned: list[tuple[str, str, str, str]]) -> None:
        key = torrent.key
        before = self._current.get(key)
        section = self._section(torrent, key, learned)
        if before is not None and before != section:
            self._leave(key)
            shares.gone.setdefault(before, []).append(key)
        (self.sought.add if section is None and self._is_special(torrent) else self.sought.discard)(key)
        if section is None:
            return
        if before != section:
            self._current[key] = section
            self._counts[section] += 1
        shares.torrents.setdefault(section, []).append(torrent)

    def _leave(self, key: Key) -> str | None:
        section = self._current.pop(key, None)
        if section is not None:
            self._counts[section] -= 1
        return section

    def _section(self, torrent: Torrent, key: Key, learned: list[tuple[str, str, str, str]] | None) -> str | None:
        owner = owner_of(torrent.category, torrent.instance, self.owners)
        if isinstance(owner, Special):
            last = self._last.get(key)
            if last is not None and any(each.section == last[0] for each in self.owners.owners):
                return last[0]
            if self.arrs_on(torrent.instance):
                return None
            return next((each.section for each in self.owners.owners if each.watches(torrent.instance)), None)
        if owner is None:
            return None
        if learned is not None and self._last.get(key) != (owner.section, torrent.category):
            self._last[key] = (owner.section, torrent.category)
            learned.append((*key, owner.section, torrent.category))
        return owner.section
