"""Adding, removing, stopping, starting, checking: what happens to torrents, and what their details look like."""

from typing import Any

import pytest

from tests.contract.qbittorrent.harness import Answer, Subject, Visitor
from tests.contract.qbittorrent.samples import UNKNOWN, add, magnet_hash, movie, wait_loaded
from tests.real.torrents import make_torrent


def _is_added(subject: Subject, answer: Answer, *hashes: str) -> bool:
    if not subject.profile.has(5, 2):
        return (answer.status, answer.text) == (200, "Ok.")
    counts = {"success_count": len(hashes), "failure_count": 0, "pending_count": 0, "added_torrent_ids": list(hashes)}
    return answer.status == 200 and answer.json == counts


def _is_not_added(subject: Subject, answer: Answer) -> bool:
    refused = (409, "Conflict") if subject.profile.has(5, 2) else (200, "Fails.")
    return (answer.status, answer.text) == refused


def _state(visitor: Visitor, hash_: str) -> str:
    seen = visitor.torrent(hash_)
    return str(seen["state"]) if seen else "gone"


def _stop_name(subject: Subject) -> str:
    return "stop" if subject.profile.has(5, 0) else "pause"


def _start_name(subject: Subject) -> str:
    return "start" if subject.profile.has(5, 0) else "resume"


def test_an_upload_is_added_with_its_options(subject: Subject, admin: Visitor) -> None:
    """Category (created on the way), tags and limits arrive with the torrent."""
    torrent = movie(subject)
    options: dict[str, Any] = {
        "category": "never-made",
        "tags": "b,a",
        "ratioLimit": "1.5",
        "seedingTimeLimit": "60",
        "dlLimit": "2048",
    }
    assert _is_added(subject, add(subject, admin, torrent, **options), torrent.hash)
    seen = admin.torrent(torrent.hash)
    assert seen is not None
    assert (seen["name"], seen["category"], seen["tags"]) == (torrent.name, "never-made", "a, b")
    assert (seen["ratio_limit"], seen["seeding_time_limit"], seen["dl_limit"]) == (1.5, 60, 2048)
    assert (seen["max_ratio"], seen["max_seeding_time"]) == (1.5, 60)
    assert seen["state"] == f"{subject.profile.stopped_word}DL"
    assert "never-made" in admin.get("torrents/categories").json


