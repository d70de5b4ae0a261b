"""
What the simulated applications answer is what their published OpenAPI documents describe.
"""

import json
from typing import Any

import pytest

from qbitrr.testing.arr import ImportOutcome
from qbitrr.testing.arr.model.queue import UsenetDownload
from tests.contract.arr.driver import Driver, hash_of
from tests.contract.arr.openapi.excerpt import endpoints_of
from tests.contract.arr.schemas import document_of, faults, nulls

KINDS = ("radarr", "sonarr", "lidarr", "readarr")

# Endpoints the documents leave out, though the applications have them: a change with the id in the body alone.
UNDOCUMENTED = {
    "PUT {base}/config/downloadclient", "PUT {base}/qualityprofile", "PUT {base}/movie", "PUT {base}/series", "PUT {base}/artist",
    "PUT {base}/author",
}  # fmt: skip


# The documents name it, but not what it answers.
NO_ANSWER = "GET {base}/filesystem"


def world(kind: str) -> Driver:
    """A library with things that have files and things that lack them, downloads in several states, a blocklist and a history."""
    driver = Driver(kind)
    arr = driver.arr
    arr.settings.add_format("Good Group")
    wanted = driver.leaf()
    if kind == "radarr":
        other = arr.add_movie("Other Movie", 2019, has_file=True, formats=(1,), quality="SDTV").id
        arr.add_movie("Late Movie", 2026, available=False)
    elif kind == "sonarr":
        other = arr.library.leaves_of(arr.add_series("Other Show", {0: 1, 1: 2}, has_file=True, quality="SDTV").id)[1]
        arr.add_series("Late Show", aired=False, series_type="anime")
    elif kind == "lidarr":
        other = arr.add_album(1, "Other Album", has_file=True, quality="MP3-192").id
        arr.add_album(1, "Late Album", released=False)
    else:
        other = arr.add_book(1, "Other Book", has_file=True, quality="PDF").id
        arr.add_book(1, "Late Book", released=False)
    driver.download([wanted], 1)
    driver.download([other], 2, complete=True, save_path="/downloads")
    arr.outcomes[hash_of(2)] = ImportOutcome.block("Not an upgrade", "Sample")
    driver.download([wanted], 3, name="Nothing.Anybody.Knows", grabbed=False, state="stalledDL")
    driver.refresh()
    arr.fail(arr.grab([wanted], hash_of(4)), "Manually marked as failed", True)
    driver.command(arr.kind.leaf_search, {f"{arr.kind.leaf}Ids": [wanted]})
    arr.queue.usenet.append(UsenetDownload(id="SABnzbd_nzo_1", leaf_ids=(wanted,), title="Some.Release"))
    arr.settings.tags.add({"label": "one"})
    arr.settings.mappings.add({"host": "qbittorrent", "remotePath": "/downloads/", "localPath": "/data/"})
    arr.library.owner(1).tags = [1]
    arr.library.touch(1)
    return driver


def paths(driver: Driver) -> list[tuple[str, str]]:
    """Every readable endpoint (as the document spells it) with a path that shows something."""
    kind = driver.arr.kind
    queue_includes = "&".join(f"include{name.capitalize()}=true" for name in {kind.owner, kind.leaf})
    history = f"pageSize=100&{queue_includes}"
    common = [
        "system/status", f"queue?pageSize=100&{kind.unknown_flag}=true&{queue_includes}", f"queue/details?{queue_includes}",
        "queue/status", "command", "command/1", f"history?{history}", f"history/since?date=2020-01-01T00:00:00Z&{queue_includes}",
        f"history/{kind.owner}?{kind.owner}Id=1", "blocklist", f"wanted/missing?{queue_includes}", f"wanted/cutoff?{queue_includes}",
        "qualityprofile", "qualityprofile/1", "customformat", "customformat/1", "tag", "tag/1", "rootfolder", "rootfolder/1",
        "remotepathmapping", "remotepathmapping/1", "downloadclient", "downloadclient/1", "config/downloadclient", "health",
        "indexer", "indexer/1", "config/mediamanagement", "calendar?start=2000-01-01T00:00:00Z&end=2040-01-01T00:00:00Z&unmonitored=true",
        "diskspace", "update", f"manualimport?downloadId={hash_of(2).upper()}", kind.owner, f"{kind.owner}/1",
    ]  # fmt: skip
    special = {
        "radarr": ["moviefile?movieId=1&movieId=2", "moviefile/1", "config/indexer"],
        "sonarr": [
            "episode?seriesId=2&includeEpisodeFile=true&includeSeries=true",
            "episode/4",
            "episodefile?seriesId=2",
            "episodefile/1",
        ],
        "lidarr": [
            "album?artistId=1",
            "album",
            "album/1",
            "track?albumId=2",
            "trackfile?artistId=1",
            "trackfile/1",
            "metadataprofile",
        ],
        "readarr": ["book?authorId=1", "book", "book/1", "bookfile?authorId=1", "bookfile/1"],
    }[kind.name]
    return [(_documented(driver, path), path) for path in common + special]


