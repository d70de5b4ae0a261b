"""`sync/maindata`: full updates, deltas and whose rid counts."""

from typing import Any

import pytest

from tests.contract.qbittorrent.harness import Subject, Visitor
from tests.contract.qbittorrent.samples import DEAD_TRACKER, add, movie

SECTIONS = {"torrents", "categories", "tags", "trackers", "server_state"}


def _sync(visitor: Visitor, rid: int) -> dict[str, Any]:
    answer: dict[str, Any] = visitor.get("sync/maindata", rid=rid).json
    return answer


def _settled(subject: Subject, visitor: Visitor) -> int:
    """The rid of a delta in which nothing was left to tell."""
    rid = _sync(visitor, 0)["rid"]

    def quiet() -> int:
        nonlocal rid
        delta = _sync(visitor, rid)
        rid = delta.pop("rid")
        return rid if not delta else 0

    return subject.eventually(quiet)


def _follow(subject: Subject, visitor: Visitor, rid: int, key: str) -> dict[str, Any]:
    """Ask until a delta has *key*; deltas without it are accepted on the way."""
    found: dict[str, Any] = {}

    def look() -> bool:
        nonlocal rid, found
        found = _sync(visitor, rid)
        rid = found["rid"]
        return key in found

    subject.eventually(look)
    return found


def test_the_first_answer_is_full(subject: Subject, admin: Visitor) -> None:
    """An empty client shows all sections up to 4.5, and only those with content since."""
    for rid in (0, 7):
        visitor = subject.visitor()
        visitor.login()
        answer = _sync(visitor, rid)
        assert answer.pop("full_update") is True
        assert answer.pop("rid") == 1
        assert set(answer) == (SECTIONS if subject.profile.keeps_empty_sections else {"server_state"})


def test_without_rid_it_is_full(subject: Subject, admin: Visitor) -> None:
    """A missing rid is a rid of 0."""
    assert admin.get("sync/maindata").json["full_update"] is True


def test_an_accepted_rid_gets_a_delta_of_nothing(subject: Subject, admin: Visitor) -> None:
    """Nothing changed: the answer holds the next rid and no more."""
    add(subject, admin, movie(subject))
    rid = _settled(subject, admin)
    assert _sync(admin, rid) == {"rid": rid + 1}
    assert _sync(admin, rid + 1) == {"rid": rid + 2}


def test_the_last_accepted_rid_may_be_repeated(subject: Subject, admin: Visitor) -> None:
    """A client whose answer got lost may ask again with the rid it has."""
    add(subject, admin, movie(subject))
    rid = _settled(subject, admin)
    _sync(admin, rid)
    again = _sync(admin, rid)
    assert "full_update" not in again
    assert again["rid"] == rid + 2


def test_an_unexpected_rid_gets_everything(subject: Subject, admin: Visitor) -> None:
    """A rid that was never sent, or sent too long ago: a full update, and the count goes on."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    rid = _settled(subject, admin)
    _sync(admin, rid)
    _sync(admin, rid + 1)
    late = _sync(admin, rid)
    assert late["full_update"] is True
    assert late["rid"] == rid + 3
    assert set(late["torrents"]) == {torrent.hash}
    unknown = _sync(admin, 99_999)
    assert (unknown["full_update"], unknown["rid"]) == (True, rid + 4)


def test_rid_0_starts_the_count_again_in_4_5(subject: Subject, admin: Visitor) -> None:
    """Up to 4.5 each answer to rid 0 has rid 1; later ones count on."""
    first = _sync(admin, 0)["rid"]
    second = _sync(admin, 0)["rid"]
    assert second == (1 if subject.profile.keeps_empty_sections else first + 1)


def test_each_session_has_its_own_state(subject: Subject, admin: Visitor) -> None:
    """What one visitor was told does not count for another."""
    _settled(subject, admin)
    other = subject.visitor()
    other.login()
    assert _sync(other, 1)["full_update"] is True
    assert "full_update" not in _sync(other, 1)


def test_a_new_torrent_comes_with_all_fields(subject: Subject, admin: Visitor) -> None:
    """All fields of the release but the hash, which is the key; its tracker comes along."""
    rid = _settled(subject, admin)
    torrent = movie(subject)
    add(subject, admin, torrent)
    delta = _follow(subject, admin, rid, "torrents")
    assert set(delta["torrents"][torrent.hash]) == set(subject.profile.fields) - {"hash"}
    assert delta["trackers"] == {DEAD_TRACKER: [torrent.hash]}
    assert "full_update" not in delta


def test_a_change_brings_the_changed_fields_alone(subject: Subject, admin: Visitor) -> None:
    """Only what is different, for the torrents that are different."""
    torrent, other = movie(subject), movie(subject)
    add(subject, admin, torrent)
    add(subject, admin, other)
    rid = _settled(subject, admin)
    admin.post("torrents/addTags", hashes=torrent.hash, tags="b, a")
    admin.post("torrents/setDownloadLimit", hashes=torrent.hash, limit=10240)
    delta = _sync(admin, rid)
    assert delta["torrents"] == {torrent.hash: {"tags": "a, b", "dl_limit": 10240}}
    assert sorted(delta["tags"]) == ["a", "b"]
    assert set(delta) == {"rid", "torrents", "tags"}


def test_a_removed_torrent_is_named(subject: Subject, admin: Visitor) -> None:
    """It is in `torrents_removed` at once, and its tracker in `trackers_removed` if it was the last one there."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    rid = _settled(subject, admin)
    admin.post("torrents/delete", hashes=torrent.hash, deleteFiles="true")
    delta = _sync(admin, rid)
    assert delta["torrents_removed"] == [torrent.hash]
    assert delta["trackers_removed"] == [DEAD_TRACKER]
    assert "torrents" not in delta


