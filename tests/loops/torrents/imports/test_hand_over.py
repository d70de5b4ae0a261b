"""ImportCommands: each download handed over once, whatever breaks, and followed to its end."""

from typing import Any

from twisted.internet.defer import Deferred

from qbitrr.errors import TimedOut
from qbitrr.loops.torrents.imports import commands as torrent_imports
from qbitrr.loops.torrents.imports.commands import ImportCommands
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import AddTags
from qbitrr.store.torrents import intents
from qbitrr.testing.arr import Fault, ImportOutcome
from tests.loops.torrents.world import HASH, LoopCase, hash_of


class ImportCase(LoopCase):
    arr_settings = 'importMode = "Move"'

    def setUp(self) -> None:
        super().setUp()
        self.sim.commands.durations["DownloadedMoviesScan"] = 60.0

    def notes(self) -> list[tuple[str, str]]:
        return [(note.act, note.result) for note in self.child.notes]

    def tell_finished(self, **fields: Any) -> None:
        self.tell(self.finished(content_path="/downloads/radarr/Movie", **fields))

    def open(self) -> list[Any]:
        return list(self.done(self.database.run(intents)))


class StoryTests(ImportCase):
    def test_once(self):
        """A finished download is handed over once, with the Arr's own path, and tagged when the Arr reports it imported."""
        self.grab(done=True, path="/arr/sees/Movie")
        self.begin()
        self.tell_finished()
        self.settle(50)
        (scan,) = self.posted()
        self.assertEqual(
            ("/arr/sees/Movie", HASH.upper(), "move"), (scan["path"], scan["downloadClientId"], scan["importMode"])
        )
        self.assertEqual([("import", "done")], self.notes())
        self.settle(60)
        self.refresh()
        self.settle(40)
        self.assertEqual(1, len(self.posted()))
        self.assertEqual(
            ["qBitrr-imported"], [tag for step in self.wanted(AddTags) for tag in step.tags if "imported" in tag][:1]
        )
        self.assertEqual([], self.open())

    def test_in_two_clients(self):
        """S06: the same torrent in two clients is one download of its Arr, handed over once."""
        self.grab(done=True, path="/arr/sees/Movie")
        self.begin()
        self.tell(self.finished(), self.finished(instance="qBit-box"))
        self.settle(50)
        self.assertEqual(1, len(self.posted()))
        self.settle(60)
        self.refresh()
        self.settle(900)
        self.assertEqual(1, len(self.posted()))

    def test_many_finished_ones(self):
        """At a first start with a full client the Arr gets ten imports, and more as those end."""
        hashes = [hash_of(number) for number in range(25)]
        for hash_ in hashes:
            self.grab(hash_, done=True)
        self.sim.commands.durations["DownloadedMoviesScan"] = 5.0
        self.begin()
        self.tell(*(self.finished(hash_) for hash_ in hashes))
        self.settle(4)
        self.assertEqual(10, len(self.posted()))
        self.settle(240)
        self.assertEqual({hash_.upper() for hash_ in hashes}, {scan["downloadClientId"] for scan in self.posted()})
        self.assertEqual(25, len(self.posted()))

    def test_finished_at_once(self):
        """A download that is finished before the Arr tracks it is handed over seconds after it does, not half a minute."""
        self.begin()
        self.tell_finished(added_on=int(self.clock.seconds()) - 1, completion_on=int(self.clock.seconds()))
        self.settle(12)
        self.assertEqual([], self.posted())
        self.grab(done=True)
        self.settle(6)
        self.assertEqual(1, len(self.posted()))

    def test_not_while_it_runs(self):
        """However long the command runs, another one is not sent."""
        self.sim.commands.durations["DownloadedMoviesScan"] = 3000.0
        self.grab(done=True)
        self.begin()
        self.tell_finished()
        self.settle(2000, step=2)
        self.assertEqual(1, len(self.posted()))

    def test_mapped_path(self):
        """Where the Arr has no record, its remote path mappings tell how it sees the path."""
        self.sim.settings.mappings.add({"host": "qbit.example", "remotePath": "/downloads/", "localPath": "/mnt/q/"})
        self.on_disk = {"/downloads/radarr/Movie": True}
        self.sim.grab([self.sim.add_movie("Movie", 2020).id], HASH)
        self.begin()
        self.tell_finished()
        self.settle(10)
        self.assertEqual(["/mnt/q/radarr/Movie"], [scan["path"] for scan in self.posted()])

    def test_failed(self):
        """A command that imports nothing is noted, and tried again later, three times in all."""
        self.sim.commands.durations["DownloadedMoviesScan"] = 1.0
        self.grab(done=True)
        self.sim.outcomes[HASH] = ImportOutcome.reject("Sample")
        self.begin()
        self.tell_finished()
        self.settle(20)
        self.assertEqual([("import", "done"), ("import", "failed")], self.notes())
        self.assertIn("did not import Movie.aaaa", self.child.notes[-1].text)
        self.settle(860, step=1)
        self.assertEqual(1, len(self.posted()))
        self.settle(3600, step=2)
        self.assertEqual(3, len(self.posted()))

    def test_refused(self):
        """A command the Arr refuses is said once, however often it is tried, and taken back from the file."""
        self.grab(done=True)
        self.begin()
        self.sim.faults.add(Fault(kind="status", status=500, path="/command", method="POST", times=None))
        self.tell_finished()
        self.settle(60)
        self.assertEqual([("import", "retry")], self.notes())
        self.assertEqual([], self.open())
        self.sim.faults.clear()
        self.settle(30)
        self.assertEqual([("import", "retry"), ("import", "done")], self.notes())

    def test_answer_lost(self):
        """An answer that is lost on the way does not make for a second command: the Arr is asked whether it has it."""
        self.grab(done=True)
        self.begin()
        arr = self.arr
        real, lost = arr.import_scan, [True]

        async def import_scan(*args: Any) -> Any:
            command = await real(*args)
            if lost:
                lost.clear()
                raise TimedOut(where="Radarr", why="no answer")
            return command

        arr.import_scan = import_scan
        self.tell_finished()
        self.settle(50)
        self.assertEqual(1, len(self.posted()))
        self.assertEqual([("import", "retry"), ("import", "done")], self.notes())

    def test_gone(self):
        """A torrent that is gone is not followed any more."""
        self.grab(done=True)
        self.begin()
        self.tell_finished()
        self.settle(5)
        self.assertEqual(1, len(self.open()))
        self.tell(gone=[HASH])
        self.settle(5)
        self.assertEqual([], self.open())


