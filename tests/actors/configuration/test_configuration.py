"""The configuration in force is what the file says, whoever wrote it; what cannot be in force changes nothing."""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, fail, maybeDeferred, succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.exceptions import Invalid

from qbitrr.actors.configuration import desk
from qbitrr.actors.configuration.configuration import Configuration, IReload
from qbitrr.actors.configuration.desk import ConfigDesk, section_names
from qbitrr.config import files
from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.config.editing.masking import REDACTED
from qbitrr.config.editing.refusals import BadChanges, ChangeConflict, ConfigFileTrouble, ProtectedKey
from qbitrr.config.load import load
from qbitrr.config.renamed_folders import settle_renames
from qbitrr.errors import NotReady, Unknown
from qbitrr.resolved.reload.plan import ReloadType
from qbitrr.resolved.reload.planning import plan_reload

TEXT = """\
# Mine.
[Settings]
SchemaVersion = 1
LoopSleepTimer = "1.4 weeks"  # slowly
[WebUI]
Token = "tokentoken"
AuthDisabled = false
[Radarr-1]
# The films.
Managed = true
URI = "http://radarr:7878"
APIKey = "radarrkey"
Category = "films"
[Radarr-1.EntrySearch]
SearchLimit = 5
"""


class FakeReload:
    """Remembers what was applied, like a reloader that is done at once or (`held`) when the test says so."""

    def __init__(self, config: Any, folder: str) -> None:
        self.config = config
        self.folder = folder
        self.applied: list[Any] = []
        self.renamed: Any = {}
        self.held: Deferred[None] | None = None
        self.error: Exception | None = None

    def plan(self, new: Any, renamed: Any) -> Any:
        return plan_reload(self.config, new, renamed)

    def apply(self, loaded: Any, renamed: Any) -> Any:
        plan = self.plan(loaded.config, renamed)
        self.applied.append(loaded)
        self.renamed = renamed
        if self.error:
            return fail(self.error)
        self.config = loaded.config
        settle_renames(self.folder, section_names(loaded.config))
        for arr in loaded.config.arrs:  # a section that starts makes its folder if there is none
            os.makedirs(os.path.join(self.folder, "db", arr.section), exist_ok=True)
        waiting = self.held or succeed(None)
        return waiting.addCallback(lambda _: plan)


class FakeThread:
    """Does at once what is to be done, or (`held`) later."""

    def __init__(self) -> None:
        self.held: list[Any] | None = None
        self.is_running = False

    def start(self) -> None:
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False

    def run(self, function: Any, *args: Any) -> Any:
        if self.held is None:
            return maybeDeferred(function, *args)
        waiting: Deferred[Any] = Deferred()
        self.held.append(lambda: maybeDeferred(function, *args).chainDeferred(waiting))
        return waiting


class ConfigurationCase(SynchronousTestCase):
    env: Mapping[str, str] = {}

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "config.toml"
        self.path.write_text(TEXT)
        self.clock = Clock()
        self.thread = FakeThread()
        loaded = load(TEXT, self.env, str(self.path))
        self.reload = FakeReload(loaded.config, str(self.folder))
        self.configuration = Configuration(
            loaded=loaded,
            desk=ConfigDesk(path=str(self.path), data_folder=str(self.folder), env=self.env),
            reload=self.reload,
            clock=self.clock,
            thread=self.thread,
        )
        self.configuration.startService()
        self.addCleanup(self.configuration.stopService)

    def change(self, changes: dict[str, Any], renames: dict[str, str] | None = None, **more: Any) -> Any:
        wanted = ChangeSet(changes=changes, renames=renames or {})
        return self.successResultOf(self.configuration.change(wanted, **more))

    def refused(self, kind: type[Exception], changes: dict[str, Any], **more: Any) -> Any:
        """The error; nothing was written or applied."""
        text, applied = self.content(), list(self.reload.applied)
        failure = self.failureResultOf(self.configuration.change(ChangeSet(changes=changes), **more), kind)
        self.assertEqual(text, self.content())
        self.assertEqual(applied, self.reload.applied)
        return failure.value

    def content(self) -> bytes:
        return self.path.read_bytes() if self.path.is_file() else b""

    def pass_time(self, seconds: float) -> None:
        for _ in range(int(seconds * 4)):
            self.clock.advance(0.25)

    def write(self, text: str) -> None:
        """As an editor does: another file of that name."""
        (self.folder / "new").write_text(text)
        os.replace(self.folder / "new", self.path)

    @property
    def limit(self) -> int:
        return self.reload.config.arrs[0].search.search_limit

    @property
    def revision(self) -> str:
        return self.configuration.state().revision


