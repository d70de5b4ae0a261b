"""
The journal entries that removals and the quarantine leave.
"""

from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, Deletion, Quarantined
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.torrent import Torrent

__all__ = [
    "of_adoption",
    "of_arrival",
    "of_beginning",
    "of_deletion",
    "of_deletion_in_client",
    "of_end",
    "of_held",
    "of_move_out",
    "of_protection",
    "of_purge",
    "of_removal",
    "of_replacement",
    "of_storm",
    "of_taking_back",
    "of_vain_taking_back",
    "of_waiver",
]


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
    kept_for = ", ".join(case.kept_for) if removal.data is Data.DELETE else ""
    how = _with_files(case.with_files, kept_for)
    return of_removal(removal, "delete", "done", f"{removal.name} was deleted {how}: {removal.why.text}", now)


def of_storm(section: str, text: str, count: int, now: float) -> Entry:
    """Many wait at once: said once for all of them, the list has the names."""
    why = Reason(code="blast_radius", text=text, measured={"removals": count})
    return Entry(at=now, section=section, act="removal", result="held", text=text, why=why)


def of_arrival(row: Quarantined, why: Reason, now: float) -> Entry:
    """It was seen in quarantine."""
    return _of_row(row, "quarantine", f"{row.name} is in quarantine: {why.text}", now)


def of_adoption(row: Quarantined, now: float) -> Entry:
    """It was found in the category, without a row."""
    until = "until a person decides" if row.by_person_only else "for a whole time of grace"
    text = f"{row.name} was found in the category {QUARANTINE_CATEGORY} and stays there {until}"
    return _of_row(row, "quarantine", text, now)


def of_taking_back(row: Quarantined, now: float) -> Entry:
    """A person took it back."""
    return _of_row(row, "undo", f"{row.name} was taken back from quarantine", now)


def of_vain_taking_back(row: Quarantined, now: float) -> Entry:
    """A person wanted it back, and it is gone."""
    return _of_row(row, "undo", f"{row.name} is not in the client any more", now, result="failed")


def of_move_out(row: Quarantined, now: float) -> Entry:
    """Somebody moved it out in the client."""
    return _of_row(row, "undo", f"{row.name} was moved out of quarantine in the client", now)


def of_replacement(row: Quarantined, now: float) -> Entry:
    """Another torrent is under its hash."""
    return _of_row(row, "quarantine", f"{row.name} was deleted in the client, and added anew", now)


def of_deletion_in_client(row: Quarantined, now: float) -> Entry:
    """Somebody deleted it in the client."""
    return _of_row(row, "quarantine", f"{row.name} was deleted in the client", now)


def of_purge(row: Quarantined, deletion: Deletion, now: float) -> Entry:
    """It was deleted when its time of grace was over, its room was needed, or a person wanted it."""
    kept_for = ""
    if deletion.kept_for:
        others = len(deletion.kept_for) - 1
        kept_for = f"{deletion.kept_for[0]} and {others} more" if others else deletion.kept_for[0]
    because = f": {row.why.text}" if row.why is not None else ""
    how = _with_files(deletion.with_files, kept_for)
    if deletion.for_room:
        how += " before its time, as the disk needs the room"
    return _of_row(row, "purge", f"{row.name} was deleted {how}{because}", now)


def of_protection(torrent: Torrent, now: float, reason: str, *, is_on: bool) -> Entry:
    """A person protects it, for a *reason* if one was given, or does so no more."""
    text = (
        f"{torrent.name} is protected: nothing removes it by itself" + (f" ({reason})" if reason else "")
        if is_on
        else f"{torrent.name} is not protected any more"
    )
    why = Reason(code="by_operator", text=reason or "A person wants it.")
    return Entry(
        at=now, section="", act="protect" if is_on else "unprotect", result="done", text=text, instance=torrent.instance,
        hash=torrent.hash, name=torrent.name, why=why,
    )  # fmt: skip


def of_waiver(torrent: Torrent, now: float, reason: str, *, is_on: bool) -> Entry:
    """A person sets its Hit-and-Run duty aside, for a *reason*, or lets it count again."""
    text = (
        f"{torrent.name}: its Hit-and-Run duty is set aside ({reason})"
        if is_on
        else f"{torrent.name}: its Hit-and-Run duty counts again"
    )
    why = Reason(code="by_operator", text=reason or "A person wants it.")
    return Entry(
        at=now, section="", act="waive_duty" if is_on else "restore_duty", result="done", text=text, instance=torrent.instance,
        hash=torrent.hash, name=torrent.name, why=why,
    )  # fmt: skip


def of_end(row: Quarantined, otherwise: Entry, now: float) -> tuple[Entry, ...]:
    """
    What tells of a torrent that is gone: nothing if that was told already, our deletion if it had begun, for whatever cut it off from
    its entry, else *otherwise*.
    """
    if row.is_told:
        return ()
    return (otherwise,) if row.deletion is None else (of_purge(row, row.deletion, now),)


def _with_files(with_files: bool, kept_for: str) -> str:
    if with_files:
        return "with its files"
    return "without its files" + (f", which are also those of {kept_for}" if kept_for else "")


def _of_row(row: Quarantined, act: str, text: str, now: float, *, result: str = "done") -> Entry:
    return Entry(
        at=now,
        section=row.section,
        act=act,
        result=result,
        text=text,
        instance=row.instance,
        hash=row.hash,
        name=row.name,
        why=row.why,
    )
