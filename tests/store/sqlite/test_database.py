"""The door of a database file: order, transactions, damage, versions, backups, locks."""

import random
import sqlite3
import tempfile
from pathlib import Path
from unittest import mock

import pytest_twisted
from hypothesis import given
from hypothesis import strategies as st
from peewee import SqliteDatabase
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady
from qbitrr.store.sqlite import pragmas
from qbitrr.store.sqlite.backups import KEPT, backups_of
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.file_systems import network_file_system
from qbitrr.store.sqlite.migrations import Schema
from qbitrr.store.sqlite.sql import Damaged, DiskFull, Locked, NewerFile
from qbitrr.store.sqlite.threads import immediately

ONE = "CREATE TABLE fact(id INTEGER PRIMARY KEY, word TEXT NOT NULL)"
FIRST = Schema(name="test", steps=(ONE,))
SECOND = Schema(name="test", steps=(ONE, "ALTER TABLE fact ADD COLUMN extra TEXT"))
START = 1_700_000_000.0


def add(database: SqliteDatabase, word: str) -> None:
    database.execute_sql("INSERT INTO fact(word) VALUES (?)", (word,))


def words(database: SqliteDatabase) -> list[str]:
    return [row[0] for row in database.execute_sql("SELECT word FROM fact ORDER BY id")]


def add_and_fail(database: SqliteDatabase) -> None:
    add(database, "half")
    raise KeyError("no")


