"""File priorities, share limits, speed limits, the queue and the preferences."""

import json

import pytest

from tests.contract.qbittorrent.harness import Subject, Visitor
from tests.contract.qbittorrent.samples import ALL_LIMITS, UNKNOWN, add, magnet_hash, movie, wait_loaded
from tests.real.torrents import make_torrent


def test_skipped_files_shrink_the_torrent(subject: Subject, admin: Visitor) -> None:
    """Sizes follow at the next refresh, counted in whole pieces; the files show their priority."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    answer = admin.post("torrents/filePrio", hash=torrent.hash, id="1|2", priority=0)
    assert (answer.status, answer.body) == (200, b"")
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["size"] == 311_296)
    seen = admin.torrent(torrent.hash) or {}
    assert (seen["amount_left"], seen["total_size"]) == (311_296, 340_500)

    def priorities() -> list[int]:
        return [row["priority"] for row in admin.get("torrents/files", hash=torrent.hash).json]

    subject.eventually(lambda: priorities() == [1, 0, 0])
    admin.post("torrents/filePrio", hash=torrent.hash, id="1", priority=7)
    subject.eventually(lambda: priorities() == [1, 7, 0])
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["size"] == 340_500)


def test_a_torrent_is_finished_when_the_wanted_files_are_there(subject: Subject, admin: Visitor) -> None:
    """Skipping all that is missing completes it; wanting it again makes it as unfinished as it never was."""
    torrent = make_torrent(subject.fresh_name("Partly"), {"a.mkv": 65_536, "b.mkv": 65_536})
    torrent.write(subject.save_path)
    (subject.save_path / torrent.name / "b.mkv").unlink()
    add(subject, admin, torrent, stopped=False)
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["completed"] == 65_536)
    assert (admin.torrent(torrent.hash) or {})["state"] == "stalledDL"
    admin.post("torrents/filePrio", hash=torrent.hash, id="1", priority=0)
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["state"] == "stalledUP")
    finished = admin.torrent(torrent.hash) or {}
    assert (finished["progress"], finished["size"], finished["priority"]) == (1, 65_536, 0)
    assert finished["completion_on"] > 0
    admin.post("torrents/filePrio", hash=torrent.hash, id="1", priority=1)
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["state"] == "stalledDL")
    assert (admin.torrent(torrent.hash) or {})["completion_on"] == subject.profile.never


def test_a_torrent_of_which_nothing_is_wanted(subject: Subject, admin: Visitor) -> None:
    """No size and no progress, yet it counts as finished."""
    torrent = movie(subject)
    add(subject, admin, torrent, stopped=False)
    admin.post("torrents/filePrio", hash=torrent.hash, id="0|1|2", priority=0)
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["size"] == 0)
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["state"] == "stalledUP")
    seen = admin.torrent(torrent.hash) or {}
    assert (seen["progress"], seen["amount_left"]) == (0, 0)


@pytest.mark.parametrize(
    ("form", "status", "text"),
    [
        ({"id": "9", "priority": "0"}, 409, "File ID is not valid"),
        ({"id": "-1", "priority": "0"}, 409, "File ID is not valid"),
        ({"id": "0", "priority": "3"}, 400, "Priority is not valid"),
        ({"id": "0", "priority": "x"}, 400, "Priority must be an integer"),
        ({"id": "x", "priority": "1"}, 400, "File IDs must be integers"),
    ],
)
def test_bad_file_priorities(subject: Subject, admin: Visitor, form: dict[str, str], status: int, text: str) -> None:
    """Each mistake has its own text."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    answer = admin.post("torrents/filePrio", hash=torrent.hash, **form)
    assert (answer.status, answer.text) == (status, text)


