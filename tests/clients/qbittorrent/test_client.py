"""
What is asked of qBittorrent and how its answers read.
"""

import json

import pytest
from twisted.internet.defer import CancelledError

from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent
from qbitrr.errors import BadAnswer, Busy, NotThere, Rejected, TimedOut, Unreachable
from qbitrr.model.torrents.torrent import Tracker
from tests.clients.case import ClientCase
from tests.clients.scripted import Asked, Reply, Scripted, ok, silence

A, B = "a" * 40, "b" * 40


class QbittorrentCase(ClientCase):
    """A client of a scripted server that asks for no login."""

    def client(self, *replies: Reply, answer=None) -> Qbittorrent:
        self.server = Scripted(*replies, answer=answer)
        http = self.server.http(self.clock, "http://there.example:8080/api/v2")
        return Qbittorrent(http, Credentials(), self.clock, instance="qBit-seedbox")

    def connected(self, web_api: str, answer) -> Qbittorrent:
        versions = {"/app/webapiVersion": ok(web_api), "/app/version": ok("v5.1.4")}
        client = self.client(answer=lambda asked: versions.get(asked.path) or answer(asked))
        self.result(client.connect())
        self.server.asked.clear()
        return client


class ListingTests(QbittorrentCase):
    """Torrents, files, trackers."""

    def test_main_data(self):
        """A full answer of `sync/maindata`, with the parts we keep."""
        body = {
            "rid": 7,
            "full_update": True,
            "torrents": {A: {"name": "One", "state": "pausedDL", "size": 10, "tags": "a, b", "new_field": {}}},
            "categories": {"radarr": {"name": "radarr", "savePath": "/d/radarr", "download_path": None}},
            "tags": ["a", "b"],
            "trackers": {"http://t/": [A]},
            "server_state": {"connection_status": "firewalled", "free_space_on_disk": 99, "global_ratio": "-"},
        }
        data = self.result(self.client(ok(json.dumps(body))).main_data(0))
        self.assertEqual((7, True, {A}), (data.rid, data.full, set(data.torrents)))
        self.assertEqual(
            ("firewalled", 99), (data.server_state.connection_status, data.server_state.free_space_on_disk)
        )
        self.assertEqual("/d/radarr", data.categories["radarr"].save_path)
        self.assertEqual({"rid": "0"}, self.server.asked[0].query)

    def test_quiet(self):
        """Nothing changed: only a number."""
        data = self.result(self.client(ok('{"rid":2}')).main_data(1))
        self.assertEqual((2, False, {}, ()), (data.rid, data.full, data.torrents, data.removed))

    def test_main_data_is_never_repeated(self):
        """After a failure it is for the caller to ask for everything."""
        self.error(self.client(Reply(status=503)).main_data(5), Busy)
        self.assertEqual(1, len(self.server.asked))

    def test_main_data_late(self):
        """A listing has a minute."""
        call = self.start(self.client(silence).main_data(5))
        self.clock.advance(59)
        self.assertNoResult(call)
        self.clock.advance(2)
        self.failureResultOf(call, TimedOut)

    def test_broken_main_data(self):
        """Half a JSON, a page, a list: bad answers."""
        for body in ('{"rid":2,"torr', "<html>502</html>", "[]", "", "{}"):
            self.error(self.client(ok(body)).main_data(1), BadAnswer)

    def test_odd_torrent(self):
        """A member of an unexpected type costs that member, not the torrent and not the listing."""
        odd = {"size": "huge", "ratio": None, "eta": 5.0, "name": "One"}
        body = json.dumps({"rid": 1, "torrents": {A: odd, B: {"size": 3}}})
        data = self.result(self.client(ok(body)).main_data(0))
        self.assertEqual(("One", 5, 3), (data.torrents[A].name, data.torrents[A].eta, data.torrents[B].size))

    def test_torrents(self):
        """`torrents/info` gives whole torrents under our names."""
        row = {"hash": A.upper(), "name": "One", "state": "stalledUP", "size": 5, "eta": 60, "private": None}
        (torrent,) = self.result(self.client(ok(json.dumps([row]))).torrents())
        self.assertEqual(
            ("qBit-seedbox", A, "stalledUP", 5, 60),
            (*torrent.key, torrent.state, torrent.size_bytes, torrent.eta_seconds),
        )
        self.assertEqual({"filter": "all"}, self.server.asked[0].query)

    def test_torrents_by_hash(self):
        """Chosen ones are asked for by hash, at most 100 at a time, and none means no call."""
        client = self.client(ok("[]"))
        self.assertEqual((), self.result(client.torrents([])))
        self.assertEqual([], self.server.asked)
        self.result(client.torrents([f"{n:040x}" for n in range(250)]))
        self.assertEqual([100, 100, 50], [len(asked.query["hashes"].split("|")) for asked in self.server.asked])

    def test_files(self):
        """Files by index; without one the place in the list counts."""
        rows = [
            {"index": 3, "name": "t/a.mkv", "size": 5, "priority": 0, "progress": 1, "piece_range": [0, 1]},
            {"name": "t/b"},
        ]
        first, second = self.result(self.client(ok(json.dumps(rows))).files(A))
        self.assertEqual(
            (3, "t/a.mkv", 5, 0, 1.0), (first.id, first.name, first.size_bytes, first.priority, first.progress)
        )
        self.assertEqual((1, "t/b"), (second.id, second.name))
        self.assertEqual({"hash": A}, self.server.asked[0].query)

    def test_files_of_a_vanished_torrent(self):
        """A torrent that is gone is `NotThere`."""
        self.error(self.client(Reply(status=404, body=b"Not Found")).files(A), NotThere)

    def test_trackers(self):
        """The rows for DHT, PeX and LSD are left out, however a release writes their tier."""
        rows = [
            {"url": "** [DHT] **", "tier": "", "status": 2, "msg": ""},
            {"url": "** [PeX] **", "tier": -1, "status": 2},
            {"url": "** [LSD] **", "tier": -1, "status": 0},
            {"url": "http://t/announce", "tier": 0, "status": 4, "msg": "Torrent not registered", "endpoints": []},
        ]
        found = self.result(self.client(ok(json.dumps(rows))).trackers(A))
        self.assertEqual((Tracker(url="http://t/announce", message="Torrent not registered", status=4),), found)

    @pytest.mark.torrent_vector("R16")
    def test_trackers_unavailable(self):
        """An empty or broken body is "unknown", which is not "none"."""
        for body in ("", '[{"url":', "<html>"):
            self.assertIsNone(self.result(self.client(ok(body)).trackers(A)))
        self.assertEqual((), self.result(self.client(ok("[]")).trackers(A)))

    def test_ten_reads_in_flight(self):
        """At most ten questions about single torrents are open; the rest wait for their turn, and may be cancelled there."""
        client = self.client(silence)
        calls = [self.start(client.files(A)) for _ in range(6)] + [self.start(client.trackers(A)) for _ in range(6)]
        self.assertEqual(10, len(self.server.asked))
        calls[-1].cancel()
        self.failureResultOf(calls[-1], CancelledError)
        self.server.waiting[0].write(b"[]")
        self.server.waiting[0].finish()
        self.server.agent.flush()
        self.assertEqual((), self.successResultOf(calls[0]))
        self.assertEqual(11, len(self.server.asked))
        calls[1].cancel()
        self.failureResultOf(calls[1], CancelledError)
        self.assertEqual(11, len(self.server.asked))

    def test_other_reads(self):
        """Categories, tags, transfer, preferences: only what we use, tolerant of the rest."""
        self.assertEqual({}, self.result(self.client(ok("{}")).categories()))
        self.assertEqual(("a", "b"), self.result(self.client(ok('["a","b"]')).tags()))
        self.assertEqual(
            "disconnected",
            self.result(self.client(ok('{"connection_status":"disconnected","x":1}')).transfer()).connection_status,
        )
        preferences = self.result(
            self.client(ok('{"preallocate_all":true,"max_ratio":1,"web_ui_port":8080}')).preferences()
        )
        self.assertEqual(
            (True, 1.0, -1), (preferences.preallocate_all, preferences.max_ratio, preferences.max_seeding_time)
        )


