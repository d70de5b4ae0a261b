"""Deadlines that end in a loss, through the torrent loop, while our own clock is set two days forward, and three hours back."""

from collections.abc import Callable

import pytest

from qbitrr.decide.imports import rejections as error_codes
from qbitrr.decide.torrents import told
from qbitrr.model.steps import Removal
from qbitrr.model.torrents.torrent import TorrentFile, Tracker
from qbitrr.testing.arr import ImportOutcome
from tests.loops.torrents.world import HASH, LoopCase

DAY = 86_400.0
HOUR = 3600.0
REFUSAL = "Not an upgrade for existing movie file. Existing quality: Bluray-1080p v1. New Quality WEBDL-720p v1."
ARCHIVE = "Found archive file, might need to be extracted"
SEEDS = "[Radarr.Torrent.SeedingMode]\nRemoveTorrent = {mode}\nMaxUploadRatio = 1.0\nMaxSeedingTime = 1200"
DUTY = '[[qBit.Trackers]]\nURI = "t.example"\nHitAndRunMode = "and"\nMinSeedRatio = 9.0\nMinSeedingTimeDays = 9'


@pytest.mark.correction("A10")
class JumpTests(LoopCase):
    """
    Each deadline, with each jump in the middle of it: nothing goes before it was over without any jump, and it goes soon after.
    """

    step = 5.0

    # What the clock does

    def adopted(self) -> None:
        """Set forward while we run, as `ProcessClock.move_to` does: timers take as long as before."""
        self.clock.rightNow += 2 * DAY
        for call in self.clock.getDelayedCalls():
            call.delay(2 * DAY)
        self.settle(6)

    def stood_still(self) -> None:
        """The machine slept for two days: everything is due at once."""
        self.clock.advance(2 * DAY)
        self.settle(6)

    def forward_for_seconds(self) -> None:
        """A start with a clock that is two days ahead, and the next one with the right time."""
        self.begin_at(2 * DAY)
        self.settle(6)
        self.begin_at(-2 * DAY)

    def back(self) -> None:
        """A start after the clock was set back by three hours, or before it showed the right time."""
        self.begin_at(-3 * HOUR)

    def begin_at(self, step: float) -> None:
        before, self.told = self.child, self.told + self.wanted(Removal)
        self.end()
        self.clock.rightNow += step
        for call in self.clock.getDelayedCalls():  # the Arr's, on another machine
            call.delay(step)
        self.begin(seconds=0)
        self.child.files, self.child.trackers = before.files, before.trackers
        self.tell_all()

    def runs_out(self, begin: Callable[[], None], seconds: float, late: float = 30.0) -> None:
        """
        A deadline of so many *seconds*. When it was broken in upon it may be *late*: by what is looked at without a break again.
        """
        for jump in (None, self.adopted, self.stood_still, self.forward_for_seconds, self.back):
            with self.subTest(jump=getattr(jump, "__name__", "")):
                self.told: list[Removal] = []
                begin()
                self.settle(seconds / 2, step=self.step)
                if jump is not None:
                    jump()
                self.settle(seconds / 2 - 4 * self.step - 10, step=self.step)
                self.assertEqual([], self.told + self.removals(), f"too early, {jump}")
                waited = 0.0
                while waited < (late if jump else 30) + 8 * self.step + 10 and not self.told:
                    self.settle(self.step, step=self.step)
                    waited += self.step
                    self.told += self.removals()
                self.assertEqual({HASH}, {step.hash for step in self.told}, f"not in time, {jump}")
                self.end()
                self.torrents.clear()
                self.torrent_settings = self.arr_settings = self.qbit_settings = ""
                (self.folder / "torrents.db").unlink()

    def ready(self) -> None:
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="Movie.mkv", size_bytes=10**9),)
        self.child.trackers[HASH] = (Tracker(url="http://t.example/a"),)

    # What ends in a loss

    def test_stalled(self):
        """The tolerance of a stalled download."""

        def begin() -> None:
            self.torrent_settings = "StalledDelay = 30"
            self.ready()
            self.tell(self.torrent(state="stalledDL"))

        self.runs_out(begin, 1800)

    def test_inactive(self):
        """The longest wait for a download without a byte."""

        def begin() -> None:
            self.torrent_settings = "StalledDelay = -1\nMaximumETA = 1800"
            self.ready()
            self.tell(self.torrent())

        self.runs_out(begin, 1800)

    def test_missing_files(self):
        """The minute in which missing files may come back."""
        self.step = 1.0

        def begin() -> None:
            self.ready()
            self.tell(self.finished(state="missingFiles", progress=0.0))

        self.runs_out(begin, 60)

    def test_stalled_upload(self):
        """The seeding time that we count where the client does not."""

        def begin() -> None:
            self.torrent_settings = SEEDS.format(mode=2)
            self.ready()
            self.tell(self.finished(seeding_time_seconds=0, tags=("qBitrr-imported",)))

        self.runs_out(begin, 1200, late=1200)  # a start long after the last sight of the client is a gap

    def test_dead_message(self):
        """The ten minutes after which a tracker that knows it no more ends the duty."""

        def begin() -> None:
            self.torrent_settings, self.qbit_settings = 'StalledDelay = "immediately"', DUTY
            self.ready()
            self.child.trackers[HASH] = (Tracker(url="http://t.example/a", message="Unregistered torrent"),)
            self.tell(self.torrent(state="stalledDL"))

        self.runs_out(begin, 600, late=1300)

    def refused(self, text: str) -> None:
        self.sim.outcomes[HASH] = ImportOutcome.reject(text)
        self.sim.auto_import = True
        if HASH.upper() not in str(self.sim.requests):
            self.grab(done=True)
        self.refresh()
        self.ready()
        self.tell(self.finished(tags=("qBitrr-imported-not",)))

    def test_complaint(self):
        """The minute for which the Arr must refuse it in the same words."""
        self.step = 1.0

        def begin() -> None:
            self.arr_settings = 'ArrErrorCodesToBlocklist = ["Not an upgrade for existing movie file(s)"]'
            self.refused(REFUSAL)

        self.runs_out(begin, 60, late=120)

    def test_archive(self):
        """The six hours in which another program may unpack what the Arr found packed."""
        self.patch(error_codes, "ARCHIVE_SECONDS", 1200.0)

        def begin() -> None:
            self.arr_settings = 'ArrErrorCodesToBlocklist = ["Found archive file"]'
            self.torrent_settings = 'OnArchivesOnly = "fail"'
            self.refused(ARCHIVE)

        self.runs_out(begin, 1200, late=120)

    def test_forgotten(self):
        """The day for which the Arr must know nothing of a seed that is at its limit."""
        self.patch(told, "FORGOTTEN_SECONDS", 1800.0)

        def begin() -> None:
            self.torrent_settings = SEEDS.format(mode=1)
            self.ready()
            self.tell(self.finished(ratio=2.0))

        self.runs_out(begin, 1800, late=900)
