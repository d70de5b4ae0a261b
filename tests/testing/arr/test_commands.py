"""
The command queue of the simulated Arrs.
"""

from twisted.trial.unittest import SynchronousTestCase

from tests.contract.arr.driver import Driver


class CommandTests(SynchronousTestCase):
    """Commands over time."""

    def setUp(self):
        self.driver = Driver(start=False)
        self.commands = self.driver.arr.commands

    def post(self, name: str, **body: object) -> dict:
        reply = self.driver.call("POST", "command", json={"name": name} | body)
        self.assertEqual(201, reply.status, reply)
        return reply.json

    def statuses(self) -> dict[str, str]:
        return {command.name: command.status for command in self.commands.all.values()}

    def test_life(self):
        """Queued, started, completed; times and duration as they happen."""
        self.commands.durations["RssSync"] = 10.0
        posted = self.post("rsssync")
        self.assertEqual(
            ("RssSync", "Rss Sync", "queued", "unknown", "manual", "normal"),
            tuple(posted[name] for name in ("name", "commandName", "status", "result", "trigger", "priority")),
        )
        self.driver.wait(1)
        self.assertEqual("started", self.driver.get("command/1")["status"])
        self.driver.wait(11)
        over = self.driver.get("command/1")
        self.assertEqual(("completed", "successful"), (over["status"], over["result"]))
        self.assertRegex(over["duration"], r"^00:00:1\d")
        self.assertEqual(
            "/api/v3/command/2", self.driver.call("POST", "command", json={"name": "RssSync"}).headers["location"]
        )

    def test_body(self):
        """The command's own properties come back, matched in any case; unknown ones are dropped, defaults filled in."""
        body = self.post("DownloadedMoviesScan", PATH="/a", downloadclientid="X", other=1)["body"]
        self.assertEqual(("/a", "X", "auto"), (body["path"], body["downloadClientId"], body["importMode"]))
        self.assertTrue(body["requiresDiskAccess"])
        self.assertNotIn("other", body)

    def test_equal_commands_merge(self):
        """While one is queued or started, an equal one is the same; lists compare as sets, other bodies differ."""
        self.driver.leaf()
        self.driver.arr.add_movie("Other", 2001)
        first = self.post("MoviesSearch", movieIds=[1, 2])
        self.assertEqual(first["id"], self.post("MoviesSearch", movieIds=[2, 1])["id"])
        self.assertNotEqual(first["id"], self.post("MoviesSearch", movieIds=[1])["id"])
        self.driver.wait(2)
        self.assertNotEqual(first["id"], self.post("MoviesSearch", movieIds=[1, 2])["id"])

    def test_refused(self):
        """An unknown name and an impossible enum value are 500, no name is a 400 array."""
        scan = {"name": "DownloadedMoviesScan", "importMode": "x"}
        for body, status in (({"name": "Nonsense"}, 500), (scan, 500), ({"name": ""}, 400), ({}, 400)):
            reply = self.driver.call("POST", "command", json=body)
            self.assertEqual(status, reply.status, body)
        self.assertEqual("Name", reply.json[0]["propertyName"])
        self.assertEqual({}, self.commands.all)

    def test_three_workers(self):
        """Three run at once, the fourth waits."""
        self.commands.default_duration = 10.0
        for name in ("CheckHealth", "Housekeeping", "MessagingCleanup", "ClearLog"):
            self.post(name)
        self.driver.wait(1)
        self.assertEqual(["started", "started", "started", "queued"], list(self.statuses().values()))
        self.driver.wait(10)
        self.assertEqual("started", self.statuses()["ClearLog"])

    def test_one_disk(self):
        """Commands that need the disk run one at a time; a search runs beside them."""
        self.commands.default_duration = 10.0
        self.post("DownloadedMoviesScan", path="/a")
        self.post("RenameFiles")
        self.post("RssSync")
        self.driver.wait(1)
        self.assertEqual(
            {"DownloadedMoviesScan": "started", "RenameFiles": "queued", "RssSync": "started"}, self.statuses()
        )

    def test_exclusive(self):
        """An exclusive command waits for the others, and nothing starts beside it."""
        self.commands.default_duration = 10.0
        self.post("RssSync")
        self.driver.wait(1)
        self.post("ApplicationUpdate")
        self.driver.wait(1)
        self.assertEqual("queued", self.statuses()["ApplicationUpdate"])
        self.driver.wait(10)
        self.post("CheckHealth")
        self.driver.wait(1)
        self.assertEqual(("started", "queued"), (self.statuses()["ApplicationUpdate"], self.statuses()["CheckHealth"]))

    def test_urgent_first(self):
        """The more urgent starts first."""
        self.commands.workers = 1
        self.commands.default_duration = 10.0
        self.post("RssSync")
        self.post("ManualImport", files=[])
        self.driver.wait(1)
        self.assertEqual({"RssSync": "queued", "ManualImport": "started"}, self.statuses())

    def test_list(self):
        """Started ones first, then by status; finished ones leave the list after five minutes, but can be read by id for a day."""
        self.post("CheckHealth")
        self.driver.wait(2)
        self.commands.default_duration = 10.0
        self.post("RssSync")
        self.driver.wait(1)
        self.assertEqual(["RssSync", "CheckHealth"], [command["name"] for command in self.driver.get("command")])
        self.driver.wait(400)
        self.assertEqual([], self.driver.get("command"))
        self.assertEqual("completed", self.driver.get("command/1")["status"])
        self.driver.clock.advance(90_000)
        self.post("Housekeeping")
        self.driver.wait(1)
        self.assertEqual(404, self.driver.call("GET", "command/1").status)

    def test_cancel(self):
        """A queued one can be taken back, a running one not."""
        self.commands.default_duration = 10.0
        self.post("DownloadedMoviesScan", path="/a")
        self.post("RenameFiles")
        self.driver.wait(1)
        self.assertEqual(409, self.driver.call("DELETE", "command/1").status)
        self.assertEqual(200, self.driver.call("DELETE", "command/2").status)
        self.assertEqual("cancelled", self.statuses()["RenameFiles"])

    def test_failure(self):
        """A failing command says so in status, message and exception; the POST was fine."""
        command = self.driver.command("MoviesSearch", {"movieIds": [7]})
        self.assertEqual(("failed", "unsuccessful"), (command["status"], command["result"]))
        self.assertEqual("Expected query to return 1 rows but returned 0", command["message"])
        self.assertIn("ApiError", command["exception"])

    def test_restart_and_stop(self):
        """A restart orphans what ran; stopping aborts it and leaves no timer behind."""
        self.commands.default_duration = 10.0
        self.post("RssSync")
        self.driver.wait(1)
        self.driver.arr.restart()
        self.assertEqual("orphaned", self.statuses()["RssSync"])
        self.post("CheckHealth")
        self.driver.wait(1)
        self.driver.arr.stop()
        self.assertEqual("aborted", self.statuses()["CheckHealth"])
        self.assertEqual([], self.driver.clock.getDelayedCalls())

    def test_scheduled_refresh(self):
        """The download client is looked at once a minute, with what is pending imported after each look."""
        driver = Driver()
        driver.wait(185)
        looks = [call for call in driver.downloads.calls if call[0] == "listing"]
        self.assertEqual([("listing", "radarr")] * 4, looks)
        names = [command.name for command in driver.arr.commands.all.values()]
        self.assertEqual(["RefreshMonitoredDownloads", "ProcessMonitoredDownloads"] * 4, names)
        self.assertEqual(
            {"scheduled", "unspecified"}, {command.trigger for command in driver.arr.commands.all.values()}
        )