def test_all_torrents_of_a_tracker_are_told(subject: Subject, admin: Visitor) -> None:
    """Whenever one comes or goes, those of its tracker are listed anew; a tracker that was added to a torrent is told as well."""
    first, second = movie(subject), movie(subject)
    add(subject, admin, first)
    rid = _settled(subject, admin)
    add(subject, admin, second)
    delta = _follow(subject, admin, rid, "trackers")
    assert sorted(delta["trackers"][DEAD_TRACKER]) == sorted([first.hash, second.hash])
    other = "http://127.0.0.1:9/other"
    admin.post("torrents/addTrackers", hash=second.hash, urls=other)
    delta = _follow(subject, admin, delta["rid"], "trackers")
    assert delta["trackers"] == {other: [second.hash]}
    admin.post("torrents/removeTrackers", hash=second.hash, urls=DEAD_TRACKER)
    delta = _follow(subject, admin, delta["rid"], "trackers")
    assert delta["trackers"] == {DEAD_TRACKER: [first.hash]}
    admin.post("torrents/removeTrackers", hash=second.hash, urls=other)
    assert _follow(subject, admin, delta["rid"], "trackers_removed")["trackers_removed"] == [other]


def test_categories_and_tags_come_and_go(subject: Subject, admin: Visitor) -> None:
    """New, changed and removed ones are told by name."""
    rid = _settled(subject, admin)
    admin.post("torrents/createCategory", category="radarr")
    admin.post("torrents/createTags", tags="one")
    delta = _sync(admin, rid)
    assert set(delta) == {"rid", "categories", "tags"}
    assert delta["categories"]["radarr"]["name"] == "radarr"
    assert delta["tags"] == ["one"]
    admin.post("torrents/editCategory", category="radarr", savePath=str(subject.save_path / "elsewhere"))
    edited = _sync(admin, delta["rid"])
    assert edited["categories"]["radarr"]["savePath"] == str(subject.save_path / "elsewhere")
    admin.post("torrents/removeCategories", categories="radarr")
    admin.post("torrents/deleteTags", tags="one")
    gone = _sync(admin, edited["rid"])
    assert (gone["categories_removed"], gone["tags_removed"]) == (["radarr"], ["one"])


def test_the_numbers_of_the_client_are_told_when_they_change(subject: Subject, admin: Visitor) -> None:
    """`server_state` holds only what is different in a delta."""
    rid = _settled(subject, admin)
    try:
        admin.post("app/setPreferences", json='{"queueing_enabled": true}')
        delta = _follow(subject, admin, rid, "server_state")
        assert delta["server_state"] == {"queueing": True}
    finally:
        admin.post("app/setPreferences", json='{"queueing_enabled": false}')


@pytest.mark.correction("A3")
def test_a_client_without_outside_connections_is_firewalled(subject: Subject, admin: Visitor) -> None:
    """Also with a dead torrent. `disconnected` is what a 5.x says just after its start, and while the interface it is bound to is gone."""
    subject.eventually(lambda: admin.get("transfer/info").json["connection_status"] == "firewalled")
    add(subject, admin, movie(subject), stopped=False)
    subject.pass_time(0.5)
    assert admin.get("transfer/info").json["connection_status"] == "firewalled"
    assert admin.get("sync/maindata").json["server_state"]["connection_status"] == "firewalled"


def test_limits_wait_for_the_refresh_since_4_6(subject: Subject, admin: Visitor) -> None:
    """`torrents/info` shows a new limit at once in all releases; a delta tells it at once in 4.5, soon in later ones."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    rid = _settled(subject, admin)
    admin.post("torrents/setDownloadLimit", hashes=torrent.hash, limit=10240)
    seen = admin.torrent(torrent.hash)
    assert seen is not None
    assert seen["dl_limit"] == 10240
    assert _follow(subject, admin, rid, "torrents")["torrents"] == {torrent.hash: {"dl_limit": 10240}}


def test_a_lost_answer_may_lose_fields(subject: Subject, admin: Visitor) -> None:
    """
    A torrent changes, the answer is lost, it changes again: the repeated request tells both in 4.5 and 5.3, and between
    them only what changed after the lost answer.
    """
    torrent = movie(subject)
    add(subject, admin, torrent)
    admin.post("torrents/createCategory", category="radarr")
    rid = _settled(subject, admin)
    admin.post("torrents/addTags", hashes=torrent.hash, tags="lost")
    lost = _sync(admin, rid)
    assert lost["torrents"] == {torrent.hash: {"tags": "lost"}}
    admin.post("torrents/setCategory", hashes=torrent.hash, category="radarr")
    again = _sync(admin, rid)
    second = {"category": "radarr"}
    assert again["torrents"][torrent.hash] == (
        second if subject.profile.forgets_lost_fields else {"tags": "lost", **second}
    )


def test_what_only_the_lost_answer_said_is_repeated(subject: Subject, admin: Visitor) -> None:
    """A torrent that did not change again is told again, in all releases."""
    torrent, other = movie(subject), movie(subject)
    add(subject, admin, torrent)
    add(subject, admin, other)
    rid = _settled(subject, admin)
    admin.post("torrents/addTags", hashes=torrent.hash, tags="lost")
    _sync(admin, rid)
    admin.post("torrents/addTags", hashes=other.hash, tags="second")
    assert _sync(admin, rid)["torrents"] == {torrent.hash: {"tags": "lost"}, other.hash: {"tags": "second"}}
