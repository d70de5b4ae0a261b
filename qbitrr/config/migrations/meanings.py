"""
What the same words mean in another program: step 19, which edits nothing.

Only what makes this program act otherwise than the other one did is mentioned.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from qbitrr.config.lines import Path
from qbitrr.config.migrations.draft import DraftTree

__all__ = ["mention_meanings"]


@frozen
class _Unwritten:
    """A key of an Arr that is not in the file: what the other program took for it, and what is taken here."""

    path: Path
    was: str
    now: str
    arr_types: tuple[str, ...] = ()


_ABSENT = (
    _Unwritten(("Managed",), "false", "true"),
    _Unwritten(("ReSearch",), "false", "true"),
    _Unwritten(("ArrErrorCodesToBlocklist",), "none", "the default list"),
    _Unwritten(("EntrySearch", "SearchMissing"), "false", "true"),
    _Unwritten(("EntrySearch", "SearchAgainOnSearchCompletion"), "false", "true"),
    _Unwritten(("EntrySearch", "SearchBySeries"), "false", '"smart"', ("sonarr",)),
    _Unwritten(("Torrent", "FolderExclusionRegex"), "none", "the default list"),
    _Unwritten(("Torrent", "FileNameExclusionRegex"), "none", "the default list"),
    _Unwritten(("Torrent", "FileExtensionAllowlist"), "everything", "the default list"),
    _Unwritten(("Torrent", "DoNotRemoveSlow"), "false", "true"),
    _Unwritten(("Torrent", "MaximumETA"), "a day", "no limit"),
    _Unwritten(("Torrent", "MaximumDeletablePercentage"), "0.95", "0.99"),
)


@frozen
class _Meaning:
    """A key whose value (if *applies*) is obeyed in another way than before."""

    kind: str
    path: Path
    applies: Callable[[Any], bool]
    why: str
    remedy: str


_MEANINGS = (
    _Meaning(
        "Arr",
        ("EntrySearch", "SearchInReverse"),
        lambda value: isinstance(value, bool),
        "does what its text says: false = newest first, true = oldest first; the other program did the contrary",
        "Turn it round if you relied on that",
    ),
    _Meaning(
        "qBit",
        ("CategorySeeding", "HitAndRunMode"),
        lambda value: isinstance(value, str) and value.strip().lower() in ("and", "or"),
        "had no effect in the other program and has one here: torrents stay until their duty is done",
        'Write "disabled" if that is not meant',
    ),
)


def mention_meanings(draft: DraftTree) -> None:
    """Name keys that mean something else here, and absent ones that count as something else."""
    if not draft.is_foreign:
        return
    for meaning in _MEANINGS:
        for section in draft.sections(meaning.kind):
            path = (section.name, *meaning.path)
            if meaning.applies(value := draft.value(path)):
                old = str(value).lower()
                draft.say(path, meaning.why, meaning.remedy, old=old, changes_meaning=True)
    for arr in draft.sections("Arr"):
        table = draft.table((arr.name,))
        if table and table.get("URI") and table.get("Managed") is not False:
            _mention_absent(draft, arr.name, arr.type)


def _mention_absent(draft: DraftTree, section: str, arr_type: str) -> None:
    """One line for a section, however short it is."""
    absent = [
        f"{'.'.join(str(part) for part in each.path)} was {each.was} and is {each.now}"
        for each in _ABSENT
        if (not each.arr_types or arr_type in each.arr_types) and _is_absent(draft, (section, *each.path))
    ]
    if absent:
        why = f"does not say everything, and what is not written counts otherwise here: {'; '.join(absent)}"
        draft.say((section,), why, "Write what you want", changes_meaning=True)


def _is_absent(draft: DraftTree, path: Path) -> bool:
    holder = draft.table(path[:-1])
    return not isinstance(holder, Mapping) or path[-1] not in holder
