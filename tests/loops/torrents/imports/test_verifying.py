"""A loop that looks into finished downloads before it has them imported."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.error import ProcessDone, ProcessTerminated
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.torrents.imports import ffprobe, verifying
from qbitrr.loops.torrents.imports.verifying import MediaVerification
from qbitrr.model.torrents.torrent import TorrentFile
from qbitrr.testing.arr import ImportOutcome
from tests.loops.torrents.imports.samples import SAMPLES, recorded
from tests.loops.torrents.world import HASH, LoopCase, hash_of

FILE = "/downloads/radarr/M/m.mkv"
SEEN = (FILE, 1, 1000)


class Probe:
    """A process that was started."""

    def __init__(self, protocol: Any, path: str) -> None:
        self.protocol, self.path, self.is_killed = protocol, path, False

    def closeStdin(self) -> None:
        pass

    def signalProcess(self, name: str) -> None:
        self.is_killed = True

    def ends(self, name: str = "film.mkv") -> None:
        """As a real one did about that sample."""
        (sample,) = (each for each in SAMPLES if each.name == name)
        end = recorded(sample)[-1]
        self.protocol.outReceived(end.answer)
        self.protocol.errReceived(end.trouble.encode())
        self.protocol.processEnded(Failure(ProcessTerminated(end.code) if end.code else ProcessDone(0)))


class VerifyingCase(LoopCase):
    torrent_settings = "VerifyBeforeImport = true"

    def setUp(self) -> None:
        super().setUp()
        self.probes: list[Probe] = []
        self.clock.spawnProcess = self.spawn  # type: ignore[attr-defined]
        self.on_disk[FILE] = SEEN
        self.on_disk["/nowhere"] = "/usr/bin/ffprobe"

    def spawn(self, protocol: Any, command: str, arguments: list[str], env: dict[str, str]) -> Probe:
        self.probes.append(Probe(protocol, arguments[-1]))
        return self.probes[-1]

    def handed_over(self, hash_: str = HASH) -> None:
        """A finished download that the Arr waits for."""
        self.grab(hash_, done=True)
        if self.loop is None:
            self.begin()
        self.child.files[hash_] = (TorrentFile(id=0, name="M/m.mkv", size_bytes=1000),)
        self.tell(self.finished(hash_, completion_on=int(self.clock.seconds())))
        self.settle(5)


class SeenTests(SynchronousTestCase):
    def test_what_is_no_file(self):
        """What is not there, is no file, or cannot even be asked for is not looked into: opening some of these would wait for ever."""
        with TemporaryDirectory() as folder:
            os.mkfifo(f"{folder}/pipe.mkv")
            os.mkdir(f"{folder}/folder.mkv")
            os.symlink("/dev/zero", f"{folder}/device.mkv")
            for name in (
                "pipe.mkv",
                "folder.mkv",
                "device.mkv",
                "missing.mkv",
                "a\0b.mkv",
                "\udcff\ud800.mkv",
                "x" * 10_000,
            ):
                self.assertIsNone(verifying._seen(f"{folder}/{name}"), ascii(name))
            Path(folder, "new\nline").write_text("1234")
            self.assertEqual(4, verifying._seen(f"{folder}/new\nline")[2])


class VerifyingTests(VerifyingCase):
    def test_good(self):
        """It is imported once it is known to be, not before; and looked into once."""
        self.handed_over()
        self.assertEqual(([f"file:{FILE}"], []), ([each.path for each in self.probes], self.posted()))
        self.probes[0].ends()
        self.settle(5)
        self.assertEqual((1, 1, []), (len(self.posted()), len(self.probes), self.removals()))

    def test_bad(self):
        """Given up and replaced, and never imported."""
        self.handed_over()
        self.probes[0].ends("text.mkv")
        self.settle(10)
        removal = self.removals()[0]
        self.assertEqual(
            ("unplayable", True, True, []), (removal.why.code, removal.blocklist, removal.search_again, self.posted())
        )

    def test_one_that_cannot_look(self):
        """What ffprobe says of the machine is no word about the file: it is imported as it is, and not looked into again and again."""
        self.handed_over()
        self.probes[0].ends("missing.mkv")
        self.settle(10)
        self.assertEqual((1, 1, []), (len(self.posted()), len(self.probes), self.removals()))

    def test_switched_off(self):
        """Nothing is started."""
        self.torrent_settings = ""
        self.handed_over()
        self.assertEqual((1, []), (len(self.posted()), self.probes))

    def test_one_at_a_time(self):
        """However many are finished."""
        for number in range(4):
            self.handed_over(hash_of(number))
        self.assertEqual(1, len(self.probes))
        for number in range(4):
            self.probes[number].ends()
            self.settle(2)
        self.settle(10)
        self.assertEqual((4, 4), (len(self.probes), len(self.posted())))

    def test_one_that_hangs(self):
        """It is ended, tried once more, and then imported without: nothing is lost, and nothing waits for ever."""
        self.handed_over()
        self.settle(ffprobe.PATIENCE_SECONDS + 40, step=1)
        self.assertEqual(
            (2, [True, False], []), (len(self.probes), [each.is_killed for each in self.probes], self.posted())
        )
        self.settle(ffprobe.PATIENCE_SECONDS + 5, step=1)
        self.assertEqual((True, 1, []), (self.probes[1].is_killed, len(self.posted()), self.removals()))

    def test_without_ffprobe(self):
        """Everything is imported; it is said once."""
        self.on_disk["/nowhere"] = ""
        for number in range(3):
            self.handed_over(hash_of(number))
        self.settle(10)
        self.assertEqual((3, []), (len(self.posted()), self.probes))
        self.assertEqual({"there is no ffprobe on this machine"}, self.part(MediaVerification)._said)

    def test_not_to_be_seen_from_here(self):
        """Where only the Arr sees the files nothing is held up."""
        self.on_disk[FILE] = None
        self.handed_over()
        self.assertEqual((1, []), (len(self.posted()), self.probes))

    def test_a_name_that_leads_elsewhere(self):
        """It is not followed."""
        self.on_disk["/downloads/radarr/../../etc/m.mkv"] = SEEN
        self.grab(done=True)
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="../../etc/m.mkv", size_bytes=1000),)
        self.tell(self.finished(completion_on=int(self.clock.seconds())))
        self.settle(5)
        self.assertEqual([], self.probes)

    def test_a_disk_that_hangs(self):
        """Its look is given up, and the download imported in the end."""
        self.patch(self, "in_thread", lambda *_: Deferred())
        self.handed_over()
        self.settle(120, step=1)
        self.assertEqual((1, []), (len(self.posted()), self.probes))

    def test_stop(self):
        """What is being looked into is ended; the loop stops at once."""
        self.handed_over()
        self.end()
        self.assertTrue(self.probes[0].is_killed)
        self.assertEqual([], [each for each in self.clock.getDelayedCalls() if "_late" in str(each.func)])

    def test_gone(self):
        """Nothing of it is kept, also when its verdict comes later."""
        self.handed_over()
        self.tell(gone=[HASH])
        self.probes[0].ends()
        self.settle(2)
        part = self.part(MediaVerification)
        self.assertEqual([{}, {}, {}, {}], [part._kept, part._wanted, part._tries, part._not_before])

    def test_another_file_by_then(self):
        """What was good counts for that file only."""
        self.sim.outcomes[HASH] = ImportOutcome.block("Unable to parse file")
        self.handed_over()
        self.probes[0].ends()
        self.settle(950, step=2)
        self.assertEqual((1, 2), (len(self.probes), len(self.posted())))
        self.on_disk[FILE] = (FILE, 2, 1000)
        for _ in range(440):
            if len(self.probes) == 1:
                self.settle(2, step=2)
        self.probes[1].ends("text.mkv")
        self.settle(900, step=2)
        self.assertEqual(({"unplayable"}, 2), ({each.why.code for each in self.removals()}, len(self.posted())))

    def test_what_seeds_is_not_looked_into(self):
        """Only what is to be handed over."""
        self.begin()
        self.child.files[HASH] = (TorrentFile(id=0, name="M/m.mkv", size_bytes=1000),)
        self.tell(self.finished(tags=("qBitrr-imported",)))
        self.settle(10)
        self.assertEqual([], self.probes)
