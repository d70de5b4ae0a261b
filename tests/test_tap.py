"""What is built from a configuration, before anything is started."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest
from twisted.application.service import Application
from twisted.logger import ILogObserver, capturedLogs
from twisted.python import usage
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.supervisor import Supervisor
from qbitrr.logs.levels import level_of
from qbitrr.tap import Options, makeService

GOOD = """
[Settings]
SchemaVersion = 1
[WebUI]
Token = "abc"
AuthDisabled = false
[qBit]
Host = "127.0.0.1"
ManagedCategories = ["seed"]
[Radarr-Movies]
URI = "http://127.0.0.1:1"
APIKey = "k"
Category = "radarr"
[Sonarr-TV]
URI = "http://127.0.0.1:2"
APIKey = "k"
Category = "tv"
"""
BROKEN = (
    GOOD
    + """
[Lidarr-Music]
Managed = true
URI = "CHANGE_ME"
APIKey = "k"
Category = "music"
"""
)


class Building(SynchronousTestCase):
    """`makeService` builds everything and starts nothing."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("QBITRR")}
        patch = mock.patch.dict(os.environ, clean, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def build(self, text: str | None, *arguments: str) -> Supervisor:
        """The supervisor of a configuration."""
        if text is not None:
            (self.folder / "config.toml").write_text(text)
        options = Options()
        options.parseOptions(["--data", str(self.folder), *arguments])
        supervisor = makeService(options)
        self.addCleanup(supervisor.getServiceNamed("lock").release)
        return supervisor

    def test_children(self) -> None:
        """An Arr has a torrent and a search loop, a client with managed categories one for them; none is started."""
        overview = self.build(GOOD).overview()
        self.assertEqual(
            {
                ("Radarr-Movies", "torrent"),
                ("Radarr-Movies", "search"),
                ("Sonarr-TV", "torrent"),
                ("Sonarr-TV", "search"),
                ("qBit", "category"),
            },
            {(each.section, each.kind) for each in overview.processes},
        )
        self.assertEqual({"stopped"}, {each.state for each in overview.processes})
        self.assertFalse(overview.ready)

    def test_broken_section_is_left_out(self) -> None:
        """A section that cannot run costs that section; the problem names it for the API."""
        overview = self.build(BROKEN).overview()
        self.assertEqual(["Radarr-Movies", "Sonarr-TV"], [each.section for each in overview.arrs])
        self.assertTrue(any("Lidarr-Music" in problem for problem in overview.problems), overview.problems)

    @pytest.mark.torrent_vector("L16")
    def test_search_only(self) -> None:
        """Without a qBittorrent only the search loops run."""
        text = GOOD.replace("[qBit]", "[qBit]\nDisabled = true")
        overview = self.build(text).overview()
        self.assertEqual({"search"}, {each.kind for each in overview.processes})
        self.assertEqual(["disabled"], [each.state for each in overview.qbits])

    @pytest.mark.torrent_vector("L17")
    def test_processing_only_without_a_client(self) -> None:
        """Nothing could ever be done, so the start ends with one line that says how to go on."""
        os.environ["QBITRR_OVERRIDES_PROCESSING_ONLY"] = "true"
        with self.assertRaises(SystemExit) as ended:
            self.build(GOOD.replace("[qBit]", "[qBit]\nDisabled = true"))
        self.assertIn("Add a [qBit] section, or unset QBITRR_OVERRIDES_PROCESSING_ONLY", str(ended.exception))

    def test_first_boot(self) -> None:
        """Without a configuration a first one is written, readable by its owner alone, with a token and nothing to run."""
        supervisor = self.build(None)
        path = self.folder / "config.toml"
        self.assertEqual(0o600, path.stat().st_mode & 0o777)
        self.assertRegex(path.read_text(), r'Token = "[0-9a-f]{64}"')
        overview = supervisor.overview()
        self.assertEqual(((), (), ()), (overview.processes, overview.qbits, overview.arrs))
        self.assertEqual(1, len(overview.problems))
        self.assertIn("qbitrr setup", overview.problems[0])
        self.assertIn(str(path), overview.problems[0])

    def test_a_confirmed_file_brings_nothing(self) -> None:
        """Is not looked for with a file of ours."""
        source = self.folder / "qBitManager" / "qbitrr.db"
        source.parent.mkdir()
        with closing(sqlite3.connect(source)) as database, database:
            database.execute("CREATE TABLE moviesfilesmodel(EntryId INT, ArrInstance TEXT, Searched INT)")
            database.execute("INSERT INTO moviesfilesmodel VALUES(1, 'Radarr-Movies', 1)")
        ours = self.folder / "db" / "Radarr-Movies" / "search.db"
        self.build(GOOD)
        self.assertFalse(ours.exists())

    def test_what_an_unconfirmed_file_brings(self) -> None:
        """What its program knew is ours from the first start on, so that nothing more is to be done when it is confirmed."""
        source = self.folder / "qBitManager" / "qbitrr.db"
        source.parent.mkdir()
        with closing(sqlite3.connect(source)) as database, database:
            database.execute("CREATE TABLE moviesfilesmodel(EntryId INT, ArrInstance TEXT, Searched INT)")
            database.execute("INSERT INTO moviesfilesmodel VALUES(1, 'Radarr-Movies', 1)")
        self.build(GOOD.replace("SchemaVersion = 1\n", ""))
        with closing(sqlite3.connect(self.folder / "db" / "Radarr-Movies" / "search.db")) as database:
            self.assertEqual([(1,)], database.execute("SELECT item_id FROM search_state").fetchall())

    def test_a_database_before_ours_that_is_none(self) -> None:
        """It is said, and the start goes on."""
        source = self.folder / "qBitManager" / "qbitrr.db"
        source.parent.mkdir()
        source.write_bytes(b"rubbish" * 1000)
        self.build(GOOD.replace("SchemaVersion = 1\n", ""))

    def test_an_unconfirmed_file_stays_as_it_is(self) -> None:
        """A file of another origin gets its token for this run alone: nothing is written before a person confirms it."""
        text = GOOD.replace("SchemaVersion = 1", "").replace('Token = "abc"', "")
        self.build(text)
        self.assertEqual(text, (self.folder / "config.toml").read_text())

    def test_missing_token_is_written(self) -> None:
        """An empty token is replaced by a secret one that stays, and comments survive."""
        self.build(GOOD.replace('Token = "abc"', '# mine\nToken = ""'))
        text = (self.folder / "config.toml").read_text()
        self.assertRegex(text, r'# mine\nToken = "[0-9a-f]{64}"')

    def test_nothing_to_start_from(self) -> None:
        """A file that is no TOML ends the start with one line that names the place and the remedy."""
        (self.folder / "config.toml").write_text("[Settings\n")
        options = Options()
        options.parseOptions(["--data", str(self.folder)])
        with self.assertRaises(SystemExit) as ended:
            makeService(options)
        self.assertIn("line 1", str(ended.exception))

    def test_log_book_reaches_twistd(self) -> None:
        """twistd finds our log book on the application."""
        supervisor = self.build(GOOD)
        application = Application("qbitrr")
        supervisor.setServiceParent(application)
        self.assertIs(supervisor.book, application.getComponent(ILogObserver))

    def test_log_level_option(self) -> None:
        """A level that is none is a usage error; a good one counts more than the file."""
        self.assertRaises(usage.UsageError, self.build, GOOD, "--log-level", "LOUD")
        self.assertEqual("TRACE", self.build(GOOD, "--log-level", "trace").book.level)

    @pytest.mark.correction("D3")
    def test_problems_are_logged_as_what_they_are(self) -> None:
        """Errors as errors, warnings as warnings, notices as notices."""
        text = GOOD.replace('Category = "tv"', "RssSyncTimer = 1") + '[Lidarr-X]\nManaged = true\nURI = "x y"\n'
        with capturedLogs() as events:
            self.build(text)
        levels = {
            level_of(event): event["problem"]
            for event in events
            if event.get("log_format") == "configuration: {problem}"
        }
        self.assertEqual({"ERROR", "WARNING", "NOTICE"}, set(levels))
        for level, problem in levels.items():
            self.assertIn(f" {level.lower()}: ", f" {problem}")
