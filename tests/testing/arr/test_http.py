"""
The HTTP surface of the simulated Arrs: keys, routes, error shapes, paging, base path, start-up and failures on demand.
"""

from typing import Any

from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.client import ResponseNeverReceived

from qbitrr.testing.arr import Fault
from tests.contract.arr.driver import NOW, Driver, hash_of

KINDS = ("radarr", "sonarr", "lidarr", "readarr")


class KeyTests(SynchronousTestCase):
    """Who is let in."""

    def test_wrong_or_missing_key(self):
        """401 with an empty body, before routing and while starting; `/ping` needs no key."""
        driver = Driver()
        driver.arr.faults.starting_until = NOW + 60
        for headers in ({}, {"X-Api-Key": "KEY"}, {"Authorization": "Bearer other"}):
            for path in ("movie", "nothing/like/this", "/api"):
                reply = driver.call("GET", path, headers=headers)
                self.assertEqual((401, b""), (reply.status, reply.body))
                self.assertNotIn("content-type", reply.headers)
        self.assertEqual({"status": "OK"}, driver.call("GET", "/ping", headers={}).json)

    def test_three_ways_to_send_it(self):
        """Header, bearer and query all work; the query is looked at first."""
        driver = Driver()
        for headers in ({"X-Api-Key": "key"}, {"Authorization": "Bearer key"}):
            self.assertEqual(200, driver.call("GET", "system/status", headers=headers).status)
        self.assertEqual(200, driver.call("GET", "system/status?apikey=key", headers={}).status)
        self.assertEqual(401, driver.call("GET", "system/status?apikey=x", headers={"X-Api-Key": "key"}).status)

    def test_changed_key(self):
        """After a key change the old one is refused."""
        driver = Driver()
        driver.arr.api_key = "other"
        self.assertEqual(401, driver.call("GET", "movie").status)