class Changes(ConfigurationCase):
    def test_saved_then_applied(self):
        """One key in the file differs, the old text is a backup, and the new configuration is in force."""
        done = self.change({"Radarr-1.EntrySearch.SearchLimit": 7}, revision=self.revision)
        self.assertEqual(TEXT.replace("SearchLimit = 5", "SearchLimit = 7"), self.path.read_text())
        self.assertEqual(7, self.limit)
        self.assertEqual((True, ("Radarr-1.EntrySearch.SearchLimit",)), (done.is_saved, done.keys))
        self.assertEqual(self.revision, done.revision)
        ((backup,),) = [self.successResultOf(self.configuration.backups())]
        back = self.successResultOf(self.configuration.restore(backup.name))
        self.assertEqual((TEXT, 5), (self.path.read_text(), self.limit))
        self.assertEqual(("Radarr-1.EntrySearch.SearchLimit",), back.keys)
        self.failureResultOf(self.configuration.restore("../config.toml"), Unknown)

    def test_dry_run(self):
        """The plan is told, nothing is done."""
        done = self.change({"Radarr-1.URI": "http://other"}, dry_run=True)
        self.assertEqual((False, ReloadType.SINGLE_ARR), (done.is_saved, done.plan.reload_type))
        self.assertEqual((TEXT, []), (self.path.read_text(), self.reload.applied))
        self.assertEqual(self.revision, done.revision)

    def test_whole_text(self):
        """Shown masked and sent back with a change it is the file with that change, in force; an old or wrong one changes nothing."""
        shown = self.successResultOf(self.configuration.show_text())
        self.assertNotIn("radarrkey", shown.text)
        text = shown.text.replace("SearchLimit = 5", "SearchLimit = 7  # more")
        planned = self.successResultOf(self.configuration.rewrite(text, shown.revision, dry_run=True))
        self.assertEqual((TEXT, False), (self.path.read_text(), planned.is_saved))
        done = self.successResultOf(self.configuration.rewrite(text, shown.revision))
        self.assertEqual(TEXT.replace("SearchLimit = 5", "SearchLimit = 7  # more"), self.path.read_text())
        self.assertEqual((7, ("Radarr-1.EntrySearch.SearchLimit",)), (self.limit, done.keys))
        self.failureResultOf(self.configuration.rewrite(text, shown.revision), ChangeConflict)
        for wrong in ("[", text.replace("SearchLimit = 7", "SearchLimit = 'x'"), text.replace('"films"', '""')):
            self.failureResultOf(self.configuration.rewrite(wrong, done.revision), BadChanges)
        self.assertEqual(7, self.limit)

    def test_considered(self):
        """What a change would mean is told with its errors; nothing is done, and a change that cannot be is refused."""
        changes = {"Radarr-1.EntrySearch.SearchLimit": 7, "Radarr-1.URI": "no address at all"}
        found = self.successResultOf(self.configuration.consider(ChangeSet(changes=changes)))
        self.assertIn(("Radarr-1", "URI"), {(each.section, each.key) for each in found.problems})
        self.assertEqual((TEXT, []), (self.path.read_text(), self.reload.applied))
        wrong = ChangeSet(changes={"Nothing.At.All": 1})
        self.failureResultOf(self.configuration.consider(wrong), BadChanges)
        unchanged = self.successResultOf(self.configuration.consider(ChangeSet()))
        self.assertEqual(self.reload.config, unchanged.config)
        self.write("[")
        for asked in (ChangeSet(), ChangeSet(changes=changes)):
            self.failureResultOf(self.configuration.consider(asked), ConfigFileTrouble)

    def test_nothing_to_change(self):
        """The same value writes nothing."""
        done = self.change({"Radarr-1.APIKey": REDACTED, "Settings.LoopSleepTimer": "1.4 weeks"})
        self.assertEqual(ReloadType.NONE, done.plan.reload_type)
        self.assertNotIn("backups", os.listdir(self.folder))

    def test_errors_are_refused(self):
        """All of them, with the label, in the contract's form."""
        error = self.refused(BadChanges, {"WebUI.Port": 70000, "Radarr-1.EntrySearch.SearchLimit": "many"})
        self.assertIn("Please resolve the following issues:\nWebUI.Port: WebUI Port must be at most 65535.", str(error))
        self.assertEqual({"WebUI.Port", "Radarr-1.EntrySearch.SearchLimit"}, {each.key for each in error.wrong})
        self.refused(BadChanges, {"Sonarr-2": {"URI": "http://x", "APIKey": "k", "Category": "films"}})
        self.refused(BadChanges, {"Radarr-1.URI": None})
        self.refused(BadChanges, {"Radarr-1.URI": None, "Radarr-1.Managed": None})
        self.change({"Radarr-1.URI": None, "Radarr-1.Managed": False})
        self.refused(BadChanges, {"Radarr-1.Managed": True})
        self.refused(ProtectedKey, {"Settings.ConfigVersion": "9"})

    def test_guarded_without_a_folder(self):
        """Free space is measured where the downloads lie, or told by the client: a folder for it may be left out, and taken away."""
        self.change({"Settings.FreeSpace": "50G"})
        self.change({"Settings.FreeSpaceFolder": "/d", "Settings.LoopSleepTimer": 5})
        self.change({"Settings.FreeSpaceFolder": None})
        self.assertEqual(
            ("", 50 * 2**30),
            (self.reload.config.settings.free_space_folder, self.reload.config.settings.free_space_bytes),
        )

    def test_old_errors_do_not_hinder(self):
        """A section that is broken already does not forbid changing another one, or mending it."""
        broken = TEXT + '[Sonarr-2]\nURI = "http://s"\nCategory = "tv"\n'
        self.path.write_text(broken)
        loaded = load(broken, {}, str(self.path))
        self.reload.config = loaded.config
        self.configuration = Configuration(
            loaded=loaded, desk=self.configuration._desk, reload=self.reload, clock=self.clock, thread=self.thread
        )
        self.change({"Radarr-1.EntrySearch.SearchLimit": 6})
        self.change({"Sonarr-2.APIKey": "k"})
        self.assertEqual((), self.reload.config.broken)

    def test_a_token_is_made_anew(self):
        """Taking it out gives another one, at once and in the file."""
        for value in (None, ""):
            old = self.reload.config.webui.token.reveal()
            self.change({"WebUI.Token": value})
            new = self.reload.config.webui.token.reveal()
            self.assertEqual((True, 64), (new != old, len(new)))
            self.assertIn(new, self.path.read_text())

    def test_a_renamed_section_takes_its_databases_along(self):
        """The folder is moved before the section starts under its new name."""
        (self.folder / "db" / "Radarr-1").mkdir(parents=True)
        (self.folder / "db" / "Radarr-1" / "search.db").write_text("history")
        done = self.change({"Radarr-4K.Category": "uhd"}, {"Radarr-1": "Radarr-4K"})
        self.assertEqual({"Radarr-1": "Radarr-4K"}, done.renamed)
        self.assertIn("# The films.", self.path.read_text())
        self.assertEqual("history", (self.folder / "db" / "Radarr-4K" / "search.db").read_text())
        self.write(self.path.read_text().replace("Radarr-4K", "Radarr-UHD"))
        self.pass_time(2)
        self.assertEqual("history", (self.folder / "db" / "Radarr-UHD" / "search.db").read_text())
        self.assertEqual(["Radarr-UHD"], [name for name in os.listdir(self.folder / "db") if name[0] != "."])

    def test_opening_it_to_everybody(self):
        """Is done by no change that does not say it is meant, wherever others can reach it; what is open already may be changed."""
        said = {"WebUI.AllowInsecureExposure": True}
        for changes in ({"WebUI.AuthDisabled": True}, {"WebUI.AuthDisabled": True, "WebUI.Host": "192.168.1.5"}):
            error = self.refused(BadChanges, changes)
            self.assertEqual(["WebUI.AllowInsecureExposure"], [each.key for each in error.wrong])
            self.assertTrue(self.change(changes | said, dry_run=True))
        self.change({"WebUI.AuthDisabled": True, "WebUI.Host": "127.0.0.1"})
        self.refused(BadChanges, {"WebUI.Host": "0.0.0.0"})
        self.write(TEXT.replace("AuthDisabled = false", "AuthDisabled = true"))
        self.pass_time(2)
        self.change({"WebUI.Port": 7000, "WebUI.Theme": "Light"})
        self.change({"WebUI.AuthDisabled": False})

    def test_a_renamed_client(self):
        """Ordered or written by hand, the name is another one; at another address it is another client."""
        text = TEXT + '[qBit]\nHost = "localhost"\nPort = 8080\n'
        self.write(text)
        self.pass_time(2)
        done = self.change({}, {"qBit": "qBit-Main"})
        self.assertEqual({"qBit": "qBit-Main"}, done.plan.renamed_clients)
        self.write(text.replace("[qBit]", "[qBit-Other]"))
        self.pass_time(2)
        self.assertEqual(["qBit-Other"], [qbit.section for qbit in self.reload.config.qbits])
        self.assertEqual({"qBit-Main": "qBit-Other"}, self.reload.renamed)
        self.write(text.replace("[qBit]", "[qBit-Third]").replace("localhost", "elsewhere"))
        self.pass_time(2)
        self.assertEqual({}, self.reload.renamed)

    def test_confirming(self):
        """A file of another program is written in today's spelling with our stamp; its sections stay the same ones."""
        old = TEXT.replace("SchemaVersion = 1\n", "").replace("[Radarr-1", "[radarr-1")
        self.write(old)
        self.pass_time(2)
        self.assertFalse(self.reload.applied[-1].config.is_confirmed)
        self.assertTrue(any("is held on" in each for each in self.configuration.problems))
        changed = self.successResultOf(self.configuration.confirm())
        self.assertEqual({}, changed.renamed)
        self.assertIn("SchemaVersion = 1", self.path.read_text())
        self.assertIn("[Radarr-1.", self.path.read_text())
        self.assertTrue(self.reload.applied[-1].config.is_confirmed)
        self.assertFalse(any("is held on" in each for each in self.configuration.problems))