def test_what_is_there_is_not_added_again(subject: Subject, admin: Visitor) -> None:
    """A duplicate, whether as file or as magnet, is a failure."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    assert _is_not_added(subject, add(subject, admin, torrent, stopped=True))
    assert _is_not_added(subject, admin.post("torrents/add", urls=torrent.magnet))


def test_rubbish_is_no_torrent(subject: Subject, admin: Visitor) -> None:
    """A file that is none aborts with 415, a link that is none is a failure."""
    answer = admin.upload([("junk.torrent", b"no torrent at all")])
    assert (answer.status, answer.text) == (415, "Error: 'junk.torrent' is not a valid torrent file.")
    assert _is_not_added(subject, admin.post("torrents/add", urls="not a url"))


def test_the_other_releases_word_for_stopped_is_ignored(subject: Subject, admin: Visitor) -> None:
    """`paused` starts a torrent on 5.x, `stopped` starts it on 4.x."""
    torrent = movie(subject)
    other_word = "paused" if subject.profile.has(5, 0) else "stopped"
    admin.upload([("a.torrent", torrent.data)], **{other_word: "true"})
    subject.eventually(lambda: _state(admin, torrent.hash) == "stalledDL")


def test_a_magnet_waits_for_its_metadata(subject: Subject, admin: Visitor) -> None:
    """No files, no size; called by its `dn`, else by its hash; stopped and forced show."""
    named, bare = magnet_hash(0x1001), magnet_hash(0x1002)
    links = f"magnet:?xt=urn:btih:{named.upper()}&dn=Some%20name\nmagnet:?xt=urn:btih:{bare}"
    assert _is_added(subject, admin.post("torrents/add", urls=links), named, bare)
    for hash_ in (named, bare):
        wait_loaded(subject, admin, hash_)
    subject.eventually(lambda: _state(admin, named) == "metaDL")
    records = {each["hash"]: each for each in admin.get("torrents/info").json}
    assert (records[named]["name"], records[bare]["name"]) == ("Some name", bare)
    assert (records[named]["size"], records[named]["total_size"], records[named]["amount_left"]) == (0, -1, 0)
    assert admin.get("torrents/files", hash=named).json == []
    admin.post("torrents/setForceStart", hashes=named, value="true")
    subject.eventually(lambda: _state(admin, named) == "forcedMetaDL")
    admin.post(f"torrents/{_stop_name(subject)}", hashes=named)
    subject.eventually(lambda: _state(admin, named) == f"{subject.profile.stopped_word}DL")


def test_data_that_is_there_is_found(subject: Subject, admin: Visitor) -> None:
    """Checked, complete, nothing downloaded; the time of completion is now."""
    torrent = make_torrent(subject.fresh_name("Seeded.Show"), {"a.mkv": 250_000, "b.nfo": 100})
    torrent.write(subject.save_path)
    add(subject, admin, torrent, stopped=False)
    subject.eventually(lambda: _state(admin, torrent.hash) == "stalledUP")
    seen = admin.torrent(torrent.hash)
    assert seen is not None
    assert (seen["progress"], seen["downloaded"], seen["ratio"], seen["completed"]) == (1, 0, 0, torrent.size)
    assert seen["completion_on"] >= seen["added_on"]


def test_stop_and_start(subject: Subject, admin: Visitor) -> None:
    """The actions of the release work; states follow soon, unfinished and finished alike; unknown hashes are ignored."""
    waiting = movie(subject)
    complete = make_torrent(subject.fresh_name("Complete"), {"a.mkv": 20_000})
    complete.write(subject.save_path)
    add(subject, admin, waiting, stopped=False)
    add(subject, admin, complete, stopped=False)
    both = {waiting.hash: ("stalledDL", f"{subject.profile.stopped_word}DL")}
    both[complete.hash] = ("stalledUP", f"{subject.profile.stopped_word}UP")
    for action, column in ((_stop_name(subject), 1), (_start_name(subject), 0)):
        answer = admin.post(f"torrents/{action}", hashes=f"{waiting.hash}|{complete.hash}|{UNKNOWN}")
        assert (answer.status, answer.body) == (200, b"")
        for hash_, states in both.items():
            subject.eventually(lambda hash_=hash_, wanted=states[column]: _state(admin, hash_) == wanted)  # type: ignore[misc]


@pytest.mark.parametrize("action", ["stop", "start", "pause", "resume"])
def test_only_one_pair_of_names_exists(subject: Subject, admin: Visitor, action: str) -> None:
    """pause and resume until 4.6, stop and start since 5.0; the others are 404."""
    answer = admin.post(f"torrents/{action}", hashes=UNKNOWN)
    exists = (action in ("stop", "start")) is subject.profile.has(5, 0)
    assert (answer.status, answer.text) == ((200, "") if exists else (404, subject.profile.unknown_action))


def test_force_start_starts_with_either_value(subject: Subject, admin: Visitor) -> None:
    """`true` starts a stopped torrent as forced, `false` as an ordinary one; `force_start` is right at once."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    for value, state in (("true", "forcedDL"), ("false", "stalledDL")):
        admin.post(f"torrents/{_stop_name(subject)}", hashes=torrent.hash)
        subject.eventually(lambda: _state(admin, torrent.hash) == f"{subject.profile.stopped_word}DL")
        admin.post("torrents/setForceStart", hashes=torrent.hash, value=value)
        seen = admin.torrent(torrent.hash)
        assert seen is not None
        assert seen["force_start"] is (value == "true")
        subject.eventually(lambda state=state: _state(admin, torrent.hash) == state)  # type: ignore[misc]


def test_all_means_all(subject: Subject, admin: Visitor) -> None:
    """`hashes=all` reaches every torrent."""
    torrents = [movie(subject), movie(subject)]
    for torrent in torrents:
        add(subject, admin, torrent)
    admin.post("torrents/addTags", hashes="all", tags="everywhere")
    assert {seen["tags"] for seen in admin.get("torrents/info").json} == {"everywhere"}


