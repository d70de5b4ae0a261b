"""Hit-and-run duties: step 9."""

from qbitrr.config.lines import Path
from qbitrr.config.migrations.draft import DraftTree, Tree

__all__ = ["settle_duties"]

_DUTY_KEYS = (
    *("HitAndRunMode", "HitAndRunClearMode", "MinSeedRatio", "MinSeedingTimeDays"),
    *("HitAndRunMinimumDownloadPercent", "HitAndRunPartialSeedRatio", "TrackerUpdateBuffer"),
)
_MODES = ("and", "or", "disabled")


def settle_duties(draft: DraftTree) -> None:
    """One mode instead of a boolean and a second key; duties of a whole Arr, which never worked, go."""
    for qbit in draft.sections("qBit"):
        seeding: Path = (qbit.name, "CategorySeeding")
        if (table := draft.table(seeding)) is not None:
            _settle(draft, seeding, table)
        for path, row in draft.rows((qbit.name, "Trackers")):
            _settle(draft, path, row)
    for arr in draft.sections("Arr"):
        for path, row in draft.rows((arr.name, "Torrent", "Trackers")):
            _settle(draft, path, row)
        never = "never had an effect: duties belong into the rows of trackers"
        draft.drop((arr.name, "Torrent", "SeedingMode"), *_DUTY_KEYS, why=never)


def _settle(draft: DraftTree, path: Path, table: Tree) -> None:
    """A usable `HitAndRunClearMode` wins, since it is the more exact statement."""
    mode, here = table.get("HitAndRunMode"), (*path, "HitAndRunMode")
    clear = table.get("HitAndRunClearMode")
    if "HitAndRunClearMode" in table:
        draft.drop(path, "HitAndRunClearMode", why="is part of HitAndRunMode")
    if isinstance(clear, str) and clear.strip().lower() in _MODES:
        new = clear.strip().lower()
        if "HitAndRunMode" not in table:
            draft.moved[here] = draft.in_file((*path, "HitAndRunClearMode"))
    elif isinstance(mode, bool):
        new = "and" if mode else "disabled"
    else:
        return
    if mode != new:
        old = "" if mode is None else str(mode).lower()
        draft.say(here, f'is read as "{new}"', f'Write "{new}"', old=old, new=f'"{new}"', is_silent=True)
        draft.put(here, new)