class Conflicts(ConfigurationCase):
    def test_another_key_was_changed(self):
        """A hand edit that is not taken over yet is kept, and in force with the change."""
        revision = self.revision
        self.write(TEXT.replace("1.4 weeks", "2 weeks"))
        self.change({"Radarr-1.EntrySearch.SearchLimit": 7}, revision=revision)
        self.assertEqual(
            TEXT.replace("1.4 weeks", "2 weeks").replace("SearchLimit = 5", "SearchLimit = 7"), self.path.read_text()
        )

    def test_the_same_key_was_changed(self):
        """Refused, with both values."""
        revision = self.revision
        self.write(TEXT.replace("SearchLimit = 5", "SearchLimit = 6"))
        error = self.refused(ChangeConflict, {"Radarr-1.EntrySearch.SearchLimit": 7}, revision=revision)
        ((clash,),) = [error.clashes]
        self.assertEqual((5, 6, 7), (clash.before, clash.on_disk, clash.wanted))
        self.write(TEXT.replace("radarrkey", "otherkey"))
        error = self.refused(ChangeConflict, {"Radarr-1.APIKey": "minekey"}, revision=revision)
        self.assertNotIn("key'", repr(error.clashes).replace("APIKey'", ""))

    def test_an_old_revision(self):
        """One that was saved over is found in the backups; one nobody knows is refused."""
        old = self.revision
        for number in range(30, 60):
            self.change({"Radarr-1.EntrySearch.SearchLimit": number})
        self.refused(ChangeConflict, {"Settings.LoopSleepTimer": 5}, revision=old)
        self.refused(ChangeConflict, {"Settings.LoopSleepTimer": 5}, revision="nonsense")
        self.configuration._known.clear()
        shown = self.successResultOf(self.configuration.show())
        self.change({"Radarr-1.EntrySearch.SearchLimit": 70})
        self.configuration._known.clear()
        self.change({"Settings.LoopSleepTimer": 5}, revision=shown.revision)

    def test_written_between_reading_and_saving(self):
        """The change is made to what is there by then."""
        texts = iter([TEXT.replace("1.4 weeks", "2 weeks")])
        commit = ConfigDesk.commit

        def meanwhile(desk, prepared):
            for text in texts:
                self.write(text)
            return commit(desk, prepared)

        self.patch(ConfigDesk, "commit", meanwhile)
        self.change({"Radarr-1.EntrySearch.SearchLimit": 7})
        self.assertIn("2 weeks", self.path.read_text())
        self.assertIn("SearchLimit = 7", self.path.read_text())


