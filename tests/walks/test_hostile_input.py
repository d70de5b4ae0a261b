"""What strangers write into torrents, and what broken clients say, stops nobody's loop: the others are looked after as ever."""

import json
from typing import Any

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.http import Http
from qbitrr.config.load import load
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.testing.arr import Fault
from qbitrr.testing.qbittorrent import Answered
from tests.actors.world import HASH
from tests.walks.house import CONFIG, HouseCase

LONG = "x" * 10_000
NAMES = {
    "control characters": "\x01\x07\x1b[31mred\x7f\u0085",
    "zero byte": "a\x00b",
    "lines": "one\r\ntwo\nSet-Cookie: x",
    "long": LONG,
    "wide": "💣" * 2_500,
    "turned around": "\u202egpj.exe\u202c",
    "path": "../../../../etc/passwd",
    "whole path": "/etc/passwd",
    "only dots": "..",
    "backslashes": "..\\..\\windows\\system32",
    "home": "~/.ssh/id_rsa",
    "markup": "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "formats": "{0} {name} {__class__} %s %(x)s %n $HOME `id` $(id)",
    "json": '"}],"x":[{',
    "sql": "'; DROP TABLE torrents; --",
    "nothing": " ",
}
URLS = (
    f"http://{'a' * 10_000}.example/announce", "udp://[::1", "javascript:alert(1)", "http://user:pass@h:99999999/a", "://", "\x00",
    "http://x.example/\r\nHost: y", f"http://x.example/{LONG}", "** [DHT] **", "http://例え.テスト/announce", "http://%zz/%00",
)  # fmt: skip
NUMBERS: dict[str, Any] = {
    "negative": -1, "most negative": -(2**63), "too large for 64 bits": 2**64, "huge": 10**30, "beyond any float": 10**400,
    "infinite": 1e308, "tiny": -1e-308, "a text": "12", "nothing": None, "a list": [1], "true": True,
}  # fmt: skip
FIGURES = (
    "added_on", "completion_on", "last_activity", "progress", "amount_left", "size", "total_size", "eta", "ratio", "seeding_time",
    "availability", "priority", "dl_limit", "up_limit", "ratio_limit", "seeding_time_limit", "max_ratio", "max_seeding_time",
    "max_inactive_seeding_time", "downloaded",
)  # fmt: skip
PATTERNS = r"""
[Radarr.Torrent]
FolderExclusionRegex = ["(unclosed", "[z-a]", "*", "\\bextras\\b"]
FileNameExclusionRegex = ["(a+)+$", "(?P<x", "\\bsample\\b", "a{99999999999}"]
FileExtensionAllowlist = []
AutoDelete = false
"""


class HostileCase(HouseCase):
    def assert_alive(self) -> None:
        """The ordinary torrent is still looked after, from what a person does in the client to what is done there."""
        self.assertEqual("connected", self.actors["qBit"].status.state)
        self.sim.change(HASH, category="failed")
        self.settle(60, step=1)
        self.assertTrue(self.in_quarantine())
        self.assertIn("quarantine", [entry.act for entry in self.done(self.journal.read(limit=100))])

    def verdict(self, hash_: str) -> Any:
        return self.dispatcher.book.of(("qBit", hash_), "Radarr")


class NameTests(HostileCase):
    def test_names(self):
        """Of torrents, their files, sub-categories, tags and trackers: each of them is decided about like any other."""
        hashes = {}
        for number, (what, name) in enumerate(NAMES.items(), start=16):
            hashes[what] = f"{number:040x}"
            self.sim.add(
                name=name, hash=hashes[what], category="radarr", progress=0.5, tags=[name.replace(",", "")[:500]],
                files=[(f"{name}/{other}", 10**9) for other in NAMES.values()], trackers=URLS,
            )  # fmt: skip
            self.sim.add(name=name, hash=f"{number + 256:040x}", category=f"radarr/{name}", progress=1.0)
        self.settle(60, step=1)
        self.assertEqual([], [what for what, hash_ in hashes.items() if self.verdict(hash_) is None])
        for hash_ in hashes.values():
            self.sim.change(hash_, category="failed")
        self.settle(60, step=1)
        self.assertEqual([], [what for what, hash_ in hashes.items() if not self.in_quarantine(hash_=hash_)])
        self.assert_alive()
        for text in self.texts():
            self.assertLess(len(text), 20_000)