class RouteTests(SynchronousTestCase):
    """What exists, and what does not."""

    def test_each_kind_says_who_it_is(self):
        """`system/status` names the application, `/api` the version, every answer carries the version header."""
        for kind in KINDS:
            driver = Driver(kind)
            reply = driver.call("GET", "system/status")
            self.assertEqual(driver.arr.kind.app, reply.json["appName"])
            self.assertEqual(reply.json["version"], reply.headers["x-application-version"])
            self.assertEqual("no-cache, no-store", reply.headers["cache-control"])
            self.assertEqual({"current": driver.arr.kind.api, "deprecated": []}, driver.get("/api"))

    def test_the_other_version_is_unknown(self):
        """Lidarr and Readarr have no v3, Radarr and Sonarr no v1."""
        for kind, path in (
            ("lidarr", "/api/v3/system/status"),
            ("readarr", "/api/v3/system/status"),
            ("radarr", "/api/v1/movie"),
        ):
            self.assertEqual((404, b""), _bare(Driver(kind).call("GET", path)))

    def test_errors(self):
        """Each kind of mistake has its own status and shape."""
        driver = Driver()
        driver.leaf()
        self.assertEqual((404, b""), _bare(driver.call("GET", "nothing")))
        self.assertEqual((404, b""), _bare(driver.call("GET", "movie/abc")))
        self.assertEqual((405, b""), _bare(driver.call("PATCH", "movie/1")))
        unknown = driver.call("GET", "movie/99")
        self.assertEqual((404, "Not Found"), (unknown.status, unknown.json["title"]))
        changed = driver.call("PUT", "movie/99", json={"path": "/x", "qualityProfileId": 1})
        self.assertEqual((404, "Movie with ID 99 does not exist"), (changed.status, changed.json["message"]))
        bad = driver.call("GET", "queue?page=x")
        self.assertEqual((400, ["page"]), (bad.status, list(bad.json["errors"])))
        self.assertEqual(400, driver.call("POST", "command", data=b"{", headers=_json()).status)
        self.assertEqual(400, driver.call("POST", "command", data=b"", headers=_json()).status)
        needed = driver.call("GET", "moviefile")
        self.assertEqual(
            (400, "BadRequest: movieId or movieFileIds must be provided"), (needed.status, needed.json["message"])
        )

    def test_validation_is_an_array(self):
        """A record that breaks a rule: 400 and a list naming the property."""
        driver = Driver()
        driver.leaf()
        record = driver.get("movie/1")
        for member, value, name in (("path", "relative", "Path"), ("qualityProfileId", 7, "QualityProfileId")):
            reply = driver.call("PUT", "movie", json=record | {member: value})
            self.assertEqual(400, reply.status)
            self.assertEqual([name], [fault["propertyName"] for fault in reply.json])
        del record["id"]
        self.assertEqual("Id", driver.call("PUT", "movie", json=record).json[0]["propertyName"])

    def test_letter_case_does_not_matter(self):
        """Routes and parameters match in any case."""
        driver = Driver()
        driver.leaf()
        self.assertEqual(1, driver.call("GET", "/API/V3/Movie/1").json["id"])
        self.assertEqual(5, driver.get("queue?PAGESIZE=5")["pageSize"])

    def test_accept_and_content_type(self):
        """An Accept without JSON is 406, a write that is not JSON 415."""
        driver = Driver()
        self.assertEqual(406, driver.call("GET", "movie", headers={"X-Api-Key": "key", "Accept": "text/html"}).status)
        self.assertEqual(
            415,
            driver.call(
                "POST", "command", data=b"x", headers={"X-Api-Key": "key", "Content-Type": "text/plain"}
            ).status,
        )

    def test_base_path(self):
        """Without the base path: 307 to the same place with it; the key is looked at first."""
        driver = Driver(url_base="/radarr")
        reply = driver.call("GET", "/api/v3/movie?tmdbId=7")
        self.assertEqual((307, "/radarr/api/v3/movie?tmdbId=7"), (reply.status, reply.headers["location"]))
        self.assertEqual(401, driver.call("GET", "/api/v3/movie", headers={}).status)
        self.assertEqual([], driver.get("/radarr/api/v3/movie"))
        self.assertEqual("/radarr", driver.get("/radarr/api/v3/system/status")["urlBase"])

    def test_pictures(self):
        """The API serves pictures with the key; the interface's own path wants a login instead."""
        driver = Driver("lidarr")
        self.assertEqual("image/png", driver.call("GET", "mediacover/album/3/cover-250.jpg").headers["content-type"])
        self.assertEqual(404, driver.call("GET", "mediacover/album/3/cover.exe").status)
        self.assertEqual(302, driver.call("GET", "/MediaCover/3/poster.jpg").status)

    def test_requests_are_recorded(self):
        """Every request can be looked at afterwards."""
        driver = Driver()
        driver.call("POST", "command?x=1", json={"name": "RssSync"})
        entry = {"method": "POST", "path": "/api/v3/command", "query": "x=1", "body": {"name": "RssSync"}, "at": NOW}
        self.assertEqual([entry], driver.arr.requests)


class PagingTests(SynchronousTestCase):
    """Pages with their odd defaults."""

    def world(self, count: int = 25) -> Driver:
        driver = Driver()
        for number in range(1, count + 1):
            movie = driver.arr.add_movie(f"Movie Number {number}", 2000)
            driver.download([movie.id], number, eta=number * 60, progress=number / 100)
        driver.refresh()
        return driver

    def test_defaults(self):
        """Ten records, descending."""
        page = self.world().get("queue")
        self.assertEqual(
            (1, 10, "timeleft", "descending", 25, 10),
            (
                *(page[name] for name in ("page", "pageSize", "sortKey", "sortDirection", "totalRecords")),
                len(page["records"]),
            ),
        )
        self.assertEqual("00:25:00", page["records"][0]["timeleft"])

    def test_beyond_the_end(self):
        """The queue goes back to page `total // size`; other lists are empty there."""
        driver = self.world()
        page = driver.get("queue?page=9")
        self.assertEqual((2, 10), (page["page"], len(page["records"])))
        page = driver.get("history?page=9")
        self.assertEqual((9, [], 25), (page["page"], page["records"], page["totalRecords"]))

    def test_no_upper_bound(self):
        """A page may be as large as asked for."""
        self.assertEqual(25, len(self.world().get("queue?pageSize=100000")["records"]))

    def test_sort_keys(self):
        """Unknown keys are replaced by the default; `timeLeft` puts those without a time first, `timeleft` last."""
        driver = self.world(2)
        driver.downloads.change(hash_of(2), state="stalledDL", eta=8_640_000)
        driver.refresh()
        self.assertEqual("timeleft", driver.get("queue?sortKey=nonsense")["sortKey"])
        for key, first in (("timeleft", 1), ("timeLeft", 2)):
            records = driver.get(f"queue?sortKey={key}&sortDirection=ascending")["records"]
            self.assertEqual(hash_of(first).upper(), records[0]["downloadId"], key)

    def test_database_sort_keys(self):
        """Radarr replaces what it does not know, Lidarr fails."""
        self.assertEqual(200, Driver("radarr").call("GET", "history?sortKey=nonsense").status)
        self.assertEqual(500, Driver("lidarr").call("GET", "history?sortKey=nonsense").status)

    def test_default_direction(self):
        """`default` gives the endpoint's own direction."""
        driver = self.world(3)
        self.assertEqual("ascending", driver.get("queue?sortDirection=default")["sortDirection"])
        self.assertEqual("descending", driver.get("history?sortDirection=DEFAULT")["sortDirection"])


