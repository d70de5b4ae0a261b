"""
Endpoints about what is in the library, application by application.
"""

from collections.abc import Callable, Container, Iterable
from typing import Any

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.wire import ApiError, ArrAnswer, invalid, missing
from qbitrr.testing.arr.posters import poster
from qbitrr.testing.arr.rest.call import ArrCall, Routes

__all__ = ["add_library_routes"]


def add_library_routes(api: Routes, arr: ArrModel) -> None:
    """Register those of this application."""
    _owners(api, arr)
    {"radarr": _movies, "sonarr": _television, "lidarr": _music, "readarr": _books}[arr.kind.name](api, arr)
    folders = {"radarr": [""], "sonarr": [""], "lidarr": ["artist/", "album/"], "readarr": ["author/", "book/"]}[
        arr.kind.name
    ]
    for folder in folders:
        known = arr.library.owners if folder in ("", f"{arr.kind.owner}/") else None
        api.get(f"mediacover/{folder}<int:record_id>/<string:name>")(
            lambda call, record_id, name, known=known: _picture(record_id, name, known)
        )


def _picture(record_id: int, name: str, known: Container[int] | None) -> ArrAnswer:
    """The picture called *name* of a record that is *known* (None: whatever is asked for is)."""
    if not name.endswith((".jpg", ".png")) or (known is not None and record_id not in known):
        raise ApiError(404)
    # What an Arr serves is what it was given, whatever its name says.
    content = poster(record_id, name.partition(".")[0].partition("-")[0])
    return ArrAnswer(body=content, content_type="image/png", headers={"Cache-Control": "max-age=31536000, public"})


def _bad_request(text: str) -> ApiError:
    return ApiError(400, {"message": f"BadRequest: {text}"})


def _owners(api: Routes, arr: ArrModel) -> None:
    """Movie, series, artist, author: list, record, PUT with the id in the path or in the body, DELETE."""
    kind, library = arr.kind, arr.library
    foreign = {"movie": "tmdbId", "series": "tvdbId", "artist": "mbId"}.get(kind.owner, "")

    @api.get(kind.owner)
    def everything(call: ArrCall) -> Any:
        wanted = call.query.text(foreign) if foreign else ""
        if wanted:
            return [library.list_record(owner.id) for owner in library.owners.values() if owner.foreign_id == wanted]
        return ArrAnswer(body=library.lists())

    @api.get(f"{kind.owner}/<int:owner_id>")
    def one(call: ArrCall, owner_id: int) -> Any:
        if owner_id not in library.owners:
            raise missing()
        return library.owner_record(owner_id)

    def change(call: ArrCall, owner_id: int | None = None) -> Any:
        body = call.body()
        number = body.get("id") or owner_id or 0
        if number < 1:
            raise invalid("Id", "'Id' must be greater than '0'.", number)
        before = library.owner(number).path
        record = library.update(number, body)
        moves = call.query.flag("moveFiles") or kind.name == "lidarr"
        if moves and (body["path"] != before or kind.name == "lidarr"):
            name = kind.owner.capitalize()
            arr.commands.post(
                {
                    "name": f"Move{name}",
                    f"{kind.owner}Id": number,
                    "sourcePath": before,
                    "destinationPath": body["path"],
                }
            )
        return record

    @api.delete(f"{kind.owner}/<int:owner_id>")
    def delete(call: ArrCall, owner_id: int) -> None:
        library.remove_owner(owner_id)
        arr.ledger.gone.add(owner_id)

    api.put(kind.owner)(change)
    api.put(f"{kind.owner}/<int:owner_id>")(change)


def _files(api: Routes, arr: ArrModel, find: Callable[[ArrCall], Iterable[Any]]) -> None:
    """`moviefile` and its like: list by what *find* reads from the query, record, DELETE."""
    library: Any = arr.library
    path = library.file_model.lower()

    @api.get(path)
    def listing(call: ArrCall) -> list[dict[str, Any]]:
        return [library.file_record(file) for file in find(call)]

    api.get(f"{path}/<int:file_id>")(lambda call, file_id: library.file_record(library.file(file_id)))

    @api.delete(f"{path}/<int:file_id>")
    def delete(call: ArrCall, file_id: int) -> None:
        file = library.drop_file(file_id)
        arr.ledger.note(arr.kind.deleted_event, file.leaf_ids, file.owner_id, title=file.path, quality=file.quality,
                        data={"reason": "Manual", "size": str(file.size)})  # fmt: skip


def _by_ids(library: Any, ids: Iterable[int]) -> list[Any]:
    return [library.files[number] for number in ids if number in library.files]


def _movies(api: Routes, arr: ArrModel) -> None:
    library: Any = arr.library

    def find(call: ArrCall) -> list[Any]:
        movies, ids = call.query.numbers("movieId"), call.query.numbers("movieFileIds")
        if not movies and not ids:
            raise _bad_request("movieId or movieFileIds must be provided")
        known = [number for number in movies if number in library.leaves]
        return [file for number in known for file in library.files_of(number)] if movies else _by_ids(library, ids)

    _files(api, arr, find)


