"""The levels of the log."""

from twisted.logger import LogLevel
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs.levels import LEVELS, SETTABLE, level_of, normal_level, number_of


class LevelTests(SynchronousTestCase):
    def test_every_settable_level_has_its_number(self):
        """The seven names of the configuration are ordered as their numbers are."""
        self.assertEqual([50, 40, 30, 23, 20, 10, 5], [LEVELS[name] for name in SETTABLE])

    def test_names_are_taken_in_any_case(self):
        """A person may write a level in any case; what is no level is None."""
        self.assertEqual("TRACE", normal_level(" trace "))
        for odd in ("", "LOUD", None, 10, "VERBOSE"):
            self.assertIsNone(normal_level(odd), odd)

    def test_twisted_levels_are_mapped(self):
        """The five levels of Twisted have our names; an event without one is INFO."""
        expected = {
            LogLevel.debug: "DEBUG",
            LogLevel.info: "INFO",
            LogLevel.warn: "WARNING",
            LogLevel.error: "ERROR",
            LogLevel.critical: "CRITICAL",
            None: "INFO",
        }
        for theirs, ours in expected.items():
            self.assertEqual(ours, level_of({"log_level": theirs}))

    def test_extra_fields_make_the_two_other_levels(self):
        """`log_as` names a level Twisted has not; a name we do not know changes nothing."""
        self.assertEqual("TRACE", level_of({"log_level": LogLevel.debug, "log_as": "TRACE"}))
        self.assertEqual("TRACE", level_of({"log_level": LogLevel.debug, "txaio_trace": True}))
        self.assertEqual("NOTICE", level_of({"log_level": LogLevel.info, "log_as": "NOTICE"}))
        self.assertEqual("ERROR", level_of({"log_level": LogLevel.error, "log_as": "SHOUT"}))

    def test_factories_of_connections_are_no_news(self):
        """What Twisted says at info about each outgoing connection is DEBUG."""
        self.assertEqual("DEBUG", level_of({"log_level": LogLevel.info, "log_format": "Starting factory {factory!r}"}))

    def test_an_unknown_level_is_shown(self):
        """A level we do not know counts as INFO."""
        self.assertEqual(LEVELS["INFO"], number_of("SHOUT"))