class HandEdits(ConfigurationCase):
    def test_taken_over_within_two_seconds(self):
        """What is written to the file is in force."""
        self.pass_time(5)
        self.write(TEXT.replace("SearchLimit = 5", "SearchLimit = 8"))
        self.pass_time(2)
        self.assertEqual((8, 1), (self.limit, len(self.reload.applied)))
        self.pass_time(60)
        self.assertEqual(1, len(self.reload.applied))

    def test_half_written(self):
        """While a file grows it is not read."""
        self.pass_time(5)
        text = TEXT.replace("SearchLimit = 5", "SearchLimit = 8")
        for length in range(60, len(text), 10):
            self.path.write_text(text[:length])
            self.clock.advance(0.5)
        self.assertEqual([], self.reload.applied)
        self.path.write_text(text)
        self.pass_time(2)
        self.assertEqual(8, self.limit)

    def test_written_on_between_looking_and_reading(self):
        """What was read is not what was looked at: it is read once more when it stays as it is."""
        self.pass_time(5)
        whole = TEXT.replace("SearchLimit = 5", "SearchLimit = 8")
        half = whole[: whole.index("[Radarr-1.EntrySearch]")]  # TOML, too, and with another limit
        self.write(half)
        read, texts = desk.read_file, [whole]

        def while_somebody_writes(path: str) -> str:
            text = read(path)
            if texts:
                self.write(texts.pop())
            return text

        self.patch(desk, "read_file", while_somebody_writes)
        self.pass_time(3)
        self.assertEqual([8], [each.config.arrs[0].search.search_limit for each in self.reload.applied])

    def test_invalid(self):
        """It changes nothing and says so; corrected, it is in force, and undone, all is well again."""
        for bad, said in (
            (TEXT.replace('"films"', "films"), "line 13"),
            (TEXT.replace('URI = "http://radarr:7878"', "URI = 5"), "URI"),
            ("", "is empty"),
            (TEXT.replace("SearchLimit = 5", 'SearchLimit = "x"'), "SearchLimit"),
        ):
            self.write(bad)
            self.pass_time(2)
            self.assertEqual([], self.reload.applied)
            self.assertIn("everything goes on as before", self.configuration.problems[-1])
            self.assertIn(said, self.configuration.problems[-1])
            self.assertIn(said, self.configuration.state().trouble)
            self.write(TEXT)
            self.pass_time(2)
            self.assertEqual((), self.configuration.problems)
        self.write(TEXT.replace("SearchLimit = 5", "SearchLimit = 9"))
        self.pass_time(2)
        self.assertEqual(9, self.limit)

    def test_an_invalid_file_is_not_saved_over(self):
        """A change is refused until the file can be read, and until what is wrong in it is corrected."""
        self.write(TEXT + "[[[\n")
        self.pass_time(2)
        self.assertIn("line 16", self.refused(ConfigFileTrouble, {"Settings.LoopSleepTimer": 5}).why)
        self.write(TEXT.replace("SearchLimit = 5", 'SearchLimit = "x"'))
        self.refused(BadChanges, {"Settings.LoopSleepTimer": 5})
        self.change({"Settings.LoopSleepTimer": 5, "Radarr-1.EntrySearch.SearchLimit": 3})
        self.assertEqual((3, ()), (self.limit, self.configuration.problems))

    def test_an_empty_file_is_not_saved_over(self):
        """It may be one that an editor is about to fill: neither a change nor a confirmation makes a file of nothing else of it."""
        self.write(" \n")
        self.assertIn("is empty", self.refused(ConfigFileTrouble, {"Settings.LoopSleepTimer": 5}).why)
        self.assertIn("is empty", self.failureResultOf(self.configuration.confirm(), ConfigFileTrouble).value.why)
        self.assertEqual((" \n", []), (self.path.read_text(), self.reload.applied))

    def test_files_that_are_none(self):
        """Gone, a directory, rubbish, far too large, not to be read: said once, tried again, and used when it is good."""

        def put_directory():
            self.path.mkdir()

        for make, said in (
            (lambda: None, "No such file"),
            (put_directory, "is a directory"),
            (lambda: self.path.write_bytes(b"\x80\x81" * 100), "UTF-8"),
            (lambda: self.path.write_bytes(b"\0" * 100), "config.toml"),
            (lambda: self.path.write_bytes(b"#" * (10 * 2**20)), "larger than 2 MiB"),
        ):
            self.path.unlink()
            make()
            self.pass_time(4)
            self.assertIn(said, self.configuration.problems[-1])
            self.refused(ConfigFileTrouble, {"Settings.LoopSleepTimer": 5})
            self.failureResultOf(self.configuration.show(), ConfigFileTrouble)
            if self.path.is_dir():
                self.path.rmdir()
            self.write(TEXT)
            self.pass_time(4)
            self.assertEqual((), self.configuration.problems)
        self.assertEqual([], self.reload.applied)

    def test_rights_alone(self):
        """A file that may not be read any more is looked at anew, whatever else of it is the same; it is well again with its rights."""
        self.pass_time(4)
        looked = ConfigDesk.look(self.configuration._desk)
        os.chmod(self.path, 0o400)
        self.assertNotEqual(looked, ConfigDesk.look(self.configuration._desk))

        def refused(path):
            raise PermissionError(errno.EACCES, "Permission denied", path)

        with self.subTest("taken away"):
            patch = self.patch(desk, "read_file", refused)
            self.pass_time(4)
            self.assertIn("Permission denied", self.configuration.problems[-1])
            patch.restore()
        self.pass_time(4)
        self.assertEqual(((), []), (self.configuration.problems, self.reload.applied))

    def test_saving_fails(self):
        """A full disk: said, and the old state is untouched, no renaming left behind."""

        def full(*_, **__):
            raise OSError(errno.ENOSPC, "No space left on device")

        self.patch(files.os, "fsync", full)
        error = self.refused(ConfigFileTrouble, {"Settings.LoopSleepTimer": 5})
        self.assertEqual("Failed to save config: No space left on device", str(error))
        wanted = ChangeSet(renames={"Radarr-1": "Radarr-2"})
        self.failureResultOf(self.configuration.change(wanted), ConfigFileTrouble)
        self.assertFalse([name for name in os.listdir(self.folder / "db") if name.endswith(".json")])

    def test_saving_a_renamed_section_fails(self):
        """The disk has room for the note and none for the file: what belongs to whom is as before, for all later renamings, too."""

        def full(*_, **__):
            raise OSError(errno.ENOSPC, "No space left on device")

        (self.folder / "db" / "Radarr-1").mkdir(parents=True)
        with self.patched_save(full):
            failed = self.configuration.change(ChangeSet(renames={"Radarr-1": "Radarr-2"}))
            self.failureResultOf(failed, ConfigFileTrouble)
        self.assertEqual(TEXT, self.path.read_text())
        self.assertEqual(["Radarr-1"], os.listdir(self.folder / "db"))

    @contextmanager
    def patched_save(self, save: Any) -> Iterator[None]:
        before, desk.save = desk.save, save
        try:
            yield
        finally:
            desk.save = before


