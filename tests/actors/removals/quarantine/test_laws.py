"""Laws of the quarantine that hold whatever comes in whatever order, under odd listings and kills between any two writes."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from twisted.internet.defer import CancelledError, Deferred

from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.errors import QbitrrError
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from tests.actors.removals.quarantine import test_ways

_NOT_SMALLER = (Phase.explicit, Phase.reuse, Phase.generate)
"""Each example is a small world of its own: looking for a smaller one would take minutes."""


class QuarantineMachine(RuleBasedStateMachine):
    """
    Three movies that are removed, taken back, moved, deleted and added anew by hand, under listings that now and then show less than
    there is, with kills in between, also between any two writes into the file.
    """

    def __init__(self) -> None:
        super().__init__()
        self.world = test_ways.World()
        self.world.setUp()
        self.sim = self.world.qbits["qBit"]
        self.hashes = [f"{number:040x}" for number in (1, 2, 3)]
        for hash_ in self.hashes:
            self.sim.add(name=f"Movie {hash_[-1]}", hash=hash_, category="radarr", progress=1.0)
        self.world.furnish("qBit", "qBit-box")
        self.entered: dict[str, tuple[int, float]] = {}
        # Lives a person took back, as hash and date of adding, and those a person wanted removed since.
        self.pardoned: set[tuple[str, int]] = set()
        # Lives whose purge a person ordered: the time of grace is nothing to them.
        self.ordered: set[tuple[str, int]] = set()
        self.dies_in: int | None = None
        self.is_stuck = False
        self._mortal()
        self.checked = 0
        self.watched_whole_since = self.world.clock.seconds()
        self.kept: set[str] = set()

    def teardown(self) -> None:
        try:
            self.end_well()
        finally:
            self.world.end()

    def end_well(self) -> None:
        """After a calm time the rows are what is in the category, and each deletion stands in the journal once."""
        self.dies_in = None
        self.pass_(250, step=2.0)
        there = {each.hash for each in self.sim.torrents.values() if each.category == QUARANTINE_CATEGORY}
        assert {hash_ for _, hash_ in self.world.quarantine.rows} == there
        told = Counter(entry.hash for entry in self.world.done(self.world.journal.read(limit=1000, act="purge")))
        assert told == Counter(hash_ for hash_, _, _ in self.world.deletions)

    def _mortal(self) -> None:
        """The services of this life never return from the write before which they are to be killed."""
        journal, act = self.world.journal, self.world.journal.act

        async def written(*args: Any, **kwargs: Any) -> Any:
            if self.dies_in == 0:
                self.is_stuck = True
                await Deferred()
            elif self.dies_in is not None:
                self.dies_in -= 1
            return await act(*args, **kwargs)

        journal.act = written  # type: ignore[method-assign]

    def life(self, hash_: str) -> tuple[str, int]:
        return (hash_, int(self.sim.torrents[hash_].added_on))

    def attempt(self, call: Any, seconds: float) -> None:
        """Begin something that may never end, and let time pass."""
        Deferred.fromCoroutine(call).addErrback(
            lambda failure: failure.trap(QbitrrError, CancelledError, AssertionError)
        )
        self.pass_(seconds)

    hashes_ = st.integers(0, 2)

    def pass_(self, seconds: float, step: float = 1.0) -> None:
        """Time passes; when each came into the category is noted, and each deletion is looked at."""
        for _ in range(round(seconds / step)):
            self.world.settle(step, step=step)
            if self.dies_in == 0 and self.is_stuck:
                self._live_anew()
            for hash_ in self.hashes:
                torrent = self.sim.torrents.get(hash_)
                if torrent is None or torrent.category != QUARANTINE_CATEGORY:
                    continue
                if self.entered.get(hash_, (0, 0.0))[0] != torrent.added_on:
                    self.entered[hash_] = (torrent.added_on, self.world.clock.seconds())
            self.check_deletions()
            for hash_ in self.hashes:
                torrent = self.sim.torrents.get(hash_)
                if torrent is not None and torrent.category != QUARANTINE_CATEGORY:
                    self.entered.pop(hash_, None)
                    self.kept.discard(hash_)

    def check_deletions(self) -> None:
        """Whatever was deleted was in the category at that moment, and due."""
        for hash_, category, _ in self.world.deletions[self.checked :]:
            assert category == QUARANTINE_CATEGORY
            added_on, since = self.entered[hash_]
            waited = self.world.clock.seconds() - since
            assert waited >= self.world.grace - 15 or (hash_, added_on) in self.ordered, waited
        self.checked = len(self.world.deletions)

    @rule(number=hashes_, by_operator=st.booleans())
    def remove(self, number: int, by_operator: bool) -> None:
        self._remove(self.hashes[number], by_operator)

    def _remove(self, hash_: str, by_operator: bool) -> None:
        torrent = self.sim.torrents.get(hash_)
        if torrent is not None and torrent.category == "radarr" and self.world.actors["qBit"].get(hash_) is not None:
            if by_operator:
                self.pardoned.discard(self.life(hash_))
            removal = self.world.removal(hash_=hash_, by_operator=by_operator, blocklist=False, search_again=False)
            self.attempt(self.world.removals.submit("Radarr", [removal]), 5 if by_operator else 16)
        self.pass_(1)

    @rule(number=hashes_, wanted_again=st.booleans())
    def take_back(self, number: int, wanted_again: bool) -> None:
        hash_ = self.hashes[number]
        before = dict(self.world.quarantine.pardoned)
        self.attempt(self.world.quarantine.undo("qBit", hash_), 6)
        if self.world.quarantine.pardoned != before and hash_ in self.sim.torrents:
            self.pardoned.add(self.life(hash_))
            if wanted_again:
                self._remove(hash_, by_operator=False)

    @rule(number=hashes_, dies_in=st.none() | st.integers(0, 2))
    def purge(self, number: int, dies_in: int | None) -> None:
        self._purge(self.hashes[number], dies_in)

    def _purge(self, hash_: str, dies_in: int | None) -> None:
        row = self.world.quarantine.rows.get(("qBit", hash_))
        if row is not None and hash_ in self.sim.torrents:
            self.ordered.add(self.life(hash_))
            self.dies_in = self.dies_in if dies_in is None else dies_in
            self.attempt(self.world.quarantine.purge(row, by_person=True), 6)

    @rule(dies_in=st.none() | st.integers(0, 2))
    def purge_all(self, dies_in: int | None) -> None:
        for number in range(3):
            self._remove(self.hashes[number], by_operator=True)
        for number in range(3):
            self._purge(self.hashes[number], dies_in)

    @rule(writes=st.integers(0, 3))
    def die_soon(self, writes: int) -> None:
        """Kill it before the write after so many."""
        self.dies_in = writes

    @rule(number=hashes_)
    def move_out(self, number: int) -> None:
        torrent = self.sim.torrents.get(self.hashes[number])
        if torrent is not None and torrent.category == QUARANTINE_CATEGORY:
            self.sim.change(torrent.hash, category="radarr")
        self.pass_(3)

    @rule(number=hashes_, category=st.sampled_from(["radarr", QUARANTINE_CATEGORY]))
    def add_anew(self, number: int, category: str) -> None:
        hash_ = self.hashes[number]
        if hash_ in self.sim.torrents:
            type(self.sim).remove(self.sim, hash_)
        self.entered.pop(hash_, None)
        self.kept.discard(hash_)
        self.sim.add(
            name=f"Movie {hash_[-1]}",
            hash=hash_,
            category=category,
            progress=1.0,
            added_on=self.world.clock.seconds() + 1,
        )
        self.pass_(3)

    @rule(kept=st.integers(0, 2), seconds=st.sampled_from([2, 40, 100]))
    def list_less(self, kept: int, seconds: int) -> None:
        hidden = dict(list(self.sim.torrents.items())[kept:])
        for hash_ in hidden:
            self.sim.publisher.forget(self.sim.torrents.pop(hash_))
        self.pass_(seconds)
        self.sim.torrents.update(hidden)
        for torrent in hidden.values():
            torrent.published = None
            self.sim.publisher.touch(torrent, self.world.clock.seconds())
        self.watched_whole_since = self.world.clock.seconds()
        self.pass_(5)

    @rule()
    def restart(self) -> None:
        self._live_anew()
        self.pass_(5)

    def _live_anew(self) -> None:
        self.world.kill()
        self.world.build()
        self.dies_in, self.is_stuck = None, False
        self._mortal()
        self.watched_whole_since = self.world.clock.seconds()  # what an earlier life saw of a stray is not kept
        for actor in self.world.actors.values():  # a new life begins with a whole listing
            self.world.quarantine.seen(actor, Change(changed=dict(actor.mirror.torrents), full=True))

    @rule(seconds=st.sampled_from([30, 100, 150]))
    def wait(self, seconds: int) -> None:
        self.pass_(seconds)

    @precondition(lambda self: self.sim.torrents)
    @invariant()
    def no_row_is_lost(self) -> None:
        """What lies in the category and once had a row has one, its own; what is seen there for a while gets one."""
        now = self.world.clock.seconds()
        for hash_, (added_on, since) in self.entered.items():
            torrent = self.sim.torrents.get(hash_)
            if torrent is None or torrent.category != QUARANTINE_CATEGORY:
                continue
            row = self.world.quarantine.rows.get(("qBit", hash_))
            if row is not None:
                self.kept.add(hash_)
            assert row is not None or hash_ not in self.kept, "a row is lost"
            if now - max(since, self.watched_whole_since) >= 150:
                assert row is not None, "an orphan"
                assert row.added_on in (0, int(added_on))

    @invariant()
    def pardons_are_respected(self) -> None:
        """What a person took back is not in the category, unless a person wanted it removed since."""
        for hash_, torrent in self.sim.torrents.items():
            if hash_ in self.hashes and self.life(hash_) in self.pardoned:
                row = self.world.quarantine.rows.get(("qBit", hash_))
                assert (
                    torrent.category != QUARANTINE_CATEGORY or row is None or row.is_adopted or self.is_going_back(row)
                )

    def is_going_back(self, row: Any) -> bool:
        pardoned_at = self.world.quarantine.pardoned.get(row.key)
        return pardoned_at is not None and pardoned_at >= row.at


QuarantineLaws = pytest.mark.correction("A9", "B11")(QuarantineMachine.TestCase)
QuarantineLaws.settings = settings(max_examples=12, stateful_step_count=14, phases=_NOT_SMALLER)
