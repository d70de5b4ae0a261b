"""A disk that is full, or can only be read, below the file of a torrent loop."""

from typing import Any
from unittest import mock

import pytest

from qbitrr.model.steps import AddTags, Removal
from qbitrr.model.torrents.torrent import TorrentFile
from qbitrr.store import torrents as store
from qbitrr.store.sqlite import database as file
from qbitrr.store.sqlite.sql import Damaged, DiskFull
from qbitrr.wire.messages import Perform
from qbitrr.wire.torrent_orders import ImportTorrent
from tests.loops.torrents.world import HASH, NOW, LoopCase, hash_of

MANY_BYTES = 10_000_000


class FullDiskTests(LoopCase):
    stand_in_bytes = MANY_BYTES

    def write(self, *, allowed: bool) -> None:
        """Whether the file can be written."""
        self.database._peewee.connection().execute(f"PRAGMA query_only = {'OFF' if allowed else 'ON'}")

    def stalled(self, hash_: str = HASH, idle: float = 3000) -> Any:
        self.child.files[hash_] = (TorrentFile(id=0, name="Movie.mkv", size_bytes=10**9),)
        torrent = self.torrent(hash_, state="stalledDL", last_activity=int(NOW - idle), availability=0.2)
        return self.watched(torrent, idle=idle)

    def alarm(self) -> str:
        return self.child.reports[-1].alarm

    def test_nothing_is_removed(self):
        """A download that is to be given up stays until that can be written; that is said."""
        self.grab()
        self.begin()
        self.write(allowed=False)
        self.settle(40)
        self.tell(self.stalled())
        self.settle(200)
        self.assertEqual([], self.wanted(Removal))
        self.assertIn("nothing is removed", self.alarm())
        self.assertIn("torrents.db", self.alarm())
        self.write(allowed=True)
        self.settle(900, step=1)  # where the loop stood still, nobody has watched it
        self.assertEqual(({HASH}, ""), ({removal.hash for removal in self.wanted(Removal)}, self.alarm()))

    def test_nothing_is_handed_over(self):
        """A finished download waits, also for a person, who hears why; then it is handed over once."""
        self.grab(done=True, path="/arr/sees/Movie")
        self.begin()
        self.write(allowed=False)
        self.tell(self.finished(content_path="/downloads/radarr/Movie"))
        self.settle(100)
        self.loop.message(Perform(id=4, what=ImportTorrent(instance="qBit", hash=HASH)))
        self.settle(5)
        self.assertEqual([], self.posted())
        (answer,) = self.child.performed_
        self.assertEqual((4, "held"), (answer.id, answer.result))
        self.assertIn("torrents.db", answer.text)
        self.write(allowed=True)
        self.settle(200)
        self.assertEqual(1, len(self.posted()))

    def test_the_first_write_that_fails(self):
        """It is that of the import itself: that is not sent."""
        self.grab(done=True, path="/arr/sees/Movie")
        self.begin()
        self.tell(self.finished(content_path="/downloads/radarr/Movie", added_on=int(NOW)))
        real = self.database.run

        def run(function, *args, **named):
            if function is store.save_intent:
                self.write(allowed=False)
            return real(function, *args, **named)

        self.patch(self.database, "run", run)
        self.settle(200)
        self.assertTrue(self.database.in_memory)
        self.assertEqual([], self.posted())

    def test_what_needs_no_record_goes_on(self):
        """Tags are set, and what was seen is remembered, and written when it can be."""
        self.begin()
        self.write(allowed=False)
        self.tell(self.finished(state="uploading", tags=("qBitrr-imported",)), self.torrent(hash_of(7)))
        self.settle(100)
        self.assertTrue(self.wanted(AddTags))
        self.write(allowed=True)
        self.settle(100)
        self.assertEqual("", self.database.in_memory)
        self.assertEqual(int(NOW - 3600), self.remembered(hash_of(7)).incarnation.added_on)

    @pytest.mark.correction("E2")
    def test_a_start(self):
        """It begins with what can be read, says so, and writes later what it saw."""
        self.begin()
        self.tell(self.torrent())
        self.settle(100)
        self.end()
        with mock.patch.object(file, "choose_journal", side_effect=DiskFull("read-only")):
            self.begin()
            self.assertIn(("qBit", HASH), self.done(self.database.run(store.memories)))
            self.tell_all()
            self.tell(self.torrent(hash_of(3)))
            self.settle(100)
            self.assertIn("read-only", self.alarm())
        self.settle(100)
        self.assertEqual(("", []), (self.alarm(), self.child.failures))
        self.end()
        self.begin()
        self.assertTrue({("qBit", HASH), ("qBit", hash_of(3))} <= set(self.done(self.database.run(store.memories))))

    def test_a_file_that_is_damaged(self):
        """A fresh process puts that right."""
        self.begin()
        real = self.database.run
        self.patch(self.database, "run", lambda *_, **__: file.fail(Damaged("torrents.db: malformed")))
        self.tell(self.torrent())
        self.settle(70)
        self.assertEqual(["torrents.db: malformed"], self.child.failures[:1])
        self.patch(self.database, "run", real)


class LargeFileTests(FullDiskTests):
    """One that is not stood in for: nothing is decided until it can be written. That is said, without a traceback, once a minute."""

    stand_in_bytes = 1

    def test_nothing_is_handed_over(self):
        """There is nobody to answer a person."""
        self.begin()
        self.write(allowed=False)
        self.grab(done=True, path="/arr/sees/Movie")
        self.tell(self.finished(content_path="/downloads/radarr/Movie"))
        self.settle(200)
        self.assertEqual([], self.posted())
        self.assertIn("readonly", self.alarm())
        self.write(allowed=True)
        self.settle(200)
        self.assertEqual(1, len(self.posted()))

    def test_the_first_write_that_fails(self):
        """It is that of the import itself."""

    def test_what_needs_no_record_goes_on(self):
        """Nothing does."""

    def test_a_start(self):
        """There is none: the process ends, with one line, and is tried again later."""
