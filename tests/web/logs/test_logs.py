"""The log routes, in memory."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs.windows import Window
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.ranges import parse_range
from qbitrr.web.serving.senders import SENT_BYTES
from tests.web.program import BEARER, Client

LINES = [f"line {number}" for number in range(1, 101)]
TEXT = "".join(f"{line}\n" for line in LINES)


class LogCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "logs"
        self.folder.mkdir()
        self.main = self.folder / "Main.log"
        self.main.write_text(TEXT)
        self.client = Client(self.folder)
        self.addCleanup(self.assert_nothing_open, self.open_files())

    def open_files(self):
        """Descriptors of regular files in our folder."""
        seen = []
        for fd in os.listdir("/proc/self/fd"):
            try:
                target = os.readlink(f"/proc/self/fd/{fd}")
            except OSError:
                continue
            if target.startswith(str(self.folder)):
                seen.append(target)
        return seen

    def assert_nothing_open(self, before):
        self.assertEqual(before, self.open_files())

    def get(self, path, method="GET", headers=None, prefix="/api/logs"):
        return self.successResultOf(self.client.start(method, f"{prefix}{path}", headers=BEARER | (headers or {})))

    def json(self, path):
        reply = self.get(path)
        self.assertEqual((200, "application/json"), (reply.status, reply.header("content-type")))
        return reply.json()


class ListTests(LogCase):
    def test_files(self):
        """Sorted, with their sizes, under both prefixes."""
        (self.folder / "Main.log.1").write_text("older\n")
        for prefix in ("/api/logs", "/web/logs"):
            shape = self.get("", prefix=prefix).json()
            self.assertEqual(["Main.log", "Main.log.1"], shape["files"])
            self.assertEqual([(len(TEXT), False), (6, True)], [(d["size"], d["rotated"]) for d in shape["details"]])
            self.assertRegex(shape["details"][0]["modified"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_no_folder(self):
        """An empty list."""
        reply = self.successResultOf(Client(self.folder / "missing").start("GET", "/api/logs"))
        self.assertEqual({"files": [], "details": []}, reply.json())


class TextTests(LogCase):
    def test_the_whole_file(self):
        """As plain text, not cached."""
        for prefix in ("/api/logs", "/web/logs"):
            reply = self.get("/Main.log", prefix=prefix)
            self.assertEqual((200, TEXT), (reply.status, reply.body.decode()))
            self.assertEqual("text/plain; charset=utf-8", reply.header("content-type"))
            self.assertEqual("no-cache", reply.header("cache-control"))

    def test_bytes_that_are_no_text_are_dropped(self):
        """And characters on the edge of two blocks are kept."""
        block = SENT_BYTES
        content = b"a" * (block - 1) + "é".encode() + b"\xff" + "€".encode() * block + b"end \xe2\x82"
        self.main.write_bytes(content)
        self.assertEqual(content.decode("utf-8", "ignore").encode(), self.get("/Main.log").body)

    def test_windows(self):
        """The last lines, older windows, and what is no number is no limit."""
        for query, expected in {
            "lines=2": LINES[-2:],
            "lines=2&offset=3": LINES[-5:-3],
            "offset=98": LINES[:2],
            "lines=0": LINES,
            "lines=-5": LINES,
            "lines=many": LINES,
            "lines=999999": LINES,
            "lines=3&offset=500": [],
        }.items():
            self.assertEqual(
                "".join(f"{line}\n" for line in expected), self.get(f"/Main.log?{query}").body.decode(), query
            )

    def test_an_empty_file(self):
        """Is an empty text."""
        self.main.write_text("")
        self.assertEqual((200, b""), (self.get("/Main.log").status, self.get("/Main.log").body))

    def test_head(self):
        """Opens and closes, reads nothing."""
        reply = self.get("/Main.log", "HEAD")
        self.assertEqual((200, "text/plain; charset=utf-8"), (reply.status, reply.header("content-type")))

    def test_what_is_not_there(self):
        """404 in JSON, for every form, whatever the name tries."""
        (self.folder.parent / "secret.log").write_text("secret")
        (self.folder / "out.log").symlink_to("../secret.log")
        for name in (
            "Missing.log",
            "config.toml",
            "out.log",
            "M%C3%A4in.log",
            "..%2Fsecret.log",
            "%2e%2e%2fsecret.log",
            "Main.log%00",
            f"{'a' * 252}.log",
            f"{'a' * 5000}.log.1",
        ):
            for form in ("", "?format=json", "/download", "/stream"):
                reply = self.get(f"/{name}{form}")
                self.assertIn(
                    (reply.status, reply.header("content-type")), ((404, "application/json"), (400, "application/json"))
                )
                self.assertIn(reply.json()["error"], ("not found", "malformed request"))


class JsonTests(LogCase):
    def test_a_tail(self):
        """The last lines with their numbers, and where to go on."""
        shape = self.json("/Main.log?format=json&lines=3")
        self.assertEqual(
            {"content": "line 98\nline 99\nline 100", "next_bytes": len(TEXT), "size": len(TEXT)}
            | {
                "inode": self.main.stat().st_ino,
                "rotated": False,
                "truncated": False,
                "first_line": 98,
                "last_line": 100,
            },
            shape,
        )

    def test_by_accept(self):
        """`Accept: application/json` without `text/plain` asks for JSON."""
        reply = self.get("/Main.log?lines=1", headers={"Accept": "application/json"})
        self.assertEqual("line 100", reply.json()["content"])
        reply = self.get("/Main.log?lines=1", headers={"Accept": "application/json, text/plain"})
        self.assertEqual(b"line 100\n", reply.body)

    def test_an_older_window(self):
        """With the numbers it has in the whole file."""
        shape = self.json("/Main.log?format=json&lines=2&offset=10")
        self.assertEqual(("line 89\nline 90", 89, 90), tuple(shape[k] for k in ("content", "first_line", "last_line")))

    def test_around_a_line(self):
        """The line stands in the middle."""
        shape = self.json("/Main.log?format=json&around_line=50&lines=4")
        self.assertEqual(("line 48\nline 49\nline 50\nline 51", 48), (shape["content"], shape["first_line"]))

    def test_what_is_new(self):
        """Everything after a byte; nothing when there is nothing."""
        inode = self.main.stat().st_ino
        size = len(TEXT)
        with self.main.open("a") as file:
            file.write("more ü\n")
        shape = self.json(f"/Main.log?format=json&since_bytes={size}&inode={inode}")
        self.assertEqual(("more ü\n", size + 8, False), tuple(shape[k] for k in ("content", "next_bytes", "rotated")))
        shape = self.json(f"/Main.log?format=json&since_bytes={size + 8}")
        self.assertEqual(("", size + 8), (shape["content"], shape["next_bytes"]))

    def test_half_a_character_comes_with_the_next_request(self):
        """`next_bytes` stands before it."""
        self.main.write_bytes(b"ab\xe2\x82")
        shape = self.json("/Main.log?format=json&since_bytes=0")
        self.assertEqual(("ab", 2), (shape["content"], shape["next_bytes"]))

    def test_much_that_is_new(self):
        """The newest 2 MiB, beginning with a whole line."""
        self.main.write_text("0123456789\n" * 300_000)
        shape = self.json("/Main.log?format=json&since_bytes=0")
        self.assertIs(True, shape["truncated"])
        self.assertTrue(shape["content"].startswith("0123456789\n"))
        self.assertLessEqual(len(shape["content"]), 2 * 1024 * 1024)
        self.assertEqual(3_300_000, shape["next_bytes"])

    def test_another_file_of_the_name(self):
        """A fresh tail that says so: by its identity, or because the file is shorter than it was."""
        self.main.rename(self.folder / "Main.log.1")
        old = (self.folder / "Main.log.1").stat().st_ino
        self.main.write_text("new\n")
        for query in (f"since_bytes=2&inode={old}", "since_bytes=5000"):
            shape = self.json(f"/Main.log?format=json&{query}")
            self.assertEqual(("new\n", True, 4), tuple(shape[k] for k in ("content", "rotated", "next_bytes")))


class DownloadTests(LogCase):
    def test_the_file_as_it_is(self):
        """To be saved under its name, with its length, whatever bytes it holds."""
        self.main.write_bytes(b"\xff\x00raw\n" * 20_000)
        reply = self.get("/Main.log/download")
        self.assertEqual((200, self.main.read_bytes()), (reply.status, reply.body))
        self.assertEqual("application/octet-stream", reply.header("content-type"))
        self.assertEqual('attachment; filename="Main.log"', reply.header("content-disposition"))
        head = self.get("/Main.log/download", "HEAD")
        self.assertEqual(str(len(reply.body)), head.header("content-length"))

    def test_ranges(self):
        """A part with 206; nonsense is ignored; what lies beyond is 416."""
        for asked, part in {
            "bytes=0-3": TEXT[:4],
            "bytes=5-": TEXT[5:],
            "bytes=-6": TEXT[-6:],
            "bytes=3-99999": TEXT[3:],
        }.items():
            reply = self.get("/Main.log/download", headers={"Range": asked})
            self.assertEqual((206, part), (reply.status, reply.body.decode()))
        self.assertEqual(f"bytes 3-{len(TEXT) - 1}/{len(TEXT)}", reply.header("content-range"))
        for asked in ("bytes=", "lines=1-2", "bytes=5-2", "bytes=0-1,4-5", "bytes=a-b"):
            self.assertEqual(200, self.get("/Main.log/download", headers={"Range": asked}).status, asked)
        reply = self.get("/Main.log/download", headers={"Range": "bytes=99999-"})
        self.assertEqual((416, f"bytes */{len(TEXT)}"), (reply.status, reply.header("content-range")))

    def test_parts_of_nothing(self):
        """An empty file has no part."""
        for header in ("bytes=0-", "bytes=-5", "bytes=-0"):
            self.assertRaises(Refusal, parse_range, header, 0)
        self.assertRaises(Refusal, parse_range, "bytes=-0", 10)
        self.assertEqual(Window(start=0, end=10), parse_range("bytes=-99", 10))

    def test_conditions(self):
        """Who has it gets 304; a part of another version is sent whole."""
        tag = self.get("/Main.log/download").header("etag")
        reply = self.get("/Main.log/download", headers={"If-None-Match": tag})
        self.assertEqual((304, b""), (reply.status, reply.body))
        part = {"Range": "bytes=0-3"}
        self.assertEqual(206, self.get("/Main.log/download", headers=part | {"If-Range": tag}).status)
        self.assertEqual(200, self.get("/Main.log/download", headers=part | {"If-Range": '"old"'}).status)
        with self.main.open("a") as file:
            file.write("more\n")
        self.assertEqual(200, self.get("/Main.log/download", headers={"If-None-Match": tag}).status)

    def test_tags_of_clients(self):
        """Weakened by a proxy, in a list, or any at all: who has it gets 304, and may keep it."""
        tag = self.get("/Main.log/download").header("etag")
        for given in (tag, f"W/{tag}", f'"x", {tag}', f'"x",W/{tag},"y"', "*"):
            reply = self.get("/Main.log/download", headers={"If-None-Match": given})
            self.assertEqual(
                (304, tag, "no-cache"), (reply.status, *map(reply.header, ("etag", "cache-control"))), given
            )
        for given in ('"x"', 'W/"x"', tag.strip('"'), ""):
            self.assertEqual(200, self.get("/Main.log/download", headers={"If-None-Match": given}).status, given)

    def test_absurd_numbers(self):
        """Thousands of digits are nonsense like any other, and cost no open file."""
        before = len(os.listdir("/proc/self/fd"))
        for asked in ("bytes=%s-", "bytes=-%s", "bytes=0-%s"):
            reply = self.get("/Main.log/download", headers={"Range": asked % ("9" * 5000)})
            self.assertEqual(200, reply.status)
        self.assertEqual(before, len(os.listdir("/proc/self/fd")))