class ActingTests(QbittorrentCase):
    """What is sent."""

    def sent(self, call) -> list[tuple[str, dict[str, str]]]:
        self.result(call)
        return [(asked.path.removeprefix("/torrents/"), asked.form) for asked in self.server.asked]

    def test_bodies(self):
        """Each action sends what the API wants."""
        for expected, act in (
            (("delete", {"hashes": A, "deleteFiles": "true"}), lambda c: c.delete([A], True)),
            (("delete", {"hashes": A, "deleteFiles": "false"}), lambda c: c.delete([A], delete_files=False)),
            (("recheck", {"hashes": f"{A}|{B}"}), lambda c: c.recheck([A, B, A])),
            (("filePrio", {"hash": A, "id": "1|4", "priority": "0"}), lambda c: c.skip_files(A, [1, 4])),
            (("setCategory", {"hashes": A, "category": "failed"}), lambda c: c.set_category([A], "failed")),
            (("createCategory", {"category": "x", "savePath": "/d"}), lambda c: c.create_category("x", "/d")),
            (("addTags", {"hashes": A, "tags": "a,b"}), lambda c: c.add_tags([A], ("a", "b"))),
            (("removeTags", {"hashes": A, "tags": "a"}), lambda c: c.remove_tags([A], ["a"])),
            (("createTags", {"tags": "a,b"}), lambda c: c.create_tags(["a", "b"])),
            (("addTrackers", {"hash": A, "urls": "http://a/?x=%2F\nudp://b:1"}), lambda c: c.add_trackers(A, ["http://a/?x=%2F", "udp://b:1"])),
            (("removeTrackers", {"hash": A, "urls": "udp://a|http://b"}), lambda c: c.remove_trackers(A, ["udp://a", "http://b"])),
            (("setDownloadLimit", {"hashes": f"{A}|{B}", "limit": "512000"}), lambda c: c.limit_download([A, B], 512_000)),
            (("setUploadLimit", {"hashes": A, "limit": "0"}), lambda c: c.limit_upload([A], -1)),
            (("setSuperSeeding", {"hashes": A, "value": "true"}), lambda c: c.super_seed([A])),
            (("topPrio", {"hashes": f"{B}|{A}"}), lambda c: c.move_to_top([B, A])),
        ):  # fmt: skip
            self.assertEqual([expected], self.sent(act(self.client(ok()))))

    def test_addresses_of_trackers(self):
        """From 5.0 on those to be removed are decoded once more; one that is gone already is no failure, anything else is."""
        odd = "http://a/x%2Fy|z"
        for web_api, sent in (("2.9.3", odd), ("2.11.2", "http://a/x%252Fy%7Cz")):
            client = self.connected(web_api, lambda asked: Reply(status=409))
            self.assertEqual(
                [("removeTrackers", {"hash": A, "urls": sent})], self.sent(client.remove_trackers(A, [odd]))
            )
        client = self.connected("2.11.2", lambda asked: Reply(status=400))
        self.error(client.remove_trackers(A, [odd]), Rejected)

    def test_the_queue_is_asked_once(self):
        """A repetition might meet another order; what is moved first ends below what is moved last."""
        many = [f"{n:040x}" for n in range(101)]
        first, second = self.sent(self.client(answer=lambda asked: ok()).move_to_top(many))
        self.assertEqual((many[100], many[0]), (first[1]["hashes"], second[1]["hashes"].partition("|")[0]))
        self.error(self.client(Reply(status=500)).move_to_top([A]), Rejected)
        self.assertEqual(1, len(self.server.asked))

    @pytest.mark.torrent_vector("R15")
    def test_204_is_success(self):
        """Newer releases answer some actions with 204."""
        self.result(self.client(Reply(status=204)).add_tags([A], ["a"]))
        self.result(self.client(Reply(status=204)).add_trackers(A, ["http://a/x"]))

    @pytest.mark.torrent_vector("R17")
    def test_nothing_is_not_everything(self):
        """No tags, files or hashes: no call at all, because the API takes "none" or `all` for everything."""
        client = self.client(ok())
        for call in (
            client.remove_tags([A], []),
            client.add_tags([A], []),
            client.create_tags([]),
            client.skip_files(A, []),
            client.add_trackers(A, []),
            client.remove_trackers(A, []),
            client.delete([], True),
            client.stop([]),
            client.delete(["all"], True),
            client.remove_tags([], ["a"]),
        ):
            self.assertEqual([], self.sent(call))

    def test_many_hashes(self):
        """At most 100 hashes go with one call."""
        sent = self.sent(self.client(ok()).delete([f"{n:040x}" for n in range(101)], True))
        self.assertEqual([100, 1], [len(form["hashes"].split("|")) for _, form in sent])

    @pytest.mark.torrent_vector("R11", "R12")
    def test_names_by_version(self):
        """5.0 renamed resume and pause."""
        for web_api, names in (
            ("2.9.3", ["resume", "pause"]),
            ("2.11.2", ["start", "stop"]),
            ("2.16", ["start", "stop"]),
        ):
            client = self.connected(web_api, lambda asked: ok())
            self.result(client.start([A]))
            self.result(client.stop([A]))
            self.assertEqual([f"POST /torrents/{name}" for name in names], self.server.calls)

    @pytest.mark.torrent_vector("R13")
    def test_new_number_with_old_names(self):
        """A build with the new number and the old names is found out once and remembered."""
        client = self.connected(
            "2.11.0", lambda asked: Reply(status=404) if asked.path in ("/torrents/start", "/torrents/stop") else ok()
        )
        for _ in range(2):
            self.result(client.start([A]))
        self.result(client.stop([A]))
        self.assertEqual(
            ["POST /torrents/start", "POST /torrents/resume", "POST /torrents/resume", "POST /torrents/pause"],
            self.server.calls,
        )

    def test_neither_name(self):
        """If neither name exists, nothing is remembered and the error comes out."""
        client = self.connected("2.11.0", lambda asked: Reply(status=404))
        self.error(client.start([A]), NotThere)
        self.error(client.start([A]), NotThere)
        self.assertEqual(["start", "resume"] * 2, [asked.path.rpartition("/")[2] for asked in self.server.asked])

    def test_category_that_exists(self):
        """Creating what is there is fine; a name that cannot be is not."""

        def answer(asked: Asked) -> Reply:
            if asked.path == "/torrents/categories":
                return ok('{"radarr":{"name":"radarr","savePath":""}}')
            return Reply(status=409, body=b"Unable to create category")

        self.result(self.client(answer=answer).create_category("radarr"))
        error = self.error(self.client(answer=answer).create_category("a//b"), Rejected)
        self.assertEqual(409, error.status)

    def test_refusals(self):
        """Refusals carry status and words."""
        error = self.error(
            self.client(Reply(status=409, body=b"Incorrect category name")).set_category([A], "x"), Rejected
        )
        self.assertEqual((409, "Incorrect category name"), (error.status, error.detail))

    @pytest.mark.correction("B9")
    def test_deletions_are_not_repeated(self):
        """Under the same hash another torrent may have been added since: whoever wanted it gone asks again whether it may go."""
        client = self.client(Reply(drop=True))
        call = self.start(client.delete([A], delete_files=True))
        self.pass_time(20)
        self.failureResultOf(call, Unreachable)
        self.assertEqual(["POST /torrents/delete"], self.server.calls)

    def test_writes_are_repeated(self):
        """An action that met a busy server is sent again, three times at most."""
        call = self.start(self.client(Reply(status=502)).set_category([A], "x"))
        self.pass_time(5)
        self.failureResultOf(call, Busy)
        self.assertEqual(3, len(self.server.asked))
