"""Sending a file as fast as the client takes it."""

import os
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IPushProducer
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from qbitrr.logs.folder import open_log
from qbitrr.logs.windows import Window
from qbitrr.web.serving.senders import SENT_BYTES, WindowSender, cleaned_utf8
from tests.web.program import Threads

HUGE = 200 * 1024 * 1024


class SlowClient:
    """A request whose transport is full after so many bytes, until the test drains it."""

    def __init__(self, room):
        self.room = room
        self.left = room
        self.received = 0
        self.producer = None
        self.is_lost = False

    def registerProducer(self, producer, streaming):
        assert streaming
        self.producer = producer

    def unregisterProducer(self):
        self.producer = None

    def write(self, content):
        self.received += len(content)
        self.left -= len(content)
        if self.left <= 0:
            self.producer.pauseProducing()

    def drain(self):
        self.left = self.room
        self.producer.resumeProducing()

    def loseConnection(self):
        self.is_lost = True


class SenderTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.threads = Threads()

    def sender(self, size, request, clean=None):
        with (self.folder / "Main.log").open("wb") as file:
            file.truncate(size)
        self.opened = open_log(self.folder, "Main.log")
        return WindowSender(request, self.opened, Window(start=0, end=size), self.threads, clean)

    def assert_closed(self):
        self.assertRaises(OSError, os.fstat, self.opened.fd)

    def test_is_a_push_producer(self):
        """What Twisted pauses and resumes."""
        verifyObject(IPushProducer, self.sender(1, SlowClient(1)))
        self.opened.close()

    def test_nothing_is_read_while_the_client_takes_nothing(self):
        """One block too many is the most that is read ahead."""
        request = SlowClient(room=1)
        sent = self.sender(10 * SENT_BYTES, request).send()
        self.assertNoResult(sent)
        self.assertEqual((1, SENT_BYTES), (self.threads.calls, request.received))
        request.drain()
        self.assertEqual((2, 2 * SENT_BYTES), (self.threads.calls, request.received))
        while request.producer:
            request.drain()
        self.assertEqual(b"", self.successResultOf(sent))
        self.assertEqual(10 * SENT_BYTES, request.received)
        self.assert_closed()

    def test_memory_does_not_grow_with_the_file(self):
        """200 MB to a client that takes a megabyte at a time: less than a megabyte of ours at any moment."""
        request = SlowClient(room=1024 * 1024)
        sender = self.sender(HUGE, request, cleaned_utf8())
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        before = tracemalloc.get_traced_memory()[0]
        sent = sender.send()
        while request.producer:
            request.drain()
        peak = tracemalloc.get_traced_memory()[1] - before
        self.successResultOf(sent)
        self.assertEqual(HUGE, request.received)
        self.assertLess(peak, 1024 * 1024)

    def test_a_client_that_leaves_while_we_wait(self):
        """Ends the sending and closes the file."""
        request = SlowClient(room=1)
        sent = self.sender(10 * SENT_BYTES, request).send()
        request.producer.stopProducing()
        self.assertEqual(1, self.threads.calls)
        self.assert_closed()
        self.assertEqual(b"", self.successResultOf(sent))

    def test_a_client_that_leaves_while_we_read(self):
        """The file is closed only when the thread is done with it, and nothing is written any more."""
        self.threads.held = []
        request = SlowClient(room=1)
        sent = self.sender(10 * SENT_BYTES, request).send()
        sent.cancel()
        self.failureResultOf(sent, CancelledError)
        os.fstat(self.opened.fd)
        self.threads.release()
        self.assert_closed()
        self.assertEqual(0, request.received)

    def test_an_end_of_all_reading(self):
        """What the threads drop when everything ends is nothing to tell of; the file is closed."""
        dropped = Deferred()
        sender = self.sender(10 * SENT_BYTES, SlowClient(room=1))
        sender._in_thread = lambda *_: dropped
        sent = sender.send()
        sent.cancel()
        self.failureResultOf(sent, CancelledError)
        dropped.errback(CancelledError())
        self.assert_closed()
        self.assertEqual([], self.flushLoggedErrors())

    def test_a_file_that_is_cut_meanwhile(self):
        """The connection is broken: only so the client learns that what it has is not all."""
        request = SlowClient(room=1)
        sent = self.sender(10 * SENT_BYTES, request).send()
        os.truncate(self.folder / "Main.log", SENT_BYTES)
        request.drain()
        self.assertTrue(request.is_lost)
        self.successResultOf(sent)
        self.assert_closed()

    def test_a_read_that_fails(self):
        """Is the failure of the sending; the file is closed."""
        sender = self.sender(10 * SENT_BYTES, SlowClient(room=1))
        os.close(self.opened.fd)
        self.patch(type(self.opened), "close", lambda opened: None)
        self.failureResultOf(sender.send(), OSError)

    def test_pausing_often_is_harmless(self):
        """Pause and resume in any order."""
        request = SlowClient(room=1)
        sent = self.sender(2 * SENT_BYTES, request).send()
        request.producer.pauseProducing()
        request.producer.resumeProducing()
        self.successResultOf(sent)
