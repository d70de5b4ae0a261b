"""Keys of the Arr sections: steps 7, 8, 11 to 13 and 17."""

from typing import Any

from qbitrr.config.lines import Path
from qbitrr.config.migrations.draft import DraftTree
from qbitrr.config.schema import defaults
from qbitrr.config.values.texts import LOST_BEGINNINGS, REPAIRED_PATTERNS, is_placeholder

__all__ = [
    "correct_patterns",
    "lengthen_book_extensions",
    "mention_stalled",
    "move_tracker_cleaning",
    "pair_profiles",
    "spell_import_mode",
]

_FIRST_BOOK_EXTENSIONS = (".epub", ".mobi", ".azw", ".azw3", ".pdf", ".cbz", ".cbr", ".!qb", ".parts")
_OLD_PROFILES = ("MainQualityProfile", "TempQualityProfile")
_PATTERNS = ("FolderExclusionRegex", "FileNameExclusionRegex")
# Whatever the type: sections were copied from one to the other.
_DEFAULT_NAMES = {each for arr_type in defaults.ARR_TYPES for each in defaults.excluded_file_names(arr_type)}


def spell_import_mode(draft: DraftTree) -> None:
    """`Hardlink` was the default of 3.2 to 4.0 and has been read as `Auto` since."""
    for arr in draft.sections("Arr"):
        mode = draft.value((arr.name, "importMode"))
        if isinstance(mode, str) and mode.strip().lower() == "hardlink":
            path = (arr.name, "importMode")
            draft.say(path, 'is read as "Auto"', 'Write "Auto"', old=f'"{mode}"', new='"Auto"', is_silent=True)
            draft.put(path, "Auto")


def pair_profiles(draft: DraftTree) -> None:
    """Two parallel lists of profile names (single texts in the oldest files) became one mapping."""
    for arr in draft.sections("Arr"):
        holder: Path = (arr.name, "EntrySearch")
        search = draft.table(holder)
        if search is not None and any(name in search for name in _OLD_PROFILES):
            _pair(draft, holder)


def _pair(draft: DraftTree, holder: Path) -> None:
    old, new = (*holder, _OLD_PROFILES[0]), (*holder, "QualityProfileMappings")
    main, temporary = (_names(draft.value((*holder, name))) for name in _OLD_PROFILES)
    pairs = {m: t for m, t in zip(main, temporary, strict=False) if not (_empty(m) or _empty(t))}
    is_used = not draft.value(new)
    if is_used and len(main) != len(temporary):
        why = f"names {len(main)} main and {len(temporary)} temporary profiles; only pairs are used"
        draft.warn(old, why, "Write QualityProfileMappings instead", changes_meaning=True)
    if is_used and pairs:
        shown = ", ".join(f"{m} -> {t}" for m, t in pairs.items())
        why = "is read as QualityProfileMappings"
        draft.say(old, why, "Write QualityProfileMappings instead", new=shown, changes_meaning=len(main) > 0)
    draft.drop(holder, *_OLD_PROFILES, why="is part of QualityProfileMappings")
    if is_used and pairs:
        draft.put(new, pairs)
        draft.moved[new] = draft.in_file(old)


def _names(raw: object) -> list[str]:
    if isinstance(raw, str):
        return [str(raw)]
    return [str(each) if isinstance(each, str) else "" for each in raw] if isinstance(raw, list) else []


def _empty(name: str) -> bool:
    return not name.strip() or is_placeholder(name)


def lengthen_book_extensions(draft: DraftTree) -> None:
    """Exactly the first default list of Readarr is today's."""
    for arr in draft.sections("Arr"):
        path = (arr.name, "Torrent", "FileExtensionAllowlist")
        listed = draft.value(path)
        if arr.type != "readarr" or not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            continue
        if tuple(each.strip().lower() for each in listed) == _FIRST_BOOK_EXTENSIONS:
            why = "is the first default list; today's longer one is used"
            draft.say(path, why, "Nothing needs to be done", changes_meaning=True)
            draft.put(path, list(defaults.wanted_extensions("readarr")))


def correct_patterns(draft: DraftTree) -> None:
    """Generated patterns that never matched become what was meant."""
    for arr in draft.sections("Arr"):
        for name in _PATTERNS:
            path = (arr.name, "Torrent", name)
            listed = draft.value(path)
            if isinstance(listed, list):
                _correct(draft, path, listed)


def _correct(draft: DraftTree, path: Path, listed: list[Any]) -> None:
    """What lost its beginning is corrected in a list that is otherwise a default one; in another it is for its owner to decide."""
    known = _DEFAULT_NAMES | LOST_BEGINNINGS.keys()
    meant = [REPAIRED_PATTERNS.get(each, each) if isinstance(each, str) else each for each in listed]
    if draft.is_foreign and all(isinstance(each, str) and each in known for each in meant):
        meant = [LOST_BEGINNINGS.get(each, each) for each in meant]
    changed = [index for index, each in enumerate(meant) if each != listed[index]]
    if not changed:
        return
    count = f"{len(changed)} pattern{'s' if len(changed) > 1 else ''} of an older default list"
    why = f"has {count} with a wrong backslash, read as meant: what it names is excluded now"
    first = changed[0]
    remedy = f"Write '{meant[first]}' and the like"
    draft.say(path, why, remedy, old=f"'{listed[first]}'", new=f"'{meant[first]}'", changes_meaning=True)
    for index in changed:
        listed[index] = meant[index]


def move_tracker_cleaning(draft: DraftTree) -> None:
    """A form of the other program wrote these one level too high, where nothing read them."""
    for arr in draft.sections("Arr"):
        below = (arr.name, "Torrent")
        for name in ("RemoveDeadTrackers", "RemoveTrackerWithMessage"):
            draft.move((*below, name), (*below, "SeedingMode", name), changes_meaning=True)


def mention_stalled(draft: DraftTree) -> None:
    """The other program's texts say "never" for -1, its code removes at once; whoever relied on the code should know."""
    for qbit in draft.sections("qBit"):
        _mention_stalled(draft, (qbit.name, "CategorySeeding"))
    for arr in draft.sections("Arr"):
        _allow_stalled(draft, (arr.name, "Torrent"))
        _mention_stalled(draft, (arr.name, "Torrent"))


def _allow_stalled(draft: DraftTree, holder: Path) -> None:
    """`AllowStalled` (2024) became `StalledDelay`; true meant that a stalled download is never removed."""
    old, new = (*holder, "AllowStalled"), (*holder, "StalledDelay")
    allowed = draft.value(old)
    if not isinstance(allowed, bool):
        return
    replaced = allowed and draft.value(new) is None
    if replaced:
        draft.say(old, "is read as StalledDelay = -1", "Write StalledDelay = -1 instead", old="true", new="-1")
    elif allowed:
        draft.warn(old, "is not read, since StalledDelay is there", "Remove one of the two")
    else:
        draft.say(old, "is false, which is what StalledDelay decides now", "Remove it")
    table = draft.table(holder)
    assert table is not None
    del table["AllowStalled"]
    if replaced:
        draft.put(new, -1)
        draft.moved[new] = draft.in_file(old)


def _mention_stalled(draft: DraftTree, holder: Path) -> None:
    path = (*holder, "StalledDelay")
    # Asked for under another name, it meant never.
    if draft.is_foreign and path not in draft.moved and draft.value(path) in (-1, "-1"):
        why = "is -1, which means here what it says: stalled downloads are never removed"
        draft.say(path, why, 'Write "immediately" to have them removed at once', old="-1", changes_meaning=True)
