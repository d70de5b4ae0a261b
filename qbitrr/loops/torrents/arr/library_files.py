"""
Reading what an Arr's library has of the things a download is for, now and not from a copy: what follows from it cannot be undone.
"""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

import msgspec

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.parts import MediaFile, QualityProfile
from qbitrr.clients.http.decoding import Listing, decoded
from qbitrr.clients.http.figures import Int64
from qbitrr.decide.imports.scores import FileScore, ItemFiles, ScoreProfile
from qbitrr.errors import BadAnswer
from qbitrr.model.torrents.queue import Record

__all__ = ["items_of", "score_profile", "score_profiles"]


T = TypeVar("T")


async def items_of(arr: Arr, record: Record) -> list[ItemFiles]:
    """
    Everything a download is for; nothing when not all of that is found. Raises `RemoteError`; `NotThere` when what it is for is gone.
    """
    return await _READERS[arr.dialect.kind](arr, record)


def score_profiles(profiles: Iterable[QualityProfile]) -> dict[int, ScoreProfile]:
    """Those of the quality profiles that can be read, by id."""
    found = {each.id: score_profile(each) for each in profiles}
    return {number: profile for number, profile in found.items() if profile is not None}


def score_profile(profile: QualityProfile) -> ScoreProfile | None:
    """What of a quality profile concerns scores, None if its qualities cannot be read."""
    places: dict[int, int] = {}
    try:
        items: list[_ProfileItem] = decoded(f"quality profile {profile.name}", bytes(profile.items), list[_ProfileItem])
    except BadAnswer:
        return None
    for place, item in enumerate(items):
        for quality in (item, *item.items):
            if quality.quality is not None:
                places[quality.quality.id] = place
    return ScoreProfile(minimum=profile.min_format_score, places=places)


class _QualityId(msgspec.Struct, frozen=True):
    id: Int64 = 0


class _ProfileItem(msgspec.Struct, frozen=True):
    quality: _QualityId | None = None
    items: tuple["_ProfileItem", ...] = ()


async def _films(arr: Arr, record: Record) -> list[ItemFiles]:
    found = []
    for number in record.media_ids:
        movie = await arr.movie(number)
        # Embedded in a film its file has no score.
        files = await arr.movie_files([number]) if movie.file_id is not None else ()
        found.append(ItemFiles(profile_id=movie.quality_profile_id, files=_scored(files)))
    return found


async def _episodes(arr: Arr, record: Record) -> list[ItemFiles]:
    found = []
    for number in record.parent_ids:
        series = await arr.one_series(number)
        episodes = [each for each in _whole(arr, await arr.episodes(number)) if each.id in record.media_ids]
        are_there = any(each.file_id is not None for each in episodes)
        files = {each.id: each for each in _whole(arr, await arr.episode_files(number))} if are_there else {}
        for episode in episodes:
            file = files.get(episode.file_id or 0)
            found.append(ItemFiles(profile_id=series.quality_profile_id, files=_scored([] if file is None else [file])))
    return found if len(found) == len(record.media_ids) else []


async def _albums(arr: Arr, record: Record) -> list[ItemFiles]:
    if len(record.parent_ids) != 1:
        return []
    artist = await arr.artist(record.parent_ids[0])
    files = _whole(arr, await arr.track_files(artist.id))
    found = []
    for number in record.media_ids:
        album = await arr.item(number)
        if album is None:
            return []
        mine = _scored(file for file in files if file.album_id == number)
        found.append(ItemFiles(profile_id=artist.quality_profile_id, files=mine, is_whole=album.has_content is True))
    return found


async def _books(arr: Arr, record: Record) -> list[ItemFiles]:
    # Readarr knows no custom formats of files: nothing is compared with them.
    authors = [await arr.author(number) for number in record.parent_ids]
    return [ItemFiles(profile_id=author.quality_profile_id, is_whole=False) for author in authors]


def _scored(files: Iterable[MediaFile]) -> tuple[FileScore, ...]:
    return tuple(
        FileScore(
            score=each.custom_format_score,
            quality_id=each.quality_id,
            revision=(each.quality.revision.real, each.quality.revision.version),
        )
        for each in files
    )


def _whole(arr: Arr, listing: Listing[T]) -> Listing[T]:
    if not listing.is_complete:
        raise BadAnswer(where=arr.where, why="a list of the library could not be read as a whole")
    return listing


_READERS: dict[str, Callable[[Arr, Record], Coroutine[Any, Any, list[ItemFiles]]]] = {
    "radarr": _films,
    "sonarr": _episodes,
    "lidarr": _albums,
    "readarr": _books,
}
