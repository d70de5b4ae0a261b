"""
What a torrent loop goes by at this moment.
"""

from qbitrr.config.schema.config import Config
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.setting_places import setting_place
from qbitrr.resolved.torrent_loops import torrent_loop_settings
from qbitrr.resolved.torrents import rules_finder

__all__ = ["Obeyed"]

_ANY = Torrent(instance="", hash="", state="unknown")


class Obeyed:
    """The rules and `settings` in force. Who needs them asks at each use and keeps nothing, so that `renew` takes effect at once."""

    def __init__(self, config: Config, section: str) -> None:
        self._section = section
        self.renew(config)

    def renew(self, config: Config) -> None:
        """Go by *config* from now on. Raises `KeyError` if it has no such section."""
        self._config = config
        self._rules = rules_finder(config, self._section)
        self.settings = torrent_loop_settings(config, self._section)

    def place_of(self, torrent: Torrent, setting: str) -> str:
        """Where a setting of a torrent stands in the configuration; empty if nowhere."""
        return setting_place(self._config, self._section, torrent, setting)

    def rules(self, torrent: Torrent = _ANY) -> OwnerRules:
        """The rules for a torrent; where there is an Arr, all have the same."""
        return self._rules(torrent)