class CrashTests(ImportCase):
    def kill(self) -> None:
        """The process is gone, at whatever it was; nothing is saved."""
        loop, self.loop = self.loop, None
        loop._memories._changed.clear()
        self.done(loop.stop())

    def test_command_accepted(self):
        """Killed after the Arr's answer: nothing is sent again, the attempt counts, the command is followed."""
        self.grab(done=True)
        self.begin()
        self.tell_finished()
        self.settle(5)
        self.kill()
        self.begin()
        self.assertEqual(1, self.loop._memories.get(("qBit", HASH)).imports.attempts)
        self.tell_all()
        self.settle(100)
        self.assertEqual((1, []), (len(self.posted()), self.open()))

    def test_before_the_answer(self):
        """Killed between the command and its answer: the Arr has it, so nothing is sent again."""
        self.grab(done=True)
        self.begin()
        real = ImportCommands._keep
        count = [0]

        async def keep(imports: ImportCommands, key: Any, intent: Any) -> None:
            if intent is not None and intent.command_id:
                count[0] += 1
                await Deferred()
            await real(imports, key, intent)

        self.patch(ImportCommands, "_keep", keep)
        self.tell_finished()
        self.settle(3)
        self.assertEqual(1, count[0])
        self.kill()
        self.patch(ImportCommands, "_keep", real)
        self.begin()
        self.tell_all()
        self.settle(20)
        self.assertEqual(1, len(self.posted()))
        self.assertTrue(self.open()[0].command_id)

    def test_before_the_command(self):
        """Killed between writing it down and sending it: it is sent then, once."""
        self.grab(done=True)
        self.begin()
        arr = self.arr
        arr.import_scan = lambda *_: Deferred()
        self.tell_finished()
        self.settle(3)
        (intent,) = self.open()
        self.assertEqual(0, intent.command_id)
        self.kill()
        self.begin()
        self.tell_all()
        self.settle(40)
        self.assertEqual(1, len(self.posted()))

    def test_long_ago(self):
        """After so long that the Arr has forgotten its commands, they are not looked for."""
        self.grab(done=True)
        self.begin()
        self.arr.import_scan = lambda *_: Deferred()
        self.tell_finished()
        self.settle(3)
        self.kill()
        self.settle(torrent_imports._FORGOTTEN_AFTER_SECONDS + 10, step=5)
        self.begin()
        self.sim.requests.clear()
        self.tell_all()
        self.settle(5)
        self.assertEqual(1, len(self.posted()))
        self.assertEqual([], [r for r in self.sim.requests if r["method"] == "GET" and r["path"].endswith("/command")])


class SendingTests(ImportCase):
    def test_two_at_once(self):
        """While one is being sent, a second wish for the same torrent is not."""
        self.grab(done=True)
        self.begin()
        imports = self.part(ImportCommands)
        never: Deferred[Any] = Deferred()
        self.arr.import_scan = lambda *_: never
        self.tell_finished()
        self.settle(1)
        again = Deferred.fromCoroutine(imports.send(self.finished(), None, Reason(code="import", text="again")))
        self.assertIsNone(self.successResultOf(again))
        never.errback(ValueError("over"))
        self.settle(1)
        self.assertEqual(1, len(self.flushLoggedErrors(ValueError)))
