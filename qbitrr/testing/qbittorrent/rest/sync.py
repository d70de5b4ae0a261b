"""`sync/maindata`: one state per session, and deltas made from the change logs."""

from collections.abc import Callable, Iterable

from qbitrr.testing.qbittorrent.model.changes import ChangeLog, SyncState
from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall
from qbitrr.testing.qbittorrent.rest.transfer import server_state
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["sync_maindata"]


def sync_maindata(client: QbittorrentModel, call: QbittorrentCall) -> object:
    """The answer to `sync/maindata?rid=` for the session of *call*."""
    assert call.session is not None
    return _maindata(client, call.session.sync, call.number("rid"))


def _maindata(client: QbittorrentModel, state: SyncState, rid: int) -> dict[str, object]:
    is_delta = state.accept(rid) and client.publisher.torrents_log.remembers(state.seen[0])
    client.server_state.update(server_state(client))
    if is_delta:
        # Whatever made a torrent new to this session, its whole record is compared now.
        for hash_ in list(client.publisher.torrents_log.changed_since(state.seen[-1])):
            client.publisher.tell(client.torrents[hash_])
    answer = _delta(client, state) if is_delta else _full(client)
    answer["rid"] = state.send(
        client.publisher.generations.now,
        full=not is_delta,
        restart_count=rid <= 0 and client.profile.keeps_empty_sections,
    )
    return answer


def _full(client: QbittorrentModel) -> dict[str, object]:
    publisher = client.publisher
    sections: dict[str, object] = {
        "torrents": {torrent.hash: _whole(client, torrent) for torrent in publisher.listed()},
        "categories": {name: client.categories[name].shown(client.profile) for name in client.categories.names()},
        "tags": list(client.tags.names),
        "trackers": {url: list(hashes) for url, hashes in publisher.trackers.items()},
        "server_state": client.server_state.values,
    }
    if not client.profile.keeps_empty_sections:
        sections = {name: content for name, content in sections.items() if content}
    return {"full_update": True, **sections}


def _delta(client: QbittorrentModel, state: SyncState) -> dict[str, object]:
    publisher, since = client.publisher, state.seen[0]
    torrents = {}
    for hash_ in publisher.torrents_log.changed_since(since):
        torrent = client.torrents[hash_]
        torrents[hash_] = _changed(client, torrent, _boundary(client, state, torrent))
    sections: dict[str, object] = {
        "torrents": torrents,
        "torrents_removed": publisher.torrents_log.removed_since(since),
        **_names(
            "categories", client.categories.log, since, lambda name: client.categories[name].shown(client.profile)
        ),
        "tags": list(client.tags.log.changed_since(since)),
        "tags_removed": client.tags.log.removed_since(since),
        **_names("trackers", publisher.trackers_log, since, lambda url: list(publisher.trackers[url])),
        "server_state": client.server_state.changed_since(since),
    }
    return {name: content for name, content in sections.items() if content}


def _names(kind: str, log: ChangeLog, since: int, show: Callable[[str], object]) -> dict[str, object]:
    changed: Iterable[str] = log.changed_since(since)
    return {kind: {name: show(name) for name in changed}, f"{kind}_removed": log.removed_since(since)}


def _boundary(client: QbittorrentModel, state: SyncState, torrent: SimulatedTorrent) -> int:
    """
    From which generation on a torrent's fields are told.

    Since 4.6 the changes after a lost answer replace what that answer said of the same torrent, so what only the lost
    answer told is never told again.
    """
    if not client.profile.forgets_lost_fields:
        return state.seen[0]
    last = client.publisher.torrents_log.last_change(torrent.hash)
    return max(generation for generation in state.seen if generation < last)


def _whole(client: QbittorrentModel, torrent: SimulatedTorrent) -> dict[str, object]:
    record = dict(zip(client.publisher.fields, torrent.published or (), strict=True))
    del record["hash"]
    return record


def _changed(client: QbittorrentModel, torrent: SimulatedTorrent, since: int) -> dict[str, object]:
    if torrent.born > since:
        return _whole(client, torrent)
    fields, record = client.publisher.fields, torrent.published or ()
    return {fields[index]: record[index] for index, at in torrent.changed.items() if at > since}
