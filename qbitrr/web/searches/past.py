"""
Past searches of all Arrs, or of one: what was searched when and why, and what came of it.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.errors import Unknown
from qbitrr.model.searches import Lane
from qbitrr.store.searches.past import PAST_OUTCOMES, PastFilter, PastOutcome, PastPlace, PastSearch, past_searches
from qbitrr.store.sqlite.reader import Reader
from qbitrr.store.sqlite.sql import NoFile
from qbitrr.web.http.answers import Refusal, iso, iso_or_none, json_response
from qbitrr.web.http.parameters import NUMBER, TEXT, in_query, word_of
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.section_keys import find_section
from qbitrr.web.program import OverviewReader
from qbitrr.web.serving.threads import InThread

__all__ = ["IPastSearches", "PastSearchRoutes", "PastSearches"]

_FILE = "search.db"
_MOST_CHARACTERS = 200
_QUERY = (
    in_query("instance", TEXT, "The section or the category of an Arr; empty: all.", default=""),
    in_query("limit", NUMBER, "How many searches at most.", default=50, bounds=(1, 500)),
    in_query("cursor", TEXT, "Where the page before ended.", default=""),
    in_query("lane", word_of(*Lane), f"Only searches of this lane ({', '.join(Lane)}); empty: all.", default=""),
    in_query(
        "outcome", word_of(*PAST_OUTCOMES), f"Only those of which this came ({', '.join(PAST_OUTCOMES)}); empty: all.", default=""
    ),
    in_query("q", TEXT, "Only those with this in what was searched, or in what was grabbed.", default=""),
)  # fmt: skip


class PastSearchAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    One search. `reason` is why it was searched, in a word of its lane; of `outcome` `grabbed`, `release` is the first release and `grabbed`
    how many; `error` says why it failed, or why it is not known what came of it.
    """

    instance: str
    id: int
    at: str
    finished_at: str | None
    lane: str
    reason: str
    title: str
    cost: int
    outcome: PastOutcome
    grabbed: int
    release: str
    error: str


class PastSearchesAnswer(Struct, frozen=True, kw_only=True):
    """One page, the latest first; *cursor* begins the next one, null on the last."""

    searches: tuple[PastSearchAnswer, ...]
    cursor: str | None


class IPastSearches(Protocol):
    """Asked for past searches."""

    def page(
        self, sections: Sequence[str], wanted: PastFilter, after: PastPlace | None, limit: int, /
    ) -> Deferred[list[tuple[str, PastSearch]]]:
        """Fires with at most so many of these sections, behind that place, with their sections. Fails with `StoreError`."""


class PastSearches:
    """Reads the files of the searches in *folder* (one folder for each section) by way of *in_thread*."""

    def __init__(self, folder: Path, in_thread: InThread) -> None:
        self._folder = folder
        self._in_thread = in_thread

    def page(
        self, sections: Sequence[str], wanted: PastFilter, after: PastPlace | None, limit: int, /
    ) -> Deferred[list[tuple[str, PastSearch]]]:
        """A page; an Arr that never searched has none."""
        return self._in_thread(self._read, tuple(sections), wanted, after, limit)

    def _read(
        self, sections: tuple[str, ...], wanted: PastFilter, after: PastPlace | None, limit: int
    ) -> list[tuple[str, PastSearch]]:
        found: list[tuple[str, PastSearch]] = []
        for section in sections:
            reader = Reader(self._folder / section / _FILE)
            try:
                found += [(section, each) for each in reader.read(past_searches, section, wanted, after, limit)]
            except NoFile:
                continue
            finally:
                reader.close()
        found.sort(key=lambda each: (-each[1].sending_at, each[0], -each[1].id))
        return found[:limit]


class PastSearchRoutes:
    """`/search/history`."""

    def __init__(self, past: IPastSearches, program: OverviewReader) -> None:
        self._past = past
        self._program = program

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "search.history", "GET", "/search/history", Group.ARR, self.history,
            parameters=_QUERY, answer=PastSearchesAnswer,
        )  # fmt: skip

    def history(
        self, request: IRequest, instance: str, limit: int, cursor: str, lane: str, outcome: str, q: str
    ) -> Deferred[bytes]:
        """Past searches, the latest first."""
        overview = self._program.overview()
        every = sorted(arr.section for arr in overview.arrs)
        section = find_section(overview, instance) if instance else None
        if instance and section not in every:
            raise Unknown(f"Unknown instance {instance}")
        wanted = PastFilter(lane=lane, outcome=outcome, text=q[:_MOST_CHARACTERS])

        def answer(found: list[tuple[str, PastSearch]]) -> bytes:
            is_last = len(found) < limit
            shown = PastSearchesAnswer(
                searches=tuple(_shown(*each) for each in found), cursor=None if is_last else _cursor(*found[-1])
            )
            return json_response(request, shown)

        after = _place(cursor) if cursor else None
        return self._past.page([section] if section else every, wanted, after, limit).addCallback(answer)


def _shown(section: str, search: PastSearch) -> PastSearchAnswer:
    return PastSearchAnswer(
        instance=section,
        id=search.id,
        at=iso(search.sending_at),
        finished_at=iso_or_none(search.finished_at),
        lane=search.lane,
        reason=search.reason,
        title=search.title,
        cost=search.cost,
        outcome=search.outcome,
        grabbed=search.grabbed,
        release=search.release,
        error=search.error,
    )


def _cursor(section: str, search: PastSearch) -> str:
    return f"{search.sending_at!r}~{search.id}~{section}"


def _place(cursor: str) -> PastPlace:
    """Raises a 400 `Refusal` for what we never gave."""
    at, _, rest = cursor.partition("~")
    number, _, section = rest.partition("~")
    try:
        place = PastPlace(float(at), section, int(number))
    except ValueError:
        raise Refusal(400, "cursor must be that of a page before") from None
    if not math.isfinite(place.sending_at) or not 0 <= place.id < 2**63:
        raise Refusal(400, "cursor must be that of a page before")
    return place
