"""The routes of the API: shapes, codes and texts."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from msgspec.structs import replace
from twisted.internet.defer import fail
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady, StoreError
from qbitrr.model.access.oidc import OidcSettings
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import OpenRemoval, RemovalPace
from qbitrr.model.removals.quarantine import Deletion, Quarantined
from qbitrr.model.status import Attention, CatalogProgress, Overview, QbitStatus, StuckRemovals
from qbitrr.model.steps import Data, Outcome, Removal, Result
from qbitrr.web.http.routes import Plain
from qbitrr.web.settings import UiPreferences
from qbitrr.web.state.meta import installation_type
from tests.web.program import OVERVIEW, TOKEN, Client, FakeProgram

BOTH = ("/api", "/web")
ACTIONS = "action must be one of fail, remove, cancel, undo, purge, pause, resume, recheck, reannounce, import, protect, unprotect"
HASH = "c0ffee" * 6 + "c0de"


class ApiCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.program = self.client.program

    def ask(self, method, path, **more):
        return self.successResultOf(self.client.start(method, path, **more))

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, **more):
        return self.ask("POST", path, **more)

    def assert_refused(self, reply, status, text):
        self.assertEqual((status, text), (reply.status, reply.json()["error"]))
        self.assertEqual("application/json", reply.header("content-type"))


class SystemTests(ApiCase):
    def test_health(self):
        """Alive is all it says."""
        reply = self.get("/health", headers={})
        self.assertEqual((200, {"status": "ok"}), (reply.status, reply.json()))
        self.assertEqual("no-store", reply.header("cache-control"))

    def test_the_way_to_the_page(self):
        """`/`, `/login` lead to `/ui`, and that to the page with its query."""
        for path, target in {
            "/": "/ui",
            "/login": "/ui",
            "/ui": "/static/index.html",
            "/ui/": "/static/index.html",
            "/ui?auth_error=state&x=%C3%A9": "/static/index.html?auth_error=state&x=%C3%A9",
        }.items():
            reply = self.get(path, headers={})
            self.assertEqual((302, target), (reply.status, reply.header("location")))

    def test_what_must_never_be_cached(self):
        """The page, the way to it, and the worker."""
        for path in ("/ui", "/ui/", "/static/index.html", "/sw.js", "/static/sw.js"):
            reply = self.get(path, headers={})
            self.assertEqual("no-cache, no-store, must-revalidate", reply.header("cache-control"))
            self.assertEqual(("no-cache", "0"), (reply.header("pragma"), reply.header("expires")))

    def test_the_page_needs_nothing_from_elsewhere(self):
        """It comes without a credential and obeys our own content policy: no inline script, no foreign address."""
        page = self.get("/static/index.html", headers={})
        self.assertEqual("text/html; charset=utf-8", page.header("content-type"))
        self.assertNotIn(b"//", page.body)
        self.assertNotIn(b"<script>", page.body)

    def test_files_are_conditional(self):
        """Who has the file already gets 304."""
        first = self.get("/static/page.js", headers={})
        again = self.get("/static/page.js", headers={"If-None-Match": first.header("etag")})
        self.assertEqual((304, b""), (again.status, again.body))
        self.assertEqual("max-age=3600", first.header("cache-control"))

    def test_the_worker_is_a_script_at_the_root(self):
        """So that its scope is everything."""
        reply = self.get("/sw.js", headers={})
        self.assertEqual((200, "text/javascript; charset=utf-8"), (reply.status, reply.header("content-type")))
        self.assertEqual("/", reply.header("service-worker-allowed"))

    def test_no_other_file(self):
        """Nothing outside the table is served."""
        for path in ("/static/secret.txt", "/static/../setup.cfg", "/static/%2e%2e/setup.cfg", "/static/"):
            self.assert_refused(self.get(path), 404, "not found")


class StatusTests(ApiCase):
    def test_the_shape(self):
        """As documented, with both prefixes alike."""
        shapes = [self.get(f"{prefix}/status").json() for prefix in BOTH]
        self.assertEqual(shapes[0], shapes[1])
        shape = shapes[0]
        self.assertEqual({"alive": True, "host": "localhost", "port": 8080, "version": "4.6.0"}, shape["qbit"])
        self.assertEqual({"default", "Seedbox"}, set(shape["qbitInstances"]))
        default = shape["qbitInstances"]["default"]
        self.assertEqual(
            ("localhost", 8080, True, "qBit"), tuple(default[k] for k in ("host", "port", "alive", "section"))
        )
        self.assertEqual(
            {
                "category": "radarr-4k", "name": "Radarr-4K", "type": "radarr", "alive": True,
                "connected": False, "why": "",
            },
            shape["arrs"][0],
        )  # fmt: skip
        self.assertEqual(
            {"LiveArr": True, "GroupSonarr": True, "GroupLidarr": True, "Theme": "Light", "ViewDensity": "Comfortable"},
            shape["webui"],
        )
        self.assertIs(True, shape["ready"])

    def test_a_version_is_a_number(self):
        """Without the letter qBittorrent puts before it."""
        self.program.now = replace(OVERVIEW, qbits=(QbitStatus(section="qBit", state="connected", version="v5.1.0"),))
        shape = self.get("/api/status").json()
        self.assertEqual(("5.1.0", "5.1.0"), (shape["qbit"]["version"], shape["qbitInstances"]["default"]["version"]))

    def test_preferences_take_effect_with_the_next_request(self):
        """A reload replaces them while everything runs."""
        settings = self.client.settings
        settings.replace(evolve(settings.current, preferences=UiPreferences(theme="Dark", live_arr=False)))
        webui = self.get("/web/status").json()["webui"]
        self.assertEqual(("Dark", False), (webui["Theme"], webui["LiveArr"]))

    def test_reasons_hold_no_secret(self):
        """What other programs said is cleaned before it is shown."""
        why = "GET /api?apikey=0123456789 failed"
        qbit, arr = replace(OVERVIEW.qbits[0], why=why), replace(OVERVIEW.arrs[0], why=why)
        self.program.now = replace(OVERVIEW, qbits=(qbit,), arrs=(arr,), problems=(why,))
        for path in ("/api/status", "/api/arr"):
            self.assertNotIn(b"0123456789", self.get(path).body)

    def test_without_a_client(self):
        """The legacy member is there, empty."""
        self.program.now = Overview(ready=False)
        shape = self.get("/api/status").json()
        self.assertEqual({"alive": False, "host": None, "port": None, "version": None}, shape["qbit"])
        self.assertEqual(({}, [], False), (shape["qbitInstances"], shape["arrs"], shape["ready"]))

    def test_without_a_default_client(self):
        """The first one is the legacy one."""
        self.program.now = replace(OVERVIEW, qbits=OVERVIEW.qbits[:1])
        self.assertEqual("seed.example", self.get("/api/status").json()["qbit"]["host"])

    def test_arrs(self):
        """The list of Arrs shows a host, never what else an address may hold."""
        for prefix in BOTH:
            shape = self.get(f"{prefix}/arr").json()
            first = shape["arr"][0]
            self.assertEqual(("radarr-4k", "Radarr-4K", "radarr"), (first["category"], first["name"], first["type"]))
            self.assertEqual("radarr:7878", first["uri"])
            self.assertIs(True, shape["ready"])

    def test_arrs_before_we_are_ready(self):
        """An empty list that says so."""
        self.program.now = Overview(ready=False)
        reply = self.get("/web/arr")
        self.assertEqual((200, {"arr": [], "ready": False}), (reply.status, reply.json()))


class MetaTests(ApiCase):
    def test_how_it_came_here(self):
        """A checkout is one in a container, too; a container is told by its variable or its mark; else it was installed."""
        with TemporaryDirectory() as folder:
            root, mark = Path(folder) / "root", Path(folder) / "mark"
            root.mkdir()
            installed = installation_type({}, mark, root)
            self.assertIn(installed, ("pip", "unknown"))
            self.assertEqual("docker", installation_type({"QBITRR_DOCKER_RUNNING": "69420"}, mark, root))
            mark.touch()
            self.assertEqual("docker", installation_type({"QBITRR_SOURCE_BUILD": "no"}, mark, root))
            self.assertEqual("source", installation_type({"QBITRR_SOURCE_BUILD": "1"}, mark, root))
            (root / ".git").mkdir()
            self.assertEqual("source", installation_type({}, mark, root))
            sys.frozen = True
            self.addCleanup(delattr, sys, "frozen")
            self.assertEqual("binary", installation_type({}, mark, root))

    def test_the_browser_learns_how_to_get_in(self):
        """Without a credential."""
        shape = self.get("/web/meta", headers={}).json()
        self.assertEqual(
            {"auth_required": True, "local_auth_enabled": False, "oidc_enabled": False, "setup_required": True}
            | {"url_base": "", "authenticated": False, "user": None},
            {key: shape[key] for key in shape.keys() - self.get("/api/meta").json().keys()},
        )

    def test_a_known_caller_is_told_so(self):
        """`authenticated` is about the caller."""
        self.assertIs(True, self.get("/web/meta").json()["authenticated"])

    def test_set_up_is_needed_only_without_another_way_in(self):
        """A password, a provider or no authentication at all: nothing to set up."""
        for settings in (
            {"password_hash": "x"},
            {"oidc": OidcSettings(authority="https://idp", client_id="q")},
            {"auth_disabled": True},
        ):
            client = Client(**settings)
            reply = self.successResultOf(client.start("GET", "/web/meta", headers={}))
            self.assertIs(False, reply.json()["setup_required"], settings)


class TokenTests(ApiCase):
    def test_who_is_in_gets_it(self):
        """Under both prefixes."""
        for prefix in BOTH:
            self.assertEqual({"token": TOKEN}, self.get(f"{prefix}/token").json())

    def test_who_is_not_gets_two_different_refusals(self):
        """The browser's is an empty token."""
        self.assert_refused(self.get("/api/token", headers={}), 401, "unauthorized")
        reply = self.get("/web/token", headers={})
        self.assertEqual((401, {"token": ""}), (reply.status, reply.json()))
        self.assertEqual('Bearer realm="qbitrr"', reply.header("www-authenticate"))

    def test_without_authentication_everybody_gets_it(self):
        """As documented."""
        self.client.configure(auth_disabled=True)
        self.assertEqual({"token": TOKEN}, self.get("/web/token", headers={}).json())


