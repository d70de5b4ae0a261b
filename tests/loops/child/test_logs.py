from twisted.logger import Logger, LogPublisher
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.child.logs import LogForwarder
from qbitrr.redaction import Redactor
from qbitrr.wire.framing import from_child, to_line
from qbitrr.wire.messages import Log


class Forwarding(SynchronousTestCase):
    """Log events become messages."""

    def setUp(self):
        self.sent = []
        self.forwarder = LogForwarder()
        self.log = Logger("here", observer=LogPublisher(self.forwarder))
        self.forwarder.send_to(self.sent.append)

    def test_text_level_and_simple_fields_travel(self):
        """What JSON cannot carry is left out of the fields; it is in the text."""
        self.log.warn(
            "{n} of {what}: {odd}", n=3, what="four", odd={1}, ratio=0.5, done=True, nan=float("nan"), big=2**70
        )
        [record] = self.sent
        self.assertEqual(("WARNING", "3 of four: {1}", "here"), (record.level, record.text, record.namespace))
        expected = {"n": 3, "what": "four", "ratio": 0.5, "done": True, "nan": "nan", "big": str(2**70)}
        self.assertEqual(expected, record.fields)
        self.assertEqual(record, from_child(to_line(record)[:-1]))

    def test_failures_bring_their_traceback(self):
        """In the text."""
        try:
            raise ValueError("bad")
        except ValueError:
            self.log.failure("oh", Failure())
        [record] = self.sent
        self.assertEqual("CRITICAL", record.level)
        self.assertIn("oh\n", record.text)
        self.assertIn("ValueError: bad", record.text)

    def test_levels_are_those_of_the_configuration(self):
        """Every name works, in any case; an unknown one changes nothing."""
        seen = {}
        for name in ("TRACE", "debug", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "nonsense"):
            self.forwarder.set_level(name)
            self.sent.clear()
            for level in ("debug", "info", "warn", "error", "critical"):
                getattr(self.log, level)("x")
            seen[name] = len(self.sent)
        expected = {
            "TRACE": 5,
            "debug": 5,
            "INFO": 4,
            "NOTICE": 3,
            "WARNING": 3,
            "ERROR": 2,
            "CRITICAL": 1,
            "nonsense": 1,
        }
        self.assertEqual(expected, seen)

    def test_secrets_are_masked(self):
        """In the text and in the fields."""
        self.forwarder.redact = Redactor(["0123456789"])
        self.log.info("key {key}", key="0123456789")
        [record] = self.sent
        self.assertEqual(("key ***", {"key": "***"}), (record.text, record.fields))

    def test_odd_text_can_travel(self):
        """Undecodable bytes of a file name, and whole books."""
        self.log.info("{name}", name="a\udcff" + "x" * 100_000)
        [record] = self.sent
        self.assertTrue(record.text.startswith("a\\udcff"))
        self.assertLess(len(to_line(record)), 50_000)

    def test_what_comes_before_the_channel_waits(self):
        """Some of it."""
        early = LogForwarder()
        log = Logger("early", observer=LogPublisher(early))
        for number in range(200):
            log.info("{n}", n=number)
        early.send_to(self.sent.append)
        self.assertEqual([str(number) for number in range(100)], [record.text for record in self.sent])

    def test_sending_that_logs_does_not_go_round_in_circles(self):
        """What sending itself logs is not sent."""
        records = []

        def send(record: Log) -> None:
            records.append(record)
            self.log.info("sent one")

        self.forwarder.send_to(send)
        self.log.info("hello")
        self.assertEqual(["hello"], [record.text for record in records])
