"""
The journal entries a removal leaves.
"""

from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case
from qbitrr.model.steps import Data, Removal

__all__ = ["of_beginning", "of_deletion", "of_held", "of_removal", "of_storm"]


def of_removal(removal: Removal, act: str, result: str, text: str, now: float, why: Reason | None = None) -> Entry:
    """An entry about a removal; *why* is its reason unless another is given."""
    return Entry(
        at=now,
        section=removal.section,
        act=act,
        result=result,
        text=text,
        instance=removal.instance,
        hash=removal.hash,
        name=removal.name,
        media=removal.media_ids,
        why=why or removal.why,
    )


def of_beginning(removal: Removal, now: float) -> Entry:
    """It begins."""
    verb = "giving up" if removal.blocklist or removal.search_again else "removing"
    return of_removal(removal, "removal", "done", f"{verb} {removal.name}: {removal.why.text}", now)


def of_held(removal: Removal, why: Reason, now: float) -> Entry:
    """A rail is in its way."""
    text = f"{removal.name} is not removed: {why.text} What speaks for it: {removal.why.text}"
    return of_removal(removal, "removal", "held", text, now)


def of_deletion(case: Case, now: float) -> Entry:
    """It was deleted, with its files or without; then it says whose they are."""
    removal = case.removal
    if case.with_files:
        how = "with its files"
    elif case.kept_for and removal.data is Data.DELETE:
        how = f"without its files, which are also those of {', '.join(case.kept_for)}"
    else:
        how = "without its files"
    return of_removal(removal, "delete", "done", f"{removal.name} was deleted {how}: {removal.why.text}", now)


def of_storm(section: str, text: str, count: int, now: float) -> Entry:
    """Many wait at once: said once for all of them, the list has the names."""
    why = Reason(code="blast_radius", text=text, measured={"removals": count})
    return Entry(at=now, section=section, act="removal", result="held", text=text, why=why)