class ProcessTests(ApiCase):
    EXTRA = {"why", "transport", "output", "waiting", "activeCommands", "nextSearchAt", "reportedAt"} | {
        "restartsAllowed", "restartWindowSeconds", "budgetRenewedAt",
    }  # fmt: skip

    def test_the_shape(self):
        """As documented, numbers included when they are 0, secrets masked."""
        shapes = [self.get(f"{prefix}/processes").json() for prefix in BOTH]
        self.assertEqual(shapes[0], shapes[1])
        search, torrent, _, category, policy = shapes[0]["processes"]
        self.assertEqual(
            {
                "category": "radarr-4k",
                "name": "Radarr-4K",
                "kind": "search",
                "pid": 12345,
                "alive": True,
                "rebuilding": False,
                "searchSummary": "Searched 5 movies",
                "searchTimestamp": "2025-11-27T12:00:00Z",
                "startedAt": "2025-11-27T12:00:00Z",
                "state": "running",
                "restarts": 0,
                "exitCode": None,
            },
            {key: search[key] for key in search.keys() - self.EXTRA},
        )
        self.assertEqual(
            (3, 8, None, 2, 1),
            tuple(torrent[k] for k in ("queueCount", "categoryCount", "pid", "restarts", "exitCode")),
        )
        self.assertEqual(
            (5, 300.0, "2025-11-27T12:05:00Z"),
            tuple(torrent[k] for k in ("restartsAllowed", "restartWindowSeconds", "budgetRenewedAt")),
        )
        self.assertEqual(("exited with 1, apikey=***", ["Traceback token=***"]), (torrent["why"], torrent["output"]))
        self.assertEqual(("category", 3), (category["kind"], category["categoryCount"]))
        self.assertEqual("torrent-policy", policy["metricType"])
        self.assertNotIn("metricType", torrent)
        self.assertNotIn("searchSummary", torrent)

    def test_when_it_searches_next(self):
        """With its date, as every time; null while nobody knows."""
        (search, *others) = OVERVIEW.processes
        for at, shown in {0.0: None, 1764244800.0: "2025-11-27T12:00:00Z"}.items():
            told = replace(search, report=replace(search.report, next_search_at=at))
            self.program.now = replace(OVERVIEW, processes=(told, *others))
            self.assertEqual(shown, self.get("/api/processes").json()["processes"][0]["nextSearchAt"])

    def test_how_far_a_library_is_read(self):
        """There while it is looked through."""
        (search, *others) = OVERVIEW.processes
        self.assertNotIn("catalogProgress", self.get("/api/processes").json()["processes"][0])
        reading = replace(search.report, catalog=CatalogProgress(phase="entries", done=1204, total=3120))
        self.program.now = replace(OVERVIEW, processes=(replace(search, report=reading), *others))
        told = self.get("/api/processes").json()["processes"][0]["catalogProgress"]
        self.assertEqual({"phase": "entries", "done": 1204, "total": 3120}, told)

    def test_a_rebuild_shows_everywhere(self):
        """`rebuilding` is a global flag."""
        self.program.now = replace(OVERVIEW, rebuilding=True)
        self.assertEqual({True}, {each["rebuilding"] for each in self.get("/api/processes").json()["processes"]})

    def test_restart_one_kind(self):
        """By category, by section name, in any case of the kind."""
        for prefix in BOTH:
            for key, kind in (("radarr-4k", "search"), ("Radarr-4K", "SEARCH")):
                reply = self.post(f"{prefix}/processes/{key}/{kind}/restart")
                self.assertEqual((200, {"status": "ok", "restarted": ["search"]}), (reply.status, reply.json()))
        self.assertEqual([("restart", "Radarr-4K", "search")] * 4, self.program.calls)

    def test_restart_all_of_a_category(self):
        """Both kinds are told."""
        reply = self.post("/web/processes/radarr-4k/all/restart")
        self.assertEqual({"status": "ok", "restarted": ["search", "torrent"]}, reply.json())

    def test_categories_of_two_levels(self):
        """`seed/movies` works in every restart route, percent-encoded or not."""
        for prefix in BOTH:
            for key in ("seed%2Fmovies", "seed/movies"):
                for path in (f"/processes/{key}/all/restart", f"/arr/{key}/restart"):
                    self.assertEqual(200, self.post(prefix + path).status, path)
        self.assertEqual({("restart", "Radarr-Seed", "all")}, set(self.program.calls))

    def test_a_type_stands_for_its_only_instance(self):
        """`lidarr` is the one Lidarr; `radarr`, of which there are two, is nobody."""
        self.post("/api/arr/lidarr/restart")
        self.post("/api/processes/lidarr/torrent/restart")
        self.assertEqual(
            [("restart", "Lidarr-Music", "all"), ("restart", "Lidarr-Music", "torrent")], self.program.calls
        )
        self.assert_refused(self.post("/api/arr/radarr/restart"), 404, "Unknown section radarr")

    def test_a_category_worker(self):
        """Has its own kind, which others do not have."""
        self.assertEqual(["category"], self.post("/api/processes/seeds/category/restart").json()["restarted"])
        for key, text in {
            "radarr-4k": "No category manager for instance Radarr-4K",
            "nowhere": "Unknown category manager nowhere",
        }.items():
            self.assert_refused(self.post(f"/api/processes/{key}/category/restart"), 404, text)

    def test_what_cannot_be_restarted(self):
        """The kind is checked first, then readiness, then the category."""
        self.assert_refused(self.post("/api/processes/nowhere/all/restart"), 404, "Unknown category nowhere")
        self.assert_refused(self.post("/api/arr/Nowhere/restart"), 404, "Unknown section Nowhere")
        self.program.now = Overview(ready=False)
        text = "kind must be search, torrent, category or all"
        self.assert_refused(self.post("/api/processes/nowhere/both/restart"), 400, text)
        text = "Arr manager is still initialising"
        for path in (
            *("/api/processes/nowhere/all/restart", "/api/arr/Nowhere/restart"),
            *("/web/processes/restart_all", "/web/arr/rebuild"),
        ):
            reply = self.post(path)
            self.assert_refused(reply, 503, text)
            self.assertEqual("5", reply.header("retry-after"))
        self.assertEqual([], self.program.calls)

    def test_restart_everything(self):
        """Under both prefixes; it is no category of that name."""
        for prefix in BOTH:
            self.assertEqual({"status": "ok"}, self.post(f"{prefix}/processes/restart_all").json())
        self.assertEqual([("restart_all",)] * 2, self.program.calls)

    def test_rebuild(self):
        """Starts once; the second caller is told that it runs."""
        for prefix in BOTH:
            self.assertEqual({"status": "started"}, self.post(f"{prefix}/arr/rebuild").json())
        self.program.rebuilding = True
        self.assertEqual({"status": "started", "alreadyRunning": True}, self.post("/api/arr/rebuild").json())


