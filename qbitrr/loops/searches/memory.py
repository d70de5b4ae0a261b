"""
What is remembered about searching, and the plan that follows from it and the catalog.
"""

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace
from peewee import SqliteDatabase
from twisted.internet.interfaces import IReactorTime

from qbitrr.decide.searches.planner import plan_missing, reconciled, searched, skip_reason
from qbitrr.model.searches import Item, ItemState, SearchCycle, SearchOutcome, SearchPlan, SearchRules, Sending
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.wanted import aired_between, items_of, leaf_ids, parts_of, seasons_of
from qbitrr.store.searches import history
from qbitrr.store.searches import states as search_states
from qbitrr.store.searches.states import pause_of, save_pause
from qbitrr.store.sqlite.database import Database

__all__ = ["SearchMemory"]

FORGET_EVERY_SECONDS = 86_400.0


class SearchMemory:
    """
    The states of items and the present cycle: of `search.db` (*database*), which only this process writes, with a copy here;
    and the plan made of them and the *catalog_database*.
    """

    def __init__(self, catalog_database: Database, database: Database, clock: IReactorTime) -> None:
        self.rules: SearchRules
        self.cycle = SearchCycle(number=1, began=0.0)
        self.paused_until = 0.0
        self.pause_why = ""
        self._catalog = catalog_database
        self._database = database
        self._clock = clock
        self._states: dict[int, ItemState] = {}
        self._forgot_at = float("-inf")

    async def load(self, rules: SearchRules) -> None:
        """Read what is remembered."""
        self.rules = rules
        self._states = await self._database.run(search_states.states_of)
        self.cycle = await self._database.run(search_states.cycle_of, self._clock.seconds())
        self.paused_until, self.pause_why = await self._database.run(pause_of)

    async def pause(self, until: float, why: str) -> None:
        """Search nothing until then; 0 goes on."""
        await self._database.run(save_pause, until, why, self._clock.seconds())
        self.paused_until, self.pause_why = until, why

    async def leave_alone(self, item_ids: Collection[int], until: float) -> None:
        """Do not search these before then; 0 takes it back. What the catalog does not have is left out."""
        states = []
        for item in await self.items_of(item_ids):
            known = self._states.get(item.id)
            if known is None or (known.identity and known.identity != item.identity):
                known = ItemState(item_id=item.id, identity=item.identity, facts=item.facts)
            states.append(replace(known, not_before=until))
        await self._database.run(search_states.save_states, states)
        self.keep(states, self.cycle)

    async def plan(self, queued: Collection[int], cycle: SearchCycle | None = None) -> SearchPlan:
        """What may be searched now, in order, if *cycle* (None: the present one) is the cycle."""
        now = self._clock.seconds()
        states = dict(self._states)
        plan, changed = await self._catalog.run(_plan, states, queued, self.rules, cycle or self.cycle, now)
        if changed:
            await self._database.run(search_states.save_states, list(changed.values()))
            self._states.update(changed)
        return plan

    @property
    def states(self) -> Mapping[int, ItemState]:
        """What is remembered of items, by id."""
        return self._states

    async def aired_between(self, since: int, until: int) -> list[Item]:
        """Episodes that are missing and air in that time."""
        return await self._catalog.run(aired_between, since, until)

    async def tries_of(self, items: Collection[Item]) -> dict[int, list[float]]:
        """When each of these was searched, since it aired."""
        since = min((item.at or 0 for item in items), default=0)
        return await self._database.run(history.searched_at, [item.id for item in items], since - 1)

    async def seasons_in(self, series_ids: Collection[int]) -> dict[int, int]:
        """In how many queries these series (artists, authors) are searched as a whole, by the catalog."""
        return await self._catalog.run(parts_of, self.rules.kind, series_ids) if series_ids else {}

    async def items_of(self, item_ids: Collection[int]) -> list[Item]:
        """These items, by the catalog of this moment; not those it does not have."""
        return await self._catalog.run(items_of, self.rules.kind, item_ids)

    def are_wanted(self, items: Collection[Item], queued: Collection[int]) -> bool:
        """Whether every one of these items may still be searched, by the rules of this moment."""
        now = self._clock.seconds()
        return all(
            item.want == "Missing"
            and skip_reason(item, self._states.get(item.id), queued, self.rules, self.cycle, now) is None
            for item in items
        )

    async def searched(self, sending: Sending, command_id: int, outcome: SearchOutcome, at: float) -> list[ItemState]:
        """What will be remembered of its items as searched. An item that is not in the catalog has no state."""
        items = await self._catalog.run(items_of, self.rules.kind, sending.item_ids)
        return [
            searched(
                item,
                self._states.get(item.id),
                lane=sending.lane,
                cycle=self.cycle.number,
                reason=sending.reason,
                command_id=command_id,
                outcome=outcome,
                now=at,
            )
            for item in items
        ]

    def searched_since(self, item_ids: Iterable[int], at: float) -> bool:
        """Whether a search for every one of these items was sent at *at* or later."""
        states = [self._states.get(item_id) for item_id in item_ids]
        return bool(states) and all(state is not None and state.last_searched >= at for state in states)

    async def note_running(self, item_ids: Iterable[int]) -> None:
        """The Arr is searching these already, for somebody else. That alone does not count as a search."""
        known = [self._states[number] for number in item_ids if number in self._states]
        states = [replace(state, last_outcome=SearchOutcome.RUNNING_ALREADY) for state in known]
        await self._database.run(search_states.save_states, states)
        self.keep(states, self.cycle)

    async def give_back(self, sending: Sending) -> None:
        """The Arr broke this search off: it does not count."""
        self.keep(await self._database.run(search_states.given_back, sending), self.cycle)

    def keep(self, states: Iterable[ItemState], cycle: SearchCycle) -> None:
        """What was just written to the file."""
        self._states.update((state.item_id, state) for state in states)
        self.cycle = cycle

    async def begin_anew(self) -> None:
        """Forget every item: what has these ids now is something else."""
        await self._database.run(search_states.begin_anew)
        self._states.clear()

    async def begin_cycle(self) -> None:
        """The next cycle, now."""
        await self._save(SearchCycle(number=self.cycle.number + 1, began=self._clock.seconds()))

    async def end_cycle(self) -> None:
        """Nothing is left to do in the present one."""
        if not self.cycle.ended:
            await self._save(replace(self.cycle, ended=self._clock.seconds()))

    async def forget(self) -> Collection[int] | None:
        """Once a day: forget what has long been gone, and old history. Returns the items there are then, None when it was not time."""
        now = self._clock.seconds()
        if now - self._forgot_at < FORGET_EVERY_SECONDS:
            return None
        self._forgot_at = now
        existing = await self._catalog.run(leaf_ids, self.rules.kind)
        for number in await self._database.run(search_states.forget_gone, existing, now):
            self._states.pop(number, None)
        return existing

    async def _save(self, cycle: SearchCycle) -> None:
        await self._database.run(search_states.save_cycle, cycle)
        self.cycle = cycle


def _plan(
    database: SqliteDatabase,
    states: dict[int, ItemState],
    queued: Collection[int],
    rules: SearchRules,
    cycle: SearchCycle,
    now: float,
) -> tuple[SearchPlan, dict[int, ItemState]]:
    """In the catalog's thread: a large library takes a moment."""
    items = items_of(database, rules.kind)
    changed = reconciled(items, states, now, complete=catalog.is_filled(database, rules.kind))
    seasons = seasons_of(database, now) if rules.kind == "sonarr" else {}
    return plan_missing(items, {**states, **changed}, seasons, queued, rules, cycle, now), changed
