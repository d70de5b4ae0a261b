"""
Holds: for a while nothing is changed in any client or Arr, or in those of one section.

# Note [Where a hold holds]
What decides and what a person orders asks first, so that it says what it waits for: the steps of the children
(`actors/owners/dispatcher.py`), every removal and purge (`decide/removals/may_go.py`), undoing (`actors/removals/`), imports and searches
(`loops/`). Below all of them the two classes that speak to programs outside ask again before every changing call and raise `OnHold`: so
nothing goes out that nobody thought of. What was sent before is not recalled.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from msgspec.structs import replace
from twisted.application.service import Service
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger

from qbitrr.actors.journal import Journal
from qbitrr.errors import QbitrrError, Unknown
from qbitrr.loops.child.tasks import Tasks
from qbitrr.model.journal import Entry
from qbitrr.model.status import EVERYWHERE, HoldOrder
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import holds as hold_table

__all__ = ["Holds", "words"]

_LONGEST_SLEEP_SECONDS = 60.0
"""Somebody may set the clock: the end is a time of day."""


class Holds(Service):
    """The holds in force by scope, stored so that a restart ends none. Each ends by itself."""

    log = Logger()

    def __init__(self, *, database: Database, journal: Journal, clock: IReactorTime) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._holds: dict[str, HoldOrder] = {}
        self._hearers: list[Callable[[], None]] = []
        self._alarm: IDelayedCall | None = None
        self._writing = Tasks(lambda failure: self.log.failure("the end of a hold was not written", failure))

    def subscribe(self, hear: Callable[[], None]) -> None:
        """Have *hear* called when a hold has begun or ended."""
        self._hearers.append(hear)

    async def load(self) -> None:
        """Read what earlier runs left. Raises `StoreError`."""
        self._holds = {hold.scope: hold for hold in await self._database.run(hold_table.holds)}

    def startService(self) -> None:
        super().startService()
        self._watch()

    def stopService(self) -> None:
        """Watch no more; what is in force stays so."""
        super().stopService()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    # Asked

    def all(self) -> tuple[HoldOrder, ...]:
        """Those in force, the one that ends first first."""
        now = self._clock.seconds()
        return tuple(sorted((hold for hold in self._holds.values() if hold.until > now), key=lambda each: each.until))

    def of(self, *sections: str) -> HoldOrder | None:
        """The hold that is in force for one of these sections, or everywhere: the last to end of them."""
        return max(
            (hold for hold in self.all() if hold.scope in (EVERYWHERE, *sections)),
            key=lambda each: each.until,
            default=None,
        )

    def why(self, *sections: str) -> str:
        """Why nothing may be changed on behalf of, or in, one of these sections; empty if it may."""
        if not self._holds:
            return ""
        hold = self.of(*sections)
        return "" if hold is None else words(hold)

    # Ordered

    async def begin(self, scope: str, seconds: float, reason: str) -> HoldOrder:
        """
        Hold *scope* (a section, or everywhere) for so long; one that is in force there is replaced. It is in force at once, also when
        it cannot be written. Raises `StoreError` then.
        """
        now = self._clock.seconds()
        hold = self._holds[scope] = HoldOrder(scope=scope, since=now, until=now + seconds, reason=reason)
        self._tell(hold, "begun")
        await self._database.run(hold_table.save_hold, hold)
        return hold

    async def end(self, scope: str) -> None:
        """End a hold before its time. Raises `Unknown` if there is none, `StoreError` when that cannot be written."""
        hold = self._holds.get(scope)
        if hold is None or hold not in self.all():
            raise Unknown(f"nothing is on hold: {scope}")
        await self._database.run(hold_table.drop_hold, scope)
        if self._holds.pop(scope, None) is not None:
            self._tell(hold, "ended by a person")

    def rename(self, names: Mapping[str, str]) -> None:
        """Sections got other names (old to new)."""
        for old in self._holds.keys() & names.keys():
            hold = replace(self._holds.pop(old), scope=names[old])
            self._holds[hold.scope] = hold
            self._writing.begin(self._renamed(old, hold))

    async def _renamed(self, old: str, hold: HoldOrder) -> None:
        await self._database.run(hold_table.drop_hold, old)
        await self._database.run(hold_table.save_hold, hold)

    # What time brings

    def _watch(self) -> None:
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()
        self._alarm = None
        if self.running and self._holds:
            left = min(hold.until for hold in self._holds.values()) - self._clock.seconds()
            self._alarm = self._clock.callLater(min(max(left, 0.0), _LONGEST_SLEEP_SECONDS), self._look)

    def _look(self) -> None:
        self._alarm = None
        now = self._clock.seconds()
        for hold in [each for each in self._holds.values() if each.until <= now]:
            del self._holds[hold.scope]
            self._writing.begin(self._over(hold.scope))
            self._tell(hold, "over")
        self._watch()

    async def _over(self, scope: str) -> None:
        try:
            await self._database.run(hold_table.drop_hold, scope)
        except QbitrrError as error:  # its time is over whatever the file says
            self.log.warn("the end of a hold was not written: {why}", why=str(error))

    def _tell(self, hold: HoldOrder, what: str) -> None:
        text = f"Hold of {'everything' if hold.scope == EVERYWHERE else hold.scope} {what} ({words(hold)})"
        section = "" if hold.scope == EVERYWHERE else hold.scope
        self.log.info("{text}", text=text)
        self._journal.write(Entry(at=self._clock.seconds(), section=section, act="hold", result="done", text=text))
        for hear in self._hearers:
            hear()
        self._watch()


def words(hold: HoldOrder) -> str:
    """A hold in a sentence."""
    until = datetime.fromtimestamp(hold.until, UTC).strftime("%Y-%m-%d %H:%MZ")
    return f"on hold until {until}" + (f": {hold.reason}" if hold.reason else "")