class Endings(ConfigurationCase):
    def test_one_at_a_time(self):
        """The second change waits for the first, and sees what it did."""
        self.reload.held = Deferred()
        first = self.configuration.change(ChangeSet(changes={"Radarr-1.EntrySearch.SearchLimit": 7}))
        held, self.reload.held = self.reload.held, None
        second = self.configuration.change(ChangeSet(changes={"Settings.LoopSleepTimer": 5}))
        self.assertNoResult(first)
        self.assertEqual(1, len(self.reload.applied))
        held.callback(None)
        self.successResultOf(first)
        self.successResultOf(second)
        self.assertIn("SearchLimit = 7", self.path.read_text())

    def test_whoever_asked_has_left(self):
        """The change is made all the same."""
        self.reload.held = Deferred()
        asked = self.configuration.change(ChangeSet(changes={"Radarr-1.EntrySearch.SearchLimit": 7}))
        asked.cancel()
        self.failureResultOf(asked, CancelledError)
        self.reload.held.callback(None)
        self.assertEqual(7, self.limit)

    def test_stop_in_the_middle(self):
        """At every step of a change; nothing is scheduled afterwards, and whoever waits is told."""
        for steps in range(4):
            self.setUp()
            self.pass_time(1)
            self.thread.held = []
            self.reload.held = Deferred()
            asked = self.configuration.change(ChangeSet(changes={"Radarr-1.EntrySearch.SearchLimit": 7}))
            for _ in range(steps):
                if self.thread.held:
                    self.thread.held.pop(0)()
            self.successResultOf(self.configuration.stopService())
            self.failureResultOf(asked, NotReady)
            self.assertEqual([], self.clock.getDelayedCalls())
            self.assertFalse(self.thread.is_running)
            self.successResultOf(self.configuration.stopService())

    def test_applying_fails(self):
        """The file is saved, so it counts from the next start; the failure is told."""
        self.reload.error = Invalid("broken")
        asked = self.configuration.change(ChangeSet(changes={"Radarr-1.EntrySearch.SearchLimit": 7}))
        self.failureResultOf(asked, Invalid)
        self.assertIn("SearchLimit = 7", self.path.read_text())

    def test_interface(self):
        """The fake can be called as what it stands for."""
        self.assertEqual({"plan", "apply"}, {name for name in vars(IReload) if not name.startswith("_")})


