"""
Looking into a torrent for files nobody wants.
"""

import re
from collections.abc import Iterable

from attrs import frozen
from msgspec.structs import replace

from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.told import has_said_just_now, proven_imported
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import SkipFiles
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import FileRules, TextPattern
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import (
    COMPLETE_STATES,
    DOWNLOAD_STATES,
    META_STATES,
    Torrent,
    TorrentFile,
    normal_state,
)

__all__ = [
    "Inspection",
    "can_be_inspected",
    "files_are_known",
    "has_grown",
    "inspect",
    "inspect_files",
    "inspected",
    "is_not_inspected",
    "keep_size",
    "wants_files",
]

MAIN_FILE_SHARE = 0.8
MAIN_FILE_BYTES = 300 * 1024 * 1024
_UNFINISHED = ".!qB"
_FAKE = "It holds nothing but unwanted files."
_ARCHIVE = re.compile(r"\.(zip|7z|tar|gz|bz2|xz|rar|r\d{2,3}|z\d{2})$", re.IGNORECASE)
_VOLUME = re.compile(r"\.(r(ar|\d{2,3})|z\d{2}|(7z|zip|rar)\.\d{2,3})$", re.IGNORECASE)


@frozen
class Inspection:
    """The ids of the files nobody wants, and whether nothing but such files (or an archive set) would be left."""

    bad: tuple[int, ...] = ()
    all_bad: bool = False
    archives_only: bool = False


def inspect(files: tuple[TorrentFile, ...], rules: FileRules, *, everything: bool = False) -> Inspection:
    """
    Judge every file that is to be downloaded. Files that are switched off already are neither good nor bad, unless *everything*
    is looked at as if it were wanted.

    `archives_only` is true when nothing is wanted, but among it is an archive in several volumes (*everything*: any archive).
    """
    wanted = [each for each in files if everything or each.priority != 0]
    root = _root(files)
    main = _main_file(files) if rules.protects_main_file else None
    bad = tuple(each.id for each in wanted if _unwanted(each, rules, root, is_main=each.id == main))
    all_bad = bool(bad) and len(bad) == len(wanted)
    volumes = sum(bool(_VOLUME.search(_plain(each.name))) for each in wanted)
    packed = everything and any(_ARCHIVE.search(_plain(each.name)) for each in wanted)
    return Inspection(bad, all_bad, all_bad and (volumes > 1 or packed))


def files_are_known(look: Look) -> bool:
    """Whether its list of files is there."""
    return bool(look.facts.files)


def is_not_inspected(look: Look) -> bool:
    """Whether these files were not judged before: that is done once, and again when there are more or fewer."""
    inspection = look.memory.inspection
    return inspection.at is None or inspection.files != len(look.facts.files or ())


def can_be_inspected(look: Look) -> bool:
    """Whether it is a download with metadata, or complete."""
    return look.complete or (look.state in DOWNLOAD_STATES and look.state not in META_STATES)


def inspect_files(look: Look) -> Reason | None:
    """Nothing wanted in it: give it up; some unwanted: do not download those."""
    files = look.facts.files or ()
    return _inspect_complete(look, files) if look.complete else _inspect_download(look, files)


def wants_files(torrent: Torrent, memory: Memory, *, listed: bool) -> bool:
    """Whether its file list would make a difference, so that it should be asked for. *listed*: its Arr has a record of it."""
    if memory.inspection.at is not None and not has_grown(torrent, memory):
        return False
    state = normal_state(torrent.state)
    if state in COMPLETE_STATES:
        return listed and IMPORTED not in torrent.tags and memory.heard.told is not Told.IMPORTED
    return state in DOWNLOAD_STATES and state not in META_STATES


def has_grown(torrent: Torrent, memory: Memory) -> bool:
    """Whether more of it is wanted than when it was inspected, so that it may have more files."""
    noted = memory.inspection.size_bytes
    return noted is not None and torrent.size_bytes > noted


def keep_size(look: Look) -> None:
    """
    Note how much of what was inspected is wanted: less, because files were switched off since, or more, and it has no more files than
    before.
    """
    inspection, size = look.memory.inspection, look.torrent.size_bytes
    if inspection.at is None or inspection.size_bytes == size:
        return
    is_less = inspection.size_bytes is None or size < inspection.size_bytes
    if is_less or (look.facts.files and not is_not_inspected(look)):
        look.remember(inspection=replace(inspection, size_bytes=size))


