"""
What may be handed to an Arr for import: the place of one torrent, and never more than that.
"""

from collections.abc import Collection, Iterable, Mapping

from attrs import frozen

from qbitrr.decide.imports.path_mapping import is_within

__all__ = ["Neighbour", "folders_of_many", "objection"]


@frozen
class Neighbour:
    """Another torrent with its data at or below a place; `files` are the paths of its files, None when they are not known."""

    name: str
    files: Collection[str] | None


def folders_of_many(save_path: str, temp_path: str, categories: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """
    The folders of a client in which it saves torrents, with what they are: its default ones and those of its categories, each with
    its own save and incomplete path as the client gives them, empty or relative to the default ones.
    """
    found: dict[str, str] = {}
    for name, (_, incomplete) in categories.items():
        what = f"the folder of the category {name}"
        found |= dict.fromkeys(_category_folders(name, save_path, categories), what)
        found |= dict.fromkeys(_below(temp_path, incomplete or name), f"{what} for incomplete downloads")
    found |= dict.fromkeys(_below(temp_path, ""), "the client's folder for incomplete downloads")
    return found | dict.fromkeys(_below(save_path, ""), "the client's folder for downloads")


def _category_folders(name: str, save_path: str, categories: Mapping[str, tuple[str, str]]) -> list[str]:
    """Its own one; else that of its name, or in that of its parent where the client has subcategories."""
    own = categories[name][0] if name in categories else ""
    found = list(_below(save_path, own or name))
    parent, _, last = name.rpartition("/")
    if parent and not own:
        found += [f"{each.rstrip('/')}/{last}" for each in _category_folders(parent, save_path, categories)]
    return found


def _below(folder: str, path: str) -> tuple[str, ...]:
    """A path of a client, absolute or in this folder; nothing while that is not known."""
    if path.startswith(("/", "\\")) or path[1:2] == ":":
        return (path,)
    if not folder:
        return ()
    return (f"{folder.rstrip('/')}/{path}" if path else folder,)


def objection(
    path: str, places: Mapping[str, str], own_files: Collection[str] | None, neighbours: Iterable[Neighbour]
) -> str:
    """
    Why *path* must not be imported, or nothing. All paths are as the Arr sees them. *places* are folders that hold more than one
    torrent, with what they are; *own_files* those of the torrent, None when they are not known.
    """
    if not path.strip("/\\"):
        return "its place is not known"
    held = [place for place in places if is_within(place.rstrip("/\\"), path)]
    for place in held:
        if is_within(path, place):
            return f"{path} is {places[place]}"
    if held:
        return f"{path} holds {held[0]}, {places[held[0]]}"
    for other in neighbours:
        if own_files is None or other.files is None:
            return f"{path} holds {other.name}, too, and their files cannot be compared"
        foreign = [each for each in other.files if is_within(each, path) and each not in own_files]
        if foreign:
            return f"{path} holds {min(foreign)} of {other.name}, too"
    return ""
