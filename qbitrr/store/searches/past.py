"""
Searches that were sent, read from `search.db` by another process than the one that writes it.
"""

from typing import Literal

from attrs import frozen
from msgspec import Struct

from qbitrr.store.sqlite.reader import Snapshot

__all__ = ["PAST_OUTCOMES", "PastFilter", "PastOutcome", "PastPlace", "PastSearch", "past_searches"]

PastOutcome = Literal["running", "grabbed", "nothing", "failed", "unknown"]
PAST_OUTCOMES: tuple[PastOutcome, ...] = ("running", "grabbed", "nothing", "failed", "unknown")
_OUTCOME = """CASE WHEN status IN ('sending', 'sent') THEN 'running' WHEN grabbed > 0 THEN 'grabbed'
  WHEN status <> 'completed' THEN 'failed' WHEN error <> '' THEN 'unknown' ELSE 'nothing' END"""


class PastSearch(Struct, frozen=True, kw_only=True, array_like=True):
    """
    One search: when it was sent, its lane, what for, what came of it. Times in seconds since the epoch, `finished_at` 0 while it runs.
    `release` is the first that was grabbed, `error` why it failed or is not known.
    """

    sending_at: float
    id: int
    lane: str
    reason: str
    title: str
    cost: int
    outcome: PastOutcome
    finished_at: float
    grabbed: int
    release: str
    error: str


@frozen(kw_only=True)
class PastFilter:
    """Which searches; what is empty matches all. *text* is a part of what was searched or of what was grabbed."""

    lane: str = ""
    outcome: str = ""
    text: str = ""


@frozen
class PastPlace:
    """A place in the list of all sections, in which the latest stand first."""

    sending_at: float
    section: str
    id: int


def past_searches(
    snapshot: Snapshot, section: str, wanted: PastFilter, after: PastPlace | None, limit: int
) -> list[PastSearch]:
    """At most *limit* of the *wanted* searches of this *section* that come behind the place *after*, the latest first."""
    clauses: list[str] = []
    values: list[object] = []
    for clause, value in ((f"{_OUTCOME} = ?", wanted.outcome), ("lane = ?", wanted.lane)):
        if value:
            clauses.append(clause)
            values.append(value)
    if wanted.text:
        clauses.append(r"(title LIKE ? ESCAPE '\' OR release LIKE ? ESCAPE '\')")
        values += [_pattern(wanted.text)] * 2
    if after is not None:
        if section == after.section:
            clauses.append("(sending_at < ? OR sending_at = ? AND id < ?)")
            values += [after.sending_at, after.sending_at, after.id]
        else:  # sections stand in the order of their names within a moment
            clauses.append("sending_at <= ?" if section > after.section else "sending_at < ?")
            values.append(after.sending_at)
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    statement = (
        f"SELECT sending_at, id, lane, reason, title, cost, {_OUTCOME}, finished_at, grabbed, release, error FROM search_history "  # noqa: S608
        f"{where} ORDER BY sending_at DESC, id DESC LIMIT ?"
    )
    found = snapshot.rows(statement, (*values, limit))
    return [PastSearch(**dict(zip(PastSearch.__struct_fields__, row, strict=True))) for row in found]


def _pattern(text: str) -> str:
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"