def _television(api: Routes, arr: ArrModel) -> None:
    library: Any = arr.library

    @api.get("episode")
    def episodes(call: ArrCall) -> list[dict[str, Any]]:
        query = call.query
        ids, file_id = query.numbers("episodeIds"), query.number("episodeFileId")
        if "seriesId" in query:
            season = query.number("seasonNumber") if "seasonNumber" in query else None
            ids = [n for n in library.leaves_of(query.number("seriesId")) if season in (None, library.leaves[n].season)]
        elif file_id:
            ids = list(library.files[file_id].leaf_ids) if file_id in library.files else []
        elif not ids:
            raise _bad_request("seriesId or episodeIds must be provided")
        with_file, with_series = query.flag("includeEpisodeFile"), query.flag("includeSeries")
        return [
            library.episode_record(n, with_file=with_file, with_series=with_series) for n in ids if n in library.leaves
        ]

    @api.get("episode/<int:episode_id>")
    def episode(call: ArrCall, episode_id: int) -> dict[str, Any]:
        if episode_id not in library.leaves:
            raise missing()
        return library.leaf_record(episode_id)

    @api.put("episode/<int:episode_id>")
    def change(call: ArrCall, episode_id: int) -> dict[str, Any]:
        # Only the flag is applied; one that is absent from the body reads as false.
        library.set_monitored(episode_id, bool(call.body().get("monitored", False)))
        return library.leaf_record(episode_id)

    @api.put("episode/monitor")
    def monitor(call: ArrCall) -> list[dict[str, Any]]:
        body = call.body()
        for number in body.get("episodeIds") or ():
            library.set_monitored(number, bool(body.get("monitored", False)))
        return [library.episode_record(number) for number in body.get("episodeIds") or ()]

    def find(call: ArrCall) -> list[Any]:
        series, ids = call.query.number("seriesId"), call.query.numbers("episodeFileIds")
        if not series and not ids:
            raise _bad_request("seriesId or episodeFileIds must be provided")
        return library.files_of_owner(series) if series else _by_ids(library, ids)

    _files(api, arr, find)


def _leaves(api: Routes, arr: ArrModel, listing: Callable[..., Any], update: Callable[..., Any]) -> None:
    """Albums and books: list, record, PUT, monitor."""
    kind, library = arr.kind, arr.library

    @api.get(kind.leaf)
    def leaves(call: ArrCall) -> list[dict[str, Any]]:
        query = call.query
        ids = query.numbers(f"{kind.leaf}Ids")
        foreign = query.text("foreignAlbumId") or query.text("titleSlug")
        if foreign:
            return [listing(leaf.id) for leaf in library.leaves.values() if leaf.foreign_id == foreign]
        if kind.parent_id in query:
            return [listing(number) for number in library.leaves_of(query.number(kind.parent_id))]
        with_owner = {f"with_{kind.parent}": True}
        return [listing(number, **with_owner) for number in ids or library.leaves if number in library.leaves]

    @api.get(f"{kind.leaf}/<int:leaf_id>")
    def one(call: ArrCall, leaf_id: int) -> Any:
        if leaf_id not in library.leaves:
            raise missing()
        return library.leaf_record(leaf_id)

    api.put(f"{kind.leaf}/<int:leaf_id>")(lambda call, leaf_id: update(leaf_id, call.body()))

    @api.put(f"{kind.leaf}/monitor")
    def monitor(call: ArrCall) -> list[Any]:
        body = call.body()
        for number in body.get(f"{kind.leaf}Ids") or ():
            library.set_monitored(number, bool(body.get("monitored", False)))
        return [listing(number) for number in body.get(f"{kind.leaf}Ids") or ()]


def _find_files(arr: ArrModel, call: ArrCall) -> list[Any]:
    """The files of an artist or author, of albums or books, or by their own ids."""
    kind, library = arr.kind, arr.library
    owner, leaves = call.query.number(kind.parent_id), call.query.numbers(kind.leaf_id)
    own = f"{library.file_model[0].lower()}{library.file_model[1:]}Ids"
    ids = call.query.numbers(own)
    if not owner and not leaves and not ids and "unmapped" not in call.query:
        raise _bad_request(f"{kind.parent_id}, {kind.leaf_id}, {own} or unmapped must be provided")
    if ids:
        return _by_ids(library, ids)
    chosen = leaves or (library.leaves_of(owner) if owner else [])
    return [file for number in chosen if number in library.leaves for file in library.files_of(number)]


def _music(api: Routes, arr: ArrModel) -> None:
    library: Any = arr.library
    _leaves(api, arr, library.album_record, library.update_album)
    _files(api, arr, lambda call: _find_files(arr, call))

    @api.get("track")
    def tracks(call: ArrCall) -> list[dict[str, Any]]:
        query = call.query
        ids, album = query.numbers("trackIds"), query.number("albumId") or query.number("albumReleaseId")
        if album:
            return [library.track_record(track) for track in library.tracks_of(album)]
        if query.number("artistId"):
            albums = library.leaves_of(query.number("artistId"))
            return [library.track_record(track) for number in albums for track in library.tracks_of(number)]
        if not ids:
            raise _bad_request("One of artistId, albumId, albumReleaseId or trackIds must be provided")
        return [library.track_record(library.tracks[number]) for number in ids if number in library.tracks]

    @api.get("metadataprofile")
    def metadata(call: ArrCall) -> list[dict[str, Any]]:
        return [
            {"id": 1, "name": "Standard", "primaryAlbumTypes": [], "secondaryAlbumTypes": [], "releaseStatuses": []}
        ]


def _books(api: Routes, arr: ArrModel) -> None:
    library: Any = arr.library
    _leaves(api, arr, library.book_record, library.update_book)
    _files(api, arr, lambda call: _find_files(arr, call))