def _inspect_download(look: Look, files: tuple[TorrentFile, ...]) -> Reason | None:
    # A person, or the client by a list of its own, has switched everything off: a good file among it is somebody's decision.
    nothing_wanted = all(each.priority == 0 for each in files)
    found = inspect(files, look.rules.files, everything=nothing_wanted)
    tolerated = found.archives_only and look.rules.files.archives_only == "allow"
    if found.all_bad and look.may_remove and not tolerated:
        return look.give_up(_reason(look, found, len(files), "excluded_files", _FAKE))
    if found.all_bad and not tolerated and look.blocks_nobody:
        text = "It holds nothing but unwanted files, but a Hit-and-Run duty is open: it stays, and another release is searched."
        look.replace_and_keep(_reason(look, found, len(files), "excluded_files_kept", text))
        # Remembered as inspected once that is done.
        _note(look, None, files)
    elif found.bad and not found.all_bad and not nothing_wanted:
        text = f"{len(found.bad)} of its {len(files)} files are unwanted and not downloaded."
        why = _reason(look, found, len(files), "skip_files", text)
        instance, hash_ = look.torrent.key
        look.steps.append(SkipFiles(instance=instance, hash=hash_, why=why, file_ids=found.bad))
        # Remembered as inspected once the client has done it.
        _note(look, None, files)
    else:
        _note(look, look.now, files)
    return None


def _inspect_complete(look: Look, files: tuple[TorrentFile, ...]) -> Reason | None:
    """
    For what was complete when it was first looked at, or because nothing in it is wanted: given up if it holds nothing but
    unwanted files, the Arr still lists it and has taken nothing of it. A packed release that seeds is no fake.
    """
    record = look.record
    if record is None:
        return None
    found = inspect(files, look.rules.files, everything=True)
    if not found.all_bad or found.archives_only or proven_imported(look) or not look.may_remove:
        _note(look, look.now, files)
        return None
    if record.state in ("importing", "imported") or not has_said_just_now(look):
        text = "It holds nothing but unwanted files; the Arr is asked whether it took something of it."
        return _reason(look, found, len(files), "excluded_files_asked", text)
    return look.give_up(_reason(look, found, len(files), "excluded_files", _FAKE))


def inspected(memory: Memory, now: float, excluded_ids: tuple[int, ...] | None = None) -> Memory:
    """What followed from the inspection was done at *now*; these files (None: those of before) were switched off."""
    before = memory.inspection
    excluded_ids = before.excluded_ids if excluded_ids is None else excluded_ids
    return replace(memory, inspection=replace(before, at=now, excluded_ids=excluded_ids))


def _note(look: Look, at: float | None, files: tuple[TorrentFile, ...]) -> None:
    size = look.torrent.size_bytes
    look.remember(inspection=replace(look.memory.inspection, at=at, files=len(files), size_bytes=size))


def _reason(look: Look, found: Inspection, count: int, code: str, text: str) -> Reason:
    return look.reason(
        code=code,
        text=text,
        measured={"files": count, "unwanted": len(found.bad), "hit_and_run": str(look.duty)},
        configured={"on_archives_only": look.rules.files.archives_only},
    )


def _unwanted(each: TorrentFile, rules: FileRules, root: str, *, is_main: bool) -> bool:
    *folders, name = each.name.split("/")
    if folders and folders[0] == root:
        del folders[0]
    if not is_main and (_hit(rules.folders, folders) or _hit(rules.names, (_plain(name),))):
        return True
    return bool(rules.extensions) and _extension(name) not in rules.extensions


def _hit(patterns: Iterable[TextPattern], texts: Iterable[str]) -> bool:
    """Whether a pattern matches at least one character somewhere: a match of nothing never counts."""
    return any(match.group() for pattern in patterns for text in texts for match in pattern.finditer(text))


def _plain(name: str) -> str:
    """A file name without the mark of unfinished files."""
    return name.removesuffix(_UNFINISHED)


def _extension(name: str) -> str:
    stem, dot, last = _plain(name).rpartition(".")
    return f".{last.lower()}" if dot and stem else ""


def _root(files: Iterable[TorrentFile]) -> str:
    """The top folder all files share: it repeats the release name. Empty when there is none."""
    tops = {each.name.partition("/")[0] if "/" in each.name else "" for each in files}
    return tops.pop() if len(tops) == 1 else ""


def _main_file(files: Iterable[TorrentFile]) -> int | None:
    """The id of the one file that is nearly all of the torrent: what it is called says nothing about what it is."""
    sizes = {each.id: each.size_bytes for each in files}
    id_ = max(sizes, key=lambda each: sizes[each])
    size = sizes[id_]
    return id_ if size >= MAIN_FILE_BYTES and size >= MAIN_FILE_SHARE * sum(sizes.values()) else None
