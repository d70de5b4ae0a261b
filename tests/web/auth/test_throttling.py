"""How often somebody may try."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.logger import capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.auth.throttling import LOGIN, SET_PASSWORD, Throttle, network_of
from qbitrr.web.http.answers import Refusal


class ThrottleCase(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.clock.advance(1_000_000)
        self.throttle = Throttle(LOGIN, self.clock)

    def fails(self, times, address="10.0.0.1", account="", **more):
        """How many of so many attempts are made."""
        made = 0
        for _ in range(times):
            try:
                self.throttle.begin(address, account, **more)
            except Refusal as refusal:
                self.refusal = refusal
            else:
                made += 1
        return made

    def test_one_address(self):
        """Ten failures in a quarter of an hour, then it is told when to come again, and that is so."""
        self.assertEqual(10, self.fails(12))
        self.assertEqual((429, "Too many login attempts. Try again later."), (self.refusal.status, str(self.refusal)))
        self.clock.advance(self.refusal.retry_after)
        self.assertEqual(10, self.fails(12))
        self.throttle = Throttle(SET_PASSWORD, self.clock)
        self.assertEqual(5, self.fails(7))

    def test_success_forgives(self):
        """Only failures count."""
        for _ in range(30):
            self.throttle.succeeded(self.throttle.begin("10.0.0.1", "me"))
        self.assertEqual(9, self.fails(9))
        self.throttle.succeeded(self.throttle.begin("10.0.0.1"))
        self.assertEqual(10, self.fails(12))

    def test_many_at_once(self):
        """What has not ended counts: nobody gains by not waiting for the answer."""
        attempts = [self.throttle.begin("10.0.0.1") for _ in range(10)]
        self.assertEqual(0, self.fails(1))
        self.throttle.succeeded(attempts[3])
        self.assertEqual(1, self.fails(1))

    def test_from_everywhere(self):
        """A hundred in all; where somebody is signed in only the own limit holds."""
        self.assertEqual(100, sum(self.fails(1, f"10.1.{n // 250}.{n % 250}") for n in range(10_000)))
        self.assertEqual(10, self.fails(12, "10.2.0.1", trusted=True))
        self.assertLess(len(self.throttle._failures), 200)
        self.assertLessEqual(len(self.throttle._told), 100)

    def test_ten_thousand_failures(self):
        """Memory stays where it is."""
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        for number in range(10_000):
            self.clock.advance(0.1)
            self.fails(1, f"2001:db8:{number:x}::1", f"user {number}", trusted=number % 20 == 0)
        used, _ = tracemalloc.get_traced_memory()
        self.assertLess(used, 1_000_000)

    def test_one_account(self):
        """Ever longer pauses, a minute at most."""
        self.assertEqual(5, sum(self.fails(1, f"10.1.0.{n}", "admin") for n in range(20)))
        for pause in (1, 2, 4, 8, 16, 32, 60, 60):
            self.clock.advance(pause - 0.5)
            self.assertEqual(0, self.fails(1, f"10.3.0.{pause}", "admin"), pause)
            self.clock.advance(0.5)
            self.assertEqual(1, self.fails(1, f"10.3.1.{pause}", "admin"), pause)
        self.assertEqual(1, self.fails(1, "10.4.0.1", "somebody else"))

    def test_one_warning_a_burst(self):
        """Not one a try."""
        with capturedLogs() as events:
            self.fails(50)
        self.assertEqual(1, len(events))

    @given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 5), st.booleans()), max_size=300))
    def test_bounded(self, steps):
        """Whatever happens, little is remembered, and no address gets more than its failures in a window."""
        clock = Clock()
        throttle, made = Throttle(LOGIN, clock), []
        for pause, host, trusted in steps:
            clock.advance(pause)
            try:
                throttle.begin(f"10.0.0.{host}", "admin", trusted=trusted)
            except Refusal:
                pass
            else:
                made.append((clock.seconds(), host))
            recent = [each for at, each in made if at > clock.seconds() - 900]
            assert all(recent.count(each) <= 10 for each in set(recent))
            assert len(throttle._failures) <= 1000


class NetworkTests(SynchronousTestCase):
    def test_networks(self):
        """Of IPv6 anybody has half of all addresses."""
        for address, network in {
            "10.0.0.1": "10.0.0.1",
            "::ffff:10.0.0.1": "10.0.0.1",
            "2001:db8::1": "2001:db8::/64",
            "2001:db8::ffff:2": "2001:db8::/64",
            "fe80::1%eth0": "fe80::/64",
            "-": "-",
            "x" * 500: "x" * 64,
        }.items():
            self.assertEqual(network, network_of(address))
