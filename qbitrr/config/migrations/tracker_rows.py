"""Rows of trackers: step 10."""

import copy
from typing import Any

from qbitrr.config.lines import Path
from qbitrr.config.migrations.draft import DraftTree, Tree
from qbitrr.config.migrations.upgrade_steps import shown_value

__all__ = ["promote_rows"]

_SHARED_ROWS_SINCE = (5, 9, 0)
_ROWS_INHERIT_SINCE = (5, 14, 2)
_TRUE_FOR_ALL = ("AddTrackerIfMissing", "RemoveIfExists")


def promote_rows(draft: DraftTree) -> None:
    """
    Rows of the Arrs become the shared ones of `[qBit]`, if it has none and the file is older than shared rows.

    A row that adds or removes trackers stays where it is: shared, it would do so for the torrents of the other Arrs, too.
    """
    if not draft.is_foreign:
        return
    if draft.stamp < _SHARED_ROWS_SINCE:
        _promote(draft)
    if draft.stamp < _ROWS_INHERIT_SINCE:
        for qbit in draft.sections("qBit"):
            _mention_inheriting(draft, (qbit.name, "Trackers"))
        for arr in draft.sections("Arr"):
            _mention_inheriting(draft, (arr.name, "Torrent", "Trackers"))


def _promote(draft: DraftTree) -> None:
    client = draft.table(("qBit",))
    if client is None or client.get("Trackers"):
        return
    shared: dict[str, tuple[Path, Tree]] = {}
    for arr in draft.sections("Arr"):
        for path, row in draft.rows((arr.name, "Torrent", "Trackers")):
            uri = row.get("URI")
            if isinstance(uri, str) and uri.strip() and not any(row.get(each) is True for each in _TRUE_FOR_ALL):
                shared.setdefault(uri.strip().lower(), (path, row))
    if not shared:
        return
    plain = [_plain(row) for _, row in shared.values()]
    for path, row in shared.values():
        why = "becomes a row of [qBit], which the torrents of all categories share"
        old = shown_value((*path, "URI"), str(row.get("URI")))
        draft.say(path, why, "Move it to [[qBit.Trackers]]", old=old, new="[[qBit.Trackers]]", changes_meaning=True)
    rows = [copy.deepcopy(row) for _, row in shared.values()]
    places = [draft.in_file(path) for path, _ in shared.values()]
    for arr in draft.sections("Arr"):
        _keep_others(draft, (arr.name, "Torrent", "Trackers"), plain)
    draft.set_rows(("qBit", "Trackers"), rows, places)


def _keep_others(draft: DraftTree, path: Path, shared: list[Any]) -> None:
    """Delete rows identical to a shared one."""
    found = list(draft.rows(path))
    kept = [(place, row) for place, row in found if _plain(row) not in shared]
    if len(kept) < len(found):
        places = [draft.in_file(place) for place, _ in kept]
        draft.set_rows(path, [copy.deepcopy(row) for _, row in kept], places)


def _mention_inheriting(draft: DraftTree, rows: Path) -> None:
    """-1 in a tracker row used to lift the limit of the surrounding table; said once per section."""
    for path, row in draft.rows(rows):
        for name in ("MaxUploadRatio", "MaxSeedingTime", "MaximumETA"):
            if row.get(name) in (-1, "-1"):
                why = "is -1, which used to mean no limit and now means the limit of the surrounding table"
                draft.say((*path, name), why, "Check the rows of this section", changes_meaning=True)
                return


def _plain(row: Any) -> Any:
    return row.unwrap() if hasattr(row, "unwrap") else dict(row)
