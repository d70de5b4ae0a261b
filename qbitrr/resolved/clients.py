"""
What the clients should have, and what is known of them before they answer.
"""

from collections.abc import Iterator

from qbitrr.config.schema.config import Config, QbitSection
from qbitrr.config.schema.sections import classify
from qbitrr.config.values.texts import without_login
from qbitrr.model.addresses import BadAddress
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, QUARANTINE_TAG
from qbitrr.model.status import QbitStatus
from qbitrr.model.torrents.labels import ClientLabels
from qbitrr.model.torrents.tags import ALL_TAGS
from qbitrr.resolved.addresses import qbittorrent_address

__all__ = [
    "broken_clients",
    "client_labels",
    "connected",
    "own_storage",
    "qbit_status",
    "unconnected",
    "written_clients",
]


def connected(config: Config) -> dict[str, QbitSection]:
    """The clients that are connected, by section."""
    return {} if config.search_only else {qbit.section: qbit for qbit in config.enabled_qbits}


def unconnected(config: Config) -> list[QbitStatus]:
    """How the clients are that are not connected."""
    used = connected(config)
    return [qbit_status(qbit, "disabled") for qbit in config.qbits if qbit.section not in used]


def broken_clients(config: Config) -> frozenset[str]:
    """The sections of clients that cannot be used as they are written."""
    named = [classify(each.section) for each in config.broken]
    return frozenset(each.name for each in named if each is not None and each.kind == "qBit")


def written_clients(config: Config) -> frozenset[str]:
    """The sections of all clients in the file, whatever they are good for."""
    return broken_clients(config) | {qbit.section for qbit in config.qbits}


def own_storage(config: Config) -> set[str]:
    """The clients whose paths mean nothing to the others."""
    return {qbit.section for qbit in config.qbits if qbit.own_storage}


def client_labels(config: Config, qbit: QbitSection) -> ClientLabels:
    """The categories and tags a client should have; none in a dry run, and no tags without tags of ours there."""
    settings = config.settings
    if settings.dry_run:
        return ClientLabels()
    mine = [arr.category for arr in config.managed_arrs if qbit in config.qbits_of(arr)]
    special = (settings.failed_category, settings.recheck_category, QUARANTINE_CATEGORY)
    if settings.tagless:  # what a person sets (`qBitrr-ignored`) is known all the same
        return ClientLabels(categories=(*mine, *special))
    tags = dict.fromkeys((*ALL_TAGS, QUARANTINE_TAG, *_row_tags(config, qbit)))
    return ClientLabels(categories=(*mine, *special), tags=tuple(tags))


def _row_tags(config: Config, qbit: QbitSection) -> Iterator[str]:
    """The tags that rows of trackers give the torrents of a client."""
    of_arrs = (arr.torrent.trackers for arr in config.managed_arrs if qbit in config.qbits_of(arr))
    for row in (*qbit.trackers, *(row for rows in of_arrs for row in rows)):
        yield from row.add_tags


def qbit_status(qbit: QbitSection, state: str) -> QbitStatus:
    """The first status of a client."""
    return QbitStatus(
        section=qbit.section,
        state=state,
        host=without_login(qbit.host),
        port=qbit.port,
        tls=_is_tls(qbit),
        disabled=state == "disabled",
    )


def _is_tls(qbit: QbitSection) -> bool:
    try:
        return qbittorrent_address(qbit.host, qbit.port).scheme == "https"
    except BadAddress:  # of a disabled section, where nobody looks
        return False
