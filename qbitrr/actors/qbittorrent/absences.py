"""
What left a client's listing, and which of it is proven gone.

# Note [Gone needs proof]
A client that starts lists nothing, then some; one that is ill lists half; a name among those removed is a sign and no proof. Gone is
what is missing from two plausible whole listings at least 30 s apart. Not plausible is an empty one, or one with less than half of
the last good one, unless it stayed the same for ten minutes: a person may delete most or all. Nor is, for ten minutes, one that holds
less than half of what there was, however much else: an address that was mistyped or given to another leads to another client. Time
counts only while we look on: a clock that jumps and a client that is away prove nothing.
"""

from collections.abc import Mapping

from attrs import define

from qbitrr.model.torrents.torrent import is_another_life

__all__ = ["Absences"]

PROVEN_APART_SECONDS = 30.0
NEW_TRUTH_SECONDS = 600.0
# A whole listing takes the client and us time: at most a hundredth of it is spent on proofs.
_TIMES_AS_LONG = 100.0
# Polls of a healthy client are closer together: what lies between others was not watched.
_LONGEST_LOOK_SECONDS = 120.0


@define
class _Missing:
    added_on: int
    since: float | None = None
    """Watched time of the first plausible whole listing without it."""


class Absences:
    """Follows the listings of one client. `good_count` is the size of its last plausible listing, or what it grew to since."""

    def __init__(self) -> None:
        self.good_count = 0
        self._missing: dict[str, _Missing] = {}
        self._watched_seconds = 0.0
        self._seen_at: float | None = None
        self._same_since = 0.0
        self._is_moving = False
        self._has_come_back = False
        self._is_emptiness_true = False
        # How many there were before the first of those that are missing left; since when (watched time) more than half of them is missing,
        # and how many were when that was believed.
        self._there_were = 0
        self._foreign_since = 0.0
        self._believed = 0
        self._whole_at = 0.0
        self._whole_took = 0.0

    def expect(self, added_on: Mapping[str, int], count: int = 0) -> None:
        """
        These hashes were there in an earlier life of ours (0: their time of adding is not known), in a good listing of *count*:
        until they are listed they are missing.
        """
        for hash_, added in added_on.items():
            self._missing.setdefault(hash_, _Missing(added))
        self.good_count = max(self.good_count, count)

    def is_missing(self, hash_: str) -> bool:
        """Whether it is not listed and not proven gone."""
        return hash_ in self._missing

    def left(self, hash_: str, added_on: int) -> None:
        """It is not listed any more."""
        self._missing[hash_] = _Missing(added_on)
        self._is_moving = True

    def came(self, hash_: str, added_on: int) -> bool:
        """It is listed (again). Returns whether it is another torrent under an old hash: the earlier one is gone then."""
        self._is_moving = True
        before = self._missing.pop(hash_, None)
        if before is None:
            return False
        self._has_come_back = True
        self._foreign_since, self._believed = self._watched_seconds, 0
        return is_another_life(before.added_on, added_on)

    def looked(self, count: int, now: float) -> None:
        """The client answered at *now*, and we know of *count* torrents of it."""
        gap = now - self._seen_at if self._seen_at is not None else 0.0
        if 0 < gap <= _LONGEST_LOOK_SECONDS:
            self._watched_seconds += gap
        else:  # what lies between was not watched
            self._is_moving = True
        self._seen_at = now
        if count:
            self._is_emptiness_true = False
        if self._is_moving or not self._is_odd(count):
            self._same_since = self._watched_seconds
        elif self._watched_seconds - self._same_since >= NEW_TRUTH_SECONDS:
            self.good_count, self._is_emptiness_true = count, count == 0
        self._is_moving = False
        self.good_count = max(self.good_count, count)
        self._there_were = max(self._there_were if self._missing else 0, self.good_count)
        if not self._is_foreign():
            self._foreign_since = self._watched_seconds
        elif self._watched_seconds - self._foreign_since >= NEW_TRUTH_SECONDS:
            self._believed = len(self._missing)

    def whole(self, count: int, took_seconds: float) -> frozenset[str]:
        """After `looked`: that was a whole listing, which took so long. Returns what is proven gone by it."""
        self._whole_at, self._whole_took = self._watched_seconds, took_seconds
        if self._is_odd(count):
            return frozenset()
        self.good_count = count
        if self._has_come_back:  # while some come back, absence says nothing
            self._has_come_back = False
            for missing in self._missing.values():
                missing.since = None
        proven = set()
        for hash_, missing in self._missing.items():
            if missing.since is None:
                missing.since = self._watched_seconds
            elif self._watched_seconds - missing.since >= PROVEN_APART_SECONDS:
                proven.add(hash_)
        for hash_ in proven:
            del self._missing[hash_]
        self._believed = min(self._believed, len(self._missing))
        return frozenset(proven)

    @property
    def has_missing(self) -> bool:
        """Whether something that is not listed may be there."""
        return bool(self._missing)

    @property
    def wants_whole(self) -> bool:
        """Whether it is time for a whole listing, to prove what is missing."""
        pause = max(PROVEN_APART_SECONDS, _TIMES_AS_LONG * self._whole_took)
        return bool(self._missing) and self._watched_seconds - self._whole_at >= pause

    def _is_odd(self, count: int) -> bool:
        is_short = 2 * count < self.good_count or (count == 0 and not self._is_emptiness_true)
        return is_short or self._is_foreign()

    def _is_foreign(self) -> bool:
        """Whether more than half of what there was is missing at once."""
        return 2 * (len(self._missing) - self._believed) > self._there_were
