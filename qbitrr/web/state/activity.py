"""
What was done and why: the journal.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.journal import ENTRY_RESULTS, Entry
from qbitrr.model.journal_filter import (
    ACTORS,
    ENTRY_KINDS,
    OTHER_KIND,
    EntryFilter,
    actor_of,
    kind_of,
    rule_name,
)
from qbitrr.model.reasons import Value
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.parameters import NUMBER, TEXT, TIME, in_query, word_of
from qbitrr.web.http.reasons import ReasonAnswer, reason_answer
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import JournalReader

__all__ = ["ENTRY_FILTERS", "ActivityAnswer", "ActivityRoutes", "EntryAnswer", "entry_answer", "entry_filter"]

_MOST_CHARACTERS = 200


def _one_of(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


ENTRY_FILTERS = (
    in_query("section", TEXT, "Only what this section did; empty: all.", default=""),
    in_query("hash", TEXT, "Only what concerns this torrent; empty: all.", default=""),
    in_query("kind", word_of(*ENTRY_KINDS, OTHER_KIND), f"Only acts of this kind: {_one_of(ENTRY_KINDS)}.", default=""),
    in_query("act", TEXT, "Only this kind of act (`import`, `removal`, `search`, …); empty: all.", default=""),
    in_query("result", TEXT, f"Only what ended so: {_one_of(ENTRY_RESULTS)}.", default=""),
    in_query("rule", TEXT, "Only what was decided by this rule, or for a reason of this code (`stalled`, `at_limit`, …).", default=""),
    in_query("actor", word_of(*ACTORS), f"Only what was done by: {_one_of(ACTORS)}.", default=""),
    in_query("q", TEXT, "Only entries with this in their sentence or name, of which 200 characters count.", default=""),
    in_query("since", TIME, "Only entries of this time or later.", default=0),
    in_query("until", TIME, "Only entries before this time.", default=0),
)  # fmt: skip
_PARAMETERS = (
    in_query("limit", NUMBER, "How many entries at most.", default=50, bounds=(1, 500)),
    in_query("before", NUMBER, "Only entries with a lower id; 0: the newest.", default=0, bounds=(0, 2**62)),
    *ENTRY_FILTERS,
)


class EntryAnswer(Struct, frozen=True, kw_only=True):
    """
    One act, see `qbitrr.model.journal.Entry`. It is found by its `kind`, its `actor` and its `rule`: the name of the rule that decided,
    else the code of the reason, else empty.
    """

    id: int
    at: str
    section: str
    actor: str
    kind: str
    act: str
    result: str
    rule: str
    text: str
    instance: str
    hash: str
    name: str
    media: tuple[int, ...]
    why: ReasonAnswer | None
    detail: dict[str, Value]


class ActivityAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """One page, newest first; `next_before` is the `before` of the next page, None on the last one."""

    entries: tuple[EntryAnswer, ...]
    next_before: int | None


class ActivityRoutes:
    """`/activity`: the journal, newest first, page by page."""

    def __init__(self, journal: JournalReader) -> None:
        self._journal = journal

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "activity", "GET", "/activity", Group.ACTIVITY, self.activity, parameters=_PARAMETERS, answer=ActivityAnswer
        )  # fmt: skip

    def activity(self, request: IRequest, limit: int, before: int, **asked: Any) -> Deferred[bytes]:
        """Entries that match every filter given."""

        def answer(entries: tuple[Entry, ...]) -> bytes:
            next_before = entries[-1].id if len(entries) >= limit else None
            shown = tuple(entry_answer(each) for each in entries)
            return json_response(request, ActivityAnswer(entries=shown, next_before=next_before))

        return self._journal.activity(entry_filter(**asked), limit=limit, before_id=before).addCallback(answer)


def entry_filter(*, hash: str, q: str, since: int, until: int, **named: str) -> EntryFilter:
    """What `ENTRY_FILTERS` give."""
    return EntryFilter(hash=hash.lower(), text=q[:_MOST_CHARACTERS], since=float(since), until=float(until), **named)


def entry_answer(entry: Entry) -> EntryAnswer:
    """One act as it is shown."""
    return EntryAnswer(
        id=entry.id,
        at=iso(entry.at),
        section=entry.section,
        actor=actor_of(entry),
        kind=kind_of(entry.act),
        act=entry.act,
        result=entry.result,
        rule=rule_name(entry.why.rule, entry.why.code) if entry.why is not None else "",
        text=entry.text,
        instance=entry.instance,
        hash=entry.hash,
        name=entry.name,
        media=entry.media,
        why=reason_answer(entry.why),
        detail=entry.detail,
    )
