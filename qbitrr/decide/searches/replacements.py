"""
Replacements of removed downloads: whether to search again, for what of it, and when it has been enough.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from qbitrr.decide.searches.commands import COMMANDS
from qbitrr.model.reasons import Reason
from qbitrr.model.searches import Candidate, Command, Item, Lane, Replacement, SearchRules

__all__ = ["MOST_PER_DAY", "Drop", "FoundItem", "replacement"]

DAY_SECONDS = 86_400.0
MOST_PER_DAY = 3
"""So many replacements of one item within 24 hours; after them it waits for its cooldown like any missing item."""


class FoundItem(Struct, frozen=True, kw_only=True):
    """An item of a request as it is at this moment; `title` as people read it."""

    title: str
    item: Item


class Drop(Struct, frozen=True):
    """The request ends without a search, and why."""

    why: Reason


def replacement(
    request: Replacement,
    found: Mapping[int, FoundItem],
    replaced_at: Mapping[int, Sequence[float]],
    rules: SearchRules,
    now: float,
) -> Candidate | Drop:
    """
    The search that answers *request*, one command for all its items that still have no file and are monitored; else why there is
    none.

    *found* are the items the Arr knows, *replaced_at* when each was searched as a replacement before. Neither cooldown nor
    download queue matter: what is in the queue may be the very download that was just given up.
    """
    there = [found[number] for number in request.media_ids if number in found]
    if not there:
        return Drop(
            _reason("gone", f"{request.name}: the Arr does not know it any more", {"asked": len(request.media_ids)})
        )
    lacking = [each for each in there if not each.item.content]
    if not lacking:
        return Drop(_reason("has_file", f"{request.name}: nothing of it lacks a file", {"found": len(there)}))
    monitored = [each for each in lacking if rules.unmonitored or (each.item.monitored and each.item.parent_monitored)]
    if not monitored:
        return Drop(_reason("unmonitored", f"{request.name}: not monitored any more", {"found": len(lacking)}))
    allowed = [each for each in monitored if _recent(replaced_at.get(each.item.id, ()), now) < MOST_PER_DAY]
    if not allowed:
        text = f"{request.name}: replaced {MOST_PER_DAY} times within 24 hours, it now waits for its cooldown"
        return Drop(_reason("replaced_often", text, {"replacements_24h": MOST_PER_DAY}, {"most_24h": MOST_PER_DAY}))
    ids = tuple(each.item.id for each in allowed)
    title = allowed[0].title if len(allowed) == 1 else f"{allowed[0].title} and {len(allowed) - 1} more"
    return Candidate(
        lane=Lane.REPLACEMENT,
        command=Command(name=COMMANDS[rules.kind], ids=ids),
        item_ids=ids,
        reason="Missing",
        title=f"{title} · Replacement",
        parent_id=allowed[0].item.parent_id,
        cost=len(ids),
        key=request.key,
        why=request.why,
    )


def _recent(times: Sequence[float], now: float) -> int:
    return sum(1 for at in times if at > now - DAY_SECONDS)


def _reason(
    code: str, text: str, measured: dict[str, int] | None = None, configured: dict[str, int] | None = None
) -> Reason:
    return Reason(
        code=f"replacement_{code}", text=text, measured={**(measured or {})}, configured={**(configured or {})}
    )
