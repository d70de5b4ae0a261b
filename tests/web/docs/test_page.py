"""The page that shows the document."""

from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.docs import routes as docs
from tests.web.program import BEARER, Client


class Seen(HTMLParser):
    """What a page refers to, and whether a script stands in it."""

    def __init__(self, page):
        super().__init__()
        self.places, self.inline, self._in_script = [], [], False
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self._in_script = tag == "script"
        self.places += [value for name, value in attrs if name in ("src", "href", "data-document")]
        self.inline += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        if self._in_script and data.strip():
            self.inline.append(data)

    def handle_endtag(self, tag):
        self._in_script = False


class PageCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "swagger"
        self.patch(docs.DocsRoutes.__init__, "__defaults__", (self.folder,))
        self.client = Client()

    def vendor(self):
        self.folder.mkdir()
        for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
            (self.folder / name).write_text(f"/* {name} */")

    def ask(self, path, headers=BEARER):
        return self.successResultOf(self.client.start("GET", path, headers=headers))

    def check(self, reply):
        """It is a page, and nothing of it comes from elsewhere or would be refused by the policy it is sent with."""
        self.assertEqual((200, "text/html; charset=utf-8"), (reply.status, reply.header("content-type")))
        self.assertEqual("no-store", reply.header("cache-control"))
        policy = reply.header("content-security-policy")
        self.assertIn("script-src 'self';", policy)
        self.assertNotIn("http", policy)
        seen = Seen(reply.body)
        self.assertEqual([], seen.inline)
        self.assertEqual([], [place for place in seen.places if not place.startswith(("/", "data:,"))])
        self.assertEqual([], [place for place in seen.places if place.startswith("//")])
        return seen


class SwaggerTests(PageCase):
    def test_page(self):
        """With its files there it is Swagger UI over the document beside it; every file it names is served to anybody."""
        self.vendor()
        for face in ("api", "web"):
            seen = self.check(self.ask(f"/{face}/docs"))
            self.assertIn(f"/{face}/openapi.json", seen.places)
            for place in {place for place in seen.places if place.startswith("/static/")}:
                reply = self.ask(place, headers=None)
                self.assertEqual(200, reply.status, place)
                again = self.ask(place, headers={"If-None-Match": reply.header("etag")})
                self.assertEqual(304, again.status)
        self.assertEqual(b"/* swagger-ui.css */", self.ask("/static/swagger/swagger-ui.css").body)

    def test_prefix(self):
        """Below a path prefix everything it names is below it, too."""
        self.vendor()
        self.client.configure(url_base="/arr")
        seen = self.check(self.ask("/arr/web/docs"))
        self.assertIn("/arr/web/openapi.json", seen.places)
        for place in seen.places:
            self.assertTrue(place.startswith(("/arr/", "data:,")), place)
            if place.startswith("/"):
                self.assertEqual(200, self.ask(place).status, place)

    def test_no_other_file(self):
        """No other file of that folder is served, and none from outside of it."""
        self.vendor()
        (self.folder / "LICENSE").write_text("…")
        for name in ("LICENSE", "..%2Froutes.py", "nothing.js"):
            self.assertEqual(404, self.ask(f"/static/swagger/{name}").status, name)

    def test_start(self):
        """The script asks nobody else to look at the document."""
        self.assertIn(b"validatorUrl: null", self.ask("/static/swagger/start.js").body)


class PlainTests(PageCase):
    def test_page(self):
        """Without these files every operation is listed, with what it takes and answers."""
        reply = self.ask("/api/docs")
        self.check(reply)
        shown = reply.body.decode()
        for path, methods in self.ask("/api/openapi.json").json()["paths"].items():
            for method, each in methods.items():
                self.assertIn(f"{method.upper()} {path}</code>", shown)
                for parameter in each.get("parameters", ()):
                    self.assertIn(f"{parameter['name']} ({parameter['in']}", shown)
        self.assertIn("ActionBody", shown)
        self.assertEqual(404, self.ask("/static/swagger/swagger-ui-bundle.js").status)

    def test_protected(self):
        """It is for those who may use the API."""
        for face in ("api", "web"):
            self.assertEqual(401, self.ask(f"/{face}/docs", headers=None).status)

    def test_a_person_signs_in_first(self):
        """Whoever goes there with a browser is asked for a password, and comes back; a script is told that it may not."""
        browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        for face in ("api", "web"):
            reply = self.ask(f"/{face}/docs", headers=browser)
            self.assertEqual((302, f"/ui?next=/{face}/docs"), (reply.status, reply.header("location")))
        self.client.configure(url_base="/arr")
        self.assertEqual("/arr/ui?next=/web/docs", self.ask("/arr/web/docs", headers=browser).header("location"))
        self.assertEqual(401, self.ask("/arr/web/status", headers=browser).status)
        self.assertEqual(200, self.ask("/arr/web/docs", headers={**BEARER, **browser}).status)
