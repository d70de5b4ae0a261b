"""Following a log live."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve
from twisted.internet.defer import maybeDeferred
from twisted.internet.interfaces import IPushProducer
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyClass

from qbitrr.logs.folder import open_log
from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.http.answers import Refusal
from qbitrr.web.logs import tailing
from qbitrr.web.logs.excerpts import ExcerptQuery
from qbitrr.web.logs.followers import MOST_QUEUED_BYTES, LogFollower, LogFollowers
from qbitrr.web.logs.tailing import POLL_SECONDS
from qbitrr.web.settings import SettingsInForce, WebLimits, WebSettings
from tests.web.program import BEARER, Client, Threads


class Stream:
    """A request that takes events, or is paused by the test."""

    def __init__(self):
        self.text = ""
        self.producer = None
        self.is_unregistered = False

    def setHeader(self, name, value):
        pass

    def registerProducer(self, producer, streaming):
        assert streaming
        self.producer = producer

    def unregisterProducer(self):
        self.is_unregistered = True

    def write(self, content):
        self.text += content.decode()

    def take(self):
        """The events since the last call: name and value."""
        text, self.text = self.text, ""
        return [parsed(block) for block in text.split("\n\n") if block and not block.startswith(":")]


def parsed(block):
    fields = dict(line.split(": ", 1) for line in block.splitlines())
    value = json.loads(fields["data"])
    if "content" in value and value["inode"]:
        assert fields["id"] == f"{value['inode']}:{value['next_bytes']}"
    return fields["event"], value.get("content", value)


class StreamCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.main = self.folder / "Main.log"
        self.main.write_text("old 1\nold 2\n")
        self.clock = Clock()
        self.threads = Threads()
        self.settings = SettingsInForce(WebSettings(access=WebAccess()))
        self.followers = LogFollowers(self.folder, self.settings, self.clock, self.threads)
        self.addCleanup(self.assert_all_ends)

    def assert_all_ends(self):
        """After the end no timer and no descriptor is left."""
        self.followers.stop()
        self.assertEqual([], self.clock.getDelayedCalls())
        links = [
            os.readlink(f"/proc/self/fd/{fd}")
            for fd in os.listdir("/proc/self/fd")
            if os.path.exists(f"/proc/self/fd/{fd}")
        ]
        self.assertEqual([], [link for link in links if link.startswith(str(self.folder))])

    def follow(self, since=None, inode=0, lines=2000):
        stream = Stream()
        start = ExcerptQuery(since_bytes=since, inode=inode, lines=lines, most_bytes=MOST_QUEUED_BYTES)
        stream.done = maybeDeferred(self.followers.follow, stream, "Main.log", start)
        return stream

    def append(self, text):
        with self.main.open("a") as file:
            file.write(text)

    def poll(self, times=1):
        self.clock.pump([POLL_SECONDS] * times)

    def rotate(self, text=""):
        self.main.rename(self.folder / "Main.log.1")
        self.main.write_text(text)


class FollowTests(StreamCase):
    def test_is_a_push_producer(self):
        """What Twisted pauses and resumes."""
        verifyClass(IPushProducer, LogFollower)

    def test_what_is_appended(self):
        """Comes line by line within a poll, and nothing else does."""
        stream = self.follow()
        self.assertEqual([], stream.take())
        self.append("new 1\nhalf")
        self.poll()
        self.assertEqual([("append", "new 1\n")], stream.take())
        self.append(" ü\n")
        self.poll(3)
        self.assertEqual([("append", "half ü\n")], stream.take())

    def test_from_where_the_client_left_off(self):
        """What came since, then what comes."""
        stream = self.follow(since=6)
        self.assertEqual([("append", "old 2\n")], stream.take())
        self.append("new\n")
        self.poll()
        self.assertEqual([("append", "new\n")], stream.take())

    def test_from_another_file(self):
        """A client that comes back after a rotation gets a fresh tail."""
        stream = self.follow(since=6, inode=12345, lines=1)
        self.assertEqual([("rotated", "old 2\n")], stream.take())

    def test_a_client_ahead_of_the_reader_gets_nothing_twice(self):
        """It read the end by another request before the reader came there."""
        first = self.follow()
        self.append("new 1\n")
        second = self.follow(since=self.main.stat().st_size)
        self.append("new 2\n")
        self.poll()
        self.assertEqual("new 1\nnew 2\n", "".join(text for _, text in first.take()))
        self.assertEqual([("append", "new 2\n")], second.take())

    def test_one_reader_for_all(self):
        """Reads do not grow with the number of clients."""
        streams = [self.follow() for _ in range(20)]
        self.threads.calls = 0
        self.append("new\n")
        self.poll()
        self.assertEqual(2, self.threads.calls)
        for stream in streams:
            self.assertEqual([("append", "new\n")], stream.take())

    def test_rotation(self):
        """The rest of the old file, then a fresh tail of the new one, then what comes."""
        stream = self.follow()
        self.append("last of the old\nunfinished")
        self.rotate("first of the new\n")
        self.poll()
        self.assertEqual(
            [("append", "last of the old\n"), ("append", "unfinished"), ("rotated", "first of the new\n")],
            stream.take(),
        )
        self.append("second\n")
        self.poll()
        self.assertEqual([("append", "second\n")], stream.take())

    def test_the_moment_between_the_steps_of_a_rotation(self):
        """A name that is missing for a moment is no end."""
        stream = self.follow()
        self.main.rename(self.folder / "Main.log.1")
        self.poll()
        self.main.write_text("new\n")
        self.poll()
        self.assertEqual([("rotated", "new\n")], stream.take())

    def test_a_file_that_is_cut_in_place(self):
        """Is another file, too."""
        stream = self.follow()
        self.main.write_text("cut\n")
        self.poll()
        self.assertEqual([("rotated", "cut\n")], stream.take())

    def test_a_file_that_is_gone(self):
        """An empty event, then the end."""
        stream = self.follow()
        self.main.unlink()
        self.poll(4)
        self.assertEqual([("rotated", "")], stream.take())
        self.assertEqual(b"", self.successResultOf(stream.done))
        self.assertEqual(0, self.followers.streams)

    def test_a_very_long_line(self):
        """Comes in pieces of whole characters."""
        self.patch(tailing, "BLOCK_BYTES", 10)
        stream = self.follow()
        self.append("€" * 20 + "\n")
        self.poll()
        self.assertEqual("€" * 20 + "\n", "".join(text for _, text in stream.take()))

    def test_pings(self):
        """Every 15 seconds, to show that we live."""
        stream = self.follow()
        self.clock.pump([POLL_SECONDS] * 30)
        self.assertEqual([("ping", {"ts": 15})], stream.take())

    def test_the_end_of_the_service(self):
        """Clients are told where to go on."""
        stream = self.follow()
        self.followers.stop()
        place = {"next_bytes": 12, "inode": self.main.stat().st_ino}
        self.assertEqual([("reconnect", place)], stream.take())
        self.assertEqual(b"", self.successResultOf(stream.done))
        self.assertTrue(stream.is_unregistered)

    def test_a_reader_that_fails_goes_on(self):
        """One bad poll is logged, the next one tries again."""
        stream = self.follow()
        real = tailing._look
        self.patch(tailing, "_look", lambda *_: 1 / 0)
        self.poll()
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))
        self.patch(tailing, "_look", real)
        self.append("new\n")
        self.poll()
        self.assertEqual([("append", "new\n")], stream.take())


class LeavingTests(StreamCase):
    def test_the_reader_ends_with_its_last_client(self):
        """And begins anew with the next one."""
        first, second = self.follow(), self.follow()
        first.producer.stopProducing()
        self.assertEqual(1, self.followers.streams)
        second.done.cancel()
        self.failureResultOf(second.done)
        self.assertEqual(0, self.followers.streams)
        self.clock.advance(15)
        self.assertEqual([], self.clock.getDelayedCalls())
        third = self.follow()
        self.append("new\n")
        self.poll()
        self.assertEqual([("append", "new\n")], third.take())

    def test_leaving_while_the_file_is_opened(self):
        """The file is closed as soon as it is open."""
        self.threads.held = []
        stream = self.follow()
        self.assertEqual(1, self.followers.streams)
        stream.done.cancel()
        self.failureResultOf(stream.done)
        self.threads.release()
        self.assertEqual(0, self.followers.streams)

    def test_leaving_while_the_file_is_read(self):
        """The file is closed when the thread is done with it."""
        stream = self.follow()
        self.threads.held = []
        self.append("new\n")
        self.poll()
        stream.producer.stopProducing()
        self.threads.release()
        self.assertEqual([], stream.take())

    def test_a_file_that_cannot_be_opened(self):
        """Whoever waits for it is told so, and the next one tries again."""
        self.patch(tailing, "open_log", lambda *_: 1 / 0)
        self.failureResultOf(self.follow().done, ZeroDivisionError)
        self.assertEqual(0, self.followers.streams)
        self.patch(tailing, "open_log", open_log)
        self.assertNoResult(self.follow().done)

    def test_two_that_come_at_once(self):
        """Share one reader."""
        self.threads.held = []
        streams = [self.follow(), self.follow()]
        self.threads.release()
        self.append("new\n")
        self.poll()
        self.assertEqual([[("append", "new\n")]] * 2, [stream.take() for stream in streams])

    def test_too_many(self):
        """The 65th is told to come back later, or whichever the settings of the moment say."""
        for _ in range(64):
            self.follow()
        self.assert_refused()
        self.settings.replace(evolve(self.settings.current, limits=WebLimits(most_streams=65)))
        self.follow()
        self.assert_refused()

    def assert_refused(self):
        refused = self.failureResultOf(self.follow().done, Refusal).value
        self.assertEqual((429, 30), (refused.status, refused.retry_after))


class SlowClientTests(StreamCase):
    def test_a_paused_client_waits_in_order(self):
        """What comes meanwhile is kept and sent when the client takes more."""
        slow, quick = self.follow(), self.follow()
        slow.producer.pauseProducing()
        for number in range(3):
            self.append(f"new {number}\n")
            self.poll()
        self.assertEqual([], slow.take())
        slow.producer.resumeProducing()
        self.assertEqual(quick.take(), slow.take())

    def test_a_client_that_stays_paused_gets_a_fresh_tail(self):
        """Beyond 1 MiB nothing is kept; then the client is told to begin anew."""
        slow, quick = self.follow(lines=2), self.follow()
        slow.producer.pauseProducing()
        for number in range(30):
            self.append(f"{'x' * 50_000} {number}\n")
            self.poll()
            self.assertLessEqual(slow.producer._queued_bytes, MOST_QUEUED_BYTES)
        self.assertEqual(30, len([name for name, _ in quick.take() if name == "append"]))
        slow.producer.resumeProducing()
        ((name, text),) = slow.take()
        self.assertEqual("rotated", name)
        self.assertTrue(text.endswith(" 29\n"))
        self.append("new\n")
        self.poll()
        self.assertEqual([("append", "new\n")], slow.take())

    def test_nothing_is_read_while_nobody_takes_it(self):
        """When every client is paused, the file waits."""
        stream = self.follow()
        stream.producer.pauseProducing()
        self.threads.calls = 0
        self.append("new\n")
        self.poll(10)
        self.assertEqual(0, self.threads.calls)
        stream.producer.resumeProducing()
        self.poll()
        self.assertEqual([("append", "new\n")], stream.take())

    def test_no_ping_for_a_paused_client(self):
        """It has enough to take."""
        stream = self.follow()
        stream.producer.pauseProducing()
        self.clock.pump([POLL_SECONDS] * 60)
        self.assertEqual([], stream.take())

    def test_a_rotation_while_paused(self):
        """What waited goes out, then the new file's tail."""
        slow, _quick = self.follow(), self.follow()
        slow.producer.pauseProducing()
        self.append("old 3\n")
        self.poll()
        self.rotate("new\n")
        self.poll()
        slow.producer.resumeProducing()
        self.assertEqual([("append", "old 3\n"), ("rotated", "new\n")], slow.take())

    def test_what_comes_while_the_past_is_read(self):
        """Stands behind it."""
        other = self.follow()
        self.threads.held = []
        stream = self.follow(since=0)
        held, self.threads.held = self.threads.held, None
        self.append("new\n")
        self.poll()
        self.assertEqual([("append", "new\n")], other.take())
        self.assertEqual([], stream.take())
        for work in held:
            work()
        self.assertEqual([("append", "old 1\nold 2\n"), ("append", "new\n")], stream.take())


