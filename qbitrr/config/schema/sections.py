"""The names of top-level tables: what each stands for, however it is spelled."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from attrs import frozen

from qbitrr.config.lines import Path
from qbitrr.config.problems import Severity

__all__ = ["Arranged", "Remark", "SectionName", "arrange", "classify"]

_ARR = re.compile(r"(radarr|sonarr|lidarr|readarr|animarr)(.*)", re.IGNORECASE | re.DOTALL)
_QBIT = re.compile(r"qbit(-.+)?", re.IGNORECASE | re.DOTALL)
_FORBIDDEN = re.compile(r"[./\\\x00-\x1f\x7f]")
_KNOWN = ("Settings", "WebUI", "qBit", "qBit-NAME", "Radarr-NAME", "Sonarr-NAME", "Lidarr-NAME", "Readarr-NAME")


@frozen(kw_only=True)
class SectionName:
    """What a table is: *kind* `Settings`, `WebUI`, `qBit` or `Arr`; *name* as we spell it; *type* of an Arr."""

    kind: str
    name: str
    type: str = ""


@frozen(kw_only=True)
class Remark:
    """Something to report about a place in the file, before the places of problems are known. *path* is as in the file."""

    severity: Severity
    path: Path
    message: str
    remedy: str = ""
    spoils: bool = False


@frozen(kw_only=True)
class Arranged:
    """The tables by normalised name in the order of the file, and what is to be said about it."""

    tables: dict[str, Any]
    names: dict[str, SectionName]
    remarks: tuple[Remark, ...] = ()


def classify(name: str) -> SectionName | None:
    """What the table called *name* is, None if it is none of ours."""
    lowered = name.lower()
    if lowered in ("settings", "webui"):
        return SectionName(kind="Settings" if lowered == "settings" else "WebUI", name=_canonical(lowered))
    if found := _QBIT.fullmatch(name):
        return SectionName(kind="qBit", name="qBit" + (found[1] or ""))
    if found := _ARR.fullmatch(name):
        arr_type = found[1].lower().replace("animarr", "sonarr")
        return SectionName(kind="Arr", name=arr_type.capitalize() + found[2], type=arr_type)
    return None


def arrange(tree: Mapping[str, Any]) -> Arranged:
    """Sort the top-level tables of *tree*: normalise names, drop doubles and what cannot be a section, remark on it."""
    remarks: list[Remark] = []
    chosen: dict[str, str] = {}
    for raw, name in _usable(tree, remarks):
        rival = next((other for other in chosen if other.lower() == name.name.lower()), None)
        if rival is None:
            chosen[name.name] = raw
        elif raw == name.name and chosen[rival] != rival:  # the exact spelling wins, whatever stands first
            remarks.append(_double(chosen[rival], raw))
            chosen = {
                (name.name if each == rival else each): (raw if each == rival else old) for each, old in chosen.items()
            }
        else:
            remarks.append(_double(raw, chosen[rival]))
    names = {new: kind for new in chosen if (kind := classify(new)) is not None}
    return Arranged(
        tables={new: tree[raw] for new, raw in chosen.items()},
        names=names,
        remarks=tuple(remarks),
    )


def _usable(tree: Mapping[str, Any], remarks: list[Remark]) -> list[tuple[str, SectionName]]:
    usable: list[tuple[str, SectionName]] = []
    for raw, value in tree.items():
        name = classify(raw)
        if name is None:
            remarks.append(_unknown(raw, isinstance(value, Mapping)))
        elif _FORBIDDEN.search(name.name) or name.name != name.name.strip() or len(name.name) > 100:
            message = "cannot be the name of a section: it names a folder too"
            remedy = "Use letters, digits, hyphens, underscores and blanks"
            remarks.append(Remark(severity=Severity.ERROR, path=(raw,), message=message, remedy=remedy, spoils=True))
        else:
            if name.kind == "Arr" and not re.fullmatch(r"[A-Za-z]+(-.+)?", name.name, re.DOTALL):
                remedy = f"Rename it, e.g. to [{name.type.capitalize()}-NAME]"
                message = "works, but a hyphen should follow the type"
                remarks.append(Remark(severity=Severity.WARNING, path=(raw,), message=message, remedy=remedy))
            usable.append((raw, name))
    return usable


def _unknown(raw: str, is_table: bool) -> Remark:
    if not is_table:
        message, remedy = "stands outside any section and is not read", "Move it below the section it belongs to"
        return Remark(severity=Severity.WARNING, path=(raw,), message=message, remedy=remedy)
    near = get_close_matches(raw.lower(), [known.lower() for known in _KNOWN], n=1, cutoff=0.5)
    nearest = next((known for known in _KNOWN if near and known.lower() == near[0]), "")
    remedy = (
        f"Did you mean [{nearest}]?" if nearest else "Sections are [Settings], [WebUI], [qBit] and e.g. [Radarr-NAME]"
    )
    return Remark(severity=Severity.WARNING, path=(raw,), message="is no known section and is not read", remedy=remedy)


def _double(loser: str, winner: str) -> Remark:
    return Remark(
        severity=Severity.ERROR,
        path=(loser,),
        message=f"is the same section as [{winner}] and is not read",
        remedy="Give each section its own name; capital letters make no difference",
        spoils=True,
    )


def _canonical(lowered: str) -> str:
    return {"settings": "Settings", "webui": "WebUI"}[lowered]
