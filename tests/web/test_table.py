"""The route table, walked: what it declares is complete, and is what happens."""

import inspect
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve
from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.schema.config import fresh_arr
from qbitrr.model.access.named_tokens import NamedToken
from qbitrr.model.access.oidc import OidcSettings
from qbitrr.model.access.sessions import BrowserSession
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import OpenRemoval
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.steps import Data, Outcome, Removal, Result
from qbitrr.model.torrents.listed import ListedTorrent, TorrentPage
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.web.auth.passwords import new_hash
from qbitrr.web.http.routes import Auth, Group, Plain
from tests.web.declared import filled
from tests.web.program import Client

HASH = "c0de" * 10
WHY = Reason(code="stalled", rule=13, text="Nothing moved.", measured={"idle_seconds": 7200.0})
PASSWORD = "correct horse"
HASHED = new_hash(PASSWORD)
ONLY_FOR_THE_BROWSER = {"lidarr.albums", "qbit.categories", "qbit.overview"}
BODIES = {
    "search.now": {"instance": "Radarr-4K", "ids": [1]},
    "search.leave_alone": {"instance": "Radarr-4K", "ids": [1], "days": 3},
    "search.pause": {"instance": "Radarr-4K", "minutes": 5},
    "doctor.fix": {"id": "create-category:qBit:radarr"},
    "loglevel": {"level": "debug"},
    "hold.begin": {"minutes": 5},
    "torrents.actions": {"action": "fail"},
    "arr.test-connection": {"arrType": "radarr", "instanceKey": "Radarr-4K"},
    "request-apps.test-connection": {"type": "seerr", "uri": "http://seerr:5055", "apiKey": "k"},
    "qbit.test-connection": {"host": "localhost"},
    "setup.probe": {"qbittorrent": {"address": "localhost"}},
    "setup.preview": {"qbittorrents": [{"address": "localhost"}]},
    "setup.write": {"qbittorrents": [{"address": "localhost"}]},
    "config.rewrite": {"text": "[Settings]\n", "revision": "now"},
    "config.import": {"text": "[Settings]\n"},
    "path.check": {"path": "/nowhere"},
    "regex.check": {"patterns": ["sample"], "section": "Radarr-4K"},
    "config.handling": {"section": "Radarr-4K"},
    "preview": {"limit": 5},
    "torrents.waive_duty": {"reason": "its tracker is gone"},
    "config.change": {"changes": {}},
    "config.plan": {"changes": {}},
    "config.validate": {"changes": {}},
    "config.restore": {"name": "config.toml"},
    "login": {"username": "admin", "password": PASSWORD},
    "auth.tokens.make": {"name": "Dashboard"},
    "auth.change-password": {"currentPassword": PASSWORD, "newPassword": "another password"},
    "auth.set-password": {"username": "admin", "password": "another password"},
}
BROWSER_ONLY = {"login", "logout", "auth.set-password", "auth.oidc.challenge"}


class TableCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        (Path(folder.name) / "Main.log").write_text("a line\n")
        self.client = Client(Path(folder.name))
        self.routes = self.client.api.routes


class DeclarationTests(TableCase):
    def test_names(self):
        """Each route has a name of its own, and each method of a path one route."""
        self.assertEqual({}, {name: n for name, n in Counter(route.name for route in self.routes).items() if n > 1})
        paths = Counter((route.method, route.path) for route in self.routes)
        self.assertEqual({}, {path: n for path, n in paths.items() if n > 1})

    def test_classes(self):
        """Each has a group and an auth class, and no group is empty."""
        for route in self.routes:
            self.assertIsInstance(route.auth, Auth)
        self.assertEqual(set(Group), {route.group for route in self.routes})

    def test_parameters(self):
        """A handler takes the request, what is declared, and nothing else; each parameter says what it means."""
        for route in self.routes:
            declared = ["request", *(each.name for each in route.parameters), *(["body"] if route.body else [])]
            taken = inspect.signature(route.handler).parameters.values()
            named = [each.name for each in taken if each.kind is not each.VAR_KEYWORD]
            if len(named) < len(taken):  # it hands the rest on to what takes them by name
                self.assertLessEqual(set(named), set(declared), route.name)
            else:
                self.assertEqual(sorted(declared), sorted(named), route.name)
            for each in route.parameters:
                self.assertTrue(each.description.endswith("."), (route.name, each.name))
                if each.bounds is not None and each.default is not None:
                    self.assertTrue(each.bounds[0] <= each.default <= each.bounds[1], (route.name, each.name))

    def test_answers(self):
        """Each answers a value of ours that says what it is, or something that is no JSON."""
        for route in self.routes:
            self.assertTrue(route.answer, route.name)
            for each in route.answer:
                if not isinstance(each, Plain):
                    self.assertTrue(issubclass(each, Struct) and each.__doc__, route.name)

    def test_mirrors(self):
        """`/api` and `/web` hold the same, but for the two whose faces differ."""
        api = {route.name[4:]: route for route in self.routes if route.name.startswith("api.")}
        web = {route.name[4:]: route for route in self.routes if route.name.startswith("web.")}
        self.assertEqual(ONLY_FOR_THE_BROWSER | BROWSER_ONLY, web.keys() - api.keys())
        self.assertEqual(set(), api.keys() - web.keys())
        for name, route in api.items():
            other = web[name]
            self.assertEqual((f"/web{route.path[4:]}", route.method), (other.path, other.method))
            if name not in ("token", "meta", "config"):
                self.assertEqual(
                    (Auth.PROTECTED, route.group, route.parameters, route.body, route.answer, route.handler),
                    (other.auth, other.group, other.parameters, other.body, other.answer, other.handler),
                )
        self.assertEqual(
            {route.path for route in self.routes if route.name.startswith(("api.", "web."))},
            {route.path for route in self.routes if route.path.startswith(("/api/", "/web/"))},
        )
        self.assertEqual({Auth.PROTECTED}, {web[name].auth for name in ONLY_FOR_THE_BROWSER})