class RouteTests(StreamCase):
    def test_the_route(self):
        """Headers of an event stream; `Last-Event-ID` wins over the query."""
        client = Client(self.folder)
        inode = self.main.stat().st_ino
        headers = BEARER | {"Last-Event-ID": f"{inode}:6"}
        answer = client.start("GET", "/web/logs/Main.log/stream?since_bytes=0", headers=headers)
        self.assertNoResult(answer)
        client.api.log_followers.stop()
        client.flush()
        reply = self.successResultOf(answer)
        self.assertEqual((200, "text/event-stream; charset=utf-8"), (reply.status, reply.header("content-type")))
        self.assertEqual(("no-cache", "no"), (reply.header("cache-control"), reply.header("x-accel-buffering")))
        events = [parsed(block) for block in reply.body.decode().split("\n\n") if block]
        self.assertEqual(("append", "old 2\n"), events[0])
        self.assertEqual(("reconnect", {"next_bytes": 12, "inode": inode}), events[1])

    def test_head(self):
        """Says what would come, and follows nothing."""
        client = Client(self.folder)
        reply = self.successResultOf(client.start("HEAD", "/web/logs/Main.log/stream"))
        self.assertEqual((200, "text/event-stream; charset=utf-8"), (reply.status, reply.header("content-type")))
        self.assertEqual(404, self.successResultOf(client.start("HEAD", "/web/logs/No.log/stream")).status)
        self.assertEqual(0, client.api.log_followers.streams)