def _documented(driver: Driver, path: str) -> str:
    plain = "/".join("{}" if part.isdigit() else part for part in path.partition("?")[0].split("/"))
    return f"GET {driver.base}/{plain}"


@pytest.mark.parametrize("kind", KINDS)
def test_reads_are_as_documented(kind: str) -> None:
    """Every read answers 200 with what the document describes, and without nulls."""
    driver = world(kind)
    wrong: dict[str, Any] = {}
    for endpoint, path in paths(driver):
        answer = driver.get(path)
        found = faults(kind, endpoint, answer) + [f"null at {hit}" for hit in nulls(answer)]
        if found:
            wrong[path] = found
    assert wrong == {}


def test_long_records_are_as_documented() -> None:
    """Films as long as in a library of this world, with and without files, are described, too, and as long as they should be."""
    driver = world("radarr")
    driver.arr.library.is_wordy = True  # type: ignore[attr-defined]
    driver.arr.library.touch_all()
    films = driver.get("movie")
    assert faults("radarr", "GET /api/v3/movie", films) == []
    size = len(json.dumps(next(film for film in films if film["hasFile"]), separators=(",", ":")))
    assert 7_400 < size < 8_200


@pytest.mark.parametrize("kind", KINDS)
def test_reads_show_something(kind: str) -> None:
    """The lists looked at above are not empty, so that the validation says something about their records."""
    driver = world(kind)
    empty = [path for _, path in paths(driver) if _is_empty(driver.get(path))]
    assert empty == ["health", "update"]


def _is_empty(answer: Any) -> bool:
    return answer == [] or (isinstance(answer, dict) and answer.get("records") == [])


@pytest.mark.parametrize("kind", KINDS)
def test_every_read_is_looked_at(kind: str) -> None:
    """No readable endpoint of the simulated application is left out of the validation."""
    driver = world(kind)
    looked_at = {endpoint for endpoint, _ in paths(driver)}
    reads = {f"{method} {path}" for method, path in endpoints_of(kind) if method == "GET" and "mediacover" not in path}
    assert reads - looked_at == {"GET /ping", "GET /api", NO_ANSWER.format(base=driver.base)}


@pytest.mark.parametrize("kind", KINDS)
def test_endpoints_exist_in_the_document(kind: str) -> None:
    """The simulated application has no endpoint that the real one lacks."""
    known = set(document_of(kind)["answers"])
    base = Driver(kind, start=False).base
    invented = {f"{method} {path}" for method, path in endpoints_of(kind)} - known
    assert invented <= {entry.format(base=base) for entry in UNDOCUMENTED}


@pytest.mark.parametrize("kind", KINDS)
def test_changes_answer_the_record(kind: str) -> None:
    """Creations answer 201 and changes 202, each with the record the document describes."""
    driver = world(kind)
    owner, leaf = driver.arr.kind.owner, driver.arr.kind.leaf
    changes = [("PUT", f"{owner}/1", driver.get(f"{owner}/1")), ("PUT", "qualityprofile/1", driver.get("qualityprofile/1")),
               ("POST", "qualityprofile", driver.get("qualityprofile/1") | {"name": "Second"}),
               ("POST", "tag", {"label": "Second"}), ("POST", "command", {"name": "RssSync"}),
               ("PUT", "config/downloadclient/1", driver.get("config/downloadclient")),
               ("PUT", "downloadclient/1", driver.get("downloadclient/1")),
               ("PUT", "indexer/1", driver.get("indexer/1")),
               ("PUT", "config/mediamanagement/1", driver.get("config/mediamanagement")),
               ("POST", "remotepathmapping", {"host": "h", "remotePath": "/a/", "localPath": "/b/"})]  # fmt: skip
    if leaf != owner:
        changes.append(("PUT", f"{leaf}/1", driver.get(f"{leaf}/1")))
    for method, path, body in changes:
        reply = driver.call(method, path, json=body)
        assert reply.status == {"POST": 201, "PUT": 202}[method], (path, reply)
        endpoint = f"{method} {driver.base}/{path}".replace("/1", "/{}")
        assert faults(kind, endpoint, reply.json) == [], path