class LogLevelTests(ApiCase):
    def test_a_level_in_any_case(self):
        """Is passed on in its normal spelling."""
        for prefix in BOTH:
            reply = self.post(f"{prefix}/loglevel", json={"level": "debug", "unknown": 1})
            self.assertEqual((200, "ok", "DEBUG"), (reply.status, reply.json()["status"], reply.json()["level"]))
        self.assertEqual([("set_log_level", "DEBUG")] * 2, self.program.calls)

    def test_no_level(self):
        """Missing, wrong or of another type."""
        for body in ({}, {"level": "LOUD"}, {"level": None}, {"level": 10}):
            self.assert_refused(self.post("/api/loglevel", json=body), 400, "Invalid log level")

    def test_no_json(self):
        """Malformed, no object, nested beyond reason, another content type, nothing at all."""
        kind = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {TOKEN}"}
        for body in (b"{", b"[]", b'"DEBUG"', b"", b"\xff", b"[" * 100_000):
            self.assert_refused(self.post("/api/loglevel", data=body, headers=kind), 400, "Invalid JSON body")
        form = {**kind, "Content-Type": "text/plain"}
        self.assert_refused(
            self.post("/api/loglevel", data=b'{"level":"INFO"}', headers=form), 400, "Invalid JSON body"
        )
        self.assertEqual(200, self.post("/api/loglevel", data=b'{"level":"INFO"}', headers=kind).status)


