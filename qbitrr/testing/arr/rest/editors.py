"""
Changing many entries at once, as the mass editors of the applications do; and what comes out in a span of time.
"""

from collections.abc import Iterable
from typing import Any

from qbitrr.clients.arr.dates import epoch
from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.wire import ArrAnswer, invalid
from qbitrr.testing.arr.rest.call import ArrCall, Routes

__all__ = ["add_calendar_route", "add_editor_routes"]


def add_editor_routes(api: Routes, arr: ArrModel) -> None:
    """`PUT` and `DELETE` of `movie/editor`, `series/editor`, `artist/editor`, `author/editor`."""
    kind, library = arr.kind, arr.library

    def chosen(body: dict[str, Any]) -> list[int]:
        return [number for number in body.get(f"{kind.owner}Ids") or () if number in library.owners]

    @api.put(f"{kind.owner}/editor")
    def change(call: ArrCall) -> ArrAnswer:
        body = call.body()
        profile = body.get("qualityProfileId")
        if profile is not None and profile not in arr.settings.profiles.records:
            raise invalid("QualityProfileId", "Quality Profile does not exist", profile)
        for number in chosen(body):
            _change(library.owners[number], body)
            library.touch(number)
        return ArrAnswer(value=[library.owner_record(number) for number in chosen(body)], status=202)

    @api.delete(f"{kind.owner}/editor")
    def delete(call: ArrCall) -> dict[str, Any]:
        for number in chosen(call.body()):
            library.remove_owner(number)
            arr.ledger.gone.add(number)
        return {}


def _change(owner: Any, body: dict[str, Any]) -> None:
    """Only what the body has is changed."""
    if body.get("monitored") is not None:
        owner.monitored = bool(body["monitored"])
    if body.get("qualityProfileId") is not None:
        owner.profile_id = body["qualityProfileId"]
    if body.get("minimumAvailability") and hasattr(owner, "minimum"):
        owner.minimum = body["minimumAvailability"]
    if body.get("rootFolderPath"):
        owner.root = body["rootFolderPath"]
        owner.path = f"{owner.root}/{owner.path.rpartition('/')[2]}"
    if body.get("tags") is not None:
        named, before = set(body["tags"]), set(owner.tags)
        how = body.get("applyTags") or "add"
        owner.tags = sorted(named if how == "replace" else before - named if how == "remove" else before | named)


def add_calendar_route(api: Routes, arr: ArrModel) -> None:
    """`GET calendar?start=&end=`: what comes out then; what is not monitored only with `unmonitored`."""
    library: Any = arr.library

    @api.get("calendar")
    def calendar(call: ArrCall) -> list[dict[str, Any]]:
        start, end = epoch(call.query.text("start")) or 0, epoch(call.query.text("end")) or 0
        everything = call.query.flag("unmonitored")
        return [
            _record(arr, number)
            for number, leaf in library.leaves.items()
            if any(start <= date <= end for date in _dates(arr, leaf))
            and (everything or (leaf.monitored and library.owner_of(number).monitored))
        ]


def _dates(arr: ArrModel, leaf: Any) -> Iterable[float]:
    names = {"movie": ("in_cinemas", "digital", "physical"), "episode": ("air",)}.get(arr.kind.leaf, ("released",))
    return [date for name in names if (date := getattr(leaf, name)) is not None]


def _record(arr: ArrModel, number: int) -> dict[str, Any]:
    library: Any = arr.library
    match arr.kind.leaf:
        case "episode":
            return library.episode_record(number)
        case "album":
            return library.album_record(number)
        case "book":
            return library.book_record(number)
    return library.owner_record(number)
