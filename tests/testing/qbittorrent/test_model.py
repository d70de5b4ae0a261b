"""The model of the simulated qBittorrent: states, motion, limits, the queue and what the outside is told."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.testing.qbittorrent import SimulatedQbittorrent, SimulatedTorrent, SimulatedTracker, Swarm, Timing
from qbitrr.testing.qbittorrent.model.commands import recheck, set_priorities, start
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall
from qbitrr.testing.qbittorrent.rest.listing import torrents_info
from qbitrr.testing.qbittorrent.torrents.flows import bytes_until_change
from qbitrr.testing.qbittorrent.torrents.states import state_of
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrentFile

MB = 1_000_000


def torrent(**flags: object) -> SimulatedTorrent:
    """An unfinished torrent of one file with these attributes set."""
    made = SimulatedTorrent(hash="a" * 40, name="a", files=[SimulatedTorrentFile(name="a", size=10)])
    for name, value in flags.items():
        assert hasattr(made, name)
        setattr(made, name, value)
    return made


WHOLE = [SimulatedTorrentFile(name="a", size=10, have=10)]
# Attributes of a torrent -> its state in 5.x; each row differs from the next by what wins over it.
STATES = [
    ({"loading_until": 1.0, "moving_until": 1.0, "missing": True}, "checkingResumeData"),
    ({"moving_until": 1.0, "missing": True}, "moving"),
    ({"missing": True, "error": True}, "missingFiles"),
    ({"error": True, "stopped": True}, "error"),
    ({"has_metadata": False, "stopped": True, "forced": True}, "stoppedDL"),
    ({"has_metadata": False, "queued": True}, "queuedDL"),
    ({"has_metadata": False, "forced": True}, "forcedMetaDL"),
    ({"has_metadata": False}, "metaDL"),
    ({"checking_until": 1.0, "files": WHOLE}, "checkingDL"),
    ({"checking_until": 1.0, "completion_on": 1.0}, "checkingUP"),
    ({"checking_until": 1.0, "stopped": True}, "stoppedDL"),
    ({"files": WHOLE, "stopped": True, "forced": True}, "stoppedUP"),
    ({"files": WHOLE, "queued": True}, "queuedUP"),
    ({"files": WHOLE, "forced": True, "upload_rate": 1}, "forcedUP"),
    ({"files": WHOLE, "upload_rate": 1}, "uploading"),
    ({"files": WHOLE}, "stalledUP"),
    ({"stopped": True, "forced": True}, "stoppedDL"),
    ({"queued": True}, "queuedDL"),
    ({"forced": True, "download_rate": 1}, "forcedDL"),
    ({"download_rate": 1}, "downloading"),
    ({}, "stalledDL"),
]


@pytest.mark.parametrize(("flags", "expected"), STATES)
def test_the_first_condition_that_holds_makes_the_state(flags: dict[str, object], expected: str) -> None:
    """The order of the conditions is that of qBittorrent; 4.x has its own word for stopped."""
    assert state_of(torrent(**flags), "stopped") == expected
    assert state_of(torrent(**flags), "paused") == expected.replace("stopped", "paused")


@given(st.lists(st.tuples(st.integers(0, 100_000), st.sampled_from([0, 1])), min_size=1, max_size=6))
def test_the_wanted_size_covers_the_wanted_files_and_no_more_than_all(files: list[tuple[int, int]]) -> None:
    """Whole pieces: at least the wanted files, at most everything, and everything when all is wanted."""
    made = torrent(
        files=[SimulatedTorrentFile(name=str(n), size=size, priority=wanted) for n, (size, wanted) in enumerate(files)]
    )
    wanted_bytes = sum(size for size, wanted in files if wanted)
    assert wanted_bytes <= made.size <= made.total_size
    if all(wanted for _, wanted in files):
        assert made.size == made.total_size
    if not wanted_bytes:
        assert made.size == 0


class MotionTests(SynchronousTestCase):
    """Time passes, bytes flow."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(1_000_000)
        self.qbit = SimulatedQbittorrent(self.clock)

    def state(self, added: SimulatedTorrent) -> str:
        """The published state of a torrent."""
        return str(self.record(added)["state"])

    def record(self, added: SimulatedTorrent) -> dict[str, object]:
        """The published record of a torrent."""
        self.qbit.settle()
        (found,) = torrents_info(self.qbit, QbittorrentCall(params={"hashes": added.hash}))
        return found

    def test_a_download_finishes_at_its_moment(self) -> None:
        """10 MB at 1 MB/s take ten seconds, however time is looked at in between."""
        added = self.qbit.add(name="a", size_bytes=10 * MB, swarm=Swarm(download_speed=MB, upload_speed=100))
        for _ in range(9):
            self.clock.advance(1)
            self.qbit.settle()
        self.assertEqual((9 * MB, "downloading"), (self.record(added)["completed"], self.state(added)))
        self.assertEqual(1, self.record(added)["eta"])
        self.clock.advance(3_600)
        record = self.record(added)
        self.assertEqual(("uploading", 1, 1_000_010), (record["state"], record["progress"], record["completion_on"]))
        self.assertEqual((10 * MB, 359_900), (record["downloaded"], record["uploaded"]))
        self.assertEqual(3_599, record["seeding_time"])

    def test_nothing_is_scheduled(self) -> None:
        """Whatever moves, no timer waits in the reactor."""
        self.qbit.add(name="a", swarm=Swarm(download_speed=MB))
        self.qbit.settle()
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_a_download_stalls_where_its_swarm_says(self) -> None:
        """At 99 % it stalls for good, until the swarm changes."""
        added = self.qbit.add(name="a", size_bytes=10 * MB, swarm=Swarm(download_speed=MB, stalls_at=0.99))
        self.clock.advance(1_000)
        self.assertEqual(("stalledDL", 0.99), (self.state(added), self.record(added)["progress"]))
        self.qbit.change(added.hash, swarm=Swarm(download_speed=MB))
        self.clock.advance(1)
        self.assertEqual("stalledUP", self.state(added))

    def test_a_magnet_gets_its_metadata(self) -> None:
        """After the seconds its swarm takes, if it runs, and never if nobody has it."""
        swarm = Swarm(metadata_after_seconds=30, download_speed=MB)
        soon = self.qbit.add(name="soon", size_bytes=10 * MB, has_metadata=False, swarm=swarm)
        never = self.qbit.add(name="never", has_metadata=False, swarm=Swarm(download_speed=MB))
        self.clock.advance(29)
        self.assertEqual(("metaDL", -1), (self.state(soon), self.record(soon)["total_size"]))
        self.clock.advance(1)
        self.assertEqual(("downloading", 10 * MB), (self.state(soon), self.record(soon)["total_size"]))
        self.clock.advance(100_000)
        self.assertEqual(("stalledUP", "metaDL"), (self.state(soon), self.state(never)))

    def test_stopping_stops_the_flow(self) -> None:
        """Not a byte while stopped; it goes on where it was."""
        added = self.qbit.add(name="a", size_bytes=10 * MB, swarm=Swarm(download_speed=MB))
        self.clock.advance(3)
        self.qbit.change(added.hash, stopped=True)
        self.clock.advance(1_000)
        self.assertEqual(("stoppedDL", 3 * MB), (self.state(added), self.record(added)["completed"]))
        start(self.qbit, added, forced=False)
        self.clock.advance(7)
        self.assertEqual("stalledUP", self.state(added))

    def test_skipping_what_is_missing_finishes(self) -> None:
        """The wanted files are there, so the torrent is complete."""
        added = self.qbit.add(name="a", files=[("a/1", 5 * MB), ("a/2", 5 * MB)], progress=0.6)
        set_priorities(self.qbit, added, [1], 0)
        self.assertEqual("stalledUP", self.state(added))
        self.assertEqual(0, bytes_until_change(added))

    def test_a_check_takes_its_time(self) -> None:
        """While it lasts, progress is that of the check."""
        qbit = SimulatedQbittorrent(self.clock, timing=Timing(check_speed=MB))
        added = qbit.add(name="a", size_bytes=10 * MB, progress=1)
        recheck(qbit, added)
        self.clock.advance(5)
        qbit.settle()
        (record,) = torrents_info(qbit, QbittorrentCall(params={}))
        self.assertEqual(("checkingUP", 0.5), (record["state"], record["progress"]))
        self.clock.advance(5)
        qbit.settle()
        (record,) = torrents_info(qbit, QbittorrentCall(params={}))
        self.assertEqual(("stalledUP", 1), (record["state"], record["progress"]))

    def test_missing_files(self) -> None:
        """Starting does not bring them back; a recheck begins at zero."""
        added = self.qbit.add(name="a", size_bytes=10, progress=1)
        self.qbit.change(added.hash, missing=True)
        self.assertEqual("missingFiles", self.state(added))
        start(self.qbit, added, forced=False)
        self.assertEqual("missingFiles", self.state(added))
        recheck(self.qbit, added)
        self.assertEqual(("stalledDL", 0), (self.state(added), self.record(added)["progress"]))

    def test_a_full_disk_is_an_error_until_started_again(self) -> None:
        """Everything that downloads stops in error; a start tries again."""
        moving = self.qbit.add(name="a", swarm=Swarm(download_speed=MB))
        still = self.qbit.add(name="b")
        self.qbit.fill_disk()
        self.assertEqual(("error", "stalledDL", 0), (self.state(moving), self.state(still), self.qbit.free_space_bytes))
        start(self.qbit, moving, forced=False)
        self.assertEqual("downloading", self.state(moving))

    def test_free_space_follows_the_data(self) -> None:
        """It shrinks by what arrives and grows by what is deleted."""
        self.qbit.free_space_bytes = 100 * MB
        added = self.qbit.add(name="a", size_bytes=10 * MB, swarm=Swarm(download_speed=MB))
        self.clock.advance(4)
        self.qbit.settle()
        self.assertEqual(96 * MB, self.qbit.free_space_bytes)
        self.qbit.remove(added.hash, delete_files=True)
        self.assertEqual(100 * MB, self.qbit.free_space_bytes)

    def test_a_restart_loads_everything_anew(self) -> None:
        """Sessions and session counters are gone; every torrent is `checkingResumeData` for a while."""
        qbit = SimulatedQbittorrent(self.clock, timing=Timing(loading=2))
        added = qbit.add(name="a", size_bytes=10 * MB, swarm=Swarm(download_speed=MB))
        session = qbit.logins.open(qbit.now)
        self.clock.advance(3)
        qbit.restart()
        (record,) = torrents_info(qbit, QbittorrentCall(params={}))
        self.assertEqual(("checkingResumeData", 0, 3 * MB), tuple(
            record[name] for name in ("state", "downloaded_session", "downloaded")))  # fmt: skip
        self.assertIsNone(qbit.logins.session(session.id, qbit.now))
        self.clock.advance(2)
        self.assertEqual("downloading", state_of(qbit.torrent(added.hash), "stopped"))


