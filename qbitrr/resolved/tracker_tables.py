"""
From the configuration to its tracker rows by where they stand.
"""

from collections.abc import Iterable

from qbitrr.config.schema.config import Config, TrackerRow
from qbitrr.model.torrents.tracker_tables import TrackerTable
from qbitrr.model.torrents.trackers import host_of

__all__ = ["sorted_clients", "tracker_tables"]


def tracker_tables(config: Config) -> tuple[TrackerTable, ...]:
    """The rows of the clients in use and of the managed Arrs; tables without rows or clients are left out."""
    tables = [
        TrackerTable(place=f"[{qbit.section}] Trackers", clients=(qbit.section,), hosts=_hosts(qbit.trackers))
        for qbit in config.enabled_qbits
    ]
    tables += [
        TrackerTable(
            place=f"[{arr.section}] Torrent.Trackers",
            clients=tuple(qbit.section for qbit in config.qbits_of(arr)),
            hosts=_hosts(arr.torrent.trackers),
        )
        for arr in config.managed_arrs
    ]
    return tuple(table for table in tables if table.hosts and table.clients)


def sorted_clients(config: Config) -> frozenset[str]:
    """The clients whose queue is sorted: a row for torrents there says so, whoever's."""
    found = {qbit.section for qbit in config.enabled_qbits if any(row.sort_torrents for row in qbit.trackers)}
    for arr in config.managed_arrs:
        if any(row.sort_torrents for row in arr.torrent.trackers):
            found |= {qbit.section for qbit in config.qbits_of(arr)}
    return frozenset(found)


def _hosts(rows: Iterable[TrackerRow]) -> tuple[str, ...]:
    return tuple("" if row.add_tracker_if_missing or row.remove_if_exists else host_of(row.uri) for row in rows)
