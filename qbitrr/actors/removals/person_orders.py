"""
What a person sees of removals, and says about them.
"""

from attrs import evolve
from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.removals.duty_waivers import DutyWaivers
from qbitrr.actors.removals.entries import of_protection, of_removal
from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.removals.removals import Removals
from qbitrr.actors.removals.stuck import stuck_removals
from qbitrr.actors.removals.waiting import Key, WaitingRemoval
from qbitrr.decide.removals.rails import Rail
from qbitrr.errors import Unknown
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case, OpenRemoval, RemovalPace, Stage
from qbitrr.model.status import StuckRemovals
from qbitrr.model.steps import Data, Outcome, Removal, Result
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["PersonOrders"]


class PersonOrders:
    """Lists *removals*, takes them back, lets them go, and makes new ones, at the word of a person."""

    def __init__(
        self, *, removals: Removals, quarantine: Quarantine, waivers: DutyWaivers, clock: IReactorTime
    ) -> None:  # fmt: skip
        self._removals = removals
        self._waivers = waivers
        self._quarantine = quarantine
        self._clock = clock

    def all(self) -> tuple[OpenRemoval, ...]:
        """Every removal that waits or is under way, oldest first."""
        found = [self._shown(case) for case in self._removals.open.values()]
        for line, turn in self._removals.lines():
            found += [_shown_waiting(waiting, turn) for waiting in line.all()]
        return tuple(sorted(found, key=lambda each: each.since))

    def stuck(self) -> tuple[StuckRemovals, ...]:
        """What cannot go on, by section, as far as a person should know."""
        return stuck_removals(self._removals, self._quarantine, self._clock.seconds())

    def pace(self, section: str) -> RemovalPace:
        """How many removals of a section went within the hour, of how many that may."""
        return self._removals.pace(section)

    def _shown(self, case: Case) -> OpenRemoval:
        rest = self._removals.runner.resting.get((case.instance, case.hash))
        shown = OpenRemoval(removal=case.removal, stage=case.stage.name.lower(), since=case.opened_at)
        if rest is None:
            return shown
        return evolve(shown, why_waiting=rest.why, held_by=rest.held_by, next_try=rest.until)

    def of(self, key: Key) -> OpenRemoval | None:
        """The removal of a torrent that waits or is under way, if there is one."""
        return next((each for each in self.all() if (each.removal.instance, each.removal.hash) == key), None)

    async def release(self, instance: str, hash_: str) -> Outcome:
        """
        Let what waits go at once: blast radius, Hit-and-Run and clients that are away do not hold it any more. `FAILED` means that it is
        not due any more, `HELD` that something else holds it. Raises `Unknown` and `StoreError`.
        """
        key = (instance, hash_)
        section, waiting = self._removals.find(key)
        if waiting is not None:
            return await self._removals.let_go(section, waiting)
        case = self._removals.open.get(key)
        if case is None:
            raise _unknown(key)
        self._removals.runner.release(key)
        return _done(case.removal)

    async def cancel(self, instance: str, hash_: str) -> Outcome:
        """
        A person takes a removal back before the torrent is deleted; it is not removed again by itself. `FAILED` means that it is too
        late. Raises `Unknown` and `StoreError`.
        """
        key = (instance, hash_)
        row = self._quarantine.rows.get(key)
        if row is not None and (why := self._quarantine.on_hold(row.section, instance)):
            return Outcome(instance=instance, hash=hash_, step="removal", result=Result.HELD, why=f"It is {why}.")
        if row is not None:
            outcome = await self._quarantine.undo(instance, hash_)
            self._wake(key)
            return outcome
        section, waiting = self._removals.find(key)
        case = self._removals.open.get(key)
        removal = waiting.removal if waiting is not None else case.removal if case is not None else None
        if removal is None:
            raise _unknown(key)
        if case is not None and (case.deleting or case.stage >= Stage.SEARCH_AGAIN):
            return replace(_done(removal), result=Result.FAILED, why="its deletion has begun")
        text = f"{removal.name} is not removed: a person took it back"
        await self._quarantine.pardon(key, [of_removal(removal, "removal", "cancelled", text, self._clock.seconds())])
        self._removals.drop(section, key)
        self._wake(key)
        return _done(removal)

    async def protect(self, instance: str, hash_: str, reason: str = "") -> Outcome:
        """
        Never remove a torrent by itself, for a *reason*, until that is ended; a removal that waits or is under way is taken back. `FAILED`
        means that it is in quarantine. Raises `Unknown` and `StoreError`.
        """
        key = (instance, hash_)
        torrent = self._quarantine.find(*key)
        if torrent is None:
            raise Unknown(f"{hash_} is not listed on {instance}")
        if key in self._quarantine.rows and key not in self._removals.open:
            why = "it is in quarantine: take it back first, with undo"
            return Outcome(instance=instance, hash=hash_, step="protect", result=Result.FAILED, why=why)
        await self._quarantine.protect(key, of_protection(torrent, self._clock.seconds(), reason, is_on=True))
        section, waiting = self._removals.find(key)
        if waiting is not None:
            self._removals.drop(section, key)
        self._wake(key)
        return Outcome(instance=instance, hash=hash_, step="protect", result=Result.DONE)

    async def unprotect(self, instance: str, hash_: str) -> Outcome:
        """End the protection of a torrent; what has none is as wanted. Raises `Unknown` and `StoreError`."""
        key = (instance, hash_)
        torrent = self._quarantine.find(*key)
        if torrent is None:
            raise Unknown(f"{hash_} is not listed on {instance}")
        if key in self._quarantine.protected:
            await self._quarantine.unprotect(key, of_protection(torrent, self._clock.seconds(), "", is_on=False))
        return Outcome(instance=instance, hash=hash_, step="unprotect", result=Result.DONE)

    async def waive_duty(self, instance: str, hash_: str, reason: str) -> Outcome:
        """Set the Hit-and-Run duty of a torrent aside, for a *reason*. Raises `Unknown` and `StoreError`."""
        await self._waivers.waive(self._listed(instance, hash_), reason)
        self._wake((instance, hash_))
        return Outcome(instance=instance, hash=hash_, step="waive_duty", result=Result.DONE)

    async def restore_duty(self, instance: str, hash_: str) -> Outcome:
        """Let the Hit-and-Run duty of a torrent count again. Raises `Unknown` and `StoreError`."""
        await self._waivers.restore(self._listed(instance, hash_))
        return Outcome(instance=instance, hash=hash_, step="restore_duty", result=Result.DONE)

    def _listed(self, instance: str, hash_: str) -> Torrent:
        torrent = self._quarantine.find(instance, hash_)
        if torrent is None:
            raise Unknown(f"{hash_} is not listed on {instance}")
        return torrent

    async def remove(self, instance: str, hash_: str, section: str, *, fail: bool, with_files: bool) -> Outcome:
        """
        Remove a torrent because a person wants it, in whatever state it is; with *fail* its release is blocklisted and another one
        searched. Raises `Unknown` and `StoreError`.
        """
        torrent = self._quarantine.find(instance, hash_)
        if torrent is None or (instance, hash_) in self._quarantine.rows:
            raise Unknown(f"{hash_} is not listed on {instance}")
        if (instance, hash_) in self._removals.open:
            return await self.release(instance, hash_)
        text = "A person gave it up." if fail else "A person removed it."
        removal = Removal(
            instance=instance, hash=hash_, why=Reason(code="by_operator", text=text), section=section, name=torrent.name,
            data=Data.DELETE if with_files else Data.KEEP, blocklist=fail and bool(section),
            search_again=fail and bool(section), by_operator=True, seen=torrent,
        )  # fmt: skip
        (outcome,) = await self._removals.submit(section, [removal])
        return outcome

    def _wake(self, key: Key) -> None:
        self._removals.runner.wake(lambda case: (case.instance, case.hash) == key)


def _unknown(key: Key) -> Unknown:
    return Unknown(f"no removal of {key[1]} waits on {key[0]}")


def _done(removal: Removal) -> Outcome:
    return Outcome(instance=removal.instance, hash=removal.hash, step="removal", result=Result.DONE)


def _shown_waiting(waiting: WaitingRemoval, turn: float | None) -> OpenRemoval:
    held_by = waiting.why.code if waiting.why is not None else str(Rail.BLAST_RADIUS)
    return OpenRemoval(
        removal=waiting.removal,
        stage="waiting",
        since=waiting.since,
        why_waiting=waiting.text,
        held_by=held_by,
        next_try=waiting.again_at if waiting.why is not None else turn,
    )
