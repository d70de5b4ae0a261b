"""Mass editors, the calendar, the delay of availability, and what a usenet client loads."""

import pytest

from qbitrr.testing.arr.model.queue import UsenetDownload
from tests.contract.arr.driver import NOW, Driver

KINDS = ("radarr", "sonarr", "lidarr", "readarr")
DAY = 86_400.0


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_named_is_changed(kind):
    """Of those that are named and exist; the records are answered."""
    driver = Driver(kind)
    driver.leaf()
    owner = driver.arr.kind.owner
    driver.arr.settings.add_profile("Second")

    def shown():
        return {name: value for name, value in driver.get(f"{owner}/1").items() if name != "lastAlbum"}

    before = shown()
    reply = driver.call("PUT", f"{owner}/editor", json={f"{owner}Ids": [1, 99], "qualityProfileId": 2})
    assert (reply.status, [record["qualityProfileId"] for record in reply.json]) == (202, [2])
    after = shown()
    assert {**before, "qualityProfileId": 2} == after
    driver.call("PUT", f"{owner}/editor", json={f"{owner}Ids": [1], "monitored": False})
    assert shown() == {**after, "monitored": False}
    refused = driver.call("PUT", f"{owner}/editor", json={f"{owner}Ids": [1], "qualityProfileId": 9})
    assert refused.status == 400


@pytest.mark.parametrize(("how", "tags"), [("add", [1, 2, 3]), ("remove", [1]), ("replace", [2, 3])])
def test_tags(how, tags):
    """Added, removed or replaced."""
    driver = Driver()
    driver.leaf()
    driver.arr.library.owner(1).tags = [1, 2]
    driver.call("PUT", "movie/editor", json={"movieIds": [1], "tags": [2, 3], "applyTags": how})
    assert driver.get("movie/1")["tags"] == tags


@pytest.mark.parametrize("kind", KINDS)
def test_many_are_deleted(kind):
    """With everything below them."""
    driver = Driver(kind)
    driver.leaf()
    owner = driver.arr.kind.owner
    assert driver.call("DELETE", f"{owner}/editor", json={f"{owner}Ids": [1]}).status == 200
    assert driver.get(owner) == []
    assert driver.arr.library.leaves == {}


def test_calendar():
    """What comes out between two dates; what nobody monitors only if asked for."""
    driver = Driver("sonarr")
    show = driver.arr.add_series("Show", {1: 1})
    for number, days in ((2, 1), (3, 9)):
        driver.arr.library.add_episode(show.id, 1, number, air=NOW + days * DAY)
    driver.arr.library.add_episode(show.id, 1, 4, air=NOW + DAY, monitored=False)
    span = "start=2025-06-15T00:00:00Z&end=2025-06-18T00:00:00Z"
    assert [record["episodeNumber"] for record in driver.get(f"calendar?{span}")] == [2]
    assert [record["episodeNumber"] for record in driver.get(f"calendar?{span}&unmonitored=true")] == [2, 4]


def test_availability_is_delayed():
    """By whole days after the date that counts; announced films do not wait."""
    driver = Driver()
    film = driver.arr.add_movie("Film", 2020)
    announced = driver.arr.add_movie("Other", 2020, minimum="announced")
    assert driver.get(f"movie/{film.id}")["isAvailable"]
    assert driver.call("PUT", "config/indexer/1", json={"availabilityDelay": 400}).status == 202
    available = {record["id"]: record["isAvailable"] for record in driver.get("movie")}
    assert available == {film.id: False, announced.id: True}
    driver.clock.advance(40 * DAY)
    assert driver.get(f"movie/{film.id}")["isAvailable"]


@pytest.mark.parametrize("kind", KINDS)
def test_usenet(kind):
    """Its records are in the queue, one per item, until they are removed."""
    driver = Driver(kind)
    leaf = driver.leaf()
    driver.arr.queue.usenet.append(UsenetDownload(id="nzo_1", leaf_ids=(leaf,), title="Some.Release"))
    (record,) = driver.queue()
    assert (record["protocol"], record[driver.arr.kind.leaf_id]) == ("usenet", leaf)
    assert driver.call("DELETE", f"queue/{record['id']}").status == 200
    assert driver.queue() == []
