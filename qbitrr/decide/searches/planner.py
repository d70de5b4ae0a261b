"""
The planner: which items may be searched now, in which order, and with which commands.

Pure: everything it looks at is an argument, `now` included. Upgrades of what has a file are judged (`skip_reason`), but no lane
plans them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter

from msgspec.structs import replace

from qbitrr.decide.catalog import released
from qbitrr.decide.searches.commands import grouped
from qbitrr.model.searches import (
    Item,
    ItemState,
    Lane,
    SearchCycle,
    SearchOutcome,
    SearchPlan,
    SearchRules,
    SeasonFacts,
    Skip,
)

__all__ = [
    "COOLDOWN_STEPS",
    "CYCLE_SECONDS",
    "GRACE_SECONDS",
    "cooling",
    "current",
    "due_again",
    "in_order",
    "is_by_year",
    "is_out",
    "is_todays",
    "kept_back",
    "may_begin_cycle",
    "plan_missing",
    "reconciled",
    "searched",
    "skip_reason",
    "year_of",
]

# An episode is searched from an hour after it aired: before, there is seldom anything to find.
GRACE_SECONDS = 3600
COOLDOWN_STEPS = (1, 2, 4, 7)
"""The cooldown after the first, second, … search of an item, as multiples of the configured one."""
CYCLE_SECONDS = 900.0
DAY_SECONDS = 86_400
_REASON_RANK = {"Missing": 1, "CustomFormat": 2, "Quality": 3, "Upgrade": 4, None: 5}


def plan_missing(
    items: Sequence[Item],
    states: Mapping[int, ItemState],
    seasons: Mapping[tuple[int, int], SeasonFacts],
    queued: Collection[int],
    rules: SearchRules,
    cycle: SearchCycle,
    now: float,
) -> SearchPlan:
    """
    The searches of the missing lane.

    *items* are those whose verdict is to be wanted, *states* what is remembered of them by id, *seasons* the facts of seasons by
    (series, number), *queued* the ids in the Arr's download queue. Slots and caps are not looked at: they decide when the
    next one goes, not which.
    """
    wanted = [item for item in items if item.want == "Missing"]
    eligible: list[Item] = []
    skipped: dict[int, Skip] = {}
    others: set[int] = set()
    for item in wanted:
        if is_todays(item, rules, now):
            others.add(item.parent_id)
            continue  # of a lane of its own
        skip = skip_reason(item, states.get(item.id), queued, rules, cycle, now)
        if skip is None:
            eligible.append(item)
        else:
            skipped[item.id] = skip
            if skip.code in ("cooldown", "searched_already", "not_before"):
                others.add(item.parent_id)
    times = [skip.until for skip in skipped.values() if skip.until is not None and skip.until > now]
    return SearchPlan(
        candidates=grouped(in_order(eligible, rules), seasons, rules, others),
        missing=sum(1 for item in wanted if is_out(item, rules, now)),
        skipped=skipped,
        next_at=min(times, default=None),
    )


def skip_reason(
    item: Item,
    state: ItemState | None,
    queued: Collection[int],
    rules: SearchRules,
    cycle: SearchCycle,
    now: float,
) -> Skip | None:
    """Why *item* is not to be searched now, the most lasting reason first; None when it may be."""
    return kept_back(item, state, queued, rules, now) or cooling(item, state, rules, cycle, now)


def kept_back(
    item: Item, state: ItemState | None, queued: Collection[int], rules: SearchRules, now: float
) -> Skip | None:
    """Why *item* is not to be searched now in whatever lane, whenever it was searched before; None when it may be."""
    skip = _lasting(item, rules)
    if skip is not None:
        return skip
    if not is_out(item, rules, now):
        until = None if item.at is None else float(item.at + _grace(rules))
        return Skip("unreleased", until if until is not None and until > now else None)
    if item.id in queued:
        return Skip("in_download_queue")
    if state is not None and state.not_before > now and state.identity in ("", item.identity):
        return Skip("not_before", state.not_before)
    return None


def cooling(item: Item, state: ItemState | None, rules: SearchRules, cycle: SearchCycle, now: float) -> Skip | None:
    """Why *item* is not to be searched again yet; None when it may be."""
    state = current(item, state)
    again = due_again(item, state, rules)
    if again is None:
        return Skip("searched_already")
    if state is not None and state.cycle == cycle.number:
        return Skip("cooldown", max(again, cycle.began + CYCLE_SECONDS))
    return Skip("cooldown", again) if again > now else None


def _lasting(item: Item, rules: SearchRules) -> Skip | None:
    if not rules.enabled:
        return Skip("disabled")
    if not rules.unmonitored and not item.monitored:
        return Skip("unmonitored")
    if not rules.unmonitored and not item.parent_monitored:
        return Skip("parent_unmonitored")
    if item.season == 0 and not rules.specials:
        return Skip("special_disabled")
    if item.want is None:
        asked = rules.quality_unmet or rules.custom_format_unmet or rules.do_upgrade
        return Skip("upgrade_not_allowed" if asked and not item.upgrade_allowed else "has_content_and_fine")
    return None


def is_out(item: Item, rules: SearchRules, now: float) -> bool:
    """Whether *item* may exist as a release by *now*, an episode's grace after airing included."""
    music_or_book = rules.kind in ("lidarr", "readarr")
    return released(item.at, now - _grace(rules), available=item.available, unknown_is_out=music_or_book)


def is_todays(item: Item, rules: SearchRules, now: float) -> bool:
    """Whether *item* is an episode of the last day, if those go before the rest; not before its grace is over."""
    prioritised = rules.todays and rules.kind == "sonarr" and item.want == "Missing"
    return prioritised and item.at is not None and GRACE_SECONDS <= now - item.at < DAY_SECONDS