class ActivityTests(ApiCase):
    def test_entries(self):
        """Newest first, complete, with the id that begins the next page."""
        why = Reason(code="stalled", text="no data for 2 h", rule=14, measured={"idle_seconds": 7200})
        self.program.entries = (
            Entry(
                id=9,
                at=1764244800.5,
                section="Radarr-4K",
                act="removal",
                result="done",
                text="gone",
                hash=HASH,
                why=why,
            ),
            Entry(id=7, at=1764244799.0, section="Radarr-4K", act="search", result="retry", text="later", media=(1, 2)),
        )
        shape = self.get("/api/activity?limit=2&before=10&section=Radarr-4K&act=removal&result=done&hash=C0FFEE").json()
        query = {
            "limit": 2,
            "before_id": 10,
            "section": "Radarr-4K",
            "hash": "c0ffee",
            "act": "removal",
            "result": "done",
        }
        self.assertEqual([("activity", query)], self.program.calls)
        first, second = shape["entries"]
        self.assertEqual((9, "2025-11-27T12:00:00Z", HASH), (first["id"], first["at"], first["hash"]))
        self.assertEqual(
            {
                "code": "stalled",
                "text": "no data for 2 h",
                "rule": 14,
                "measured": {"idle_seconds": 7200},
                "configured": {},
            },
            first["why"],
        )
        self.assertEqual(([1, 2], None), (second["media"], second["why"]))
        self.assertEqual(7, shape["nextBefore"])

    def test_odd_numbers_are_no_error(self):
        """What is no number is the default; what is out of bounds is moved to them."""
        for given, limit in {"": 50, "limit=x": 50, "limit=0": 1, "limit=9999": 500, "limit=-1&before=-5": 1}.items():
            self.get(f"/web/activity?{given}")
            self.assertEqual({"limit": limit}, self.program.calls[-1][1])

    def test_the_last_page(self):
        """Fewer entries than asked for: no next page."""
        self.assertEqual({"entries": [], "nextBefore": None}, self.get("/web/activity").json())

    def test_a_journal_that_cannot_be_read(self):
        """Is a 503 with its reason, not a 500."""
        self.patch(FakeProgram, "activity", lambda self, wanted, **query: fail(StoreError("supervisor.db is damaged")))
        self.assert_refused(self.get("/api/activity"), 503, "supervisor.db is damaged")


