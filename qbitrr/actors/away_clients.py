"""
Which clients are not there, since when, and where they may have data all the same.
"""

from collections.abc import Collection, Mapping

from attrs import evolve

from qbitrr.actors.qbittorrent import QbitActor
from qbitrr.actors.running_time import RunningTime
from qbitrr.decide.away import CAREFUL_SECONDS, may_have_more
from qbitrr.decide.sharing import Footprint
from qbitrr.decide.words import span
from qbitrr.model.sharing import ClientSeen

__all__ = ["AwayClients"]


class AwayClients:
    """Knows each client of *clients*: those are all that are not disabled. See Note [A client that is away]."""

    def __init__(self, clients: Mapping[str, QbitActor], running_time: RunningTime) -> None:
        self._clients = clients
        self._running = running_time
        self._seen: dict[str, ClientSeen] = {}

    def load(self, seen: Mapping[str, ClientSeen]) -> None:
        """What an earlier run knew. A client that was away then is away since then, until it is listed."""
        self._seen.update(seen)

    def look(self) -> dict[str, ClientSeen]:
        """Look who is there. Returns what changed."""
        changed: dict[str, ClientSeen] = {}
        for section, actor in self._clients.items():
            before = self._seen.get(section, ClientSeen())
            now = before
            if actor.is_listed:
                now = ClientSeen(is_known=True)
            elif before.away_since is None:
                now = evolve(before, away_since=self._running.seconds)
            if now != before:
                self._seen[section] = changed[section] = now
        return changed

    def over(self, footprint: Footprint, sections: Collection[str], bases: Mapping[str, Collection[str]]) -> str:
        """The first of these clients that is away and may have data where a torrent lies; *bases* are the save paths each uses."""
        for section in sections:
            if self._clients[section].is_listed:
                continue
            seen = self._seen.get(section, ClientSeen())
            used = bases.get(section, ()) if seen.is_known else ()
            if may_have_more(footprint, used, self._away_seconds(seen)):
                return section
        return ""

    def problems(self) -> list[str]:
        """What a person should know, a sentence each."""
        return [
            self._problem(section, seen)
            for section, seen in sorted(self._seen.items())
            if section in self._clients and self._away_seconds(seen) >= CAREFUL_SECONDS
        ]

    def _problem(self, section: str, seen: ClientSeen) -> str:
        away = f"{section} has been away for {span(self._away_seconds(seen))}"
        what = "what it had when it was listed last" if seen.is_known else "nothing, since it was never listed,"
        return (
            f"{away}: of its data {what} is spared when others are deleted. Set Disabled = true if it is gone for good."
        )

    def _away_seconds(self, seen: ClientSeen) -> float:
        return self._running.seconds - seen.away_since if seen.away_since is not None else 0.0
