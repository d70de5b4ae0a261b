"""
Which clients are not there, since when, and where they may have data all the same.
"""

from collections.abc import Callable, Collection, Mapping, Set

from attrs import evolve

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.running_time import RunningTime
from qbitrr.decide.phrases import span
from qbitrr.decide.removals.away import CAREFUL_SECONDS, may_have_more
from qbitrr.decide.removals.sharing import Footprint
from qbitrr.model.removals.sharing import ClientSeen

__all__ = ["TAKEN_OUT_SECONDS", "AwayClients"]

TAKEN_OUT_SECONDS = 30 * 86_400.0

# States in which a client did not fail to answer, or not yet.
_NOT_FAILED = ("connecting", "connected")


class AwayClients:
    """
    Knows each client of *clients*, which are in use; the paths of those of *own_storage* mean nothing to others. *written* are the
    sections of all clients that the file has, *broken* those of them that cannot be used as they are written.

    See Note [A client that is away].

    # Note [A client that is not used]
    What a client had when it was listed last counts whatever becomes of its section. One that is broken is away. One that is `Disabled`
    is not waited for; as it may have changed meanwhile, it is a new one when it is used again. One that was
    taken out of the file is not ours any more, by the word of a person; that may have been a slip, or an old copy of the file, and
    can be taken back for thirty days in which we ran. At the first start after them it is forgotten.
    """

    def __init__(
        self,
        clients: Mapping[str, QbitActor],
        running_time: RunningTime,
        own_storage: Set[str] = frozenset(),
        *,
        written: Callable[[], Collection[str]] | None = None,
        broken: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._clients = clients
        self._own_storage = own_storage
        self._running = running_time
        self._written = written or (lambda: clients)
        self._broken = broken
        self._seen: dict[str, ClientSeen] = {}
        self._left: set[str] = set()

    def load(self, seen: Mapping[str, ClientSeen]) -> frozenset[str]:
        """
        What an earlier run knew. A client that was away then is away since then, until it is listed. Returns those of which nothing
        counts any more.
        """
        over = frozenset(section for section, known in seen.items() if self._is_over(section, known))
        self._seen.update((section, known) for section, known in seen.items() if section not in over)
        return over

    def _is_over(self, section: str, seen: ClientSeen) -> bool:
        since = seen.taken_out_since
        is_long_ago = since is not None and self._running.seconds - since >= TAKEN_OUT_SECONDS
        return is_long_ago and self.is_taken_out(section)

    def is_taken_out(self, section: str) -> bool:
        """Whether the file has no such section (any more)."""
        return section not in self._clients and section not in self._written()

    @property
    def waited_for(self) -> tuple[str, ...]:
        """The clients that are in use, and those that should be."""
        return (*self._clients, *(section for section in self._broken() if section not in self._clients))

    def rename(self, names: Mapping[str, str]) -> None:
        """Clients got other names (old to new)."""
        self._seen = {names.get(section, section): seen for section, seen in self._seen.items()}

    def forget(self, section: str) -> None:
        """A client is not used any more; should it come back, it was never listed."""
        self._seen.pop(section, None)
        self._left.add(section)

    def look(self) -> dict[str, ClientSeen]:
        """Look who is there. Returns what changed; a run in which no client is used tells nothing of any."""
        if not self._clients:
            return {}
        changed: dict[str, ClientSeen] = {}
        for section in {*self._seen, *self._written(), *self._left, *self.waited_for}:
            before = self._seen.get(section)
            now = self._look_at(section, before or ClientSeen())
            if now != before:
                self._seen[section] = changed[section] = now
        self._left.clear()
        return changed

    def _look_at(self, section: str, before: ClientSeen) -> ClientSeen:
        if self._is_listed(section):
            return ClientSeen(is_known=True)
        if section in self.waited_for:
            since = before.away_since if before.away_since is not None else self._running.seconds
            return evolve(before, away_since=since, taken_out_since=None)
        if not self.is_taken_out(section):
            return ClientSeen()
        since = before.taken_out_since if before.taken_out_since is not None else self._running.seconds
        return ClientSeen(taken_out_since=since)

    def _is_listed(self, section: str) -> bool:
        return section in self._clients and self._clients[section].is_listed

    def over(self, footprint: Footprint, sections: Collection[str], bases: Mapping[str, Collection[str]]) -> str:
        """The first of these clients that is away and may have data where a torrent lies; *bases* are the save paths each uses."""
        for section in sections:
            if self._is_listed(section):
                continue
            seen = self._seen.get(section, ClientSeen())
            used = bases.get(section, ()) if self._was_listed(section, seen) else None
            if may_have_more(footprint, used, self._away_seconds(seen)):
                return section
        return ""

    def problems(self) -> list[str]:
        """What a person should know, a sentence each."""
        told = (self._problem(section, self._seen.get(section, ClientSeen())) for section in sorted(self.waited_for))
        return [text for text in told if text]

    def _problem(self, section: str, seen: ClientSeen) -> str:
        if not self._was_listed(section, seen):
            return self._problem_of_new(section)
        away_seconds = self._away_seconds(seen)
        if away_seconds < CAREFUL_SECONDS:
            return ""
        return (
            f"{section} has been away for {span(away_seconds)}: of its data what it had when it was listed last is spared when others "
            "are deleted. Take its section out of the configuration if it is gone for good."
        )

    def _problem_of_new(self, section: str) -> str:
        if not self._is_waited_for(section):
            return ""
        actor = self._clients.get(section)
        if actor is None:
            return (
                f"[{section}] cannot be used as it is written and was never listed, so it may have any file: until it is, nothing is "
                f"deleted with its files. Mend the section, or set [{section}] Disabled = true if it is not there."
            )
        if actor.status.state in _NOT_FAILED:
            return ""
        return (
            f"{section} was never listed, so it may have any file: until it is, nothing is deleted with its files. Mend its "
            f"address or login, or set [{section}] Disabled = true if it is not there."
        )

    def _was_listed(self, section: str, seen: ClientSeen) -> bool:
        return seen.is_known or (section in self._clients and self._clients[section].mirror.listed_at > 0)

    def _is_waited_for(self, section: str) -> bool:
        """Whether there is a client whose data could also be that of this one."""
        others = self._clients.keys() - self._own_storage - {section}
        return section not in self._own_storage and bool(others)

    def _away_seconds(self, seen: ClientSeen) -> float:
        return self._running.seconds - seen.away_since if seen.away_since is not None else 0.0