def _grace(rules: SearchRules) -> int:
    return GRACE_SECONDS if rules.kind == "sonarr" else 0


def current(item: Item, state: ItemState | None) -> ItemState | None:
    """
    *state* if it is still about this item and this eligibility episode, else None. One that was taken over from another program knows no
    facts: those of the first sight are taken.
    """
    if state is None or (state.identity and state.identity != item.identity):
        return None
    return state if state.eligible_since is not None and state.facts in ("", item.facts) else None


def reconciled(
    items: Sequence[Item], states: Mapping[int, ItemState], now: float, *, complete: bool = True
) -> dict[int, ItemState]:
    """
    The states that change because an eligibility episode ended or began; *items* are all that are wanted now.

    With a library that is not *complete* yet, an item that is not among them is unknown, not unwanted.

    It ends when the item is no longer wanted (a file came, it is not monitored any more), and when its file or profile
    became another one; a new one begins when it is wanted again, with no attempts and no cooldown from before.
    """
    changed: dict[int, ItemState] = {}
    wanted = {item.id: item for item in items}
    for number, state in states.items():
        item = wanted.get(number)
        if item is None:
            if complete and state.eligible_since is not None:
                changed[number] = replace(state, eligible_since=None, attempts=0, last_searched=0.0)
        elif current(item, state) is None:
            changed[number] = replace(
                state,
                identity=item.identity,
                facts=item.facts,
                eligible_since=now,
                attempts=0,
                last_searched=0.0,
                cycle=0,
                not_before=state.not_before if state.identity == item.identity else 0.0,
            )
        elif state.facts != item.facts:
            changed[number] = replace(state, identity=item.identity, facts=item.facts)
    return changed


def due_again(item: Item, state: ItemState | None, rules: SearchRules) -> float | None:
    """
    When *item* may be searched next (in the past: now), *state* being `current`; None when it is not searched again in this
    eligibility episode because the rules say so.
    """
    if state is not None and state.attempts and not rules.again:
        return None
    if not rules.cooldown_seconds:
        return 0.0
    attempts = state.attempts if state is not None else 0
    step = COOLDOWN_STEPS[min(max(attempts, 1), len(COOLDOWN_STEPS)) - 1]
    # A search from before this episode was for another file: it does not count.
    since = state.eligible_since or 0.0 if state is not None else 0.0
    arr = float(item.searched_at or 0)
    latest = max(state.last_searched if state is not None else 0.0, arr if arr >= since else 0.0)
    return latest + step * rules.cooldown_seconds if latest else 0.0


def may_begin_cycle(cycle: SearchCycle, rules: SearchRules, now: float) -> bool:
    """Whether a new cycle may begin, given that nothing is left to do in this one."""
    return rules.again and now - cycle.began >= CYCLE_SECONDS


def in_order(items: Sequence[Item], rules: SearchRules) -> list[Item]:
    """
    *items* in the order they are searched: by year (newest first, or oldest; without year last), reason, one of each parent in
    turn, date, title, id. A total order: the same library gives the same list.
    """
    by_parent: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        turn_of = item.parent_id or -item.id
        by_parent.setdefault((_year(item, rules), _REASON_RANK[item.want], turn_of), []).append(item)
    keyed: list[tuple[tuple[object, ...], Item]] = []
    for group, members in by_parent.items():
        members.sort(key=lambda item: _inner(item, rules))
        keyed.extend(((group[0], group[1], turn, *_inner(item, rules)), item) for turn, item in enumerate(members))
    keyed.sort(key=itemgetter(0))
    return [item for _, item in keyed]


def _inner(item: Item, rules: SearchRules) -> tuple[object, ...]:
    return (*_directed(item.at, rules), item.parent_title, item.season, item.number, item.title, item.id)


def _year(item: Item, rules: SearchRules) -> tuple[bool, int]:
    return _directed(year_of(item, rules), rules) if is_by_year(rules) else (False, 0)


def is_by_year(rules: SearchRules) -> bool:
    """Whether it goes year by year. Music does not."""
    return rules.by_year and rules.kind != "lidarr"


def year_of(item: Item, rules: SearchRules) -> int | None:
    """In which year *item* is searched when it goes year by year, None for the last of all."""
    if item.year is None and item.at is not None and rules.kind != "radarr":
        return datetime.fromtimestamp(item.at, UTC).year
    return item.year


def _directed(value: int | None, rules: SearchRules) -> tuple[bool, int]:
    """A sort key: unknown last, else newest or oldest first."""
    if value is None:
        return (True, 0)
    return (False, value if rules.oldest_first else -value)


def searched(
    item: Item, state: ItemState | None, *, lane: Lane = Lane.MISSING, cycle: int, reason: str, command_id: int,
    outcome: SearchOutcome, now: float,
) -> ItemState:  # fmt: skip
    """
    What is remembered of *item* once a search for it was sent. All tries of its first day count as one: after them it waits for its
    first cooldown, not for its fifth.
    """
    before = current(item, state)
    begun = before or ItemState(item_id=item.id, identity=item.identity, facts=item.facts, eligible_since=now)
    if state is not None and state.identity == item.identity:
        begun = replace(begun, not_before=state.not_before)
    return replace(
        begun,
        first_searched=(state.first_searched if state is not None else 0.0) or now,
        last_searched=now,
        attempts=max(1, begun.attempts) if lane is Lane.TODAY else begun.attempts + 1,
        cycle=cycle,
        last_reason=reason,
        last_command_id=command_id,
        last_outcome=outcome,
    )
