"""
What the policy loop is told of torrents: those that take room, or are held because there is none, in a slim form.
"""

from collections.abc import Iterable

from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, FREE_SPACE_PAUSED, IGNORED
from qbitrr.model.torrents.torrent import BUSY_STATES, DOWNLOAD_STATES, Torrent

__all__ = ["PolicyNews"]

Key = tuple[str, str]

_TAGS = frozenset({ALLOWED_SEEDING, FREE_SPACE_PAUSED, IGNORED})


class PolicyNews:
    """Knows which torrents it has told of, so that it tells of their end: a finished torrent that only seeds costs nothing."""

    def __init__(self) -> None:
        self._told: set[Key] = set()

    def all(self, torrents: Iterable[Torrent]) -> tuple[Torrent, ...]:
        """All that concern it, of all there are: the loop has just begun."""
        found = tuple(_slim(each) for each in torrents if _concerns(each))
        self._told = {each.key for each in found}
        return found

    def of(self, instance: str, change: Change) -> tuple[tuple[Torrent, ...], tuple[Key, ...]]:
        """Of a change of a client: what concerns it, and what does no more."""
        found = tuple(_slim(each) for each in change.changed.values() if _concerns(each))
        keys = {each.key for each in found}
        left = {each.key for each in change.changed.values()} - keys
        left |= {(instance, hash_) for hash_ in change.gone}
        gone = left & self._told
        self._told = (self._told | keys) - gone
        return found, tuple(sorted(gone))

    def forget_client(self, instance: str) -> tuple[Key, ...]:
        """A client is not ours any more; returns what had been told of it."""
        gone = {key for key in self._told if key[0] == instance}
        self._told -= gone
        return tuple(sorted(gone))


def _concerns(torrent: Torrent) -> bool:
    if torrent.state in DOWNLOAD_STATES or FREE_SPACE_PAUSED in torrent.tags:
        return True
    if torrent.category == QUARANTINE_CATEGORY:
        return True
    return torrent.state in BUSY_STATES and torrent.amount_left > 0


def _slim(torrent: Torrent) -> Torrent:
    return Torrent(
        instance=torrent.instance, hash=torrent.hash, state=torrent.state, name=torrent.name,
        category=torrent.category, tags=tuple(tag for tag in torrent.tags if tag in _TAGS),
        added_on=torrent.added_on, progress=torrent.progress, amount_left=torrent.amount_left,
        priority=torrent.priority, save_path=torrent.save_path, download_path=torrent.download_path,
    )  # fmt: skip
