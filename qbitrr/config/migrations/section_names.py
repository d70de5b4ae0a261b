"""Names of sections: steps 2 and 3."""

from collections.abc import Iterator, Mapping

from qbitrr.config.lines import Path
from qbitrr.config.migrations.draft import DraftTree
from qbitrr.config.schema.sections import classify

__all__ = ["rename_animarr", "spell_sections"]

_UNREAD = "; the other program's later releases passed it over without a word"


def spell_sections(draft: DraftTree) -> None:
    """Every section gets its one spelling, and a client that stands below the settings its own section."""
    _clients_in_old_places(draft)
    for raw in list(draft.tree):
        name = classify(raw)
        if name is None or raw.lower().startswith("animarr") or name.name in draft.tree:
            continue
        was_read = name.kind == "Arr"
        why = f"is read as [{name.name}]" + ("" if was_read else _UNREAD)
        draft.rename((raw,), name.name, why, remedy=f"Spell it [{name.name}]", changes_meaning=not was_read)


def rename_animarr(draft: DraftTree) -> None:
    """`[Animarr-X]` is a Sonarr; beside a `[Sonarr-X]` it gets a name of its own."""
    for raw in list(draft.tree):
        name = classify(raw)
        if name is not None and raw.lower().startswith("animarr"):
            new = _free(name.name, draft.tree)
            draft.rename((raw,), new, f"is read as [{new}]", remedy=f"Spell it [{new}]")


def _clients_in_old_places(draft: DraftTree) -> None:
    for place in list(_old_places(draft.tree)):
        if not any((name := classify(each)) is not None and name.kind == "qBit" for each in draft.tree):
            why, remedy = f"is read as [qBit]{_UNREAD}", "Write [qBit] above its keys"
            draft.rename(place, "qBit", why, remedy=remedy, changes_meaning=True)
            continue
        draft.warn(place, "is not read, since there is a [qBit] section", "Move its keys to [qBit]")
        holder = draft.table(place[:-1])
        assert holder is not None
        del holder[str(place[-1])]


def _old_places(tree: Mapping[str, object]) -> Iterator[Path]:
    for name, value in tree.items():
        if not isinstance(value, Mapping):
            continue
        if name.lower() == "qbittorrent":
            yield (name,)
        elif name.lower() == "settings":
            yield from (
                (name, each)
                for each, inner in value.items()
                if each.lower() in ("qbittorrent", "qbit") and isinstance(inner, Mapping)
            )


def _free(name: str, taken: Mapping[str, object]) -> str:
    used = {each.lower() for each in taken}
    candidates = (name, f"{name}-Animarr", *(f"{name}-Animarr-{count}" for count in range(2, len(taken) + 3)))
    return next(each for each in candidates if each.lower() not in used)
