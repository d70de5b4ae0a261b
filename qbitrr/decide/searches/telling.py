"""
What people are told of searches: a line about how they stand, and what the journal says.
"""

from datetime import UTC, datetime
from typing import Literal

from qbitrr.decide.searches.commands import counted
from qbitrr.model.catalog import ArrType
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.searches import Lane, Replacement, SearchOutcome, SearchRules, Sending

__all__ = [
    "SearchPhase",
    "clock_time",
    "of_another_library",
    "of_damage",
    "of_drop",
    "of_end",
    "of_refusal",
    "of_refusing",
    "of_search",
    "reason_for",
    "searched_already",
    "summary",
]

SearchPhase = Literal[
    "starting", "updating", "sending", "waiting_slot", "resting", "backoff", "refused", "disabled", "paused", "held"
]


def summary(
    phase: SearchPhase,
    kind: ArrType,
    *,
    last: str = "",
    searched: int = 0,
    missing: int = 0,
    next_at: float | None = None,
    retry_at: float = 0.0,
    paused_until: float = 0.0,
) -> str:
    """
    What the search of an Arr is doing. *last* is the text of the last search, *searched* how many items were searched in this
    cycle, *missing* how many are missing, *next_at* when the next cooldown ends.
    """
    match phase:
        case "starting":
            return last
        case "updating":
            return "Updating database"
        case "backoff":
            return f"Arr unreachable, retrying at {clock_time(retry_at)}"
        case "refused":
            return f"The Arr refuses searches, retrying at {clock_time(retry_at)}"
        case "paused":
            return f"Search paused until {clock_time(paused_until)}"
        case "held":
            return "On hold: nothing is searched"
        case "disabled":
            return "Search disabled"
        case "sending" | "waiting_slot":
            return last or "No pending searches"
    if not searched:
        return "No pending searches"
    text = f"Searched {counted(searched, kind)}, {missing} missing"
    return text if next_at is None else f"{text}, next search {clock_time(next_at)}"


def clock_time(at: float) -> str:
    """*at*, seconds since the epoch, as `2025-11-27 12:30Z`: a cooldown may last for weeks."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%MZ")


def reason_for(sending: Sending, rules: SearchRules) -> Reason:
    """Why it was searched: what was said when the replacement was asked for, or that there is no file."""
    if sending.why is not None:
        return sending.why
    return Reason(
        code="missing",
        text="no file in the library",
        measured={"items": len(sending.item_ids)},
        configured={"cooldown_seconds": rules.cooldown_seconds, "search_limit": rules.limit},
    )


def of_search(section: str, sending: Sending, rules: SearchRules, name: str = "") -> Entry:
    """A search was sent."""
    return Entry(
        at=sending.sent_at,
        section=section,
        act=_act(sending.lane),
        result="done",
        text=f"Searching {sending.title}",
        name=name or sending.title,
        media=sending.item_ids,
        why=reason_for(sending, rules),
        detail={"command": sending.command.name, "command_id": sending.command_id},
    )


def of_end(section: str, sending: Sending, outcome: SearchOutcome, rules: SearchRules) -> Entry | None:
    """
    What came of it. Of a replacement that is always told; of a search for something missing only if something was grabbed or the
    command failed.
    """
    if sending.lane is not Lane.REPLACEMENT and outcome not in (SearchOutcome.GRABBED, SearchOutcome.FAILED):
        return None
    title, error = sending.title, sending.error or "no reason given"
    match outcome:
        case SearchOutcome.GRABBED:
            result, text = "done", f"Found {sending.release} for {title}"
        case SearchOutcome.FAILED:
            result, text = "failed", f"The search for {title} {sending.status}: {error}"
        case SearchOutcome.UNKNOWN:
            result, text = "failed", f"What came of the search for {title} is not known: {error}"
        case _:
            result, text = "done", f"Nothing was found for {title}"
    return Entry(
        at=sending.finished_at,
        section=section,
        act=_act(sending.lane),
        result=result,
        text=text,
        name=title,
        media=sending.item_ids,
        why=reason_for(sending, rules),
        detail={
            "command": sending.command.name,
            "command_id": sending.command_id,
            "grabbed": sending.grabbed,
            "outcome": outcome.value,
        },
    )


def of_refusal(section: str, lane: Lane, title: str, media: tuple[int, ...], error: str, at: float) -> Entry:
    """The Arr refused the command."""
    why = Reason(code="refused", text=error)
    return Entry(
        at=at,
        section=section,
        act=_act(lane),
        result="failed",
        text=f"{title}: {error}",
        name=title,
        media=media,
        why=why,
    )


def of_refusing(section: str, error: str, at: float) -> Entry:
    """The Arr refuses whatever it is sent."""
    text = f"The Arr refuses every search; they wait until it takes them again: {error}"
    return Entry(at=at, section=section, act="search", result="held", text=text, why=Reason(code="refused", text=error))


def of_damage(section: str, text: str, at: float) -> Entry:
    """A database file was damaged; *text* tells what became of it."""
    return Entry(
        at=at, section=section, act="repair", result="failed", text=text, why=Reason(code="damaged", text=text)
    )


def of_another_library(section: str, text: str, at: float) -> Entry:
    """The ids of the Arr mean other things than before."""
    return Entry(
        at=at, section=section, act="forget", result="done", text=text, why=Reason(code="another_library", text=text)
    )


def of_drop(section: str, request: Replacement, why: Reason, at: float) -> Entry:
    """A replacement that is not searched."""
    results = {"replacement_replaced_often": "held", "replacement_has_file": "done", "replacement_searched": "done"}
    return Entry(
        at=at,
        section=section,
        act="replacement",
        result=results.get(why.code, "failed"),
        text=why.text,
        name=request.name,
        media=request.media_ids,
        why=why,
    )


def searched_already(request: Replacement) -> Reason:
    """The reason for a replacement that is not sent: all of it was searched as missing after it was given up."""
    return Reason(code="replacement_searched", text=f"{request.name}: was searched already since it was given up")


def _act(lane: Lane) -> str:
    return "replacement" if lane is Lane.REPLACEMENT else "search"