@pytest.mark.parametrize("delete_files", [True, False])
def test_deleting(subject: Subject, admin: Visitor, delete_files: bool) -> None:
    """Gone from the list at once; the files stay or follow soon, the folder they leave empty too."""
    torrent = make_torrent(subject.fresh_name("Doomed"), {"a.mkv": 30_000, "sub/b.srt": 10})
    torrent.write(subject.save_path)
    add(subject, admin, torrent, stopped=False)
    subject.eventually(lambda: _state(admin, torrent.hash) == "stalledUP")
    answer = admin.post("torrents/delete", hashes=f"{torrent.hash}|{UNKNOWN}", deleteFiles=str(delete_files).lower())
    assert (answer.status, answer.body) == (200, b"")
    assert admin.torrent(torrent.hash) is None
    content = subject.save_path / torrent.name
    if delete_files:
        subject.eventually(lambda: not content.exists())
    else:
        subject.pass_time(0.3)
        assert (content / "a.mkv").stat().st_size == 30_000


def test_deleting_needs_both_parameters(subject: Subject, admin: Visitor) -> None:
    """Neither which nor how may be left out; nothing is deleted then."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    for form in ({"hashes": torrent.hash}, {"deleteFiles": "true"}):
        assert admin.post("torrents/delete", **form).status == 400
    assert admin.torrent(torrent.hash) is not None


def test_recheck_finds_lost_data(subject: Subject, admin: Visitor) -> None:
    """With its files gone a complete torrent is back at zero; the time of its completion stays."""
    torrent = make_torrent(subject.fresh_name("Lost"), {"a.mkv": 50_000})
    torrent.write(subject.save_path)
    add(subject, admin, torrent, stopped=False)
    subject.eventually(lambda: _state(admin, torrent.hash) == "stalledUP")
    before = admin.torrent(torrent.hash)
    (subject.save_path / torrent.name / "a.mkv").unlink()
    assert (admin.post("torrents/recheck", hashes=torrent.hash).status, before is not None) == (200, True)
    subject.eventually(lambda: _state(admin, torrent.hash) == "stalledDL")
    after = admin.torrent(torrent.hash)
    assert after is not None
    assert before is not None
    assert (after["progress"], after["completed"], after["amount_left"]) == (0, 0, 50_000)
    assert after["completion_on"] == before["completion_on"]


def test_a_stopped_torrent_is_stopped_again_after_its_check(subject: Subject, admin: Visitor) -> None:
    """Data that appears is found by a recheck; the torrent does not start to seed."""
    torrent = make_torrent(subject.fresh_name("Appears"), {"a.mkv": 50_000})
    add(subject, admin, torrent)
    torrent.write(subject.save_path)
    admin.post("torrents/recheck", hashes=torrent.hash)
    subject.eventually(lambda: _state(admin, torrent.hash) == f"{subject.profile.stopped_word}UP")


def test_set_location_moves_the_files(subject: Subject, admin: Visitor) -> None:
    """The files go along and automatic management ends; an empty place is a 400, an impossible one a 409."""
    torrent = make_torrent(subject.fresh_name("Moves"), {"a.mkv": 50_000})
    torrent.write(subject.save_path)
    add(subject, admin, torrent, stopped=False)
    target = subject.save_path / "elsewhere"
    assert admin.post("torrents/setLocation", hashes=torrent.hash, location=str(target)).status == 200
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["content_path"] == f"{target}/{torrent.name}/a.mkv")
    subject.eventually(lambda: (target / torrent.name / "a.mkv").exists())
    assert not (subject.save_path / torrent.name / "a.mkv").exists()
    empty = admin.post("torrents/setLocation", hashes=torrent.hash, location="")
    assert (empty.status, empty.text) == (400, "Save path cannot be empty")
    impossible = admin.post("torrents/setLocation", hashes=torrent.hash, location="/proc/nowhere")
    assert (impossible.status, impossible.text) == (409, "Cannot make save path")


def test_renaming_a_torrent(subject: Subject, admin: Visitor) -> None:
    """The name alone changes, not the files."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    assert admin.post("torrents/rename", hash=torrent.hash, name="Another name").status == 200
    seen = admin.torrent(torrent.hash)
    assert seen is not None
    assert seen["name"] == "Another name"
    assert seen["content_path"] == f"{subject.save_path}/{torrent.name}"
    assert admin.post("torrents/rename", hash=UNKNOWN, name="x").status == 404
