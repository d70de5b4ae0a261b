"""Categories and tags."""

import pytest

from tests.contract.qbittorrent.harness import Subject, Visitor
from tests.contract.qbittorrent.samples import add, movie
from tests.real.torrents import make_torrent


def test_a_category_is_created_once(subject: Subject, admin: Visitor) -> None:
    """Creating it again is a conflict."""
    first = admin.post("torrents/createCategory", category="radarr", savePath="/somewhere/else")
    assert (first.status, first.body) == (200, b"")
    again = admin.post("torrents/createCategory", category="radarr")
    assert (again.status, again.text) == (409, "Unable to create category")
    shown = admin.get("torrents/categories").json["radarr"]
    assert (shown["name"], shown["savePath"]) == ("radarr", "/somewhere/else")


def test_an_empty_category_is_a_bad_request(subject: Subject, admin: Visitor) -> None:
    """Present but empty has a text of its own."""
    answer = admin.post("torrents/createCategory", category="")
    assert (answer.status, answer.text) == (400, "Category cannot be empty")
    assert admin.post("torrents/createCategory").status == 400


@pytest.mark.parametrize("name", ["a//b", "/a", "a/", "a\\b"])
def test_bad_names(subject: Subject, admin: Visitor, name: str) -> None:
    """Slashes only between parts, no backslashes."""
    answer = admin.post("torrents/createCategory", category=name)
    assert (answer.status, answer.text) == (409, "Incorrect category name")


def test_parents_are_created_where_subcategories_are_on(subject: Subject, admin: Visitor) -> None:
    """Always on from 5.2; off by default before."""
    admin.post("torrents/createCategory", category="tv/hd")
    expected = {"tv", "tv/hd"} if subject.profile.always_subcategories else {"tv/hd"}
    assert set(admin.get("torrents/categories").json) == expected


def test_editing(subject: Subject, admin: Visitor) -> None:
    """Unknown ones and edits that change nothing are a 409 up to 5.1; since 5.2 a 404, and fine."""
    admin.post("torrents/createCategory", category="radarr")
    assert admin.post("torrents/editCategory", category="radarr", savePath="/other").status == 200
    unchanged = admin.post("torrents/editCategory", category="radarr", savePath="/other")
    unknown = admin.post("torrents/editCategory", category="none", savePath="/other")
    if subject.profile.has(5, 2):
        assert unchanged.status == 200
        assert (unknown.status, unknown.text) == (404, "Category does not exist")
    else:
        assert (unchanged.status, unchanged.text) == (409, "Unable to edit category")
        assert (unknown.status, unknown.text) == (409, "Unable to edit category")


def test_setting_a_category(subject: Subject, admin: Visitor) -> None:
    """It must exist, the empty one clears; unknown hashes are ignored."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    admin.post("torrents/createCategory", category="radarr")

    def category_after(category: str) -> str:
        answer = admin.post("torrents/setCategory", hashes=f"{torrent.hash}|{'f' * 40}", category=category)
        assert answer.status == 200
        return str((admin.torrent(torrent.hash) or {})["category"])

    assert category_after("radarr") == "radarr"
    refused = admin.post("torrents/setCategory", hashes=torrent.hash, category="missing")
    assert (refused.status, refused.text) == (409, "Incorrect category name")
    assert category_after("") == ""


def test_removing_a_category_leaves_its_torrents_without(subject: Subject, admin: Visitor) -> None:
    """Separated by line feeds, unknown ones ignored."""
    torrent = movie(subject)
    add(subject, admin, torrent, category="radarr")
    assert admin.post("torrents/removeCategories", categories="radarr\nnothing").status == 200
    assert admin.get("torrents/categories").json == {}
    assert (admin.torrent(torrent.hash) or {})["category"] == ""


def test_a_child_goes_to_its_parent_since_5_2(subject: Subject, admin: Visitor) -> None:
    """When a subcategory is removed its torrents keep the parent; before they have none."""
    torrent = movie(subject)
    add(subject, admin, torrent, category="tv/hd")
    admin.post("torrents/removeCategories", categories="tv/hd")
    expected = "tv" if subject.profile.has(5, 2) else ""
    assert (admin.torrent(torrent.hash) or {})["category"] == expected


def test_the_category_decides_the_folder_under_automatic_management(subject: Subject, admin: Visitor) -> None:
    """Others keep their save path; those under management follow with their files."""
    torrent = make_torrent(subject.fresh_name("Managed"), {"a.mkv": 20_000})
    torrent.write(subject.save_path)
    add(subject, admin, torrent, stopped=False)
    place = subject.save_path / subject.fresh_name("managed")
    admin.post("torrents/createCategory", category="radarr", savePath=str(place))
    admin.post("torrents/setCategory", hashes=torrent.hash, category="radarr")
    assert (admin.torrent(torrent.hash) or {})["save_path"].rstrip("/") == str(subject.save_path)
    admin.post("torrents/setAutoManagement", hashes=torrent.hash, enable="true")
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["save_path"].rstrip("/") == str(place))
    subject.eventually(lambda: (place / torrent.name / "a.mkv").exists())


def test_tags_are_made_used_and_deleted(subject: Subject, admin: Visitor) -> None:
    """Adding makes missing ones, spaces are trimmed; removing without names removes all; deleting reaches the torrents."""
    torrent = movie(subject)
    add(subject, admin, torrent)

    def tags() -> str:
        return str((admin.torrent(torrent.hash) or {})["tags"])

    assert admin.post("torrents/addTags", hashes=torrent.hash, tags="new2, new1 ,new3").status == 200
    assert tags() == "new1, new2, new3"
    assert admin.post("torrents/removeTags", hashes=torrent.hash, tags="new1,none").status == 200
    assert tags() == "new2, new3"
    assert set(admin.get("torrents/tags").json) == {"new1", "new2", "new3"}
    assert admin.post("torrents/deleteTags", tags="new2").status == 200
    assert tags() == "new3"
    assert admin.post("torrents/removeTags", hashes=torrent.hash).status == 200
    assert tags() == ""
    assert set(admin.get("torrents/tags").json) == {"new1", "new3"}


def test_adding_tags_needs_tags(subject: Subject, admin: Visitor) -> None:
    """Which tags is required when adding."""
    answer = admin.post("torrents/addTags", hashes="all")
    assert (answer.status, answer.text) == (400, subject.profile.missing_parameters(["tags"]))


def test_creating_tags(subject: Subject, admin: Visitor) -> None:
    """Several at once, existing ones do not matter."""
    admin.post("torrents/createTags", tags="a,b")
    assert admin.post("torrents/createTags", tags="b, c").status == 200
    assert set(admin.get("torrents/tags").json) == {"a", "b", "c"}


def test_setting_tags_since_5_1(subject: Subject, admin: Visitor) -> None:
    """`setTags` replaces all tags of a torrent; 204 from 5.2 on."""
    torrent = movie(subject)
    add(subject, admin, torrent, tags="old")
    answer = admin.post("torrents/setTags", hashes=torrent.hash, tags="x,y")
    if not subject.profile.has(5, 1):
        assert answer.status == 404
        return
    assert answer.status == (204 if subject.profile.has(5, 2) else 200)
    assert (admin.torrent(torrent.hash) or {})["tags"] == "x, y"
