"""A client that is not listed now is not empty: what it had counts, also when we start while it is away."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.sharing.away_clients import TAKEN_OUT_SECONDS, AwayClients
from qbitrr.actors.removals.sharing.listings import Listings
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.actors.running_time import RunningTime
from qbitrr.decide.removals.away import CAREFUL_SECONDS, above, may_have_more
from qbitrr.decide.removals.sharing import contains, footprint_of
from qbitrr.model.removals.sharing import Placement, Sharing
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.supervisor import listings as listing_table
from qbitrr.store.supervisor.schema import SCHEMA
from qbitrr.testing.qbittorrent import Dropped
from qbitrr.testing.strategies.removals import placements
from tests.actors.world import HASH, QbitCase

GIB = 2**30


class AwayCase(QbitCase):
    """Two clients, and what is kept of their listings over restarts."""

    own_storage: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset({"qBit", "qBit-box"})
    broken: frozenset[str] = frozenset()

    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "supervisor.db"
        self.database: Database | None = None
        for section in ("qBit", "qBit-box"):
            self.qbit(section)
        self.addCleanup(self.stop)

    def start(self, *sections: str) -> None:
        """A new life with these clients (default: both)."""
        self.actors.clear()
        self.database = Database(self.path, "facts", SCHEMA, reactor=self.clock, run=immediately)
        self.done(self.database.open())
        self.running_time = RunningTime(database=self.database, clock=self.clock)
        self.away = AwayClients(
            self.actors,
            self.running_time,
            own_storage=self.own_storage,
            written=lambda: self.written,
            broken=lambda: self.broken,
        )
        self.shared = SharedData(clients=self.actors, clock=self.clock, own_storage=self.own_storage, away=self.away)
        self.listings = Listings(database=self.database, shared=self.shared, away=self.away, clock=self.clock)
        for section in sections or ("qBit", "qBit-box"):
            self.actor(section)
        self.done(self.running_time.load())
        self.done(self.listings.load())
        self.running_time.startService()
        self.listings.startService()
        for section in self.actors:
            self.begin(section)
        self.settle(30)

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        self.shared.seen(actor.section, change)

    def stop(self) -> None:
        """The end of a life."""
        if self.database is None:
            return
        for actor in self.actors.values():
            self.done(actor.stopService())
        self.done(self.listings.stopService())
        self.done(self.running_time.stopService())
        self.done(self.database.close())
        self.database = None

    def turn_off(self, section: str = "qBit-box") -> None:
        """The client does not answer any more."""
        self.qbits[section].faults.next(Dropped(), times=None)

    def put(self, name: str, *files: str, section: str = "qBit", **more: Any) -> str:
        sizes = [(each, GIB) for each in files]
        return self.qbits[section].add(name=name, files=sizes, progress=1.0, **more).hash

    def sharing(self, hash_: str, section: str = "qBit") -> Sharing:
        """What is known of a listed torrent."""
        return self.done(self.shared.of(self.actors[section].get(hash_)))


@pytest.mark.correction("A8")
class StoredTests(AwayCase):
    def setUp(self) -> None:
        super().setUp()
        self.movie = self.put("Movie", hash=HASH, save_path="/data")
        self.put("Movie on the box", "Movie", section="qBit-box", save_path="/data")
        self.other = self.put("Other", save_path="/data")
        self.elsewhere = self.put("Elsewhere", save_path="/more")

    def test_in_one_life(self):
        """What a client had when it went away counts."""
        self.start()
        self.turn_off()
        self.settle(30)
        self.assertEqual(Sharing(with_names=("Movie on the box",), away="qBit-box"), self.sharing(self.movie))

    def test_off_at_the_start(self):
        """The same when we start while it is off: for a day it may have more where it saves, after that only what is known counts."""
        self.start()
        self.stop()
        self.turn_off()
        self.start()
        self.assertEqual(Sharing(with_names=("Movie on the box",), away="qBit-box"), self.sharing(self.movie))
        self.assertEqual(Sharing(away="qBit-box"), self.sharing(self.other))
        self.assertEqual(Sharing(), self.sharing(self.elsewhere))
        self.assertEqual([], self.away.problems())
        self.running_time.seconds += CAREFUL_SECONDS
        self.assertEqual(Sharing(with_names=("Movie on the box",)), self.sharing(self.movie))
        self.assertEqual(Sharing(), self.sharing(self.other))
        (problem,) = self.away.problems()
        self.assertIn("qBit-box has been away for 1 d", problem)

    def test_away_over_restarts(self):
        """A day of absence is a day over any number of restarts, and only time in which we ran."""
        self.start()
        self.turn_off()
        self.settle(30)
        for _ in range(4):
            self.running_time.seconds += CAREFUL_SECONDS / 5
            self.assertEqual("qBit-box", self.sharing(self.other).away)
            self.stop()
            self.clock.advance(10 * CAREFUL_SECONDS)
            self.start()
        self.assertEqual("qBit-box", self.sharing(self.other).away)
        self.running_time.seconds += CAREFUL_SECONDS / 5
        self.assertEqual("", self.sharing(self.other).away)

    def test_back(self):
        """One that is back has what it lists; its next absence begins anew."""
        self.start()
        self.turn_off()
        self.settle(30)
        self.running_time.seconds += 2 * CAREFUL_SECONDS
        self.qbits["qBit-box"].faults.clear()
        self.settle(400, step=1)
        self.assertEqual(Sharing(with_names=("Movie on the box",)), self.sharing(self.movie))
        self.assertEqual([], self.away.problems())
        self.turn_off()
        self.settle(30)
        self.assertEqual("qBit-box", self.sharing(self.other).away)

    def test_never_listed(self):
        """One that was never listed may have data anywhere, for ever; a person is told at once what to do, until it is listed."""
        self.turn_off()
        self.start()
        (problem,) = self.away.problems()
        self.assertIn("qBit-box was never listed", problem)
        self.assertIn("[qBit-box] Disabled = true", problem)
        for _ in range(2):
            for hash_ in (self.movie, self.elsewhere):
                self.assertEqual(Sharing(away="qBit-box"), self.sharing(hash_))
            self.running_time.seconds += 30 * CAREFUL_SECONDS
            self.stop()
            self.start()
        self.qbits["qBit-box"].faults.clear()
        self.settle(400, step=1)
        self.assertEqual((Sharing(), []), (self.sharing(self.elsewhere), self.away.problems()))

    def test_not_asked_yet(self):
        """Nothing is said of a client before it failed to answer."""
        self.start()
        self.stop()
        self.assertEqual([], AwayClients({"qBit-new": self.actor("qBit")}, self.running_time).problems())

    def test_without_files(self):
        """What has no metadata has no files that anybody could have, too."""
        self.turn_off()
        self.start()
        magnet = self.qbits["qBit"].add(name="Magnet", hash="c" * 40, has_metadata=False).hash
        self.settle(3)
        self.assertEqual(Sharing(), self.sharing(magnet))

    def test_disabled(self):
        """A disabled client is not waited for, and what it had counts however long it is; one that is enabled again is new."""
        self.start()
        self.stop()
        self.turn_off()
        for _ in range(3):
            self.start("qBit")
            self.assertEqual(Sharing(with_names=("Movie on the box",)), self.sharing(self.movie))
            self.assertEqual((Sharing(), []), (self.sharing(self.other), self.away.problems()))
            self.running_time.seconds += 2 * TAKEN_OUT_SECONDS
            self.stop()
        self.start()
        self.assertEqual(Sharing(with_names=("Movie on the box",), away="qBit-box"), self.sharing(self.movie))
        self.assertEqual(Sharing(away="qBit-box"), self.sharing(self.elsewhere))

    def test_broken(self):
        """One whose section cannot be used as it is written is away like any other, and a person is told of its section."""
        self.start()
        self.stop()
        self.broken = frozenset({"qBit-box"})
        self.start("qBit")
        self.assertEqual(Sharing(with_names=("Movie on the box",), away="qBit-box"), self.sharing(self.movie))
        self.assertEqual((Sharing(away="qBit-box"), []), (self.sharing(self.other), self.away.problems()))
        self.running_time.seconds += CAREFUL_SECONDS
        self.assertEqual(Sharing(with_names=("Movie on the box",)), self.sharing(self.movie))
        self.assertEqual(Sharing(), self.sharing(self.other))
        self.assertIn("qBit-box has been away for 1 d", *self.away.problems())

    def test_broken_and_never_listed(self):
        """One that is broken from its first day may have any file."""
        self.broken = frozenset({"qBit-box"})
        self.start("qBit")
        self.assertEqual(Sharing(away="qBit-box"), self.sharing(self.elsewhere))
        self.assertIn("[qBit-box] cannot be used as it is written", *self.away.problems())

    def test_taken_out(self):
        """One that a person took out of the file is spared for a month in which we ran, over any number of starts."""
        self.start()
        self.stop()
        self.written = frozenset({"qBit"})
        for _ in range(4):
            self.start("qBit")
            self.assertEqual(Sharing(with_names=("Movie on the box",)), self.sharing(self.movie))
            self.assertEqual((Sharing(), []), (self.sharing(self.other), self.away.problems()))
            self.stop()
            self.clock.advance(2 * TAKEN_OUT_SECONDS)
            self.start("qBit")
            self.running_time.seconds += TAKEN_OUT_SECONDS / 4
            self.stop()
        self.start("qBit")
        self.assertEqual(Sharing(), self.sharing(self.movie))
        self.assertEqual({"qBit"}, {each.instance for each in self.done(self.database.run(listing_table.placements))})

    def test_put_back(self):
        """One that is in the file again within that month has its month anew when it is taken out again; until it is listed it is new."""
        self.start()
        self.stop()
        self.written = frozenset({"qBit"})
        self.start("qBit")
        self.running_time.seconds += TAKEN_OUT_SECONDS - 100
        self.stop()
        self.turn_off()
        self.written = frozenset({"qBit", "qBit-box"})
        self.start()
        self.assertEqual(Sharing(away="qBit-box"), self.sharing(self.elsewhere))
        self.stop()
        self.written = frozenset({"qBit"})
        for _ in range(2):
            self.start("qBit")
            self.running_time.seconds += 200
            self.assertEqual(Sharing(with_names=("Movie on the box",)), self.sharing(self.movie))
            self.stop()

    def test_under_another_name(self):
        """What a client lists as a section that was taken out did is the same under another name, and shared with nobody."""
        self.start()
        self.stop()
        self.qbits["qBit-new"], self.agents["qBit-new"] = self.qbits.pop("qBit-box"), self.agents.pop("qBit-box")
        self.start("qBit", "qBit-new")
        (box,) = self.actors["qBit-new"].mirror.torrents
        self.assertEqual(("Movie", "Movie on the box"), self.sharing(box, "qBit-new").with_names)  # it is disabled
        self.stop()
        self.written = frozenset({"qBit", "qBit-new"})
        self.start("qBit", "qBit-new")
        self.assertEqual(("Movie",), self.sharing(box, "qBit-new").with_names)

    def test_gone_while_we_were_down(self):
        """What is proven gone after a start is forgotten in the file, too."""
        self.start()
        self.stop()
        self.qbits["qBit"].remove(self.other)
        self.start()
        kept = {each.hash for each in self.done(self.database.run(listing_table.placements))}
        self.assertIn(self.other, kept)
        self.settle(100)
        kept = {each.hash for each in self.done(self.database.run(listing_table.placements))}
        self.assertEqual({self.movie, self.elsewhere}, kept & {self.movie, self.elsewhere, self.other})

    def test_files_as_far_as_read(self):
        """Lists of files that were read count over a restart, too."""
        here = self.put("Here", "S/1.mkv", "S/1.nfo", save_path="/data")
        self.put("There", "S/2.mkv", "S/2.nfo", section="qBit-box", save_path="/data")
        self.start()
        self.assertEqual((), self.sharing(here).with_names)
        self.settle(15)
        self.stop()
        self.turn_off()
        self.start()
        self.assertEqual((), self.sharing(here).with_names)

    def test_writes_follow_change(self):
        """Many torrents are written once; after that only what lies elsewhere is."""
        torrents = {
            f"{number:040x}": Torrent(
                instance="qBit", hash=f"{number:040x}", state="stalledUP", content_path=f"/dl/M{number}", save_path="/dl"
            )
            for number in range(5000)
        }  # fmt: skip
        self.start()
        written: list[int] = []
        real = listing_table.save_placements
        self.patch(
            listing_table, "save_placements", lambda db, new, gone: written.append(len(new)) or real(db, new, gone)
        )
        self.shared.seen("qBit", Change(changed=torrents))
        self.settle(30)
        self.assertEqual((5000, True), (sum(written), max(written) <= 2000))
        written.clear()
        self.shared.seen("qBit", Change(changed=torrents))
        one = Torrent(instance="qBit", hash=HASH, state="stalledUP", content_path="/dl/x", save_path="/dl")
        self.shared.seen("qBit", Change(changed={HASH: one}))
        self.settle(30)
        self.assertEqual([1], written)


@pytest.mark.correction("A8", "B1")
class OwnStorageTests(AwayCase):
    own_storage = frozenset({"qBit-box"})

    def test_own_storage(self):
        """A client with its own storage is waited for by nobody, and waits for nobody."""
        movie = self.put("Movie", hash=HASH)
        box = self.put("Movie", hash="b" * 40, section="qBit-box")
        self.turn_off()
        self.start()
        self.assertEqual(Sharing(), self.sharing(movie))
        self.stop()
        self.qbits["qBit-box"].faults.clear()
        self.turn_off("qBit")
        self.start()
        self.assertEqual(Sharing(), self.sharing(box, "qBit-box"))

    def test_nobody_waits(self):
        """Of one that was never listed nothing is said either when nobody waits for it."""
        self.turn_off()
        self.start()
        self.assertEqual([], self.away.problems())


@pytest.mark.correction("A8")
@given(placements(), placements(), st.floats(0, 2 * CAREFUL_SECONDS))
def test_where_it_saves(mine: Placement, theirs: Placement, away_seconds: float) -> None:
    """At or below a path it uses, on the first day; where its paths are not known, anywhere."""
    footprint = footprint_of(mine)
    uses = {theirs.save_path}
    is_there = any(root.path in uses or any(contains(base, root.path) for base in uses) for root in footprint.roots)
    is_early = away_seconds < CAREFUL_SECONDS
    assert may_have_more(footprint, uses, away_seconds) is (is_early and is_there)
    assert may_have_more(footprint, (), away_seconds) is (is_early and bool(footprint.roots))
    assert may_have_more(footprint, None, away_seconds) is bool(footprint.roots)


@given(st.sampled_from(["/", "/a", "/a/b/c", "C:/a", "C:", "name"]))
def test_above(path: str) -> None:
    """A path and what contains it, nothing else."""
    for each in above(path):
        assert each == path or contains(each, path)
