"""
Tracker rows that no torrent has anything to do with: a slip in a host, or a tracker that is not used any more.
"""

from collections.abc import Collection, Mapping

from qbitrr.model.torrents.tracker_tables import Announcing, TrackerTable

__all__ = ["matched_hosts", "unmatched_rows"]


def matched_hosts(hosts: Collection[str], announced: Collection[str]) -> frozenset[str]:
    """Those of *hosts* that speak for one of the *announced* hosts: the same, else its nearest parent domain among them."""
    return frozenset(found for each in announced if (found := _nearest(each, hosts)))


def unmatched_rows(table: TrackerTable, clients: Mapping[str, Announcing]) -> tuple[str, ...]:
    """
    A sentence for each row of *table* that matches no torrent of its clients.

    *clients* are those whose listing is whole and present; while one is not among them, or there is no torrent at all, nothing is known.
    """
    about = [clients[name] for name in table.clients if name in clients]
    torrents = sum(each.torrents for each in about)
    if len(about) < len(table.clients) or not torrents:
        return ()
    matched = matched_hosts(frozenset(table.hosts), {host for each in about for host in each.hosts})
    return tuple(
        f"{table.place}[{index}] {host}: matches 0 of {torrents} torrents"
        for index, host in enumerate(table.hosts)
        if host and host not in matched
    )


def _nearest(host: str, hosts: Collection[str]) -> str:
    while host and host not in hosts:
        host = host.partition(".")[2]
    return host