def test_file_priorities_need_a_torrent_with_metadata(subject: Subject, admin: Visitor) -> None:
    """404 for an unknown hash, 409 for a magnet."""
    magnet = magnet_hash(0x2001)
    admin.post("torrents/add", urls=f"magnet:?xt=urn:btih:{magnet}")
    wait_loaded(subject, admin, magnet)
    unknown = admin.post("torrents/filePrio", hash=UNKNOWN, id="0", priority="0")
    assert unknown.status == 404
    early = admin.post("torrents/filePrio", hash=magnet, id="0", priority="0")
    assert (early.status, early.text) == (409, "Torrent's metadata has not yet downloaded")


def test_all_share_limits_always_fit(subject: Subject, admin: Visitor) -> None:
    """Sending every parameter works in each release; what it does not know does no harm."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    answer = admin.post("torrents/setShareLimits", hashes=torrent.hash, **ALL_LIMITS)
    assert (answer.status, answer.body) == (200, b"")
    seen = admin.torrent(torrent.hash) or {}
    assert (seen["ratio_limit"], seen["seeding_time_limit"]) == (2, -1)
    assert (seen["max_ratio"], seen["max_seeding_time"]) == (2, -1)


@pytest.mark.parametrize("left_out", ALL_LIMITS)
def test_a_share_limit_left_out(subject: Subject, admin: Visitor, left_out: str) -> None:
    """Only what the release requires may not be missing."""
    form = {name: value for name, value in ALL_LIMITS.items() if name != left_out}
    answer = admin.post("torrents/setShareLimits", hashes=UNKNOWN, **form)
    if left_out in subject.profile.share_limit_parameters:
        assert (answer.status, answer.text) == (400, subject.profile.missing_parameters([left_out]))
    else:
        assert answer.status == 200


def test_speed_limits(subject: Subject, admin: Visitor) -> None:
    """0 and less are unlimited, shown as 0; the reads answer by hash."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    admin.post("torrents/setDownloadLimit", hashes=torrent.hash, limit=10240)
    admin.post("torrents/setUploadLimit", hashes=torrent.hash, limit=0)
    assert admin.get("torrents/downloadLimit", hashes=torrent.hash).json == {torrent.hash: 10240}
    assert (admin.torrent(torrent.hash) or {})["dl_limit"] == 10240
    assert admin.get("torrents/properties", hash=torrent.hash).json["up_limit"] == -1
    admin.post("transfer/setDownloadLimit", limit=20480)
    assert admin.get("transfer/downloadLimit").text == "20480"
    admin.post("transfer/setDownloadLimit", limit=0)
    assert admin.get("transfer/downloadLimit").text == "0"


def test_places_in_the_queue(subject: Subject, admin: Visitor) -> None:
    """Moving needs queueing; unfinished torrents have places without it; with it, those beyond the limits wait."""
    torrents = [movie(subject) for _ in range(3)]
    for torrent in torrents:
        add(subject, admin, torrent, stopped=False)
    first, second, third = (torrent.hash for torrent in torrents)

    def places() -> dict[str, int]:
        return {torrent["hash"]: torrent["priority"] for torrent in admin.get("torrents/info").json}

    def states() -> dict[str, str]:
        return {torrent["hash"]: torrent["state"] for torrent in admin.get("torrents/info").json}

    assert places() == {first: 1, second: 2, third: 3}
    refused = admin.post("torrents/topPrio", hashes=third)
    assert (refused.status, refused.text) == (409, "Torrent queueing must be enabled")
    limits = {"max_active_downloads": 1, "max_active_torrents": 1, "max_active_uploads": 1}
    admin.post("app/setPreferences", json=json.dumps({"queueing_enabled": True, **limits}))
    try:
        assert admin.post("torrents/topPrio", hashes=third).status == 200
        subject.eventually(lambda: places() == {third: 1, first: 2, second: 3})
        subject.eventually(lambda: states() == {third: "stalledDL", first: "queuedDL", second: "queuedDL"})
        admin.post("torrents/setForceStart", hashes=second, value="true")
        subject.eventually(lambda: states()[second] == "forcedDL")
        admin.post("torrents/delete", hashes=third, deleteFiles="true")
        subject.eventually(lambda: places() == {first: 1, second: 2})
    finally:
        admin.post("app/setPreferences", json='{"queueing_enabled": false}')
    subject.eventually(lambda: states()[first] == "stalledDL")


