"""
What is asked of an Arr and how its answers read, for each of the four kinds.
"""

import json
from itertools import permutations

import pytest

from qbitrr.clients.arr.client import Arr, SearchCommand
from qbitrr.decide.imports.queue import merge
from qbitrr.errors import BadAnswer, Busy, NotThere, Rejected, Unauthorized, Unreachable
from tests.clients.case import ClientCase
from tests.clients.scripted import Asked, Reply, Scripted, ok, silence

KEY = "0123456789abcdef0123456789abcdef"
HASH = "AABBCCDDEEFF00112233445566778899AABBCCDD"
KINDS = ("radarr", "sonarr", "lidarr", "readarr")


class ArrCase(ClientCase):
    """A client of a scripted server."""

    def arr(self, kind: str, *replies: Reply, answer=None) -> Arr:
        self.server = Scripted(*replies, answer=answer)
        return Arr(kind, self.server.http(self.clock, "http://there.example:7878"), KEY)

    def command_reply(self, **more: object) -> Reply:
        body = {"id": 9, "name": "X", "status": "queued", "body": {}, **more}
        return Reply(status=201, body=json.dumps(body).encode())


class OnceTests(ArrCase):
    """What an Arr does anew each time it is asked is asked once: an answer that got lost does not say that nothing happened."""

    @pytest.mark.correction("E5")
    def test_a_lost_answer(self):
        """A command, and the marking of a grab as failed, are not repeated by themselves; whoever asked looks what became of it."""
        for call in (
            lambda arr: arr.search([1]),
            lambda arr: arr.import_scan("/downloads/x", HASH),
            lambda arr: arr.mark_failed(7),
            # Said again it is 404, which reads as if the record had left the queue by itself, unblocked.
            lambda arr: arr.delete_queue(7, blocklist=True, skip_redownload=True),
        ):
            arr = self.arr("radarr", Reply(drop=True))
            asked = self.start(call(arr))
            self.pass_time(20)
            self.failureResultOf(asked, Unreachable)
            self.assertEqual(1, len(self.server.asked))


class StatusTests(ArrCase):
    """Who answers."""

    def test_right_one(self):
        """Each kind is asked at its own API, with the key in a header, and says its version."""
        for kind, api in zip(KINDS, ("v3", "v3", "v1", "v1"), strict=True):
            arr = self.arr(kind, ok(json.dumps({"appName": kind.title(), "version": "6.0.3.10276", "isDebug": False})))
            self.assertEqual("6.0.3.10276", self.result(arr.status()).version)
            self.assertEqual(f"/{api}/system/status", self.server.asked[0].path)
            self.assertEqual(KEY, self.server.asked[0].headers["x-api-key"])
            self.assertEqual({}, self.server.asked[0].query)

    @pytest.mark.correction("D1")
    def test_one_that_takes_everything_and_answers_nothing(self):
        """It is known within half a minute, whatever was asked before and is waited for: that would take minutes."""
        arr = self.arr("radarr", answer=lambda asked: silence)
        waiting = self.start(arr.root_folders())
        asked = self.start(arr.status())
        self.pass_time(25)
        self.failureResultOf(asked, Unreachable)
        self.assertNoResult(waiting)
        waiting.cancel()
        self.failureResultOf(waiting)

    def test_another_one(self):
        """The wrong kind of Arr is named."""
        error = self.error(self.arr("radarr", ok('{"appName":"Sonarr","version":"4"}')).status(), BadAnswer)
        self.assertIn("that is a Sonarr, not a Radarr", str(error))

    def test_no_arr_at_all(self):
        """A page, nothing, another JSON: bad answers that say what was seen."""
        for body, words in (("<!doctype html>", "web page"), ("", "empty"), ("[]", "JSON"), ("{}", "JSON")):
            self.assertIn(words, str(self.error(self.arr("radarr", ok(body)).status(), BadAnswer)))

    def test_wrong_key(self):
        """401 with an empty body, as the Arrs answer."""
        error = self.error(self.arr("radarr", Reply(status=401)).status(), Unauthorized)
        self.assertNotIn(KEY, str(error))

    def test_starting(self):
        """503 while it starts is waited for; then its own words come out."""
        arr = self.arr(
            "radarr", Reply(status=503, body=b'{"errorMessage":"Radarr is starting up, please try again later"}')
        )
        call = self.start(arr.status())
        self.pass_time(8)
        self.assertIn("starting up", str(self.failureResultOf(call, Busy).value))

    def test_url_base(self):
        """A missing URL base costs a redirect, which keeps the key."""
        arr = self.arr(
            "radarr",
            Reply(status=307, headers=(("Location", "/radarr/api/v3/system/status"),)),
            ok('{"appName":"Radarr","version":"6"}'),
        )
        self.assertEqual("6", self.result(arr.status()).version)
        self.assertEqual([KEY, KEY], [asked.headers["x-api-key"] for asked in self.server.asked])


