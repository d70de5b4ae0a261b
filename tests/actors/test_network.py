"""Whether there is an internet."""

from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.network import Network

NOW = 1_787_227_200.0


class NetworkTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.words = ["disconnected"]
        self.hosts = ["one.example", "two.example"]
        self.good: set[str] = set()
        self.probed: list[str] = []
        self.turns: list[bool] = []
        self.network = Network(
            reactor=self.clock,
            connections=lambda: self.words,
            hosts=lambda: self.hosts,
            every_seconds=lambda: 15.0,
            probe=self.probe,
        )
        self.network.subscribe(lambda: self.turns.append(self.network.is_online))

    async def probe(self, reactor: Any, host: str) -> bool:
        self.probed.append(host)
        return host in self.good

    def start(self) -> None:
        self.network.startService()
        self.addCleanup(self.network.stopService)

    @pytest.mark.torrent_vector("L07")
    def test_client_says_so(self):
        """A client that is connected or firewalled answers the question; nobody is probed."""
        for word in ("connected", "firewalled"):
            self.words = ["disconnected", word]
            self.start()
            self.assertEqual((True, []), (self.network.is_online, self.probed))
            self.successResultOf(self.network.stopService())

    def test_no_client(self):
        """Without a word of a client, and without hosts, nothing is checked."""
        self.words = [""]
        self.start()
        self.words, self.hosts = ["disconnected"], []
        self.clock.advance(15)
        self.assertEqual((True, []), (self.network.is_online, self.probed))

    def test_any_answer(self):
        """One of several hosts is enough, and good for a minute."""
        self.good = {"two.example"}
        self.start()
        self.assertTrue(self.network.is_online)
        count = len(self.probed)
        self.clock.pump([15] * 3)
        self.assertEqual(count, len(self.probed))
        self.clock.pump([15] * 2)
        self.assertGreater(len(self.probed), count)

    def test_turns(self):
        """Going and coming back are told once each."""
        self.start()
        self.clock.pump([15] * 3)
        self.assertEqual([False], self.turns)
        self.good = {"one.example"}
        self.clock.advance(15)
        self.assertEqual([False, True], self.turns)

    def test_trouble_of_ours(self):
        """An error is logged, the watch goes on, and stopping works also then."""
        self.hosts = None  # type: ignore[assignment]
        self.start()
        self.assertEqual(1, len(self.flushLoggedErrors(TypeError)))
        self.successResultOf(self.network.stopService())
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_stop(self):
        """In every state: before the start, probing, waiting, twice."""
        self.successResultOf(self.network.stopService())
        never: Deferred[bool] = Deferred()
        self.network._probe = lambda reactor, host: never
        self.network.startService()
        for _ in range(2):
            self.successResultOf(self.network.stopService())
        self.assertEqual([], self.clock.getDelayedCalls())