class TorrentTests(ApiCase):
    def test_distribution(self):
        """Torrents without a category have a name, too."""
        for prefix in BOTH:
            self.assertEqual(
                {"distribution": {"radarr-4k": {"default": 50}, "uncategorized": {"default": 5}}},
                self.get(f"{prefix}/torrents/distribution").json(),
            )

    def test_quarantine(self):
        """What is needed to decide about an undo."""
        self.program.rows = (
            Quarantined(
                instance="qBit", hash=HASH, name="Film", category="radarr-4k", section="Radarr-4K", at=1764244800.0,
                purge_at=1764331200.0, tags=("a",), size_bytes=5, content_path="/data/Film",
            ),
        )  # fmt: skip
        (row,) = self.get("/web/quarantine").json()["quarantine"]
        self.assertEqual(
            ("qBit", HASH, "2025-11-27T12:00:00Z", "2025-11-28T12:00:00Z", ["a"], 5, "/data/Film", None),
            tuple(row[k] for k in ("instance", "hash", "at", "purgeAt", "tags", "sizeBytes", "contentPath", "why")),
        )

    @pytest.mark.correction("A9", "B11")
    def test_quarantine_states(self):
        """One that is being deleted says so until it is proven gone; one that only a person has deleted has no time for it."""
        row = Quarantined(instance="qBit", hash=HASH, name="Film", at=1764244800.0, purge_at=1764331200.0)
        self.program.rows = (
            row,
            replace(row, deletion=Deletion(at=1764331200.0, with_files=True, is_told=True)),
            replace(row, is_adopted=True, by_person_only=True),
        )
        shown = self.get("/api/quarantine").json()["quarantine"]
        self.assertEqual(["waiting", "deleting", "waiting"], [each["state"] for each in shown])
        self.assertEqual([False, False, True], [each["adopted"] for each in shown])
        self.assertIsNone(shown[2]["purgeAt"])

    def test_undo(self):
        """Done is 200; what is refused for good is 409, what may work later 503, what is not there 404."""
        outcome = Outcome(instance="qBit", hash=HASH, step="undo", result=Result.DONE)
        for prefix in BOTH:
            self.program.undone = {("qBit", HASH): outcome}
            reply = self.post(f"{prefix}/quarantine/qBit/{HASH.upper()}/undo")
            self.assertEqual((200, {"status": "ok", "result": "done"}), (reply.status, reply.json()))
        for result, status in {Result.RETRY: 503, Result.FAILED: 409, Result.HELD: 409}.items():
            self.program.undone = {("qBit", HASH): replace(outcome, result=result, why="because")}
            self.assert_refused(self.post(f"/api/quarantine/qBit/{HASH}/undo"), status, "because")
        self.program.undone = {}
        text = f"{HASH} is not in quarantine of qBit"
        self.assert_refused(self.post(f"/api/quarantine/qBit/{HASH}/undo"), 404, text)
        self.assert_refused(self.post("/api/quarantine/qBit/nonsense/undo"), 404, "not found")


