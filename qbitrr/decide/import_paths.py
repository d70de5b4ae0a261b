"""
What may be handed to an Arr for import: the place of one torrent, and never more than that.
"""

from collections.abc import Collection, Iterable, Mapping

from attrs import frozen

__all__ = ["Neighbour", "is_within", "objection"]


@frozen
class Neighbour:
    """Another torrent with its data at or below a place; `files` are the paths of its files, None when they are not known."""

    name: str
    files: tuple[str, ...] | None


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it, on whatever system; `/data` does not hold `/database`."""
    bare = folder.rstrip("/\\")
    return bool(bare) and path.startswith(bare) and path[len(bare) : len(bare) + 1] in ("", "/", "\\")


def objection(
    path: str, places: Mapping[str, str], own_files: Collection[str] | None, neighbours: Iterable[Neighbour]
) -> str:
    """
    Why *path* must not be imported, or nothing. All paths are as the Arr sees them. *places* are folders that hold more than one
    torrent, with what they are; *own_files* those of the torrent, None when they are not known.
    """
    if not path.strip("/\\"):
        return "its place is not known"
    for place, what in places.items():
        if is_within(place.rstrip("/\\"), path):
            same = is_within(path, place)
            return f"{path} is {what}" if same else f"{path} holds {place}, {what}"
    for other in neighbours:
        if own_files is None or other.files is None:
            return f"{path} holds {other.name}, too, and their files cannot be compared"
        foreign = next((each for each in other.files if is_within(each, path) and each not in own_files), None)
        if foreign is not None:
            return f"{path} holds {foreign} of {other.name}, too"
    return ""