class Case(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.clock.advance(START)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "db" / "section" / "facts.db"

    def database(self, kind="facts", schema=FIRST, path=None):
        return Database(path or self.path, kind, schema, reactor=self.clock, run=immediately)

    def opened(self, **kw):
        database = self.database(**kw)
        found = self.successResultOf(database.open())
        self.addCleanup(database.close)
        return database, found

    def filled(self, *given, **kw):
        """A closed file with these words in it."""
        database, _ = self.opened(**kw)
        for word in given:
            self.successResultOf(database.run(add, word))
        self.successResultOf(database.close())


class DoorTests(Case):
    def test_facts_are_written_in_wal_with_full_sync_and_foreign_keys(self):
        """The settings of a facts file, as SQLite reports them."""
        database, _ = self.opened()

        def settings(db: SqliteDatabase) -> tuple[object, ...]:
            return tuple(db.pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"))

        self.assertEqual(("wal", 2, 1, 10_000), self.successResultOf(database.run(settings)))

    def test_a_cache_is_written_with_normal_sync(self):
        """A cache can be read again, it need not wait for the disk."""
        database, _ = self.opened(kind="cache")
        self.assertEqual(1, self.successResultOf(database.run(lambda db: db.pragma("synchronous"))))

    def test_a_failing_function_changes_nothing(self):
        """The exception comes out, what was written before it does not stay."""
        database, _ = self.opened()
        self.failureResultOf(database.run(add_and_fail), KeyError)
        self.assertEqual([], self.successResultOf(database.run(words)))

    def test_memory(self):
        """A database in memory works through the same door."""
        database, _ = self.opened(path=":memory:")
        self.successResultOf(database.run(add, "a"))
        self.assertEqual(["a"], self.successResultOf(database.run(words)))

    def test_what_was_written_is_there_after_reopening(self):
        """Closing loses nothing."""
        self.filled("a", "b")
        database, found = self.opened()
        self.assertFalse(found.new)
        self.assertEqual(["a", "b"], self.successResultOf(database.run(words)))

    def test_closed(self):
        """A closed door says so; closing twice is harmless."""
        database, _ = self.opened()
        self.successResultOf(database.close())
        self.successResultOf(database.close())
        self.failureResultOf(database.run(words), NotReady)

    def test_a_wrong_statement_is_no_problem_of_the_file(self):
        """A mistake of ours comes out as it is, not as damage."""
        database, _ = self.opened()
        failure = self.failureResultOf(database.run(lambda db: db.execute_sql("SELECT nonsense")))
        self.assertNotIsInstance(failure.value, Damaged | DiskFull | Locked)


class LockTests(Case):
    def busy(self, times):
        """A function whose first *times* calls meet a locked file."""
        calls = []

        def function(db: SqliteDatabase) -> int:
            calls.append(1)
            if len(calls) <= times:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorname = "SQLITE_BUSY"
                raise error
            return len(calls)

        return function

    def test_a_lock_is_waited_out(self):
        """A locked file is tried again, a second apart."""
        database, _ = self.opened()
        result = database.run(self.busy(3))
        self.assertNoResult(result)
        self.clock.pump([1, 1, 1])
        self.assertEqual(4, self.successResultOf(result))

    def test_a_lock_that_stays(self):
        """After three more attempts the caller hears of it."""
        database, _ = self.opened()
        result = database.run(self.busy(9))
        self.clock.pump([1, 1, 1])
        self.failureResultOf(result, Locked)

    def test_closing_waits_for_a_call_that_waits_for_a_lock(self):
        """Nothing of ours runs after close has fired."""
        database, _ = self.opened()
        result = database.run(self.busy(1))
        closing = database.close()
        self.assertNoResult(closing)
        self.clock.advance(1)
        self.assertEqual(2, self.successResultOf(result))
        self.successResultOf(closing)

    def test_a_full_disk(self):
        """A write that finds no room fails as such and leaves the file usable."""
        database, _ = self.opened()
        self.successResultOf(database.run(add, "before"))
        self.successResultOf(database.run(lambda db: db.pragma("max_page_count", db.pragma("page_count"))))
        self.failureResultOf(database.run(add, "x" * 1_000_000), DiskFull)
        self.assertEqual(["before"], self.successResultOf(database.run(words)))


class StandInTests(Case):
    """A file that cannot be written, of who can do without what was written last."""

    def stood_in_for(self, most=10_000_000):
        database = Database(self.path, "facts", FIRST, reactor=self.clock, run=immediately, stand_in_bytes=most)
        self.successResultOf(database.open())
        self.addCleanup(database.close)
        return database

    def run_in(self, database, function, *args):
        return self.successResultOf(database.run(function, *args))

    @given(st.lists(st.sampled_from(["write", "write", "full", "read-only", "room", "wait"]), max_size=30))
    def test_nothing_is_lost(self, happens):
        """Whenever the disk is full, can only be read, or has room: what was written is read, in order, and is in the file at the end."""
        with tempfile.TemporaryDirectory() as folder:
            self.path = Path(folder) / "facts.db"
            database = self.stood_in_for()
            connection, wanted = database._peewee.connection(), []
            for each in [*happens, "room", "wait", "write"]:
                match each:
                    case "write":
                        wanted.append(f"{len(wanted)} " + "x" * 3000)
                        self.run_in(database, add, wanted[-1])
                    case "full":
                        (pages,) = connection.execute("PRAGMA page_count").fetchone()
                        connection.execute(f"PRAGMA max_page_count = {pages}")
                    case "read-only":
                        connection.execute("PRAGMA query_only = ON")
                    case "room":
                        connection.execute("PRAGMA query_only = OFF")
                        connection.execute("PRAGMA max_page_count = 100000")
                    case "wait":
                        self.clock.advance(60)
                        self.successResultOf(database.look_at_file())
                self.assertEqual(wanted, self.run_in(database, words))
            self.assertEqual("", database.in_memory)
            self.successResultOf(database.close())
            self.assertEqual(wanted, self.run_in(self.stood_in_for(), words))

    def test_too_large(self):
        """It is not copied: who writes is told."""
        database = self.stood_in_for(most=4096)
        database._peewee.connection().execute("PRAGMA query_only = ON")
        self.failureResultOf(database.run(add, "a"), DiskFull)
        self.assertEqual("", database.in_memory)

    def test_a_copy_does_not_grow_for_ever(self):
        """Twice the size of what is copied at most."""
        database = self.stood_in_for(most=100_000)
        database._peewee.connection().execute("PRAGMA query_only = ON")
        for _ in range(40):
            self.run_in(database, add, "x" * 3000)
        self.assertIn("readonly", database.in_memory)
        for _ in range(50):
            ended = database.run(add, "x" * 3000).addErrback(lambda failure: failure.type)
        self.assertIs(DiskFull, self.successResultOf(ended))

    def test_a_last_try(self):
        """Closing brings home what can be."""
        database = self.stood_in_for()
        connection = database._peewee.connection()
        connection.execute("PRAGMA query_only = ON")
        self.run_in(database, add, "a")
        connection.execute("PRAGMA query_only = OFF")
        self.successResultOf(database.close())
        self.assertEqual(["a"], self.run_in(self.stood_in_for(), words))


class VersionTests(Case):
    def test_forward(self):
        """An older file is backed up, then taken forward, keeping what it holds."""
        self.filled("a")
        database, found = self.opened(schema=SECOND)
        self.assertEqual(1, found.steps)
        self.assertEqual(
            ("a", None),
            self.successResultOf(database.run(lambda db: db.execute_sql("SELECT word, extra FROM fact").fetchone())),
        )

    def test_the_backup_before_a_migration_has_the_old_layout(self):
        """What a failed update needs is there."""
        self.filled("a")
        self.clock.advance(5)
        self.opened(schema=SECOND)
        copy = sqlite3.connect(backups_of(self.path)[0])
        self.addCleanup(copy.close)
        self.assertEqual((1,), copy.execute("PRAGMA user_version").fetchone())

    def test_a_failing_step_leaves_the_old_version(self):
        """A step and its version number are one transaction."""
        self.filled("a")
        broken = Schema(name="test", steps=(ONE, "DELETE FROM fact;\nINSERT INTO nowhere VALUES (1)"))
        self.failureResultOf(self.database(schema=broken).open())
        database, found = self.opened()
        self.assertEqual((0, ["a"]), (found.steps, self.successResultOf(database.run(words))))

    def test_a_newer_file_is_refused(self):
        """Facts from the future are left alone; the message names both versions."""
        self.filled("a", schema=SECOND)
        error = self.failureResultOf(self.database().open(), NewerFile).value
        self.assertIn("version 2", str(error))
        self.assertIn("knows 1", str(error))
        database, _ = self.opened(schema=SECOND)
        self.assertEqual(["a"], self.successResultOf(database.run(words)))

    def test_a_cache_of_another_version_is_built_anew(self):
        """A cache is not migrated, in neither direction."""
        for number in (7, 9):
            self.filled("a", kind="cache", schema=Schema(name="test", steps=(ONE,), number=number))
            database, found = self.opened(kind="cache", schema=Schema(name="test", steps=(ONE,), number=8))
            self.assertTrue(found.new)
            self.assertEqual([], self.successResultOf(database.run(words)))
            self.successResultOf(database.close())


class JournalTests(Case):
    """How the file is written where a log beside it does not work."""

    def mode(self, database):
        return self.successResultOf(database.run(lambda db: db.pragma("journal_mode")))

    def test_a_network_file_system(self):
        """The journal is cut off after each transaction, and it is said why; on another disk it is a log again."""
        self.filled("a")
        with mock.patch.object(pragmas, "network_file_system", return_value="nfs4"):
            database, found = self.opened()
        self.assertEqual("truncate", self.mode(database))
        self.assertIn("nfs4", found.slow)
        self.assertEqual(["a"], self.successResultOf(database.run(words)))
        self.successResultOf(database.close())
        database, found = self.opened()
        self.assertEqual(("wal", ""), (self.mode(database), found.slow))

    def test_a_log_that_cannot_be(self):
        """SQLite says so itself."""
        refusing = mock.Mock(database="facts.db")
        refusing.pragma.return_value = "delete"
        self.assertIn("cannot be written ahead", pragmas.choose_journal(refusing))
        refusing.pragma.assert_called_with("journal_mode", "truncate")

    def test_which_one(self):
        """The innermost mount counts; names may have spaces."""
        mounts = self.path.parent.parent.parent / "mountinfo"
        mounts.write_text(
            "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
            "23 22 0:50 / /data rw,relatime shared:1 - nfs4 nas:/export rw\n"
            "24 23 8:2 / /data/local rw - xfs /dev/sdb1 rw\n"
            "25 22 0:51 / /my\\040share rw - cifs //nas/share rw\n"
            "odd line\n"
        )
        for path, kind in (
            ("/data/db/x.db", "nfs4"),
            ("/data", "nfs4"),
            ("/data/local/x.db", ""),
            ("/database/x.db", ""),
            ("/my share/x.db", "cifs"),
        ):
            self.assertEqual(kind, network_file_system(Path(path), mounts), path)
        self.assertEqual("", network_file_system(Path("/data"), mounts.with_name("none")))


class DamageTests(Case):
    def damage(self):
        self.path.write_bytes(b"this is not a database, whatever its name says" * 500)

    def test_damaged_facts_come_back_from_the_backup(self):
        """The damaged file is set aside, the newest good backup takes its place, and the owner is told."""
        for word in "abc":  # a backup is made before b, another before c
            self.filled(word)
            self.clock.advance(90_000)
        backups_of(self.path)[0].write_bytes(b"a backup can be damaged as well")
        self.damage()
        database, found = self.opened()
        self.assertEqual(["a"], self.successResultOf(database.run(words)))
        self.assertFalse(found.new)
        self.assertEqual(str(backups_of(self.path)[-1]), found.problem.restored_from)
        self.assertIn("not a database", found.problem.text)
        self.assertTrue(Path(found.problem.quarantined).read_bytes().startswith(b"this is no"))

    def test_damaged_facts_without_a_backup(self):
        """An empty file is begun, and the problem says that what was known is lost."""
        self.path.parent.mkdir(parents=True)
        self.damage()
        database, found = self.opened()
        self.assertEqual([], self.successResultOf(database.run(words)))
        self.assertIn("lost", found.problem.text)
        self.assertEqual("", found.problem.restored_from)

    def test_damage_inside(self):
        """Damage that only a check finds is found when opening."""
        self.filled(*(f"{n}" * 900 for n in range(50)))
        raw = bytearray(self.path.read_bytes())
        raw[4096:12288] = bytes(b ^ 0x5A for b in raw[4096:12288])
        self.path.write_bytes(raw)
        _, found = self.opened()
        self.assertIsNotNone(found.problem)

    def damage_open_file(self, database):
        """Overwrite what is on the disk; what the connection has in its memory stays as it was."""
        self.successResultOf(database.run(lambda db: None))
        database._peewee.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with self.path.open("r+b") as file:
            file.write(random.Random(7).randbytes(self.path.stat().st_size))

    def test_damage_while_it_is_open(self):
        """A quarter of an hour later at most whoever uses the file hears of it; opened anew it is put right."""
        database, _ = self.opened(kind="cache")
        self.successResultOf(database.run(add, "a"))
        self.damage_open_file(database)
        self.clock.advance(901)
        self.failureResultOf(database.run(words), Damaged)
        self.successResultOf(database.close())
        self.assertIsNotNone(self.successResultOf(database.open()).problem)
        self.assertEqual([], self.successResultOf(database.run(words)))

    def test_a_cache_deleted_while_it_is_open(self):
        """It may be, at any time: it is begun anew, so that readers find one again."""
        database, _ = self.opened(kind="cache")
        self.successResultOf(database.run(add, "a"))
        self.path.unlink()
        self.clock.advance(901)
        self.failureResultOf(database.run(words), Damaged)
        self.successResultOf(database.close())
        self.successResultOf(database.open())
        self.assertEqual([], self.successResultOf(database.run(words)))
        self.assertTrue(self.path.exists())

    def test_facts_deleted_while_they_are_open(self):
        """What is open is all there is of them: they are kept in use."""
        database, _ = self.opened()
        self.successResultOf(database.run(add, "a"))
        self.path.unlink()
        self.clock.advance(901)
        self.assertEqual(["a"], self.successResultOf(database.run(words)))

    def test_a_damaged_cache_is_begun_anew(self):
        """Nothing is restored, at most two damaged ones are kept."""
        for _ in range(4):
            self.filled("a", kind="cache")
            self.damage()
            database, _ = self.opened(kind="cache")
            self.assertEqual([], self.successResultOf(database.run(words)))
            self.successResultOf(database.close())
            self.clock.advance(10)
        self.assertEqual(2, len(list(self.path.parent.glob("*.corrupt-*"))))
        self.assertEqual([], backups_of(self.path))

    def test_discarding(self):
        """A cache can be thrown away while open; facts cannot."""
        database, _ = self.opened(kind="cache")
        self.successResultOf(database.run(add, "a"))
        self.assertTrue(self.successResultOf(database.discard()).new)
        self.assertEqual([], self.successResultOf(database.run(words)))
        facts, _ = self.opened(path=self.path.with_name("other.db"))
        self.assertRaises(ValueError, facts.discard)


class BackupTests(Case):
    def test_daily_while_written_and_seven_kept(self):
        """A file that is written every day has a backup of each of the last seven days."""
        database, _ = self.opened()
        for day in range(10):
            self.successResultOf(database.run(add, str(day)))
            self.clock.advance(86_400)
        self.assertEqual(KEPT, len(backups_of(self.path)))

    def test_not_twice_a_day(self):
        """Reopening makes no further backup on the same day."""
        for _ in range(3):
            self.filled("a")
            self.clock.advance(60)
        self.assertEqual(1, len(backups_of(self.path)))

    def test_none_of_nothing(self):
        """A file that was just made holds nothing that could be lost; the next start, or the next day, finds something."""
        self.filled()
        self.assertEqual([], backups_of(self.path))
        self.filled("a")
        self.assertEqual(1, len(backups_of(self.path)))

    def test_a_backup_is_one_complete_file(self):
        """The copy holds everything, needs nothing beside it and leaves nothing unfinished."""
        database, _ = self.opened()
        self.successResultOf(database.run(add, "a"))
        self.clock.advance(1)
        copy = self.successResultOf(database.back_up())
        reader = sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)
        self.addCleanup(reader.close)
        self.assertEqual([("a",)], reader.execute("SELECT word FROM fact").fetchall())
        self.assertEqual([], [p.name for p in copy.parent.iterdir() if p.suffix != ".db"])


@pytest_twisted.ensureDeferred
async def test_in_a_real_thread(tmp_path):
    """With the real reactor: calls run elsewhere, one after the other, in the order they were made."""
    from threading import get_ident

    from twisted.internet import reactor

    database = Database(tmp_path / "a.db", "facts", FIRST, reactor=reactor)
    assert (await database.open()).new
    calls = [database.run(add, str(n)) for n in range(50)]
    seen = await database.run(words)
    assert seen == [str(n) for n in range(50)]
    threads = {await database.run(lambda db: get_ident()) for _ in range(5)}
    assert len(threads) == 1
    assert get_ident() not in threads
    for call in calls:
        await call
    await database.close()


@pytest_twisted.ensureDeferred
async def test_a_file_that_cannot_be_opened_leaves_no_thread(tmp_path):
    """A failed open ends its thread, so that the program can end."""
    from threading import enumerate as threads

    from twisted.internet import reactor

    newer = Database(tmp_path / "a.db", "facts", SECOND, reactor=reactor)
    await newer.open()
    await newer.close()
    refused = Database(tmp_path / "a.db", "facts", FIRST, reactor=reactor)
    try:
        await refused.open()
    except NewerFile:
        pass
    else:
        raise AssertionError("a newer file was opened")
    assert not [thread for thread in threads() if "db a.db" in thread.name]