class EnvironmentTests(ConfigurationCase):
    """What the environment holds is shown, and stays out of the file."""

    env = {
        "QBITRR_SETTINGS_LOOP_SLEEP_TIMER": "60",
        "QBITRR__Radarr_1__EntrySearch__SearchLimit": "7",
        "QBITRR__WebUI__MetricsToken": "fromoutside",
    }

    def test_shown(self) -> None:
        """What counts, beside what the file states; which keys these are is told with their values."""
        shown = self.successResultOf(self.configuration.show())
        told = [tree["Radarr-1"]["EntrySearch"]["SearchLimit"] for tree in (shown.tree, shown.whole)]
        self.assertEqual([5, 7], told)
        self.assertEqual(
            {"Settings.LoopSleepTimer": 60, "Radarr-1.EntrySearch.SearchLimit": 7, "WebUI.MetricsToken": REDACTED},
            self.configuration.state().held,
        )

    def test_a_page_sends_all_of_it_back(self) -> None:
        """Nothing of it is written, not even where a section gets another name, and nobody is bothered with it."""
        shown = self.successResultOf(self.configuration.show())
        section = shown.whole["Radarr-1"]
        for changes in (
            {"Settings.LoopSleepTimer": 60, "WebUI.MetricsToken": REDACTED}, {"Radarr-1": None, "Radarr-2": section},
        ):  # fmt: skip
            before = self.path.read_text()
            done = self.change(changes)
            self.assertEqual([], [each.key for each in done.warnings if "is set by QBITRR_" in each.message])
            if "Radarr-2" not in changes:
                self.assertEqual(before, self.path.read_text())
        text = self.path.read_text()
        self.assertIn("[Radarr-2", text)
        self.assertIn("SearchLimit = 5", text)
        self.assertNotIn("fromoutside", text)

    def test_another_value(self) -> None:
        """Is written, for when the variable is gone, and it is said that it has no effect now."""
        done = self.change({"Settings.LoopSleepTimer": 30})
        self.assertIn("LoopSleepTimer = 30", self.path.read_text())
        self.assertEqual(("LoopSleepTimer",), tuple(each.key for each in done.warnings))
        self.assertEqual((), done.keys)
        self.assertEqual(60.0, self.reload.config.settings.loop_sleep_seconds)

    def test_considered(self) -> None:
        """What a page was shown is understood when it asks what a change would do, too."""
        considered = self.configuration.consider(ChangeSet(changes={"WebUI.MetricsToken": REDACTED}))
        self.successResultOf(considered)


class ForeignTests(ConfigurationCase):
    def test_a_person_wants_dry_run(self) -> None:
        """What holds an unconfirmed file is no variable: who writes `DryRun = true` wants it to stay so when it is confirmed."""
        self.path.write_text(TEXT.replace("SchemaVersion = 1\n", ""))
        self.clock.pump([1.0] * 4)
        self.assertFalse(self.configuration.state().is_confirmed)
        self.assertEqual({"Settings.DryRun": True}, self.configuration.state().held)
        self.change({"Settings.DryRun": True})
        self.assertIn("DryRun = true", self.path.read_text())