def test_several_go_to_the_top_in_their_order(subject: Subject, admin: Visitor) -> None:
    """However they are named."""
    hashes = [movie(subject) for _ in range(4)]
    for torrent in hashes:
        add(subject, admin, torrent, stopped=False)
    first, second, third, fourth = (torrent.hash for torrent in hashes)
    admin.post("app/setPreferences", json='{"queueing_enabled": true}')
    try:
        assert admin.post("torrents/topPrio", hashes=f"{fourth}|{second}").status == 200
        wanted = {second: 1, fourth: 2, first: 3, third: 4}
        subject.eventually(
            lambda: {each["hash"]: each["priority"] for each in admin.get("torrents/info").json} == wanted
        )
    finally:
        admin.post("app/setPreferences", json='{"queueing_enabled": false}')


def test_super_seeding(subject: Subject, admin: Visitor) -> None:
    """It is shown of a torrent that seeds, and can be switched off again."""
    torrent = make_torrent(subject.fresh_name("Seed"), {"a.mkv": 65_536})
    torrent.write(subject.save_path)
    add(subject, admin, torrent, stopped=False)
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["state"] == "stalledUP")
    for value, shown in (("true", True), ("false", False)):
        answer = admin.post("torrents/setSuperSeeding", hashes=torrent.hash, value=value)
        assert (answer.status, answer.body) == (200, b"")
        subject.eventually(lambda shown=shown: (admin.torrent(torrent.hash) or {})["super_seeding"] is shown)  # type: ignore[misc]


def test_preferences(subject: Subject, admin: Visitor) -> None:
    """Known keys are taken over, unknown ones ignored; the body must be a form."""
    before = admin.get("app/preferences").json
    assert (before["web_ui_port"], before["web_ui_username"], before["queueing_enabled"]) == (
        subject.port,
        "admin",
        False,
    )
    answer = admin.post("app/setPreferences", json='{"max_active_downloads": 7, "nonsense": 1}')
    assert (answer.status, answer.body) == (200, b"")
    after = admin.get("app/preferences").json
    assert after["max_active_downloads"] == 7
    assert "nonsense" not in after
    admin.post("app/setPreferences", json=json.dumps({"max_active_downloads": before["max_active_downloads"]}))
    assert admin.send("POST", "app/setPreferences", b"{}", "application/json").status == 400
    missing = admin.post("app/setPreferences")
    assert (missing.status, missing.text) == (400, subject.profile.missing_parameters(["json"]))


def test_global_limits_count_where_a_torrent_has_none_of_its_own(subject: Subject, admin: Visitor) -> None:
    """`max_ratio` of the preferences is in effect for torrents at -2, not for those at -1."""
    common, unlimited = movie(subject), movie(subject)
    add(subject, admin, common)
    add(subject, admin, unlimited)
    admin.post("torrents/setShareLimits", hashes=unlimited.hash, **{**ALL_LIMITS, "ratioLimit": "-1"})
    admin.post("app/setPreferences", json='{"max_ratio": 3.5}')
    admin.post("app/setPreferences", json='{"max_ratio_enabled": true}')
    try:
        subject.eventually(lambda: admin.get("app/preferences").json["max_ratio_enabled"] is True)
        seen = {torrent["hash"]: torrent for torrent in admin.get("torrents/info").json}
        assert (seen[unlimited.hash]["ratio_limit"], seen[unlimited.hash]["max_ratio"]) == (-1, -1)
        assert seen[common.hash]["ratio_limit"] == -2
        assert seen[common.hash]["max_ratio"] == admin.get("app/preferences").json["max_ratio"]
    finally:
        admin.post("app/setPreferences", json='{"max_ratio_enabled": false}')
