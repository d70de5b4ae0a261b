"""The copy of a client's list: kept current, never losing what is there, silent about what merely creeps."""

import gc
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from twisted.trial.unittest import SynchronousTestCase

import qbitrr
from qbitrr.actors.qbittorrent.mirror import Change, Mirror
from qbitrr.clients.qbittorrent.wire import Category, MainData, TorrentPatch
from qbitrr.model.torrents.torrent import Torrent

OURS = f"{Path(qbitrr.__file__).parent}/"
NOW = 1_787_227_200.0
A, B = "a" * 40, "b" * 40


def full(rid: int = 1, **torrents: TorrentPatch) -> MainData:
    return MainData(rid=rid, full=True, torrents=torrents)


def delta(rid: int = 2, removed: tuple[str, ...] = (), **torrents: TorrentPatch) -> MainData:
    return MainData(rid=rid, torrents=torrents, removed=removed)


def patch(**fields: object) -> TorrentPatch:
    return TorrentPatch(**fields)


def seed(**fields: object) -> TorrentPatch:
    return patch(
        **{"state": "stalledUP", "name": "Seed", "progress": 1.0, "seeding_time": 10, "category": "radarr", **fields}
    )


def leech(**fields: object) -> TorrentPatch:
    return patch(
        **{
            "state": "downloading",
            "name": "Leech",
            "category": "",
            "progress": 0.5,
            "amount_left": 5,
            "eta": 60,
            **fields,
        }
    )


class MirrorTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.mirror = Mirror("qBit")

    def take(self, data: MainData, at: float = 0.0) -> Change:
        return self.mirror.take(data, NOW + at)

    def test_full_then_deltas(self):
        """Deltas change what they name and nothing else; what was removed is gone."""
        first = self.take(full(**{A.upper(): seed(), B: leech()}))
        self.assertEqual({A, B}, set(first.changed))
        self.assertTrue(first.full)
        second = self.take(delta(**{B: patch(state="stalledDL")}), 1)
        self.assertEqual({B: ("stalledDL", "Leech")}, {h: (t.state, t.name) for h, t in second.changed.items()})
        third = self.take(delta(removed=(A.upper(), "c" * 40)), 2)
        self.assertEqual((frozenset({A}), {}), (third.gone, third.changed))
        self.assertEqual([B], list(self.mirror.torrents))
        self.assertFalse(self.take(delta(), 3))

    def test_full_listing_again(self):
        """A full listing tells what changed and what is missing in it, not everything anew."""
        self.take(full(**{A: seed(), B: leech()}))
        again = self.take(full(**{A: seed(), B: leech(category="x")}), 10)
        self.assertEqual(([B], frozenset()), (list(again.changed), again.gone))
        self.assertEqual({B}, self.take(full(**{A: seed()}), 20).gone)

    @pytest.mark.correction("A9")
    def test_a_change_of_what_was_left_out(self):
        """
        A change of a torrent that a shrunk listing left out is no torrent: it has no category and no time of adding, as if somebody had
        moved it. It is missing until a whole listing shows it; a new torrent comes with its whole record.
        """
        self.take(full(**{A: seed(added_on=5), B: leech()}))
        self.take(full(**{B: leech()}), 10)
        change = self.take(
            delta(**{A: patch(seeding_time=20, state="stoppedUP"), "c" * 40: seed(), B: patch(eta=1)}), 11
        )
        self.assertEqual({"c" * 40}, set(change.changed))
        self.assertEqual(({B, "c" * 40}, False), (set(self.mirror.torrents), self.mirror.is_gone(A)))
        self.assertEqual(frozenset(), change.lost)
        self.take(delta(), 45)
        self.assertTrue(self.mirror.absences.wants_whole)
        again = self.take(full(**{A: seed(added_on=5), B: leech(), "c" * 40: seed()}), 46)
        self.assertEqual(("radarr", frozenset()), (again.changed[A].category, again.lost))

    def test_restarted_client(self):
        """After a restart of the client, with every torrent being loaded, nothing is gone."""
        self.take(full(**{A: seed(), B: leech()}))
        loading = self.take(full(**{A: seed(state="checkingResumeData"), B: leech(state="checkingResumeData")}), 10)
        self.assertEqual(frozenset(), loading.gone)
        self.assertEqual({"checkingResumeData"}, {each.state for each in loading.changed.values()})

    def test_creeping_figures(self):
        """What merely creeps is told 5 s (downloads) or 60 s (finished) later, with its newest value."""
        self.take(full(**{A: seed(), B: leech()}))
        for second in range(1, 5):
            change = self.take(delta(**{A: patch(seeding_time=10 + second), B: patch(eta=60 - second)}), second)
            self.assertFalse(change)
        self.assertFalse(self.take(delta(), 5.9))
        self.assertEqual({B: 56}, {h: t.eta_seconds for h, t in self.take(delta(), 6).changed.items()})
        self.assertFalse(self.take(delta(), 60))
        self.assertEqual({A: 14}, {h: t.seeding_time_seconds for h, t in self.take(delta(), 61).changed.items()})
        self.assertFalse(self.take(delta(), 500))

    def test_at_once(self):
        """State, tags, category, completion and a falling progress are told at once, creeping figures with them."""
        self.take(full(**{B: leech()}))
        for number, news in enumerate(
            (
                {"state": "stalledDL", "eta": 1},
                {"tags": "x", "eta": 2},
                {"category": "failed", "eta": 3},
                {"amount_left": 0, "eta": 4},
                {"progress": 0.1, "eta": 5},
            ),
            start=1,
        ):
            change = self.take(delta(**{B: patch(**news)}), number)
            self.assertEqual(number, change.changed[B].eta_seconds)
        self.assertFalse(self.take(delta(), 100))

    def test_alternating_tracker(self):
        """Which tracker answered last is no news."""
        self.take(full(**{A: seed(tracker="http://a.example")}))
        self.assertFalse(self.take(delta(**{A: patch(tracker="")}), 1))

    def test_back_to_what_was_told(self):
        """A lagging torrent that is gone is not told any more."""
        self.take(full(**{B: leech()}))
        self.take(delta(**{B: patch(eta=1)}), 1)
        self.take(delta(removed=(B,)), 2)
        self.assertFalse(self.take(delta(), 100))

    def test_quiet_costs_nothing(self):
        """A poll of which nothing is heard, or one change, is as much work with 20,000 torrents as with ten."""
        work = []
        for count in (10, 20_000):
            self.mirror = Mirror("qBit")
            self.take(full(**{f"{n:040x}": seed() for n in range(count)}))
            quiet = [self.lines(delta(), second) for second in range(1, 50)]
            work.append((quiet, self.lines(delta(**{f"{7:040x}": patch(state="uploading")}), 50)))
        self.assertEqual(work[0], work[1])

    def test_lagging_is_not_scanned(self):
        """Many torrents that creep are not looked through at every poll."""
        work = []
        for count in (1, 100):
            self.mirror = Mirror("qBit")
            self.take(full(**{f"{n:040x}": seed() for n in range(count)}))
            self.take(delta(**{f"{n:040x}": patch(seeding_time=20) for n in range(count)}), 1)
            work.append(self.lines(delta(), 2))
        self.assertEqual(work[0], work[1])

    def lines(self, data: MainData, at: float) -> int:
        """How many lines of our code it takes to take that in."""
        count = 0

        def step(frame: FrameType, event: str, _: object) -> Any:
            nonlocal count
            if not frame.f_code.co_filename.startswith(OURS):
                return None
            count += event == "line"
            return step

        gc.disable()  # it may call anybody, at any moment
        before = sys.gettrace()
        sys.settrace(step)
        try:
            self.take(data, at)
        finally:
            sys.settrace(before)
            gc.enable()
        return count

    def test_fallback(self):
        """Whole listings of another kind do the same."""
        one = Torrent(instance="qBit", hash=A, state="stalledUP", seeding_time_seconds=1)
        two = Torrent(instance="qBit", hash=B, state="downloading")
        self.assertEqual({A, B}, set(self.mirror.replace([one, two], NOW).changed))
        self.assertFalse(self.mirror.replace([one, two], NOW + 1))
        self.assertEqual({B}, self.mirror.replace([one], NOW + 2).gone)

    def test_categories(self):
        """The categories of the client are known, too."""
        self.take(MainData(rid=1, full=True, categories={"radarr": Category(name="radarr"), "x": Category(name="x")}))
        self.take(MainData(rid=2, categories={"y": Category(name="y")}, categories_removed=("x",)))
        self.assertEqual({"radarr", "y"}, self.mirror.categories)

    def test_shrink_stays_suspicious(self):
        """A listing that lost more than half is suspicious until it stayed the same for ten minutes."""
        self.take(full(**{f"{n:040x}": seed() for n in range(20)}))
        self.take(full(**{f"{n:040x}": seed() for n in range(4)}), 2)
        for second in range(4, 600, 20):
            self.take(delta(), second)
            self.assertEqual(20, self.mirror.count_before)
        for second in range(600, 640, 20):
            self.take(delta(), second)
        self.assertEqual(4, self.mirror.count_before)

    def test_shrink_that_recovers(self):
        """When the torrents are back, nothing is suspicious."""
        everything = {f"{n:040x}": seed() for n in range(20)}
        self.take(full(**everything))
        self.take(full(), 2)
        self.take(full(**everything), 4)
        self.take(delta(), 6)
        self.assertEqual((20, 20), (self.mirror.count_before, len(self.mirror.torrents)))

    @pytest.mark.correction("A9", "A6")
    def test_another_under_an_old_hash(self):
        """A torrent added anew under an old hash is another one: the earlier is gone for certain, whether seen to leave or not."""
        self.take(full(**{A: seed(added_on=100), B: seed(added_on=100)}))
        self.take(delta(removed=(A,)), 2)
        change = self.take(delta(**{A: seed(added_on=200), B: patch(added_on=200)}), 4)
        self.assertEqual((frozenset({A, B}), {A, B}), (change.lost, set(change.changed)))

    @pytest.mark.correction("A9", "A7")
    def test_unreadable_record(self):
        """A torrent whose record cannot be read is listed: it neither leaves nor is it gone."""
        self.take(full(**{A: seed(), B: seed()}))
        for second in range(0, 200, 20):
            change = self.take(MainData(rid=2, full=True, torrents={A: seed()}, unread=(B,)), second)
            self.assertEqual((frozenset(), frozenset()), (change.gone, change.lost))
        self.mirror.expect({"c" * 40: 0})
        for second in range(200, 400, 20):
            self.take(MainData(rid=2, full=True, torrents={A: seed()}, unread=("C" * 40,)), second)
        self.assertFalse(self.mirror.is_gone("c" * 40))
        one = Torrent(instance="qBit", hash=A, state="stalledUP")
        for second in range(400, 600, 20):
            change = self.mirror.replace([one], NOW + second, is_whole=False)
            self.assertEqual((frozenset(), frozenset()), (change.gone, change.lost))
