"""
What a torrent loop goes by at this moment.
"""

from twisted.logger import Logger

from qbitrr.config.schema.config import Config
from qbitrr.loops.torrents.bounded_patterns import PatternTime, bounded_rules
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.setting_places import setting_place
from qbitrr.resolved.torrent_loops import torrent_loop_settings
from qbitrr.resolved.torrents import as_before, rules_finder

__all__ = ["Obeyed"]

_ANY = Torrent(instance="", hash="", state="unknown")


class Obeyed:
    """The rules and `settings` in force. Who needs them asks at each use and keeps nothing, so that `renew` takes effect at once."""

    log = Logger()

    def __init__(self, config: Config, section: str) -> None:
        self._section = section
        self._pattern_time = PatternTime()
        self.renew(config)

    def renew(self, config: Config) -> None:
        """Go by *config* from now on. Raises `KeyError` if it has no such section."""
        self._config = config
        self._rules = rules_finder(config, self._section)
        self._bounded: dict[int, OwnerRules] = {}  # by what of `_rules` each is made of, which that keeps
        self._given_up: list[str] = []
        self.settings = torrent_loop_settings(config, self._section)

    def begin_turn(self) -> None:
        """Slow patterns may take their time anew."""
        self._pattern_time.seconds = 0.0

    def place_of(self, torrent: Torrent, setting: str, category_before: str) -> str:
        """Where a setting of a torrent stands in the configuration; empty if nowhere."""
        return setting_place(self._config, self._section, as_before(torrent, category_before, self._config), setting)

    def rules(self, torrent: Torrent = _ANY, category_before: str = "") -> OwnerRules:
        """The rules for a torrent, which was in that category before (see `as_before`); where there is an Arr, all have the same."""
        rules = self._rules(as_before(torrent, category_before, self._config))
        bounded = self._bounded.get(id(rules))
        if bounded is None:
            bounded = self._bounded[id(rules)] = bounded_rules(rules, self._give_up, self._pattern_time)
        return bounded

    @property
    def alarm(self) -> str:
        """Which patterns are not used any more, and what helps; empty if all are."""
        if not self._given_up:
            return ""
        named = ", ".join(repr(each[:200]) for each in self._given_up[:5])
        return f"Not used until the configuration changes, for it takes too long: the pattern {named}. Write it more simply."

    def _give_up(self, pattern: str) -> None:
        if pattern not in self._given_up:
            self._given_up.append(pattern)
            self.log.error(
                "the pattern {pattern} takes too long for a text: it is not used until the configuration changes",
                pattern=repr(pattern[:200]),
            )
