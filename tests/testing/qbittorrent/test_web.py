"""The web interface of the simulated qBittorrent beyond the contract: trouble on demand, sessions over time, what it notes."""

import json

from treq.testing import RequestTraversalAgent
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.client import ResponseFailed

from qbitrr.testing.qbittorrent import (
    Answered,
    Dropped,
    SimulatedQbittorrent,
    SimulatedTorrent,
    SimulatedTracker,
    Slow,
    Swarm,
    Timing,
)
from qbitrr.testing.qbittorrent.population import populate
from tests.contract.qbittorrent.harness import InMemory, Visitor
from tests.real.torrents import make_torrent


class WebTests(SynchronousTestCase):
    """A logged-in visitor of a simulated 5.1."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(1_000_000)
        self.qbit = SimulatedQbittorrent(self.clock, "5.1")
        self.visitor = self.newcomer()
        self.visitor.login()

    def newcomer(self) -> Visitor:
        """Somebody who is not logged in."""
        return Visitor(InMemory(self.qbit.resource()), self.qbit.port)

    def test_a_planned_answer_strikes_as_often_as_planned(self) -> None:
        """Only matching requests, only so many, and nothing is done for them."""
        self.qbit.add(name="a")
        self.qbit.faults.next(Answered(status=500, body=b"broken"), path="torrents/.*", times=2)
        self.assertEqual(200, self.visitor.get("app/version").status)
        for _ in range(2):
            answer = self.visitor.post("torrents/delete", hashes="all", deleteFiles="false")
            self.assertEqual((500, "broken"), (answer.status, answer.text))
        self.assertEqual(1, len(self.visitor.get("torrents/info").json))

    def test_faults_without_end_are_cleared(self) -> None:
        """`times=None` lasts until it is cleared."""
        self.qbit.faults.next(Answered(), times=None)
        self.assertEqual([500] * 3, [self.visitor.get("app/version").status for _ in range(3)])
        self.qbit.faults.clear()
        self.assertEqual(200, self.visitor.get("app/version").status)

    def test_a_dropped_connection_has_no_answer(self) -> None:
        """Before the work, or after it: then it was done all the same."""
        self.qbit.add(name="a")
        for after_work, left in ((False, 1), (True, 0)):
            self.qbit.faults.next(Dropped(after_work=after_work), path="torrents/delete")
            with self.assertRaises(Exception) as raised:
                self.visitor.post("torrents/delete", hashes="all", deleteFiles="false")
            self.assertIsInstance(raised.exception, ResponseFailed)
            self.assertEqual(left, len(self.qbit.torrents))

    def test_a_slow_answer_waits_for_the_clock(self) -> None:
        """It comes after so many seconds, with what is true by then."""
        agent = RequestTraversalAgent(self.qbit.resource())
        self.qbit.faults.next(Slow(5))
        answer = agent.request(b"GET", b"http://127.0.0.1/api/v2/app/version")
        agent.flush()
        self.clock.advance(4)
        agent.flush()
        self.assertNoResult(answer)
        self.clock.advance(1)
        agent.flush()
        self.assertEqual(403, self.successResultOf(answer).code)

    def test_sessions_expire_unused(self) -> None:
        """An hour after the last request, not after the login."""
        for _ in range(3):
            self.clock.advance(3_500)
            self.assertEqual(200, self.visitor.get("app/version").status)
        self.clock.advance(3_601)
        self.assertEqual(403, self.visitor.get("app/version").status)

    def test_bans_end(self) -> None:
        """After an hour the address may try again, from the first failure on."""
        stranger = self.newcomer()
        for _ in range(5):
            stranger.login("admin", "bad")
        self.assertEqual(403, stranger.login().status)
        self.clock.advance(3_600)
        self.assertEqual("Fails.", stranger.login("admin", "bad").text)
        self.assertEqual("Ok.", stranger.login().text)

    def test_a_restart_forgets_sessions_and_rids(self) -> None:
        """403 first, then a full update under whatever rid."""
        rid = self.visitor.get("sync/maindata").json["rid"]
        self.qbit.restart()
        self.assertEqual(403, self.visitor.get("sync/maindata", rid=rid).status)
        self.visitor.login()
        self.assertTrue(self.visitor.get("sync/maindata", rid=rid).json["full_update"])

    def test_a_grab_turns_into_what_was_expected(self) -> None:
        """A magnet or file whose hash is announced gets files, speeds and trackers from the announcement."""
        swarm = Swarm(download_speed=1_000_000)
        torrent = make_torrent("Film", {"a.mkv": 500_000})
        for hash_ in ("1" * 40, torrent.hash):
            self.qbit.expected[hash_] = {
                "files": [("Film/a.mkv", 2_000_000)],
                "swarm": swarm,
                "trackers": ["http://a/"],
            }
        self.visitor.post("torrents/add", urls=f"magnet:?xt=urn:btih:{'1' * 40}&dn=Film", category="radarr")
        self.visitor.upload([("film.torrent", torrent.data)])
        self.clock.advance(1)
        for hash_ in ("1" * 40, torrent.hash):
            seen = self.visitor.torrent(hash_) or {}
            self.assertEqual(("downloading", 0.5, 1), (seen["state"], seen["progress"], seen["trackers_count"]))
        self.assertEqual("radarr", (self.visitor.torrent("1" * 40) or {})["category"])

    def test_idle_times_stand_still_until_an_announce(self) -> None:
        """As on real clients: what a quiet seed shows grows old, unless it has a tracker that works."""
        qbit = SimulatedQbittorrent(self.clock, timing=Timing(idle_refresh=0))
        for name, status in (("dead", 4), ("works", 2)):
            qbit.add(name=name, progress=1, trackers=[SimulatedTracker(url=f"http://{name}/", status=status)])
        visitor = Visitor(InMemory(qbit.resource()), qbit.port)
        visitor.login()
        self.clock.advance(400)

        def times() -> dict[str, int]:
            return {seen["name"]: seen["seeding_time"] for seen in visitor.get("torrents/info").json}

        self.assertEqual({"dead": 0, "works": 0}, times())
        visitor.post("torrents/reannounce", hashes="all")
        self.assertEqual({"dead": 0, "works": 400}, times())

    def test_requests_are_noted(self) -> None:
        """Method, path, parameters, time and status; the count includes all."""
        self.visitor.get("torrents/info", filter="all")
        seen = self.qbit.requests[-1]
        self.assertEqual(("GET", "torrents/info", {"filter": "all"}, 1_000_000, 200), (
            seen.method, seen.path, seen.params, seen.at, seen.status))  # fmt: skip
        self.assertEqual(2, self.qbit.request_count)

    def test_the_rest_of_the_site_is_a_page(self) -> None:
        """The root is the web interface, everything else outside the API is not found."""
        transport = InMemory(self.qbit.resource())
        self.assertEqual([200, 404], [transport.send("GET", path, {}, None).status for path in ("/", "/nothing")])

    def test_preferences_change_the_login(self) -> None:
        """A new user name and password are asked for from the next login on."""
        self.visitor.post("app/setPreferences", json=json.dumps({"web_ui_username": "me", "web_ui_password": "secret"}))
        self.assertEqual("Fails.", self.newcomer().login().text)
        self.assertEqual("Ok.", self.newcomer().login("me", "secret").text)


class SizeTests(SynchronousTestCase):
    """A large client in which nothing happens costs nothing."""

    def test_a_quiet_delta_looks_at_no_torrent(self) -> None:
        """Neither listing nor describing happens for a delta in which nothing changed, and only for one that did."""
        qbit = SimulatedQbittorrent(Clock())
        populate(qbit, 2_000, 1, ["radarr", "sonarr"])
        visitor = Visitor(InMemory(qbit.resource()), qbit.port)
        visitor.login()
        rid = visitor.get("sync/maindata").json["rid"]
        described: list[str] = []
        describe = qbit.publisher.describe

        def noting(torrent: SimulatedTorrent, now: float) -> dict[str, object]:
            described.append(torrent.hash)
            return describe(torrent, now)

        self.patch(qbit.publisher, "describe", noting)
        self.patch(qbit.publisher, "listed", lambda: self.fail("all torrents were looked at"))
        self.assertEqual({"rid": rid + 1}, visitor.get("sync/maindata", rid=rid).json)
        self.assertEqual([], described)
        quiet = next(iter(qbit.torrents))
        qbit.change(quiet, tags={"x"})
        delta = visitor.get("sync/maindata", rid=rid + 1).json
        self.assertEqual({quiet: {"tags": "x"}}, delta["torrents"])
        self.assertEqual([quiet], described)

    def test_removals_too_long_ago_bring_a_full_update(self) -> None:
        """The memory for removals is bounded; who asks for forgotten ones gets everything."""
        qbit = SimulatedQbittorrent(Clock())
        qbit.publisher.torrents_log.memory = 1
        hashes = [qbit.add(name=name).hash for name in "abc"]
        visitor = Visitor(InMemory(qbit.resource()), qbit.port)
        visitor.login()
        rid = visitor.get("sync/maindata").json["rid"]
        qbit.remove(hashes[0])
        delta = visitor.get("sync/maindata", rid=rid).json
        self.assertEqual((hashes[:1], False), (delta["torrents_removed"], "full_update" in delta))
        rid = delta["rid"]
        qbit.remove(hashes[1])
        qbit.remove(hashes[2])
        self.assertTrue(visitor.get("sync/maindata", rid=rid).json["full_update"])
