"""
The databases of sections that got another name: their folders are moved so that no kill at any moment loses one.

Rows that name a section are left to the next start, when nobody has a database open, but those of the supervisor (`renamings`).

Note [Moving folders]: what is to be renamed is written down first (`note_renames`), then the configuration is saved, then, when nothing
of the old sections runs any more, the folders are moved (`settle_renames`). A start settles what an end at any of these places left:
the names in the configuration say whether it came to the renaming; if not, they say the same of the one that was noted before and is
not settled. First all folders are set aside, then they are put in place under their new names, so that names can also be exchanged;
which of the two is going on is written down, too.
"""

import contextlib
import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from qbitrr.config.whole_files import put

__all__ = ["Renaming", "forget_renames", "forget_renamings", "note_renames", "renamings", "settle_renames"]

_DATABASES, _NOTE, _ASIDE, _ROWS = "db", ".renames.json", ".renamed", ".renamed-rows.json"
_EARLIER = ".renames-before.json"


@frozen(kw_only=True)
class Renaming:
    """Names that were given, old to new, whose rows in databases still have the old ones. *id* tells it from every other one."""

    id: str
    names: Mapping[str, str]


def note_renames(data_folder: str, renames: Mapping[str, str]) -> None:
    """Write down that sections are about to get another name (old to new). Raises `OSError`."""
    noted, placing = _read(data_folder)
    if placing:
        _place(data_folder, noted)
        noted = {}
    if noted:
        put(_earlier(data_folder), Path(_note(data_folder)).read_bytes())
    else:
        _unlink(_earlier(data_folder))
    rest = dict(renames)
    together = {old: rest.pop(new, new) for old, new in noted.items()} | rest
    _write(data_folder, {old: new for old, new in together.items() if old != new}, placing=False)


def forget_renames(data_folder: str) -> None:
    """It did not come to the renaming; one that was noted before and is still to be settled is again all there is."""
    if os.path.exists(_earlier(data_folder)):
        os.replace(_earlier(data_folder), _note(data_folder))
    else:
        _unlink(_note(data_folder))


def settle_renames(data_folder: str, sections: Collection[str]) -> dict[str, str]:
    """
    Move the folders of sections that were renamed, going by the *sections* there are now; answers what was moved (old to new).

    Nothing may have the databases open. A folder that stands where another has to go is kept beside it. Raises `OSError`; calling it
    again goes on.
    """
    noted, placing = _read(data_folder)
    if not noted:
        return {}
    if not placing:
        noted = {old: new for old, new in noted.items() if _took_place(old, new, noted, sections)}
        if not noted and os.path.exists(_earlier(data_folder)):
            forget_renames(data_folder)
            return settle_renames(data_folder, sections)
        for old in noted:
            source, aside = _folder(data_folder, old), _aside(data_folder, old)
            if os.path.isdir(source) and not os.path.exists(aside):
                os.makedirs(os.path.dirname(aside), mode=0o700, exist_ok=True)
                os.rename(source, aside)
        _write(data_folder, noted, placing=True)
    _place(data_folder, noted)
    return noted


def renamings(data_folder: str) -> tuple[Renaming, ...]:
    """What was renamed since rows were last brought up to date, in order."""
    try:
        with open(_rows(data_folder), encoding="utf-8") as file:
            return tuple(Renaming(id=str(each["id"]), names=dict(each["names"])) for each in json.load(file))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (ValueError, TypeError, KeyError):  # not ours; rows keep their names
        return ()


def forget_renamings(data_folder: str) -> None:
    """The rows of all databases are up to date."""
    _unlink(_rows(data_folder))


def _leave_rows(data_folder: str, noted: Mapping[str, str]) -> None:
    """Remember for the next start, once, that rows are to be changed."""
    found = os.stat(_note(data_folder))
    this = Renaming(id=f"{found.st_mtime_ns}-{found.st_ino}", names=dict(noted))
    before = renamings(data_folder)
    if noted and all(each.id != this.id for each in before):
        listed = [{"id": each.id, "names": dict(each.names)} for each in (*before, this)]
        put(_rows(data_folder), json.dumps(listed).encode("utf-8"))


def _took_place(old: str, new: str, noted: Mapping[str, str], sections: Collection[str]) -> bool:
    return new in sections and (old not in sections or old in noted.values())


def _place(data_folder: str, noted: Mapping[str, str]) -> None:
    for old, new in noted.items():
        aside, target = _aside(data_folder, old), _folder(data_folder, new)
        if not os.path.isdir(aside):
            continue
        if os.path.exists(target):
            os.rename(target, _free(target))
        os.rename(aside, target)
    if os.path.isdir(os.path.dirname(_aside(data_folder, "x"))):
        os.rmdir(os.path.dirname(_aside(data_folder, "x")))
    _leave_rows(data_folder, noted)
    _unlink(_earlier(data_folder))
    _unlink(_note(data_folder))


def _free(target: str) -> str:
    """A name that no section can have, since it has a dot."""
    number = 1
    while os.path.exists(f"{target}.before-{number}"):
        number += 1
    return f"{target}.before-{number}"


def _read(data_folder: str) -> tuple[dict[str, str], bool]:
    try:
        with open(_note(data_folder), encoding="utf-8") as file:
            noted: Any = json.load(file)
        return {str(old): str(new) for old, new in noted["renames"].items()}, bool(noted["placing"])
    except (FileNotFoundError, NotADirectoryError):
        return {}, False
    except (ValueError, TypeError, KeyError, AttributeError):  # not ours; the folders stay where they are
        return {}, False


def _write(data_folder: str, renames: Mapping[str, str], *, placing: bool) -> None:
    os.makedirs(os.path.join(data_folder, _DATABASES), exist_ok=True)
    put(_note(data_folder), json.dumps({"renames": renames, "placing": placing}).encode("utf-8"))


def _note(data_folder: str) -> str:
    return os.path.join(data_folder, _DATABASES, _NOTE)


def _earlier(data_folder: str) -> str:
    return os.path.join(data_folder, _DATABASES, _EARLIER)


def _unlink(path: str) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # gone is what it should be
        os.unlink(path)


def _rows(data_folder: str) -> str:
    return os.path.join(data_folder, _DATABASES, _ROWS)


def _folder(data_folder: str, section: str) -> str:
    return os.path.join(data_folder, _DATABASES, section)


def _aside(data_folder: str, section: str) -> str:
    return os.path.join(data_folder, _DATABASES, _ASIDE, section)
