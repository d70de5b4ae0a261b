"""From what an Arr says to what the catalog keeps."""

import msgspec
import pytest

from qbitrr.clients.arr import records as arr
from qbitrr.loops.catalog import records

PAST, FUTURE = "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"
PAST_AT, FUTURE_AT = 1_577_836_800, 1_893_456_000


def read(kind, **members):
    return msgspec.convert(members, kind)


def film(**members):
    return records.movie_of(read(arr.ArrMovie, id=1, title="A", **members))


@pytest.mark.parametrize(
    ("members", "available", "at"),
    [
        ({"isAvailable": True, "minimumAvailability": "released", "digitalRelease": PAST}, True, PAST_AT),
        ({"isAvailable": True, "minimumAvailability": "announced"}, True, None),
        # Radarr's configured delay: its "no" is worth more than a date that has passed.
        ({"isAvailable": False, "minimumAvailability": "released", "digitalRelease": PAST}, False, PAST_AT),
        ({"isAvailable": False, "minimumAvailability": "released", "digitalRelease": FUTURE}, False, FUTURE_AT),
        # An old Radarr that does not say.
        ({"minimumAvailability": "announced", "digitalRelease": FUTURE}, True, FUTURE_AT),
        ({"minimumAvailability": "released", "digitalRelease": PAST}, None, PAST_AT),
        ({"minimumAvailability": "inCinemas", "inCinemas": PAST}, None, PAST_AT),
        ({"minimumAvailability": "released"}, None, None),
    ],
)
def test_when_a_film_is_out(members, available, at):
    """Radarr's own verdict where there is one, its rule where there is none."""
    found = film(**members)
    assert (found.available, found.release_at) == (available, at)


def test_nothing_is_none():
    """Zeros and empty texts of the Arr are unknown, not values; without a file its quality is unknown too."""
    found = film(year=0, tmdbId=0, imdbId="", movieFileId=0, qualityProfileId=0)
    assert (found.year, found.tmdb_id, found.imdb_id, found.file_id, found.profile_id) == (None,) * 5
    assert (found.quality_id, found.cutoff_unmet) == (None, None)


def test_a_films_file():
    """Its quality and whether it is below the cut-off come with the list."""
    file = {"id": 9, "qualityCutoffNotMet": True, "quality": {"quality": {"id": 7}}}
    found = film(movieFileId=9, hasFile=True, movieFile=file)
    assert (found.file_id, found.quality_id, found.cutoff_unmet) == (9, 7, True)


def test_episodes_and_their_files():
    """Two episodes may share a file; one without has no score."""
    episodes = [
        read(arr.ArrEpisode, id=n, seriesId=1, seasonNumber=1, episodeNumber=n, episodeFileId=file, monitored=True)
        for n, file in ((1, 5), (2, 5), (3, 0))
    ]
    files = [read(arr.EpisodeFile, id=5, qualityCutoffNotMet=True, customFormatScore=-3)]
    found = records.episodes_of(episodes, files)
    assert [(e.file_id, e.cutoff_unmet, e.cf_score) for e in found] == [
        (5, True, -3),
        (5, True, -3),
        (None, None, None),
    ]


def album(total, files, **members):
    statistics = {"totalTrackCount": total, "trackFileCount": files, "percentOfTracks": 100}
    return read(arr.ArrAlbum, id=1, artistId=1, title="A", statistics=statistics, **members)


def tracks(*files):
    return [read(arr.ArrTrack, id=n, albumId=1, trackFileId=file) for n, file in enumerate(files, 1)]


@pytest.mark.search_vector(57)
def test_albums():
    """Complete is what has a file for every track, whatever the percentage says; the worst of its files counts."""
    (whole,) = records.albums_of(
        [album(2, 2)],
        tracks(7, 8),
        [
            read(arr.TrackFile, id=7, albumId=1, customFormatScore=10),
            read(arr.TrackFile, id=8, albumId=1, qualityCutoffNotMet=True),
        ],
    )
    assert (whole.has_file, whole.cutoff_unmet, whole.cf_score) == (True, True, 0)
    (part,) = records.albums_of([album(12, 1)], tracks(7, *[0] * 11), [])
    assert not part.has_file
    (unlisted,) = records.albums_of([album(12, 12)], [], [])
    assert unlisted.has_file


def test_tracks():
    """Numbers are text; lengths in seconds, whatever the version sent."""
    found = records.tracks_of(
        [
            read(arr.ArrTrack, id=1, albumId=1, trackNumber="A1", duration=200_000),
            read(arr.ArrTrack, id=2, albumId=1, duration=200_000_000),
        ]
    )
    assert [(t.number, t.duration_s) for t in found] == [("A1", 200), (None, 200)]


@pytest.mark.search_vector(59)
def test_books():
    """A book has a file if one is listed, not if its statistics say so."""
    book = read(arr.ArrBook, id=1, authorId=1, title="A", statistics={"bookFileCount": 1})
    assert records.books_of([book], [])[0].file_id is None
    files = [read(arr.BookFile, id=n, bookId=1) for n in (9, 4)]
    assert records.books_of([book], files)[0].file_id == 4


def test_fingerprints():
    """The same members give the same one; any difference another. An author's covers the books."""
    one = records.series_of(read(arr.ArrSeries, id=1, title="A"))
    assert one.fingerprint == records.series_of(read(arr.ArrSeries, id=1, title="A")).fingerprint
    assert one.fingerprint != records.series_of(read(arr.ArrSeries, id=1, title="A", tags=[1])).fingerprint
    author = read(arr.ArrAuthor, id=1, authorName="A")
    book = read(arr.ArrBook, id=1, authorId=1, monitored=True)
    assert records.author_of(author, [book]).fingerprint != records.author_of(author, []).fingerprint


def test_profiles_and_formats():
    """The best allowed quality is found; a change of scores shows in the hash, a change of names of others does not."""
    raw = b'[{"quality":{"id":4},"allowed":true},{"quality":{"id":7},"allowed":true},{"quality":{"id":9},"allowed":false}]'
    plain = msgspec.json.decode(
        b'{"id":1,"name":"HD","upgradeAllowed":true,"cutoff":7,"formatItems":[{"format":1,"score":5}],"items":'
        + raw
        + b"}",
        type=arr.QualityProfile,
    )
    assert records.profile_of(plain).best == (7,)
    before = records.formats_hash([plain], [])
    assert before == records.formats_hash([msgspec.structs.replace(plain, name="Other")], [])
    assert before != records.formats_hash([msgspec.structs.replace(plain, format_items=())], [])
    assert before != records.formats_hash([plain], [read(arr.CustomFormat, id=1)])


@pytest.mark.parametrize(
    "items", ["null", '[{"allowed":true,"quality":{"id":1e400}}]', "[[[", '{"a":1}', "7", "[" * 3000 + "]" * 3000]
)
def test_profile_whose_qualities_cannot_be_read(items):
    """It is a profile like any other, of which nobody knows the best quality."""
    odd = arr.QualityProfile(id=4, name="Odd", items=msgspec.Raw(items.encode()))
    assert (records.profile_of(odd).name, records.profile_of(odd).best) == ("Odd", ())


def test_profile_with_absurd_qualities():
    """What is no id of a quality is none of the best."""
    text = '[{"allowed":true,"items":[{"quality":{"id":99999999999999999999}},{"quality":{"id":7}}]}]'
    assert records.profile_of(arr.QualityProfile(id=4, name="Odd", items=msgspec.Raw(text.encode()))).best == (7,)
