"""
To which hosts each torrent of a client announces, from what the client says of its trackers.
"""

from collections.abc import Iterable

import msgspec

from qbitrr.clients.qbittorrent.wire import MainData
from qbitrr.model.torrents.trackers import host_of

__all__ = ["AnnounceHosts"]

_HASHES = msgspec.json.Decoder(tuple[str, ...])
_MOST_SHARED = 4096


class AnnounceHosts:
    """
    Takes every answer of `sync/maindata`: of each tracker that changed it has all torrents. Nothing is known before a whole one, nor
    after one that says nothing of trackers or cannot be read.
    """

    def __init__(self) -> None:
        self._hashes: dict[str, set[str]] | None = None  # by address
        self._urls: dict[str, tuple[str, ...]] = {}  # by hash
        self._same: dict[str, str] = {}  # each hash once, however many trackers it has
        self._hosts: dict[tuple[str, ...], tuple[str, ...]] = {}  # most torrents have the same addresses
        self.all: frozenset[str] | None = None
        """Those of all torrents, None while that is not known; another object only when they changed."""

    def of(self, hash_: str) -> tuple[str, ...] | None:
        """Those of a torrent, by name; None while they are not known."""
        return None if self._hashes is None else self._hosts_of(self._urls.get(hash_, ()))

    def take(self, data: MainData) -> frozenset[str]:
        """Bring it up to date; returns the torrents whose addresses changed."""
        if data.full:
            self.forget()
            self._hashes = {} if _tells(data) else None
        if self._hashes is None or not (data.full or data.trackers or data.trackers_removed):
            return frozenset()
        changed: set[str] = set()
        try:
            for url, raw in (data.trackers or {}).items():
                changed |= self._put(self._hashes, url, _HASHES.decode(raw))
        except msgspec.DecodeError:
            changed |= self._urls.keys()
            self.forget()
            return frozenset(changed)
        for url in data.trackers_removed:
            changed |= self._put(self._hashes, url, ())
            del self._hashes[url]
        hosts = frozenset(map(host_of, self._hashes)) - {""}
        if hosts != self.all:
            self.all = hosts
        return frozenset(changed)

    def drop(self, hash_: str) -> None:
        """A torrent has left."""
        self._same.pop(hash_, None)
        for url in self._urls.pop(hash_, ()):
            if self._hashes is not None and url in self._hashes:
                self._hashes[url].discard(hash_)

    def forget(self) -> None:
        """Nothing is known any more."""
        self._hashes, self.all = None, None
        self._urls.clear()
        self._same.clear()
        self._hosts.clear()

    def _put(self, known: dict[str, set[str]], url: str, hashes: Iterable[str]) -> set[str]:
        before = known.get(url, set())
        after = {self._same.setdefault(hash_, hash_) for hash_ in map(str.lower, hashes)}
        for hash_ in after - before:
            self._urls[hash_] = (*self._urls.get(hash_, ()), url)
        for hash_ in before - after:
            left = tuple(each for each in self._urls[hash_] if each != url)
            if left:
                self._urls[hash_] = left
            else:
                del self._urls[hash_], self._same[hash_]
        known[url] = after
        return before ^ after

    def _hosts_of(self, urls: tuple[str, ...]) -> tuple[str, ...]:
        hosts = self._hosts.get(urls)
        if hosts is None:
            if len(self._hosts) >= _MOST_SHARED:
                self._hosts.clear()
            hosts = self._hosts[urls] = tuple(sorted({host for url in urls if (host := host_of(url))}))
        return hosts


def _tells(data: MainData) -> bool:
    """Whether a whole answer says what it knows of trackers: from 4.6 on, what is empty is left out."""
    return data.trackers is not None or not any(patch.tracker for patch in data.torrents.values())
