"""
The library of the simulated Lidarr.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from qbitrr.testing.arr.model.library.library import Match, SimulatedLibrary, words_of
from qbitrr.testing.arr.model.library.records import (
    DAY,
    SimulatedAlbum,
    SimulatedArtist,
    SimulatedMediaFile,
    SimulatedTrack,
)
from qbitrr.testing.arr.model.tables import rank
from qbitrr.testing.arr.model.wire import clean, picture, prune, stamp

__all__ = ["Music"]

_RATINGS = {"votes": 0, "value": 0}


class Music(SimulatedLibrary):
    """Artists by id with their albums and tracks. Each track of an imported album has a file of its own."""

    file_model: ClassVar[str] = "TrackFile"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.tracks: dict[int, SimulatedTrack] = {}
        self._albums: dict[int, list[int]] = {}
        self._tracks: dict[int, list[int]] = {}

    def add(
        self, name: str, *, monitored: bool = True, profile_id: int = 1, foreign_id: str = "", root: str = ""
    ) -> SimulatedArtist:
        """A new artist without albums."""
        number = next(self.owner_ids)
        root = root or self.settings.roots.all()[0]["path"]
        artist = SimulatedArtist(
            id=number, title=name, foreign_id=foreign_id or f"00000000-0000-4000-8000-{number:012}", monitored=monitored,
            profile_id=profile_id, root=root, path=f"{root}/{name}", added=self.now(),
        )  # fmt: skip
        self.owners[number], self._albums[number] = artist, []
        return artist

    def add_album(
        self, artist_id: int, title: str, *, tracks: int = 10, monitored: bool = True, has_file: bool = False,
        released: bool = True, quality: str = "FLAC", score: int | None = None,
    ) -> SimulatedAlbum:  # fmt: skip
        """A new album of an artist; *released* a year ago, or half a year from now."""
        artist = self.owner(artist_id)
        number = next(self.leaf_ids)
        album = SimulatedAlbum(
            id=number, owner_id=artist_id, title=title, foreign_id=f"00000000-0000-4000-9000-{number:012}", monitored=monitored,
            released=self.now() + (-365 if released else 180) * DAY,
        )  # fmt: skip
        self.leaves[number], self._tracks[number] = album, []
        self._albums[artist_id].append(number)
        for place in range(1, tracks + 1):
            track = SimulatedTrack(
                id=len(self.tracks) + 1, owner_id=artist_id, album_id=number, number=place, title=f"Track {place}"
            )
            self.tracks[track.id] = track
            self._tracks[number].append(track.id)
        self.remember_title(artist.title + title, number)
        if has_file:
            self.add_files([number], f"{artist.path}/{title}", 30_000_000 * tracks, quality, score=score)
        self.touch(artist_id)
        return album

    def leaves_of(self, owner_id: int) -> list[int]:
        """The albums of an artist."""
        return self._albums.get(owner_id, [])

    def tracks_of(self, album_id: int) -> list[SimulatedTrack]:
        """The tracks of an album's release."""
        return [self.tracks[number] for number in self._tracks.get(album_id, ())]

    def match(self, name: str) -> Match | None:
        """By artist, then album title."""
        album_id = self.find_title(words_of(name))
        return None if album_id is None else Match(self.leaves[album_id].owner_id, (album_id,))

    def release_name(self, leaf_ids: Sequence[int], quality_name: str, group: str) -> str:
        """`Some Artist - Some Album (FLAC) GRP`"""
        album = self.leaf(leaf_ids[0])
        return f"{self.owners[album.owner_id].title} - {album.title} ({quality_name}) {group}"

    def is_wanted(self, leaf_id: int) -> bool:
        """Artist and album monitored, and released."""
        album = self.leaf(leaf_id)
        return album.monitored and self.owners[album.owner_id].monitored and (album.released or 0) <= self.now()

    def missing_ids(self, monitored: bool = True) -> list[int]:
        """Released albums with a track missing."""
        return [
            album.id for album in self.leaves.values()
            if album.released is not None and album.released <= self.now()
            and any(not track.file_id for track in self.tracks_of(album.id))
            and (album.monitored and self.owners[album.owner_id].monitored) is monitored
        ]  # fmt: skip

    def files_of(self, leaf_id: int) -> list[SimulatedMediaFile]:
        """The files of the album's tracks."""
        return [self.files[track.file_id] for track in self.tracks_of(leaf_id) if track.file_id]

    def add_files(
        self, leaf_ids: Iterable[int], path: str, size: int, quality_name: str, **rest: Any
    ) -> list[SimulatedMediaFile]:
        """One file per track, in the folder *path*; *size* is that of each album."""
        made: list[SimulatedMediaFile] = []
        for album_id in leaf_ids:
            tracks = self.tracks_of(album_id)
            for track in tracks:
                where = f"{path}/{track.number:02} - {track.title}.flac"
                [file] = super().add_files([album_id], where, size // len(tracks), quality_name, **rest)
                self.files.pop(track.file_id, None)
                track.file_id = file.id
                made.append(file)
        return made

    def attach(self, file: SimulatedMediaFile) -> None:
        """Tracks point at their files themselves (`add_files`)."""

    def drop_file(self, file_id: int) -> SimulatedMediaFile:
        """Its track is missing again."""
        file = self.file(file_id)
        for track in self.tracks_of(file.leaf_ids[0]):
            if track.file_id == file_id:
                track.file_id = 0
        self.touch(file.owner_id)
        return self.files.pop(file_id)

    # Records

    def file_record(self, file: SimulatedMediaFile) -> dict[str, Any]:
        """A track file."""
        return self.common_file(file) | {
            "artistId": file.owner_id,
            "albumId": file.leaf_ids[0],
            "qualityWeight": rank(self.kind.name, file.quality) * 100,
            "customFormats": self.formats_of(file),
            "customFormatScore": self.score_of(file),
        }

    def track_record(self, track: SimulatedTrack) -> dict[str, Any]:
        """A track."""
        return {
            "id": track.id, "artistId": track.owner_id, "albumId": track.album_id, "foreignTrackId": f"track-{track.id}",
            "foreignRecordingId": f"recording-{track.id}", "trackFileId": track.file_id, "explicit": False,
            "absoluteTrackNumber": track.number, "trackNumber": str(track.number), "title": track.title,
            "duration": track.duration, "mediumNumber": 1, "hasFile": bool(track.file_id), "ratings": _RATINGS,
        }  # fmt: skip

    def leaf_record(self, leaf_id: int) -> dict[str, Any]:
        """An album with its artist."""
        return self.album_record(leaf_id, with_artist=True)

    def album_record(self, album_id: int, *, with_artist: bool = False) -> dict[str, Any]:
        """An album of a list."""
        album = self.leaf(album_id)
        tracks = self.tracks_of(album_id)
        duration = sum(track.duration for track in tracks)
        media = [{"mediumNumber": 1, "mediumName": "", "mediumFormat": "CD"}]
        release = {
            "id": album.id, "albumId": album.id, "foreignReleaseId": f"release-{album.id}", "title": album.title,
            "status": "Official", "duration": duration, "trackCount": len(tracks), "media": media, "mediumCount": 1,
            "disambiguation": "", "country": [], "label": [], "format": "CD", "monitored": True,
        }  # fmt: skip
        return prune(
            id=album.id, title=album.title, disambiguation="", overview="", artistId=album.owner_id,
            foreignAlbumId=album.foreign_id, monitored=album.monitored, anyReleaseOk=album.any_release,
            profileId=self.owners[album.owner_id].profile_id, duration=duration, albumType=album.kind, secondaryTypes=[],
            mediumCount=1, ratings=_RATINGS, releaseDate=stamp(album.released), releases=[release], genres=[], media=media,
            artist=self.owner_record(album.owner_id) if with_artist else None, links=[], lastSearchTime=stamp(album.searched),
            images=[picture(self.url_base, "Albums/", album.id, "cover")], statistics=self._counts([album_id]),
        )  # fmt: skip

    def _counts(self, album_ids: Iterable[int]) -> dict[str, Any]:
        """Tracks with files, tracks of monitored albums (or with file), all tracks."""
        tracks = [track for album_id in album_ids for track in self.tracks_of(album_id)]
        with_file = [track for track in tracks if track.file_id]
        counted = sum(1 for track in tracks if track.file_id or self.leaves[track.album_id].monitored)
        return {
            "trackFileCount": len(with_file), "trackCount": counted, "totalTrackCount": len(tracks),
            "sizeOnDisk": sum(self.files[track.file_id].size for track in with_file),
            "percentOfTracks": 100.0 * len(with_file) / counted if counted else 0.0,
        }  # fmt: skip

    def owner_record(self, owner_id: int) -> dict[str, Any]:
        """An artist, the same in the list and by id."""
        artist = self.owners[owner_id]
        albums = [self.leaves[number] for number in self.leaves_of(owner_id)]
        coming = min((a for a in albums if (a.released or 0) > self.now()), key=lambda a: a.released, default=None)
        last = max((a for a in albums if (a.released or 0) <= self.now()), key=lambda a: a.released or 0, default=None)
        return prune(
            id=artist.id, status=artist.status, ended=artist.status == "ended", artistName=artist.title,
            foreignArtistId=artist.foreign_id, tadbId=0, discogsId=0, overview="", artistType="Group", disambiguation="", links=[],
            nextAlbum=self.album_record(coming.id) if coming else None, lastAlbum=self.album_record(last.id) if last else None,
            images=[picture(self.url_base, "", artist.id, "poster")], path=artist.path, qualityProfileId=artist.profile_id,
            metadataProfileId=artist.metadata_profile_id, monitored=artist.monitored, monitorNewItems=artist.monitor_new,
            rootFolderPath=artist.root, genres=[], cleanName=clean(artist.title), sortName=artist.title.lower(), tags=artist.tags,
            added=stamp(artist.added), addOptions=artist.add_options, ratings=_RATINGS,
            statistics=self._counts(self.leaves_of(owner_id)) | {"albumCount": len(albums)},
        )  # fmt: skip

    def changes_at(self, owner_id: int) -> float:
        """The next and last album change on a release day."""
        days = (self.leaves[number].released for number in self.leaves_of(owner_id))
        return min((day for day in days if day is not None and day > self.now()), default=float("inf"))

    def update(self, artist_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
        """A PUT of an artist."""
        artist = self.owner(artist_id)
        self.apply_owner(artist, body)
        artist.metadata_profile_id = body.get("metadataProfileId", artist.metadata_profile_id)
        artist.monitor_new = body.get("monitorNewItems") or "all"
        return self.owner_record(artist_id)

    def update_album(self, album_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
        """A PUT of an album: its flags."""
        album = self.leaf(album_id)
        album.any_release = bool(body.get("anyReleaseOk", False))
        self.set_monitored(album_id, bool(body.get("monitored", False)))
        return self.leaf_record(album_id)