class NumberTests(HostileCase):
    def test_numbers(self):
        """Absurd figures of a client, in each field: what cannot be read is left out, what can is decided about, and it stays connected."""
        number = 1
        rows: dict[str, dict[str, Any]] = {}
        for field in FIGURES:
            for absurd in NUMBERS.values():
                number += 1
                rows[f"{number:040x}"] = {
                    "name": f"N{number}", "state": "stalledUP", "category": "radarr", "tags": IMPORTED, "added_on": 5,
                    "progress": 1, "amount_left": 0, "save_path": "/d", "content_path": f"/d/{number}", "ratio": 9, field: absurd,
                }  # fmt: skip
        rows["not a hash"] = {"name": "N", "state": "uploading", "category": "radarr"}
        rows["c" * 40] = ["no", "record"]  # type: ignore[assignment]
        body = json.dumps({"rid": 77, "torrents": rows, "server_state": {"free_space_on_disk": -5}}).encode()
        self.sim.faults.next(Answered(status=200, body=body), path="sync/maindata", times=5)
        self.settle(6)
        self.assertGreater(len(self.actors["qBit"].mirror.torrents), 90)
        self.settle(700, step=5)  # before that, a listing of one after so many proves nothing
        self.assert_alive()
        self.assertEqual([], [case for case in self.removals.open if case[1] in rows])

    def test_answers(self):
        """Answers that are none: each a moment without news, and then everything goes on."""
        for body in (
            b"",
            b"null",
            b"[]",
            b"{",
            b"\xff\xfe\x00",
            b"[" * 50_000,
            b'{"rid": "x"}',
            b'{"rid": 1e999}',
            b"<html>",
        ):
            self.sim.faults.next(Answered(status=200, body=body), path="sync/maindata")
            self.settle(3)
        self.settle(700, step=5)
        self.assert_alive()


class ArrNumberTests(HostileCase):
    def test_records(self):
        """Absurd figures of an Arr in records of its queue and its history: what they are about is decided about, and so is all else."""
        before = json.loads(self.done(self.loop_arr().read("queue", [("pageSize", "1000")])))
        records, hashes = list(before["records"]), []
        for member in ("id", "movieId", "customFormatScore", "quality", "statusMessages", "size", "sizeleft"):
            for absurd in NUMBERS.values():
                hashes.append(f"{len(hashes) + 16:040x}")
                records.append(
                    {**before["records"][0], "id": 500 + len(hashes), "downloadId": hashes[-1].upper(), member: absurd}
                )
                self.sim.add(name=f"N{len(hashes)}", hash=hashes[-1], category="radarr", progress=0.5)
        body = json.dumps({**before, "totalRecords": len(records), "records": records})
        self.arr_sim.faults.add(Fault(kind="status", status=200, body=body, path="/queue", method="GET", times=None))
        history = json.dumps(
            {"totalRecords": 1, "records": [{"id": 10**400, "eventType": "grabbed", "downloadId": hashes[0]}]}
        )
        self.arr_sim.faults.add(Fault(kind="status", status=200, body=history, path="/history", method="GET", times=3))
        self.settle(90, step=1)
        self.assertEqual("", self.loop.parts[-1]._said.queue_trouble)
        self.assertGreater(self.loop.parts[-1]._said.queue, len(hashes) - 12)
        self.assertEqual([], [hash_ for hash_ in hashes if self.verdict(hash_) is None])
        self.arr_sim.faults.clear()
        self.assert_alive()

    def loop_arr(self) -> Arr:
        return Arr("radarr", Http(self.agents["Arr"], "http://arr.example:7878", "Radarr", self.clock), "key")


class PatternTests(HostileCase):
    config_text = CONFIG + PATTERNS

    def test_patterns(self):
        """Those that are none are named and cost only themselves; one without end is given up and reported, and the rest is obeyed."""
        named = [str(problem) for problem in load(self.config_text, {}).problems]
        for bad in ("(unclosed", "[z-a]", "(?P<x", "a{99999999999}"):
            self.assertTrue(any(bad in problem for problem in named), (bad, named))
        hash_ = "d" * 40
        endless = "a" * 40 + "!"
        self.sim.add(
            name="Pack", hash=hash_, category="radarr", progress=0.1,
            files=[("Pack/pack.mkv", 10**9), (f"Pack/{endless}", 10**7), ("Pack/extras/one.mkv", 10**7), ("Pack/the.sample.mkv", 10**7)],
        )  # fmt: skip
        self.settle(30)
        skipped = [file.name for file in self.sim.torrents[hash_].files if file.priority == 0]
        self.assertEqual(["Pack/extras/one.mkv", "Pack/the.sample.mkv"], sorted(skipped))
        self.assertIn("'(a+)+$'", self.loop.parts[-1]._said.alarm)
        self.assert_alive()
