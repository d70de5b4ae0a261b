"""
Which clients are not there, since when, and where they may have data all the same.
"""

from collections.abc import Collection, Mapping, Set

from attrs import evolve

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.running_time import RunningTime
from qbitrr.decide.phrases import span
from qbitrr.decide.removals.away import CAREFUL_SECONDS, may_have_more
from qbitrr.decide.removals.sharing import Footprint
from qbitrr.model.removals.sharing import ClientSeen

__all__ = ["AwayClients"]


# States in which a client did not fail to answer, or not yet.
_NOT_FAILED = ("connecting", "connected")


class AwayClients:
    """
    Knows each client of *clients*: those are all that are not disabled; the paths of those of *own_storage* mean nothing to others.
    See Note [A client that is away].
    """

    def __init__(
        self, clients: Mapping[str, QbitActor], running_time: RunningTime, own_storage: Set[str] = frozenset()
    ) -> None:
        self._clients = clients
        self._own_storage = own_storage
        self._running = running_time
        self._seen: dict[str, ClientSeen] = {}

    def load(self, seen: Mapping[str, ClientSeen]) -> None:
        """What an earlier run knew. A client that was away then is away since then, until it is listed."""
        self._seen.update(seen)

    def forget(self, section: str) -> None:
        """A client is not ours any more; should it come back, it was never listed."""
        self._seen.pop(section, None)

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
            used = bases.get(section, ()) if self._was_listed(section, seen) else None
            if may_have_more(footprint, used, self._away_seconds(seen)):
                return section
        return ""

    def problems(self) -> list[str]:
        """What a person should know, a sentence each."""
        told = (self._problem(section, self._seen.get(section, ClientSeen())) for section in sorted(self._clients))
        return [text for text in told if text]

    def _problem(self, section: str, seen: ClientSeen) -> str:
        if not self._was_listed(section, seen):
            if self._clients[section].status.state in _NOT_FAILED or not self._is_waited_for(section):
                return ""
            return (
                f"{section} was never listed, so it may have any file: until it is, nothing is deleted with its files. Mend its "
                f"address or login, or set [{section}] Disabled = true if it is not there."
            )
        away_seconds = self._away_seconds(seen)
        if away_seconds < CAREFUL_SECONDS:
            return ""
        return (
            f"{section} has been away for {span(away_seconds)}: of its data what it had when it was listed last is spared when others "
            "are deleted. Set Disabled = true if it is gone for good."
        )

    def _was_listed(self, section: str, seen: ClientSeen) -> bool:
        return seen.is_known or self._clients[section].mirror.listed_at > 0

    def _is_waited_for(self, section: str) -> bool:
        """Whether there is a client whose data could also be that of this one."""
        others = self._clients.keys() - self._own_storage - {section}
        return section not in self._own_storage and bool(others)

    def _away_seconds(self, seen: ClientSeen) -> float:
        return self._running.seconds - seen.away_since if seen.away_since is not None else 0.0