class AnswerTests(TableCase):
    def setUp(self):
        super().setUp()
        program = self.client.program
        program.entries = (
            Entry(id=9, at=1764244800.5, section="Radarr-4K", act="removal", result="done", text="gone"),
        )
        program.rows = (Quarantined(instance="qBit", hash=HASH, name="Film", at=1764244800.0, purge_at=0.0, why=WHY),)
        self.client.arrs = tuple(
            evolve(fresh_arr(type.capitalize(), type), category="seed/movies", uri=f"http://{type}:7878")
            for type in ("radarr", "sonarr", "lidarr", "readarr")
        )
        wanted = Removal(instance="qBit", hash=HASH, why=WHY, data=Data.DELETE)
        program.open_removals = (OpenRemoval(removal=wanted, stage="waiting", since=1764244800.0, held_by="rail"),)
        film = Torrent(instance="qBit", hash=HASH, state="uploading")
        program.page = TorrentPage(
            torrents=(ListedTorrent(torrent=film, section="Radarr-4K", is_quarantined=False),), total=1, last=None
        )
        program.undone = {("qBit", HASH): Outcome(instance="qBit", hash=HASH, step="undo", result=Result.DONE)}

        oidc = OidcSettings(authority="https://idp", client_id="q")
        self.client.configure(
            local_auth_enabled=True, username="admin", password_hash=HASHED, local_stamp="s", oidc=oidc, oidc_stamp="o"
        )
        session = BrowserSession(
            id="5e55" * 16, user="admin", method="local", stamp="s", created_at=0.0, seen_at=0.0, address="::1"
        )
        self.client.file.rows = (session,)
        self.client.file.tokens = (NamedToken(id=session.id, name="Backup", created_at=0.0),)

    def ask(self, route, **more):
        self.successResultOf(Deferred.fromCoroutine(self.client.sessions.load()))
        self.successResultOf(Deferred.fromCoroutine(self.client.tokens.load()))
        body = BODIES.get(route.name[4:])
        return self.successResultOf(
            self.client.start(route.method, filled(route.path), **({"json": body} if body else {}), **more)
        )

    def test_what_each_declares_is_what_it_answers(self):
        """The client of these tests compares every JSON answer with the table; here each route gives one."""
        for route in self.routes:
            if Plain.STREAM in route.answer:
                continue
            reply = self.ask(route)
            kinds = [each for each in route.answer if not isinstance(each, Plain)]
            if Plain.REDIRECT in route.answer:
                is_there = route.name[4:] != "download-update"  # which is for binaries, see `state/`
                self.assertEqual(302 if is_there else 400, reply.status, route.name)
                continue
            if route.name[4:] in (
                "sonarr.one-series",
                "lidarr.artist",
                "readarr.author",
                "search.queue",
            ):  # see `catalog/`, `searches/`
                self.assertEqual(404, reply.status, route.name)
                continue
            self.assertEqual(200, reply.status, route.name)
            plain = bool(set(route.answer) & {Plain.TEXT, Plain.FILE, Plain.PAGE})
            self.assertEqual(not plain, reply.header("content-type") == "application/json", route.name)
            if plain and kinds:
                self.assertEqual(200, self.successResultOf(
                    self.client.start(route.method, f"{filled(route.path)}?format=json")
                ).status)  # fmt: skip

    def test_streams(self):
        """Say what they are."""
        for route in self.routes:
            if Plain.STREAM in route.answer:
                reply = self.successResultOf(self.client.start("HEAD", filled(route.path)))
                self.assertEqual("text/event-stream; charset=utf-8", reply.header("content-type"))

    def test_bodies(self):
        """Who declares a body refuses a request without one; nobody else looks at it."""
        self.assertEqual(set(BODIES), {route.name[4:] for route in self.routes if route.body})
        for route in self.routes:
            if route.method == "POST":
                reply = self.successResultOf(self.client.start("POST", filled(route.path), data=b"{"))
                self.assertEqual(400 if route.body else 200, reply.status, route.name)
