"""
Figures no Arr can mean, in any member of any record: they cost that member, or that record, and nothing that comes with it.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.clients.arr.client import Arr
from qbitrr.errors import BadAnswer
from tests.clients.case import ClientCase
from tests.clients.scripted import Reply, Scripted, ok

ABSURD = (
    "9223372036854775808", "-9223372036854775809", "9" * 400, "-" + "9" * 400, "9" * 5000, "1e400", "1e30", "-1", "0.5", '"9e99"',
    '"' + "9" * 400 + '"', '"x"', "[]", "{}", "true", "null", '["x", 1]', "[99999999999999999999]", '{"id": 99999999999999999999}',
)  # fmt: skip
_QUALITY = {"quality": {"id": 7, "name": "Bluray"}, "revision": {"version": 2, "real": 1}}
_COUNTS = {"trackFileCount": 3, "totalTrackCount": 3, "bookFileCount": 1, "episodeFileCount": 2, "sizeOnDisk": 10**12}
RECORDS: dict[str, tuple[str, dict[str, Any], Callable[[Arr], Any]]] = {
    "movie": (
        "radarr",
        {
            "id": 1, "title": "A", "year": 2020, "tmdbId": 5, "tags": [1], "qualityProfileId": 4, "hasFile": True, "movieFileId": 9,
            "movieFile": {"id": 9, "movieId": 1, "customFormatScore": 7, "quality": _QUALITY},
        },
        lambda arr: arr.movies(),
    ),
    "movie file": (
        "radarr", {"id": 9, "movieId": 1, "customFormatScore": 7, "quality": _QUALITY}, lambda arr: arr.movie_files([1]),
    ),
    "series": (
        "sonarr",
        {
            "id": 1, "title": "A", "year": 2020, "tvdbId": 5, "tmdbId": 6, "tags": [1], "qualityProfileId": 4,
            "seasons": [{"seasonNumber": 1, "statistics": _COUNTS}], "statistics": _COUNTS,
        },
        lambda arr: arr.series(),
    ),
    "episode": (
        "sonarr",
        {"id": 1, "seriesId": 2, "seasonNumber": 1, "episodeNumber": 1, "absoluteEpisodeNumber": 1, "episodeFileId": 9},
        lambda arr: arr.episodes(2),
    ),
    "artist": (
        "lidarr",
        {
            "id": 1, "artistName": "A", "qualityProfileId": 4, "tags": [1], "nextAlbum": {"id": 3}, "lastAlbum": {"id": 2},
            "statistics": _COUNTS,
        },
        lambda arr: arr.artists(),
    ),
    "album": ("lidarr", {"id": 1, "artistId": 2, "title": "A", "statistics": _COUNTS}, lambda arr: arr.albums(2)),
    "track": (
        "lidarr",
        {"id": 1, "albumId": 2, "artistId": 3, "mediumNumber": 1, "absoluteTrackNumber": 1, "duration": 1000, "trackFileId": 9},
        lambda arr: arr.tracks(3),
    ),
    "author": ("readarr", {"id": 1, "authorName": "A", "tags": [1], "statistics": _COUNTS}, lambda arr: arr.authors()),
    "book": ("readarr", {"id": 1, "authorId": 2, "title": "A", "statistics": _COUNTS}, lambda arr: arr.books(2)),
    "profile": (
        "radarr",
        {
            "id": 1, "name": "HD", "cutoff": 4, "minFormatScore": 1, "cutoffFormatScore": 2,
            "formatItems": [{"format": 1, "name": "F", "score": 5}],
        },
        lambda arr: arr.quality_profiles(),
    ),
    "history": (
        "radarr", {"id": 1, "movieId": 5, "eventType": "grabbed", "downloadId": "AB"}, lambda arr: arr.history_since(0),
    ),
    "command": (
        "radarr",
        {"id": 1, "name": "MoviesSearch", "status": "started", "body": {"movieIds": [1], "seriesId": 2, "seasonNumber": 3}},
        lambda arr: arr.commands(),
    ),
}  # fmt: skip
QUEUED = {
    "id": 1, "downloadId": "AB" * 20, "protocol": "torrent", "movieId": 5, "customFormatScore": 7, "quality": _QUALITY,
    "statusMessages": [{"title": "t", "messages": ["m"]}],
}  # fmt: skip


def with_absurd(record: dict[str, Any], member: str, absurd: str) -> str:
    """The record as text, with this in place of the member that is named with dots."""
    first, _, rest = member.partition(".")
    members = []
    for name, value in record.items():
        here = json.dumps(value)
        if name == first:
            here = with_absurd(value, rest, absurd) if rest else absurd
        members.append(f"{json.dumps(name)}:{here}")
    return "{" + ",".join(members) + "}"


def members_of(record: dict[str, Any]) -> Iterator[str]:
    """Every member, those of members too."""
    for name, value in record.items():
        yield name
        if isinstance(value, dict):
            yield from (f"{name}.{inner}" for inner in members_of(value))


def figures_in(value: Any) -> Iterator[int]:
    """Every whole number in what was read."""
    if isinstance(value, int):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from figures_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from figures_in(each)


kinds = st.sampled_from(sorted(RECORDS)).flatmap(
    lambda what: st.tuples(st.just(what), st.sampled_from(sorted(members_of(RECORDS[what][1]))))
)


class AbsurdFigureTests(ClientCase):
    def arr(self, kind: str, *replies: Reply) -> Arr:
        return Arr(kind, Scripted(*replies).http(self.clock, "http://there.example:7878"), "key")

    def assert_sound(self, read: Any) -> None:
        """All of it fits where it is kept."""
        for figure in figures_in(msgspec.to_builtins(read)):
            self.assertTrue(-(2**63) <= figure < 2**63, figure)

    @given(kinds, st.sampled_from(ABSURD), st.integers(0, 2))
    def test_lists(self, where: tuple[str, str], absurd: str, place: int) -> None:
        """One such record is read without the figure, or not at all; the others are what they were."""
        what, member = where
        kind, record, call = RECORDS[what]
        good = [json.dumps(record | {"id": number}) for number in (11, 12)]
        odd = with_absurd(record, member, absurd)
        texts = [*good[:place], odd, *good[place:]]
        read = self.result(call(self.arr(kind, ok("[" + ",".join(texts) + "]"))))
        self.assertLessEqual({11, 12}, {each.id for each in read})
        alone = self.result(call(self.arr(kind, ok("[" + ",".join(good) + "]"))))
        self.assertEqual(list(alone), [each for each in read if each.id in (11, 12)])
        self.assert_sound(list(read))
        self.assert_sound(sorted(getattr(read, "unread", ())))

    @given(st.sampled_from(sorted(members_of(QUEUED))), st.sampled_from(ABSURD), st.integers(0, 2))
    def test_queue(self, member: str, absurd: str, place: int) -> None:
        """So it is in the queue, which is still read as a whole."""
        good = [json.dumps(QUEUED | {"id": number, "downloadId": f"{number:040X}"}) for number in (11, 12)]
        texts = [*good[:place], with_absurd(QUEUED, member, absurd), *good[place:]]
        body = f'{{"totalRecords":3,"records":[{",".join(texts)}]}}'
        read = self.result(self.arr("radarr", ok(body)).queue())
        self.assertLessEqual({11, 12}, {each.id for each in read})
        for each in read:
            figures = (each.id, each.media_id, each.parent_id, each.score or 0, each.quality_id, *each.revision)
            self.assertTrue(all(-(2**63) <= figure < 2**63 for figure in figures), each)

    @given(st.sampled_from(("id", "movieId", "eventType", "downloadId")), st.sampled_from(ABSURD), st.integers(0, 1))
    def test_grab(self, member: str, absurd: str, place: int) -> None:
        """So it is in the history that is asked for a grab."""
        record = {"id": 3, "movieId": 5, "eventType": "grabbed", "downloadId": "AB", "date": "2024-01-01T00:00:00Z"}
        good, odd = json.dumps(record), with_absurd(record | {"date": ""}, member, absurd)
        texts = [good, odd] if place else [odd, good]
        body = f'{{"totalRecords":2,"records":[{",".join(texts)}]}}'
        grab = self.result(self.arr("radarr", ok(body)).grab_of("ab"))
        self.assertEqual(3, grab.history_id)
        self.assertIn(5, grab.media_ids)
        self.assertTrue(all(-(2**63) <= figure < 2**63 for figure in (*grab.media_ids, *grab.parent_ids)))

    @given(st.sampled_from(("[", '{"a":', '[{"a":[')))
    def test_brackets_without_end(self, opening: str) -> None:
        """An answer nobody can read to its end is a bad answer like any other."""
        closing = "".join({"[": "]", "{": "}"}[each] for each in reversed(opening) if each in "[{")
        odd = with_absurd(RECORDS["movie"][1], "tags", opening * 3000 + "0" + closing * 3000)
        for kind, body, call in (
            ("radarr", f"[{odd}]", lambda arr: arr.movies()),
            ("radarr", f'{{"totalRecords":1,"records":[{odd}]}}', lambda arr: arr.queue()),
            ("radarr", f'{{"totalRecords":1,"records":[{odd}]}}', lambda arr: arr.grab_of("ab")),
            ("radarr", f'{{"totalRecords":1,"records":[{odd}]}}', lambda arr: arr.history.word_on("ab")),
        ):
            self.error(call(self.arr(kind, ok(body))), BadAnswer)

    def test_what_holds_a_bad_figure_keeps_the_others(self) -> None:
        """Counters beside it count: without them a finished album would look as if it lacked its tracks."""
        album = {"id": 1, "artistId": 2, "title": "A", "statistics": _COUNTS}
        text = with_absurd(album, "statistics.sizeOnDisk", "9" * 400)
        (read,) = self.result(self.arr("lidarr", ok(f"[{text}]")).albums(2))
        self.assertEqual(
            (3, 3, 0),
            (read.statistics.track_file_count, read.statistics.total_track_count, read.statistics.size_on_disk),
        )
