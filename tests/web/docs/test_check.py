"""The comparison of the routes there are with those that are described."""

import contextlib
import io
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.docs.check import drift, main, routed
from qbitrr.web.docs.document import document
from qbitrr.web.docs.table import whole_table
from qbitrr.web.http.visits import build
from tests.web.program import Client

ROOT = Path(__file__).resolve().parents[3]


class CheckTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "openapi.json"

    def check(self, *arguments):
        """Status and output."""
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(io.StringIO()):
            status = main(arguments)
        return status, shown.getvalue().splitlines()

    def write(self, change):
        content = document(whole_table())
        change(content["paths"])
        self.file.write_text(json.dumps(content))

    def test_no_drift(self):
        """What we serve is what Klein has."""
        self.assertEqual((0, []), self.check())

    def test_the_table_is_that_of_the_program(self):
        """A program that does not run has the routes of one that does, and Klein has them all."""
        running = {(route.name, route.method, route.path) for route in Client().api.routes}
        self.assertEqual(running, {(route.name, route.method, route.path) for route in whole_table()})
        live = set(routed(build(whole_table())))
        self.assertEqual(sum(not path.startswith("/static/") for _, _, path in running), len(live))

    def test_drift(self):
        """Each side's surplus is named, by method and path."""

        def change(paths):
            paths["/api/nonsense"] = {"get": {}}
            del paths["/web/status"]
            paths["/api/loglevel"]["get"] = paths["/api/loglevel"].pop("post")

        self.write(change)
        self.assertEqual(
            (1, ["+ GET /web/status", "+ POST /api/loglevel", "- GET /api/loglevel", "- GET /api/nonsense"]),
            self.check(str(self.file)),
        )

    def test_before_a_commit(self):
        """The hook runs the same comparison whenever a file changes in which routes are."""
        hook = (ROOT / ".ci" / "pre-commit.yaml").read_text()
        said = dict(re.findall(r"^ +(?:- )?(\w+): (.+)$", hook, re.MULTILINE))
        self.assertEqual(("openapi-check", "make openapi-check"), (said["id"], said["entry"]))
        self.assertIn("\nopenapi-check:", (ROOT / "Makefile").read_text())
        files = re.compile(said["files"])
        homes = {f"{route.handler.__module__.replace('.', '/')}.py" for route in whole_table()}
        self.assertEqual([], [each for each in sorted(homes) if not files.search(each)])

    def test_names_of_parameters(self):
        """Another name of a parameter is no drift."""
        self.assertEqual([], drift(iter([("GET", "/a/{id}/b")]), iter([("GET", "/a/{entry_id}/b")])))

    def test_unreadable(self):
        """A file that is none, or no document, ends with 2."""
        self.assertEqual((2, []), self.check(str(self.file)))
        for text in ("{", "[]", "{}", '{"paths": []}'):
            self.file.write_text(text)
            self.assertEqual((2, []), self.check(str(self.file)))
