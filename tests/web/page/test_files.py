"""The built files of the browser UI over HTTP."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.page.files import PageFiles
from qbitrr.web.page.routes import accepted_codings
from tests.web.program import Client

SCRIPT = b"console.log('x');" * 50


class BuiltCase(SynchronousTestCase):
    def setUp(self):
        kept = TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name) / "static"
        (self.folder / "assets").mkdir(parents=True)
        (self.folder / "index.html").write_bytes(b"<!doctype html><title>built</title>")
        (self.folder / "logo.svg").write_bytes(b"<svg/>")
        (self.folder / "notes.py").write_bytes(b"secret")
        (self.folder / "assets/index-1.js").write_bytes(SCRIPT)
        (self.folder / "assets/index-1.js.gz").write_bytes(gzip.compress(SCRIPT))
        (self.folder / "assets/index-1.js.br").write_bytes(b"packed by brotli")
        (Path(kept.name) / "secret.html").write_bytes(b"outside")
        self.client = Client(page_folder=self.folder)

    def get(self, path, **headers):
        return self.successResultOf(self.client.start("GET", path, headers=headers))

    def test_the_page_is_the_built_one_and_never_cached(self):
        """A new release shows at the next visit."""
        page = self.get("/static/index.html")
        self.assertEqual((200, b"<!doctype html><title>built</title>"), (page.status, page.body))
        self.assertEqual("no-cache, no-store, must-revalidate", page.header("cache-control"))

    def test_what_has_its_content_in_its_name_is_kept_for_ever(self):
        """And nothing else is."""
        self.assertEqual(
            "public, max-age=31536000, immutable", self.get("/static/assets/index-1.js").header("cache-control")
        )
        self.assertEqual("max-age=3600", self.get("/static/logo.svg").header("cache-control"))

    def test_it_is_sent_packed(self):
        """The client here takes gzip, unpacks it, and takes the word about it away."""
        reply = self.get("/static/assets/index-1.js")
        self.assertEqual((200, SCRIPT), (reply.status, reply.body))
        self.assertEqual("Accept-Encoding", reply.header("vary"))
        self.assertEqual("text/javascript; charset=utf-8", reply.header("content-type"))

    def test_the_smallest_that_is_taken(self):
        """Brotli before gzip, and as it is for who takes neither."""
        files = PageFiles(self.folder)
        for codings, coding in (({"gzip", "br"}, "br"), ({"gzip", "zstd"}, "gzip"), ({"identity"}, ""), ((), "")):
            self.assertEqual(coding, files.read("assets/index-1.js", codings).coding)
        self.assertEqual(SCRIPT, files.read("assets/index-1.js", ()).content)

    def test_nothing_else_in_the_folder_and_nothing_outside_it(self):
        """Names of the build alone lead to a file."""
        for path in (
            "notes.py",
            "assets/index-1.js.br",
            "assets",
            "../secret.html",
            "%2e%2e/secret.html",
            "assets/../../secret.html",
        ):
            self.assertEqual(404, self.get(f"/static/{path}").status, path)

    def test_the_plain_page_does_not_stand_beside_the_built_one(self):
        """But the worker that takes the place of an older one stays."""
        self.assertEqual(404, self.get("/static/page.js").status)
        self.assertEqual(200, self.get("/sw.js").status)


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (b"gzip, deflate, br", {"gzip", "deflate", "br"}),
        (b"BR;q=0, gzip;q=0.5", {"gzip"}),
        (b"br; q=0.000", set()),
        (b"", set()),
    ],
)
def test_a_coding_of_no_weight_is_refused(header, taken):
    assert accepted_codings(header) - {""} == taken


@pytest.mark.parametrize("name", ["index.html", "page.js", "sw.js"])
def test_without_a_build_a_plain_page_stands_in(name):
    client = Client()
    asked = client.start("GET", f"/static/{name}", headers={})
    found = []
    asked.addCallback(found.append)
    assert found[0].status == 200