class FaultTests(SynchronousTestCase):
    """Failures as data."""

    def test_starting(self):
        """503 with the application's name, until it is up."""
        driver = Driver("sonarr")
        driver.arr.restart(30.0)
        reply = driver.call("GET", "series")
        self.assertEqual(
            (503, "Sonarr is starting up, please try again later"), (reply.status, reply.json["errorMessage"])
        )
        driver.wait(31)
        self.assertEqual([], driver.get("series"))

    def test_status(self):
        """A failure strikes as often as it says, where it says."""
        driver = Driver()
        driver.arr.faults.add(Fault(kind="status", status=500, path="movie", times=2))
        self.assertEqual(
            [200, 500, 500, 200], [driver.call("GET", path).status for path in ("tag", "movie", "movie", "movie")]
        )

    def test_html(self):
        """A reverse proxy's page."""
        driver = Driver()
        driver.arr.faults.add(Fault(kind="html"))
        reply = driver.call("GET", "movie")
        self.assertEqual((502, "text/html"), (reply.status, reply.headers["content-type"]))

    def test_truncated(self):
        """Half an answer, as if it were whole."""
        driver = Driver()
        driver.arr.faults.add(Fault(kind="truncated"))
        reply = driver.call("GET", "system/status")
        self.assertEqual(200, reply.status)
        self.assertRaises(ValueError, lambda: reply.json)

    def test_slow(self):
        """The answer comes later, on the simulator's clock."""
        driver = Driver()
        driver.arr.faults.add(Fault(kind="slow", seconds=5))
        seen: list[Any] = []
        driver.send("GET", "tag").addBoth(seen.append)
        driver.flush()
        self.assertEqual([], seen)
        driver.wait(5)
        driver.flush()
        self.assertEqual(200, seen[0].status)

    def test_drop(self):
        """The connection ends without an answer; nothing was done."""
        driver = Driver(start=False)
        driver.arr.faults.add(Fault(kind="drop"))
        self.assert_dropped(driver)
        self.assertEqual({}, driver.arr.commands.all)

    def test_drop_after(self):
        """The request was carried out, only its answer is lost."""
        driver = Driver(start=False)
        driver.arr.faults.add(Fault(kind="drop", after=True))
        self.assert_dropped(driver)
        self.assertEqual(["RssSync"], [command.name for command in driver.arr.commands.all.values()])

    def assert_dropped(self, driver: Driver) -> None:
        seen: list[Any] = []
        driver.send("POST", "command", json={"name": "RssSync"}).addBoth(seen.append)
        driver.flush()
        self.assertIsInstance(seen[0], Failure)
        seen[0].trap(ResponseNeverReceived)


def _bare(reply: Any) -> tuple[int, bytes]:
    return reply.status, reply.body


def _json() -> dict[str, str]:
    return {"X-Api-Key": "key", "Content-Type": "application/json"}
