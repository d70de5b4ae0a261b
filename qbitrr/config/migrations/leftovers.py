"""What lost its meaning, or never had any: steps 14, 15 and 18."""

from qbitrr.config.migrations.draft import DraftTree

__all__ = ["drop_leftovers", "move_misnamed", "switch_off_clients"]

_DISABLED_IS_OF_A_SECTION_SINCE = (5, 13, 0)


def switch_off_clients(draft: DraftTree) -> None:
    """Before 5.13 `qBit.Disabled` switched off all work on torrents, whatever clients there were."""
    if not draft.is_foreign or draft.stamp >= _DISABLED_IS_OF_A_SECTION_SINCE:
        return
    if draft.value(("qBit", "Disabled")) is not True:
        return
    why = "switches off all work on torrents, as it did when the file was written: only searches run"
    draft.warn(("qBit", "Disabled"), why, "Write false to have torrents worked on", old="true")
    for other in draft.sections("qBit"):
        path = (other.name, "Disabled")
        if other.name != "qBit" and draft.value(path) is not True:
            why = "is switched off by [qBit], as it was when the file was written"
            draft.warn(path, why, "Write Disabled = false to use it", new="true", changes_meaning=True)
            draft.put(path, True)


def drop_leftovers(draft: DraftTree) -> None:
    """Without a word: nothing has read these for years."""
    for qbit in draft.sections("qBit"):
        draft.drop((qbit.name,), "v5", "Version5")
    for arr in draft.sections("Arr"):
        draft.drop((arr.name,), "Name")
        draft.drop((arr.name, "EntrySearch"), "StartYear", "LastYear", "DatabaseFile", "MinimumAvailability")


def move_misnamed(draft: DraftTree) -> None:
    """What only documents called so. Other names of theirs are answered with the right one when the file is read."""
    for qbit in draft.sections("qBit"):
        draft.move((qbit.name, "Username"), (qbit.name, "UserName"), changes_meaning=True)
