"""What is inspected once is inspected again when there are more files, and only then."""

from qbitrr.model.steps import SkipFiles
from qbitrr.model.torrents.torrent import TorrentFile
from qbitrr.wire.messages import FilesOf
from tests.loops.torrents.world import HASH, LoopCase

MOVIE = TorrentFile(id=0, name="M/movie.mkv", size_bytes=1000)
SAMPLE = TorrentFile(id=1, name="M/setup.exe", size_bytes=100)
MORE = TorrentFile(id=2, name="M/more.exe", size_bytes=200)


class GrowingCase(LoopCase):
    torrent_settings = 'FileExtensionAllowlist = [".mkv"]'

    def holds(self, *files: TorrentFile) -> None:
        """The client has these files."""
        self.child.files[HASH] = files

    def looked(self) -> int:
        """How often the files were asked for."""
        return sum(isinstance(each, FilesOf) for each in self.child.asked)

    def skipped(self) -> list[tuple[int, ...]]:
        return [step.file_ids for step in self.wanted(SkipFiles)]

    def begun(self) -> None:
        """A download with one file nobody wants, which is switched off, as its size shows."""
        self.grab()
        self.begin()
        self.holds(MOVIE, SAMPLE)
        self.tell(self.torrent(size_bytes=1100))
        self.settle(5)
        self.assertEqual([(1,)], self.skipped())
        self.tell(self.torrent(size_bytes=1000))
        self.settle(5)


class GrowingTests(GrowingCase):
    def test_more_files(self):
        """The new one is judged; what was switched off before is left as it is."""
        self.begun()
        self.holds(MOVIE, SAMPLE, MORE)
        self.tell(self.torrent(size_bytes=1200))
        self.settle(5)
        self.assertEqual([(1, 2)], self.skipped())

    def test_after_a_restart(self):
        """It is remembered how large it was."""
        self.begun()
        self.restart()
        self.settle(5)
        self.holds(MOVIE, SAMPLE, MORE)
        self.tell(self.torrent(size_bytes=1200))
        self.settle(5)
        self.assertEqual([(1, 2)], self.skipped())

    def test_a_file_that_a_person_switched_on(self):
        """More is wanted, but there are no more files: looked at once, and left to that person."""
        self.begun()
        before = self.looked()
        for number in range(5):
            self.tell(self.torrent(size_bytes=1100, amount_left=400 - number))
            self.settle(5)
        self.assertEqual(([], 1), (self.skipped(), self.looked() - before))

    def test_what_is_switched_off_is_no_reason_to_look(self):
        """Less being wanted, by us or a person, asks nothing of the client."""
        self.begun()
        before = self.looked()
        for size in (1000, 900, 800):
            self.tell(self.torrent(size_bytes=size))
            self.settle(5)
        self.assertEqual(before, self.looked())

    def test_more_after_less(self):
        """What came after a file was switched off is seen, though it is not as large as it was."""
        self.begun()
        self.tell(self.torrent(size_bytes=500))
        self.settle(5)
        self.holds(MOVIE, SAMPLE, MORE)
        self.tell(self.torrent(size_bytes=700))
        self.settle(5)
        self.assertEqual([(1, 2)], self.skipped())

    def test_nothing_good_is_left(self):
        """With what came it is a fake."""
        self.grab()
        self.begin()
        self.holds(MOVIE)
        self.tell(self.torrent(size_bytes=1000))
        self.settle(5)
        self.holds(SAMPLE, MORE)
        self.tell(self.torrent(size_bytes=1300))
        self.settle(5)
        self.assertEqual({"excluded_files"}, {removal.why.code for removal in self.removals()})

    def test_what_was_read_for_another_size_is_read_again(self):
        """While a step on it does not succeed, the list is that of now."""
        self.grab()
        self.begin()
        self.child.manual = True
        self.holds(MOVIE, SAMPLE)
        self.tell(self.torrent(size_bytes=1100))
        self.settle(5)
        self.holds(MOVIE, SAMPLE, MORE)
        self.tell(self.torrent(size_bytes=1300))
        waiting = self.child.waiting[0][1]
        self.child.manual = False
        self.wanted()
        waiting.errback(RuntimeError("the client refuses"))
        self.flushLoggedErrors(RuntimeError)
        self.settle(30)
        self.assertEqual([(1, 2)], self.skipped()[-1:])


class MagnetTests(GrowingCase):
    """A magnet has no files until its metadata comes."""

    def test_metadata_arrives(self):
        """Nothing is asked before; then it is inspected."""
        self.grab()
        self.begin()
        self.tell(self.torrent(state="metaDL", progress=0.0, size_bytes=0))
        self.settle(60)
        self.assertEqual(0, self.looked())
        self.holds(MOVIE, SAMPLE)
        self.tell(self.torrent(state="downloading", progress=0.0, size_bytes=1100))
        self.settle(5)
        self.assertEqual([(1,)], self.skipped())

    def test_stopped_without_metadata(self):
        """It has no list yet: it is inspected when it has one."""
        self.grab()
        self.begin()
        self.holds()
        self.tell(self.torrent(state="stoppedDL", progress=0.0, size_bytes=0))
        self.settle(60, step=1)
        self.assertEqual([], self.skipped())
        self.holds(MOVIE, SAMPLE)
        self.tell(self.torrent(state="downloading", progress=0.0, size_bytes=1100))
        self.settle(40, step=1)
        self.assertEqual([(1,)], self.skipped())

    def test_checked_again(self):
        """A recheck shows no new files: nothing is asked."""
        self.begun()
        before = self.looked()
        for state in ("checkingDL", "checkingResumeData", "downloading"):
            self.tell(self.torrent(state=state, size_bytes=1000))
            self.settle(5)
        self.assertEqual((before, []), (self.looked(), self.skipped()))
