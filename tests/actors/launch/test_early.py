"""A fork server forked from the supervisor itself, with real processes."""

import json
import os
import socket
import sys
from unittest import mock

import pytest
import pytest_twisted
from twisted.internet.utils import getProcessOutputAndValue
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.launch.early import EarlyServer, fork_early
from tests.actors.children.real import eventually, is_gone


async def supervise(what):
    """What a supervisor tells that does *what*; whatever it did, nothing is left of its server."""
    out, err, code = await getProcessOutputAndValue(
        sys.executable, ["-m", "tests.actors.launch.early_supervisor", what], env=os.environ
    )
    assert (err, code) == (b"", 0), err.decode()
    told = json.loads(out)
    await eventually(lambda: is_gone(told["early"]))
    return told


@pytest_twisted.ensureDeferred
async def test_it_is_adopted():
    """Its children are children like all others, and it goes when it is told to."""
    told = await supervise("children")
    assert told["early"] == told["server"]
    assert (told["transport"], told["exit"]) == ("fork", 0)


@pytest_twisted.ensureDeferred
async def test_its_children_outlive_it():
    """Killed, it is followed by one that was started the plain way."""
    told = await supervise("killed")
    assert (told["first"], told["second"]) == ("running", "fork")


@pytest_twisted.ensureDeferred
async def test_a_start_that_fails_leaves_none():
    """Nobody adopts it: it ends with the process that would have."""
    await supervise("leave")


@pytest_twisted.ensureDeferred
async def test_who_has_become_another_adopts_none():
    """What it would hand down is no longer what the supervisor is: a new server is started."""
    told = await supervise("move")
    assert told["early"] != told["server"]
    assert (told["transport"], told["exit"]) == ("fork", 0)


_GENERATED = """
import linecache
from qbitrr.loops.child.forkserver import preload
preload(("qbitrr.model.restarts",))
from qbitrr.model.restarts import Intensity
assert Intensity() == Intensity()
print([name for name in linecache.cache if "qbitrr.model" in name])
"""


@pytest_twisted.ensureDeferred
async def test_lines_that_were_generated_are_not_kept():
    """They would lie in the memory of every process."""
    out, err, code = await getProcessOutputAndValue(sys.executable, ["-c", _GENERATED], env=os.environ)
    assert (out, err, code) == (b"[]\n", b"", 0)


@pytest_twisted.ensureDeferred
async def test_the_plugin_brings_no_reactor():
    """What twistd imports before it makes the service leaves the moment for a fork."""
    told = "import sys, qbitrr.tap, twisted.scripts.twistd; print('twisted.internet.reactor' in sys.modules)"
    out, err, _ = await getProcessOutputAndValue(sys.executable, ["-c", told], env=os.environ)
    assert (out, err) == (b"False\n", b"")


class Circumstances(SynchronousTestCase):
    """Only what is still the same may be adopted."""

    def early(self):
        control, other = socket.socketpair()
        self.addCleanup(other.close)
        reading, writing = os.pipe()
        self.addCleanup(os.close, writing)
        return EarlyServer(pid=1, handle=os.dup(reading), control=control, outputs={1: reading})

    def test_user_and_group(self):
        """twistd changes both after the service is made."""
        early = self.early()
        self.addCleanup(early.abandon)
        self.assertTrue(early.is_one_of_us())
        for name, value in (
            ("getresuid", (1, 2, 3)), ("getresgid", (1, 2, 3)), ("getgroups", [1234567]), ("getcwd", "/elsewhere"),
        ):  # fmt: skip
            with mock.patch.object(os, name, return_value=value):
                self.assertFalse(early.is_one_of_us(), name)
        self.assertTrue(early.is_one_of_us())

    def test_umask(self):
        """A daemon has one of its own; looking does not change it."""
        early = self.early()
        self.addCleanup(early.abandon)
        before = os.umask(0o123)
        try:
            self.assertFalse(early.is_one_of_us())
        finally:
            self.assertEqual(0o123, os.umask(before))
        self.assertTrue(early.is_one_of_us())

    def test_abandoned(self):
        """Nothing of it stays open."""
        early = self.early()
        descriptors = [early.handle, early.control.fileno(), *early.outputs.values()]
        early.abandon()
        for descriptor in descriptors:
            self.assertRaises(OSError, os.fstat, descriptor)

    def test_too_late(self):
        """Here a reactor exists: nothing is forked."""
        with mock.patch.object(os, "fork", side_effect=AssertionError):
            self.assertIsNone(fork_early({}))


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no fork server elsewhere")
