"""
What was done and why: the journal.
"""

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Value
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.parameters import NUMBER, TEXT, in_query
from qbitrr.web.http.reasons import ReasonAnswer, reason_answer
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import JournalReader

__all__ = ["ActivityAnswer", "ActivityRoutes", "EntryAnswer", "entry_answer"]

_PARAMETERS = (
    in_query("limit", NUMBER, "How many entries at most.", default=50, bounds=(1, 500)),
    in_query("before", NUMBER, "Only entries with a lower id; 0: the newest.", default=0, bounds=(0, 2**62)),
    in_query("section", TEXT, "Only what this section did; empty: all.", default=""),
    in_query("hash", TEXT, "Only what concerns this torrent; empty: all.", default=""),
    in_query("act", TEXT, "Only this kind of act (`import`, `removal`, `search`, …); empty: all.", default=""),
    in_query("result", TEXT, "Only what ended so (`done`, `retry`, `failed`, `held`); empty: all.", default=""),
)


class EntryAnswer(Struct, frozen=True, kw_only=True):
    """One act, see `qbitrr.model.journal.Entry`."""

    id: int
    at: str
    section: str
    act: str
    result: str
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

    def activity(
        self, request: IRequest, limit: int, before: int, section: str, hash: str, act: str, result: str
    ) -> Deferred[bytes]:
        """Entries that match every filter given."""

        def answer(entries: tuple[Entry, ...]) -> bytes:
            next_before = entries[-1].id if len(entries) >= limit else None
            shown = tuple(entry_answer(each) for each in entries)
            return json_response(request, ActivityAnswer(entries=shown, next_before=next_before))

        return self._journal.activity(
            limit=limit, before_id=before, section=section, hash=hash.lower(), act=act, result=result
        ).addCallback(answer)


def entry_answer(entry: Entry) -> EntryAnswer:
    """One act as it is shown."""
    return EntryAnswer(
        id=entry.id,
        at=iso(entry.at),
        section=entry.section,
        act=entry.act,
        result=entry.result,
        text=entry.text,
        instance=entry.instance,
        hash=entry.hash,
        name=entry.name,
        media=entry.media,
        why=reason_answer(entry.why),
        detail=entry.detail,
    )
