"""
Where a setting of a torrent stands in the configuration: of an Arr, of a managed category, or of a row of a tracker.
"""

from collections.abc import Iterable

from qbitrr.config.schema.config import CategorySeeding, Config, QbitSection, TrackerRow
from qbitrr.config.schema.keys import keys_of
from qbitrr.model.torrents.torrent import Torrent, normalise
from qbitrr.model.torrents.trackers import host_of

__all__ = ["key_below_arr", "key_below_categories", "setting_place"]

_CATEGORY_KEYS = {each.key.toml: each.attribute for each in keys_of(CategorySeeding)}


def key_below_arr(name: str) -> str:
    """The key, below the section of an Arr, of a setting that rules call *name*."""
    return f"Torrent.{name}" if name.startswith(("SeedingMode.", "Trackers")) else name


def key_below_categories(name: str) -> str:
    """The key of the same below `CategorySeeding` of a client; empty if categories have no such setting."""
    below = name.removeprefix("Torrent.").removeprefix("SeedingMode.")
    return below if below in _CATEGORY_KEYS else ""


def setting_place(config: Config, section: str, torrent: Torrent, name: str) -> str:
    """
    The dotted key, its section first, of the setting that the explanation of a torrent calls *name*; empty if there is none for this owner.
    `Settings.…` is for all, `Trackers/HOST/KEY` in the row of that host, everything else as it stands in the section of an Arr.
    """
    if not name or name.startswith("Settings."):
        return name
    arr, qbit = config.arr(section), config.qbit(torrent.instance)
    rows = arr.torrent.trackers if arr is not None else ()
    if name == "Trackers":
        return f"{arr.section}.{key_below_arr(name)}" if arr is not None and rows else f"{torrent.instance}.Trackers"
    if name.startswith("Trackers/"):
        _, host, key = name.split("/", 2)
        own = _row(rows, host)
        if arr is not None and own is not None:
            return f"{arr.section}.Torrent.Trackers[{own}].{key}"
        of_client = _row(qbit.trackers if qbit is not None else (), host)
        return "" if of_client is None else f"{torrent.instance}.Trackers[{of_client}].{key}"
    if arr is not None:
        return f"{arr.section}.{key_below_arr(name)}"
    return "" if qbit is None else _of_category(qbit, torrent, name)


def _row(rows: Iterable[TrackerRow], host: str) -> int | None:
    """The place of the row of a host; of several the last counts."""
    return next((place for place, row in reversed(list(enumerate(rows))) if host_of(row.uri) == host), None)


def _of_category(qbit: QbitSection, torrent: Torrent, name: str) -> str:
    below = key_below_categories(name)
    if not below:
        return ""
    override = qbit.override_for(normalise(torrent.category))
    if override is not None and getattr(override, _CATEGORY_KEYS[below], None) is not None:
        return f"{qbit.section}.CategorySeeding.Categories[{qbit.seeding.categories.index(override)}].{below}"
    return f"{qbit.section}.CategorySeeding.{below}"
