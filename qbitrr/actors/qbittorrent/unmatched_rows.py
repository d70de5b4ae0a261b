"""
Watches which tracker rows of the configuration match no torrent, for people.
"""

from collections.abc import Callable, Mapping

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.decide.unmatched_rows import unmatched_rows
from qbitrr.model.torrents.tracker_tables import Announcing, TrackerTable

__all__ = ["UnmatchedRows"]

_Seen = tuple[object, ...]


class UnmatchedRows:
    """
    Says what no torrent has anything to do with, once every client a row is about was listed as a whole. Worked out anew only when
    hosts, numbers or rows changed: asking costs nothing.
    """

    def __init__(self, clients: Mapping[str, QbitActor], tables: Callable[[], tuple[TrackerTable, ...]]) -> None:
        self._clients = clients
        self._tables = tables
        self._seen: _Seen = ()
        self._found: list[str] = []

    def problems(self) -> list[str]:
        """A sentence for each such row."""
        tables = self._tables()
        clients = {section: each for section, actor in self._clients.items() if (each := _announcing(actor))}
        seen = (tables, tuple((section, each.torrents, each.hosts) for section, each in clients.items()))
        if seen != self._seen:
            self._seen = seen
            self._found = [f"notice: {text}." for table in tables for text in unmatched_rows(table, clients)]
        return self._found


def _announcing(actor: QbitActor) -> Announcing | None:
    hosts = actor.mirror.hosts.all
    return Announcing(len(actor.mirror.torrents), hosts) if actor.is_listed and hosts is not None else None