class RemovalTests(ApiCase):
    def test_listed(self):
        """Each removal says where it stands, why, what holds it, and when it is looked at again."""
        why = Reason(code="stalled", rule=13, text="Nothing moved.")
        wanted = Removal(instance="qBit", hash=HASH, why=why, data=Data.DELETE, section="Radarr-4K", name="Film")
        self.program.open_removals = (
            OpenRemoval(removal=wanted, stage="take_out", since=1764244800.0),
            OpenRemoval(
                removal=wanted, stage="waiting", since=1764244800.0, why_waiting="Too many.", held_by="blast_radius",
                next_try=1764245400.0,
            ),
        )  # fmt: skip
        for prefix in BOTH:
            under_way, waiting = self.get(f"{prefix}/removals").json()["removals"]
            self.assertEqual(
                {"instance", "hash", "name", "section", "stage", "since", "reason"}, set(under_way), "nothing holds it"
            )
            self.assertEqual(
                (
                    "waiting",
                    "2025-11-27T12:00:00Z",
                    "blast_radius",
                    "2025-11-27T12:10:00Z",
                    "Too many.",
                    "Nothing moved.",
                ),
                (
                    *(waiting[k] for k in ("stage", "since", "held_by", "next_try", "waits_for")),
                    waiting["reason"]["text"],
                ),
            )

    def test_limits(self):
        """How many went within the hour, of how many that may, by section and in all; no end of one is no end of all."""
        pace = RemovalPace(
            section="Radarr-4K", owned=40, removed=20, most=20, judged=7, most_judged=8, waiting=3, held=1, room_at=1764244800.0
        )  # fmt: skip
        self.program.paces = (pace, evolve(pace, section="qBit", removed=2, room_at=1764244000.0))
        answer = self.get("/api/removals/limits").json()
        self.assertEqual((22, 40, 6, 2), tuple(answer[name] for name in ("removed", "limit", "waiting", "held")))
        self.assertEqual(
            {
                "section": "Radarr-4K", "owned": 40, "removed": 20, "limit": 20, "judged": 7, "judgedLimit": 8, "waiting": 3,
                "held": 1, "roomAt": "2025-11-27T12:00:00Z",
            },
            answer["sections"][0],
        )  # fmt: skip
        self.assertIsNone(answer["sections"][1]["roomAt"])
        self.program.paces = (pace, evolve(pace, most=None))
        self.assertIsNone(self.get("/api/removals/limits").json()["limit"])

    def test_a_person_says(self):
        """Cancel, release, purge and actions: done is 200, held or too late 409, not now 503, unknown 404."""
        paths = {
            f"removals/qBit/{HASH.upper()}/cancel": ("cancel", "qBit", HASH),
            f"removals/qBit/{HASH}/release": ("release", "qBit", HASH),
            f"quarantine/qBit/{HASH}/purge": ("purge", "qBit", HASH),
            f"torrents/qBit/{HASH}/actions": ("remove", "qBit", HASH, True, True),
        }
        done = Outcome(instance="qBit", hash=HASH, step="removal", result=Result.DONE)
        for path, call in paths.items():
            for prefix in BOTH:
                self.program.undone = {("qBit", HASH): done}
                reply = self.post(f"{prefix}/{path}", json={"action": "fail"})
                self.assertEqual((200, {"status": "ok", "result": "done"}), (reply.status, reply.json()))
                self.assertEqual(call, self.program.calls[-1])
            for result, status in {Result.RETRY: 503, Result.FAILED: 409, Result.HELD: 409}.items():
                self.program.undone = {("qBit", HASH): replace(done, result=result, why="because")}
                self.assert_refused(self.post(f"/api/{path}", json={"action": "fail"}), status, "because")
            self.program.undone = {}
            self.assert_refused(self.post(f"/api/{path}", json={"action": "fail"}), 404, f"{HASH} is not known on qBit")
            bad = path.replace(HASH, "nonsense").replace(HASH.upper(), "nonsense")
            self.assert_refused(self.post(f"/api/{bad}", json={"action": "fail"}), 404, "not found")

    def test_actions(self):
        """Each action goes its way."""
        path = f"/api/torrents/qBit/{HASH}/actions"
        self.program.calls.clear()
        done = Outcome(instance="qBit", hash=HASH, step="removal", result=Result.DONE)
        self.program.undone = {("qBit", HASH): done}
        for action, call in {
            "import": "import",
            "protect": "protect",
            "unprotect": "protect",
            "pause": "pause",
            "reannounce": "reannounce",
            "undo": "cancel",
            "purge": "purge",
        }.items():
            self.assertEqual(200, self.post(path, json={"action": action}).status)
            self.assertEqual(call, self.program.calls.pop()[0])

    def test_why_it_is_protected(self):
        """In one line, and no novel."""
        path = f"/api/torrents/qBit/{HASH}/actions"
        self.program.undone = {("qBit", HASH): Outcome(instance="qBit", hash=HASH, step="protect", result=Result.DONE)}
        self.assertEqual(200, self.post(path, json={"action": "protect", "reason": " a friend\nneeds it "}).status)
        self.assertEqual(("protect", "qBit", HASH, True, "a friend needs it"), self.program.calls[-1])
        refused = self.post(path, json={"action": "protect", "reason": "x" * 501})
        self.assert_refused(refused, 400, "reason must be a sentence of at most 500 letters")

    def test_what_is_to_be_done(self):
        """An action that does not exist, or files that are no yes or no, change nothing."""
        path = f"/api/torrents/qBit/{HASH}/actions"
        self.assert_refused(self.post(path, json={"action": "explode"}), 400, ACTIONS)
        self.assert_refused(self.post(path, json={}), 400, ACTIONS)
        self.assert_refused(
            self.post(path, json={"action": "remove", "files": "no"}), 400, "files must be true or false"
        )
        self.assert_refused(self.post(path), 400, "Invalid JSON body")
        self.assertEqual([], self.program.calls)
        self.program.undone = {("qBit", HASH): Outcome(instance="qBit", hash=HASH, step="removal", result=Result.DONE)}
        self.post(path, json={"action": "remove", "files": False})
        self.assertEqual(("remove", "qBit", HASH, False, False), self.program.calls[-1])