def record(id: int, **more: object) -> dict[str, object]:
    """A queue record."""
    return {
        "id": id,
        "downloadId": HASH,
        "protocol": "torrent",
        "status": "completed",
        "trackedDownloadState": "importPending",
        "trackedDownloadStatus": "warning",
        "statusMessages": [{"title": "file.mkv", "messages": ["Sample", "Not an upgrade"]}],
        "size": 5.0,
        **more,
    }


class QueueTests(ArrCase):
    """Reading the queue."""

    def page(self, *records: object, total: int | None = None) -> Reply:
        total = len(records) if total is None else total
        return ok(json.dumps({"page": 1, "pageSize": 10, "totalRecords": total, "records": list(records)}))

    def test_record(self):
        """A record under our names; the hash in lower case."""
        row = record(
            7, movieId=12, title="T", outputPath="/d/T", customFormatScore=-5, downloadClient="qBit", errorMessage="e"
        )
        (found,) = self.result(self.arr("radarr", self.page(row)).queue())
        self.assertEqual(
            (7, HASH.lower(), "importPending", "completed", "warning", 12, 0, "/d/T", -5, "qBit", "e"),
            (
                found.id, found.hash, found.state, found.status, found.tracked_status, found.media_id, found.parent_id,
                found.output_path, found.score, found.download_client, found.error_message,
            ),
        )  # fmt: skip
        self.assertEqual(
            (("file.mkv", ("Sample", "Not an upgrade")),), tuple((m.title, m.messages) for m in found.messages)
        )

    def test_ids_by_kind(self):
        """Each kind has its own names for the item and what it belongs to."""
        for kind, names, expected in (
            ("radarr", {"movieId": 1}, (1, 0)),
            ("sonarr", {"episodeId": 2, "seriesId": 3}, (2, 3)),
            ("lidarr", {"albumId": 4, "artistId": 5}, (4, 5)),
            ("readarr", {"bookId": 6, "authorId": 7}, (6, 7)),
        ):
            (found,) = self.result(self.arr(kind, self.page(record(1, **names))).queue())
            self.assertEqual(expected, (found.media_id, found.parent_id))

    def test_unknown_items_are_asked_for(self):
        """Downloads the Arr could not match are listed too, and nothing is embedded."""
        for kind, flag, left_out in (
            ("radarr", "includeUnknownMovieItems", ["includeMovie"]),
            ("sonarr", "includeUnknownSeriesItems", ["includeSeries", "includeEpisode"]),
            ("lidarr", "includeUnknownArtistItems", ["includeArtist", "includeAlbum"]),
            ("readarr", "includeUnknownAuthorItems", ["includeAuthor", "includeBook"]),
        ):
            self.assertEqual((), self.result(self.arr(kind, self.page()).queue()))
            query = self.server.asked[0].query
            self.assertEqual("true", query[flag])
            self.assertEqual({"false"}, {query[name] for name in left_out})
            self.assertEqual(("1", "timeleft", "ascending"), (query["page"], query["sortKey"], query["sortDirection"]))

    def test_states_are_folded(self):
        """Lidarr's and Readarr's words for a failure become those of the others; new words stay visible."""
        for theirs, ours in (
            ("downloadFailed", "failed"),
            ("downloadFailedPending", "failedPending"),
            ("importFailed", "importFailed"),
            ("importBlocked", "importBlocked"),
            ("someday", "someday"),
        ):
            (found,) = self.result(self.arr("lidarr", self.page(record(1, trackedDownloadState=theirs))).queue())
            self.assertEqual(ours, found.state)

    def test_what_is_no_torrent(self):
        """Held-back releases and usenet downloads are left out."""
        rows = [
            record(1, downloadId=None),
            {"id": 2, "protocol": "torrent", "status": "delay"},
            record(3, protocol="usenet"),
        ]
        self.assertEqual((), self.result(self.arr("radarr", self.page(*rows)).queue()))

    def test_large_queue(self):
        """A queue larger than a page is read again in one larger page, and from then on in that at once."""
        rows = [record(n, episodeId=n) for n in range(1, 1502)]

        def answer(asked: Asked) -> Reply:
            size, page = int(asked.query["pageSize"]), int(asked.query["page"])
            if (page - 1) * size >= len(rows):  # the quirk: a page past the end is another page
                page = max(len(rows) // size, 1)
            return self.page(*rows[(page - 1) * size : page * size], total=len(rows))

        arr = self.arr("sonarr", answer=answer)
        self.assertEqual(1501, len({found.id for found in self.result(arr.queue())}))
        self.assertEqual(["1000", "1701"], [asked.query["pageSize"] for asked in self.server.asked])
        self.result(arr.queue())
        self.assertEqual(3, len(self.server.asked))

    def test_queue_that_cannot_be_whole(self):
        """A page that stays shorter than the count is an error: a missing record would look like an imported one."""
        self.error(self.arr("radarr", self.page(record(1), total=5000)).queue(), BadAnswer)
        self.assertEqual(4, len(self.server.asked))

    def test_odd_record(self):
        """One record of an unexpected shape costs that record, or its odd member, alone."""
        rows = [record(1), {"downloadId": "no id"}, record(3, title=5, customFormatScore="7", statusMessages=None)]
        found = self.result(self.arr("radarr", self.page(*rows)).queue())
        self.assertEqual([(1, None), (3, 7)], [(one.id, one.score) for one in found])

    @pytest.mark.correction("A7")
    def test_nothing_readable(self):
        """A queue of which no record can be read does not make the Arr absent: that a record is missing proves nothing."""
        self.assertEqual((), self.result(self.arr("radarr", self.page({"a": 1}, {"b": 2})).queue()))
        self.assertEqual((), self.result(self.arr("radarr", self.page("x", 5)).queue()))

    @pytest.mark.correction("A7")
    def test_record_without_id(self):
        """It cannot be taken out of the queue, but tells that the Arr works with the download; two are not one."""
        rows = [{key: value for key, value in record(1, movieId=n).items() if key != "id"} for n in (4, 5)]
        found = self.result(self.arr("radarr", self.page(*rows)).queue())
        self.assertEqual(
            [(0, HASH.lower(), 4), (0, HASH.lower(), 5)], [(one.id, one.hash, one.media_id) for one in found]
        )
        self.assertEqual(((), (4, 5)), (merge(found).ids, merge(found).media_ids))

    def test_delete(self):
        """Taking a record out tells the Arr exactly what we want."""
        arr = self.arr("radarr", ok())
        self.result(arr.delete_queue(7, blocklist=True, skip_redownload=True))
        self.assertEqual("DELETE /v3/queue/7", str(self.server.asked[0]))
        self.assertEqual(
            {"removeFromClient": "false", "blocklist": "true", "skipRedownload": "true"}, self.server.asked[0].query
        )
        self.result(arr.delete_queue(7, blocklist=False, skip_redownload=False, remove_from_client=True))
        self.assertEqual(
            {"removeFromClient": "true", "blocklist": "false", "skipRedownload": "false"}, self.server.asked[1].query
        )

    def test_delete_twice(self):
        """The second record of a download is not there any more."""
        arr = self.arr("sonarr", Reply(status=404, body=b'{"message":"NotFound"}'))
        self.error(arr.delete_queue(8, blocklist=True, skip_redownload=False), NotThere)


class MemoryTests(ArrCase):
    """Grabs, items, paths."""

    def test_grab(self):
        """All media of the release, and the newest grab to mark as failed."""
        rows = [
            {
                "id": 1,
                "episodeId": 10,
                "seriesId": 3,
                "downloadId": HASH,
                "eventType": "grabbed",
                "date": "2024-01-01T00:00:00Z",
            },
            {
                "id": 2,
                "episodeId": 11,
                "seriesId": 3,
                "downloadId": HASH,
                "eventType": "grabbed",
                "date": "2024-02-01T00:00:00Z",
            },
            {"id": 3, "episodeId": 12, "seriesId": 4, "downloadId": "FF", "eventType": "grabbed"},
        ]
        arr = self.arr("sonarr", ok(json.dumps({"totalRecords": 3, "records": rows})))
        grab = self.result(arr.grab_of(HASH.lower()))
        self.assertEqual((2, (10, 11), (3,), 1706745600), (grab.history_id, grab.media_ids, grab.parent_ids, grab.at))
        query = self.server.asked[0].query
        self.assertEqual((HASH, "1"), (query["downloadId"], query["eventType"]))

    def test_the_newest_grab_counts(self):
        """Wherever it stands in the answer: marked as failed is the grab whose release was downloaded last."""
        dates = {1: "2024-01-01T00:00:00Z", 2: "2024-02-01T00:00:00Z", 3: "2024-01-15T00:00:00Z", 4: None}
        for order in permutations(dates):
            rows = [
                {"id": id, "movieId": 5, "downloadId": HASH, "eventType": "grabbed", "sourceTitle": f"R{id}"}
                | ({"date": dates[id]} if dates[id] else {})
                for id in order
            ]
            arr = self.arr("radarr", ok(json.dumps({"totalRecords": 4, "records": rows})))
            grab = self.result(arr.grab_of(HASH))
            self.assertEqual((2, "R2", 1706745600), (grab.history_id, grab.title, grab.at))

    def test_no_grab(self):
        """A torrent added by hand was never grabbed."""
        self.assertIsNone(self.result(self.arr("radarr", ok('{"totalRecords":0,"records":[]}')).grab_of(HASH)))

    def test_mark_failed(self):
        """Marking a grab as failed."""
        self.result(self.arr("lidarr", ok("{}")).mark_failed(12))
        self.assertEqual("POST /v1/history/failed/12", self.server.calls[0])
        self.assertEqual("application/json", self.server.asked[0].headers["content-type"])

    def test_item(self):
        """Whether an item exists and is monitored, with what it belongs to."""
        for kind, path, parent in (
            ("radarr", "/v3/movie/5", {}),
            ("sonarr", "/v3/episode/5", {"series": {"monitored": False}}),
            ("lidarr", "/v1/album/5", {"artist": {"monitored": False}}),
            ("readarr", "/v1/book/5", {"author": {"monitored": False}}),
        ):
            arr = self.arr(kind, ok(json.dumps({"id": 5, "monitored": True, "title": "T", **parent})))
            item = self.result(arr.item(5))
            self.assertEqual((5, True, not parent), (item.id, item.monitored, item.parent_monitored))
            self.assertEqual(path, self.server.asked[0].path)
        self.assertIsNone(self.result(self.arr("radarr", Reply(status=404)).item(5)))

    def test_paths(self):
        """The Arr's own table of paths."""
        row = {"id": 1, "host": "qbit", "remotePath": "/downloads/", "localPath": "/mnt/d/"}
        (mapping,) = self.result(self.arr("radarr", ok(json.dumps([row]))).remote_path_mappings())
        self.assertEqual(("qbit", "/downloads/", "/mnt/d/"), (mapping.host, mapping.remote_path, mapping.local_path))


class CommandTests(ArrCase):
    """Commands and their fate."""

    def body(self, arr: Arr, call) -> dict[str, object]:
        self.result(call)
        self.assertEqual("POST", self.server.asked[-1].method)
        self.assertTrue(self.server.asked[-1].path.endswith("/command"))
        return json.loads(self.server.asked[-1].body)

    def test_searches(self):
        """Each kind of search in each Arr's words."""
        for kind, what, expected in (
            ("radarr", [1, 2], {"name": "MoviesSearch", "movieIds": [1, 2]}),
            ("sonarr", (1,), {"name": "EpisodeSearch", "episodeIds": [1]}),
            ("lidarr", [1], {"name": "AlbumSearch", "albumIds": [1]}),
            ("readarr", [1], {"name": "BookSearch", "bookIds": [1]}),
            (
                "sonarr",
                SearchCommand(kind="season", parent=3, season=0),
                {"name": "SeasonSearch", "seriesId": 3, "seasonNumber": 0},
            ),
            ("sonarr", SearchCommand(kind="parent", parent=3), {"name": "SeriesSearch", "seriesId": 3}),
            ("sonarr", SearchCommand(kind="missing", parent=3), {"name": "MissingEpisodeSearch", "seriesId": 3}),
            ("lidarr", SearchCommand(kind="parent", parent=3), {"name": "ArtistSearch", "artistId": 3}),
            ("readarr", SearchCommand(kind="missing", parent=3), {"name": "MissingBookSearch", "authorId": 3}),
        ):
            arr = self.arr(kind, self.command_reply())
            self.assertEqual(expected, self.body(arr, arr.search(what)))

    def test_searches_that_do_not_exist(self):
        """Asking for a search this Arr has not is our mistake, and nothing is sent."""
        for kind, what in (("radarr", "parent"), ("radarr", "season"), ("lidarr", "season")):
            arr = self.arr(kind, self.command_reply())
            self.error(arr.search(SearchCommand(kind=what, parent=1)), ValueError)
            self.assertEqual([], self.server.asked)

    def test_scan(self):
        """The import command: the Arr looks the hash up in upper case."""
        for kind, name in zip(KINDS, ("Movies", "Episodes", "Albums", "Books"), strict=True):
            arr = self.arr(kind, self.command_reply(body={"path": "/d/T", "downloadClientId": HASH}))
            expected = {"name": f"Downloaded{name}Scan", "path": "/d/T", "downloadClientId": HASH, "importMode": "move"}
            self.assertEqual(expected, self.body(arr, arr.import_scan("/d/T", HASH.lower(), "Move")))
            status = self.result(arr.import_scan("/d/T", HASH))
            self.assertEqual((HASH.lower(), "/d/T"), (status.download_id, status.path))

    def test_periodic(self):
        """Feeds and download clients."""
        arr = self.arr("lidarr", self.command_reply())
        self.assertEqual({"name": "RssSync"}, self.body(arr, arr.rss_sync()))
        self.assertEqual({"name": "RefreshMonitoredDownloads"}, self.body(arr, arr.refresh_downloads()))

    def test_fate(self):
        """What became of a command: over and done, over in vain, failed, still at it."""
        for status, result, active, succeeded in (
            ("queued", "unknown", True, False),
            ("started", "unknown", True, False),
            ("completed", "successful", False, True),
            ("completed", "unknown", False, True),
            ("completed", "unsuccessful", False, False),
            ("failed", "unknown", False, False),
            ("aborted", "unknown", False, False),
        ):
            reply = ok(
                json.dumps({"id": 9, "name": "MoviesSearch", "status": status, "result": result, "message": "m"})
            )
            command = self.result(self.arr("radarr", reply).command(9))
            self.assertEqual(
                (active, succeeded, "m", True), (command.active, command.succeeded, command.message, command.searches)
            )
            self.assertEqual("GET /v3/command/9", self.server.calls[0])

    def test_forgotten_command(self):
        """The Arr forgets commands."""
        self.error(self.arr("radarr", Reply(status=404)).command(9), NotThere)

    def test_commands(self):
        """Everything in memory, with what it is about."""
        rows = [
            {
                "id": 1,
                "name": "EpisodeSearch",
                "status": "started",
                "body": {"episodeIds": [4, 5]},
                "queued": "2024-01-01T00:00:00Z",
            },
            {"id": 2, "name": "SeasonSearch", "status": "queued", "body": {"seriesId": 3, "seasonNumber": 2}},
            {"id": 3, "name": "RefreshSeries", "status": "completed", "body": {"seriesId": None, "path": None}},
        ]
        first, second, third = self.result(self.arr("sonarr", ok(json.dumps(rows))).commands())
        self.assertEqual(((4, 5), 1704067200), (first.media_ids, first.queued_at))
        self.assertEqual((3, 2), (second.parent_id, second.season))
        self.assertEqual((0, "", False), (third.parent_id, third.path, third.searches))

    def test_refused(self):
        """Validation arrays and errors with a trace come out as a sentence."""
        body = b'[{"propertyName":"Name","errorMessage":"must not be empty"}]'
        self.assertEqual(
            "Name: must not be empty",
            self.error(self.arr("radarr", Reply(status=400, body=body)).rss_sync(), Rejected).detail,
        )
        body = b'{"message":"Sequence contains no matching element","description":"at System.Linq"}'
        error = self.error(self.arr("radarr", Reply(status=500, body=body)).rss_sync(), Rejected)
        self.assertEqual((500, "Sequence contains no matching element"), (error.status, error.detail))

    def test_lists_do_not_hold_up_commands(self):
        """While the library is read, a command goes out at once; lists wait for each other."""
        arr = self.arr("lidarr", answer=lambda asked: silence if asked.method == "GET" else self.command_reply())
        lists = [self.start(arr.albums(n)) for n in range(3)]
        self.assertEqual(["GET /v1/album"], self.server.calls)
        self.result(arr.search([1]))
        for call in lists:
            call.cancel()
            self.failureResultOf(call)
        self.assertEqual(["GET /v1/album", "POST /v1/command"], self.server.calls[:2])