class LimitTests(SynchronousTestCase):
    """Share limits are looked at every ten seconds."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.qbit = SimulatedQbittorrent(self.clock)

    def test_the_seeding_time_counts(self) -> None:
        """Stopped at the next look after the time is reached; a forced one never."""
        limited = self.qbit.add(name="a", progress=1, seeding_time_limit=1)
        forced = self.qbit.add(name="b", progress=1, seeding_time_limit=1, forced=True)
        self.clock.advance(59)
        self.assertFalse(self.qbit.torrent(limited.hash).stopped)
        self.clock.advance(1)
        self.assertTrue(self.qbit.torrent(limited.hash).stopped)
        self.assertFalse(forced.stopped)

    def test_the_ratio_counts(self) -> None:
        """Uploaded against downloaded, at the speed of the swarm."""
        added = self.qbit.add(
            name="a", size_bytes=MB, progress=1, downloaded=MB, ratio_limit=2, swarm=Swarm(upload_speed=100_000)
        )
        self.clock.advance(19)
        self.assertFalse(self.qbit.torrent(added.hash).stopped)
        self.clock.advance(1)
        self.assertTrue(self.qbit.torrent(added.hash).stopped)
        self.assertEqual(2 * MB, added.uploaded)

    def test_global_limits_and_actions(self) -> None:
        """Torrents without limits of their own follow the preferences; `Remove` takes them away."""
        self.qbit.preferences.update(max_seeding_time_enabled=True, max_seeding_time=1, max_ratio_act=1)
        self.qbit.reconsider()
        added, unlimited = (
            self.qbit.add(name="a", progress=1),
            self.qbit.add(name="b", progress=1, seeding_time_limit=-1),
        )
        self.clock.advance(60)
        self.qbit.settle()
        self.assertNotIn(added.hash, self.qbit.torrents)
        self.assertIn(unlimited.hash, self.qbit.torrents)

    def test_resumed_past_its_limit_it_is_stopped_again(self) -> None:
        """A start helps for ten seconds at most."""
        added = self.qbit.add(name="a", progress=1, seeding_time_limit=0)
        self.clock.advance(10)
        self.assertTrue(self.qbit.torrent(added.hash).stopped)
        start(self.qbit, added, forced=False)
        self.assertFalse(added.stopped)
        self.clock.advance(10)
        self.assertTrue(self.qbit.torrent(added.hash).stopped)

    def test_inactivity_counts(self) -> None:
        """Only while nothing is uploaded."""
        idle = self.qbit.add(name="a", progress=1, inactive_seeding_time_limit=1)
        busy = self.qbit.add(name="b", progress=1, inactive_seeding_time_limit=1, swarm=Swarm(upload_speed=10))
        self.clock.advance(60)
        self.qbit.settle()
        self.assertEqual((True, False), (idle.stopped, busy.stopped))


class QueueTests(SynchronousTestCase):
    """Who waits."""

    def test_the_next_one_starts_when_one_finishes(self) -> None:
        """One active download: the second begins at the moment the first is complete."""
        clock = Clock()
        qbit = SimulatedQbittorrent(clock)
        qbit.preferences.update(
            queueing_enabled=True, max_active_downloads=1, max_active_uploads=-1, max_active_torrents=-1
        )
        first, second = (qbit.add(name=name, size_bytes=10 * MB, swarm=Swarm(download_speed=MB)) for name in "ab")
        self.assertEqual((False, True), (first.queued, second.queued))
        clock.advance(15)
        qbit.settle()
        self.assertEqual((True, False, 5 * MB), (first.finished, second.queued, qbit.torrent(second.hash).completed))


class TellingTests(SynchronousTestCase):
    """What the outside sees, and when."""

    def test_states_lag_behind_commands(self) -> None:
        """A stop shows after the lag; what is no state shows at once; a new torrent is absent for a moment."""
        clock = Clock()
        qbit = SimulatedQbittorrent(clock, timing=Timing(refresh_lag=1.5))

        def seen() -> list[dict[str, object]]:
            qbit.settle()
            return torrents_info(qbit, QbittorrentCall(params={}))

        added = qbit.add(name="a", swarm=Swarm(download_speed=MB))
        self.assertEqual([], seen())
        clock.advance(0.1)
        self.assertEqual("downloading", seen()[0]["state"])
        qbit.change(added.hash, stopped=True, tags={"x"})
        self.assertEqual(("downloading", "x"), (seen()[0]["state"], seen()[0]["tags"]))
        clock.advance(1.5)
        self.assertEqual("stoppedDL", seen()[0]["state"])

    def test_trackers_are_what_the_test_says(self) -> None:
        """The working one is shown; the message of a broken one can be anything."""
        qbit = SimulatedQbittorrent(Clock())
        broken = SimulatedTracker(url="http://a/announce", status=4, msg="unregistered torrent")
        qbit.add(name="a", trackers=[broken, SimulatedTracker(url="http://b/announce", status=2)])
        (record,) = torrents_info(qbit, QbittorrentCall(params={}))
        self.assertEqual(("http://b/announce", 2), (record["tracker"], record["trackers_count"]))

    def test_what_cannot_be_set_is_refused(self) -> None:
        """A typing mistake in a test is no silent success."""
        qbit = SimulatedQbittorrent(Clock())
        added = qbit.add(name="a")
        self.assertRaises(AttributeError, qbit.change, added.hash, stoped=True)
        self.assertRaises(TypeError, qbit.add, name="b", stoped=True)
        self.assertRaises(ValueError, qbit.add, name="a")
        self.assertRaises(ValueError, SimulatedQbittorrent, Clock(), "6.0")


class DiskTests(SynchronousTestCase):
    """With `write_files`, files are where the client says."""

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        self.clock = Clock()
        self.qbit = SimulatedQbittorrent(self.clock, save_path=str(self.home), write_files=True)

    def test_files_come_and_go(self) -> None:
        """Each file appears when it is complete, and goes with its folder when deleted."""
        files = [("Show/one.mkv", 2 * MB), ("Show/two.exe", 2 * MB)]
        added = self.qbit.add(name="Show", files=files, swarm=Swarm(download_speed=MB))
        self.clock.advance(3)
        self.qbit.settle()
        self.assertEqual(["one.mkv"], [each.name for each in (self.home / "Show").iterdir()])
        self.clock.advance(3)
        self.qbit.settle()
        self.assertEqual(2 * MB, (self.home / "Show" / "two.exe").stat().st_size)
        self.qbit.remove(added.hash, delete_files=True)
        self.assertEqual([], list(self.home.iterdir()))

    def test_a_finished_download_leaves_the_folder_for_incomplete_ones(self) -> None:
        """content_path points into it while incomplete, then home."""
        temp = self.home / "temp"
        added = self.qbit.add(
            name="Film",
            files=[("Film/a.mkv", MB), ("Film/b.nfo", MB)],
            download_path=str(temp),
            swarm=Swarm(download_speed=MB),
        )
        self.clock.advance(1.5)
        self.assertEqual(f"{temp}/Film", self.qbit.torrent(added.hash).content_path)
        self.assertTrue((temp / "Film" / "a.mkv").exists())
        self.clock.advance(1)
        self.assertEqual(f"{self.home}/Film", self.qbit.torrent(added.hash).content_path)
        self.assertTrue((self.home / "Film" / "a.mkv").exists())
        self.assertFalse((temp / "Film").exists())

    def test_files_lost_during_a_restart_are_missed(self) -> None:
        """`missingFiles` after loading."""
        added = self.qbit.add(name="a.mkv", size_bytes=MB, progress=1)
        (self.home / "a.mkv").unlink()
        self.qbit.restart()
        self.assertEqual("missingFiles", state_of(self.qbit.torrent(added.hash), "stopped"))