class ErrorTests(ApiCase):
    def test_unknown_paths(self):
        """JSON under every prefix, for what comes with a later release, too."""
        for path in (
            *(
                "/nowhere",
                "/api/nowhere",
                "/api/config/nowhere",
                "/web/login/x",
                "/api/lidarr/x/albums",
                "/api/qbit/categories",
            ),
            *("/api", "/api/", "/favicon.ico", "/metrics/x"),
        ):
            self.assert_refused(self.get(path), 404, "not found")

    def test_wrong_methods(self):
        """405 with what is allowed."""
        reply = self.post("/health")
        self.assert_refused(reply, 405, "method not allowed")
        self.assertEqual("GET, HEAD, OPTIONS", reply.header("allow"))
        reply = self.get("/api/processes/seed%2Fmovies/all/restart")
        self.assert_refused(reply, 405, "method not allowed")
        self.assertEqual("OPTIONS, POST", reply.header("allow"))
        for method in ("TRACE", "QUERY", "BREW", "CONNECT"):
            reply = self.ask(method, "/health")
            self.assert_refused(reply, 405, "method not allowed")
            self.assertEqual("GET, HEAD, OPTIONS", reply.header("allow"))
        for method in ("GET2", "G" * 33):
            self.assert_refused(self.ask(method, "/health"), 400, "malformed request")
        self.assertEqual(401, self.ask("TRACE", "/api/status", headers={}).status)

    def test_options(self):
        """204 with the methods, without a credential and without inviting other origins."""
        reply = self.ask("OPTIONS", "/api/loglevel", headers={"Origin": "http://elsewhere.example"})
        self.assertEqual((204, "OPTIONS, POST", b""), (reply.status, reply.header("allow"), reply.body))
        self.assertIsNone(reply.header("access-control-allow-origin"))

    def test_head_wherever_get(self):
        """The same headers, no body."""
        for route in self.client.api.routes:
            if route.method == "GET" and "<" not in route.path and Plain.STREAM not in route.answer:
                get, head = self.get(route.path), self.ask("HEAD", route.path)
                self.assertEqual((get.status, get.header("content-type")), (head.status, head.header("content-type")))
                self.assertEqual((str(len(get.body)), b""), (head.header("content-length"), head.body), route.path)

    def test_our_own_mistake(self):
        """A fixed text and the id under which the log holds the exception; never the exception itself."""
        self.program.error = ZeroDivisionError("secret inner life")
        reply = self.get("/api/status?token=abc")
        shape = reply.json()
        self.assertEqual((500, "Internal error"), (reply.status, shape["error"]))
        self.assertEqual(reply.header("x-request-id"), shape["requestId"])
        self.assertNotIn(b"inner life", reply.body)
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))

    def test_not_ready(self):
        """An actor that is asked too early is a 503."""
        self.program.error = NotReady("the journal is being opened")
        self.assert_refused(self.get("/api/status"), 503, "the journal is being opened")

    def test_malformed_requests(self):
        """Paths that are no text and host names no router takes are 400, in JSON."""
        self.assertEqual(400, self.get("/api/%ff%fe").status)
        self.assertEqual(400, self.get("/api/status%00").status)
        for host in ("a..b", "x" * 70, "\xe9\xe9"):
            reply = self.get("/api/status", headers={"Host": host, "Authorization": f"Bearer {TOKEN}"})
            self.assertIn(reply.status, (200, 400), host)
            self.assertEqual("application/json", reply.header("content-type"))

    def test_too_long_a_body(self):
        """More than 1 MiB is refused."""
        kind = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        reply = self.post("/api/loglevel", data=b" " * (1024 * 1024 + 1), headers=kind)
        self.assert_refused(reply, 413, "request body too large")
        self.client.limit(most_body_bytes=10)
        self.assert_refused(self.post("/api/loglevel", json={"level": "debug"}), 413, "request body too large")


class SettingsTests(SynchronousTestCase):
    def test_settings_are_values(self):
        """The access settings can be compared and never show the token."""
        access = Client().settings.current.access
        self.assertEqual(access, evolve(access))
        self.assertNotIn(TOKEN, repr(access))


@pytest.mark.correction("A1", "A8")
class AttentionTests(ApiCase):
    def test_attention(self):
        """What is left to a person is named with its reason and what helps, clients that are away among it; no secret in it."""
        self.program.now = replace(OVERVIEW, problems=("qBit-Seedbox is away",))
        answer = self.get("/api/attention").json()
        (torrent,) = answer["torrents"]
        said = [torrent[name] for name in ("section", "instance", "name", "code")]
        self.assertEqual(["Radarr-4K", "qBit", "Film <b>", "held_by_arr"], said)
        self.assertNotIn("0123456789", torrent["text"])
        self.assertIn("by hand", torrent["action"])
        self.assertEqual((2, ["qBit-Seedbox is away"]), (answer["total"], answer["problems"]))
        self.assertEqual(answer, self.get("/web/attention").json())

    def test_stuck_removals(self):
        """They are named after what the loops leave, with since when; what both name counts once, and without a time there is none."""
        needs = tuple(
            Attention(instance="qBit", hash=hash_ * 40, name="Film", code="removal_refused", text="token=0123456789", since=1764244800.0)
            for hash_ in "ab"
        )  # fmt: skip
        self.program.now = replace(OVERVIEW, stuck=(StuckRemovals(section="Radarr-4K", total=70, needs=needs),))
        answer = self.get("/api/attention").json()
        self.assertEqual(
            [("a" * 40, "removal_refused"), ("b" * 40, "removal_refused")],
            [(each["hash"], each["code"]) for each in answer["torrents"]],
        )
        self.assertEqual(71, answer["total"])  # two of the loop, one of them named here as well, and seventy
        self.assertEqual({"2025-11-27T12:00:00Z"}, {each["since"] for each in answer["torrents"]})
        self.assertNotIn("0123456789", str(answer))
        self.program.now = OVERVIEW
        self.assertNotIn("since", self.get("/api/attention").json()["torrents"][0])
