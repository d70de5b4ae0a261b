"""
One look at one torrent: what follows from its facts, and what the rules have asked for so far.
"""

from collections.abc import Iterable

import msgspec

from qbitrr.decide.phrases import percent
from qbitrr.decide.seeding.hit_and_run import DEAD_AFTER_SECONDS, Duty, dead_hosts, duty_of, obliging, seconds_owed
from qbitrr.decide.seeding.limits import SeedingLimits, limits_of
from qbitrr.decide.seeding.tracker_rows import matching_rows, most_important
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.rule_table import UNRULED
from qbitrr.model.steps import AddTags, Data, Removal, RemoveTags, SkipFiles, Step
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import COMPLETE_STATES, normal_state
from qbitrr.model.torrents.trackers import TrackerRule
from qbitrr.model.torrents.watching import Watch

__all__ = ["LATEST_SECONDS", "SOONEST_SECONDS", "STEADY_SECONDS", "Look"]

SOONEST_SECONDS = 1.0
LATEST_SECONDS = 6 * 3600.0
STEADY_SECONDS = 600.0
"""Peers are found again within this time: what stands still is judged only after so long a stretch without a break."""
# What it would be without force. Whether it moves is seen by its bytes (`qbitrr.decide.torrents.observe`).
_UNFORCED = {"forcedMetaDL": "metaDL", "forcedDL": "downloading", "forcedUP": "uploading"}
_RUNNING_COMPLETE = COMPLETE_STATES - {"stoppedUP"}


class Look:
    """
    The working space of one call of `decide`; nothing of it outlives the call.

    Every comparison with a clock goes through `elapsed`, `watched` or `wake`, which note when its outcome will change: that is
    where the "look again at" of a decision comes from.
    """

    __slots__ = (
        "_duty",
        "_limits",
        "_matching",
        "asks_history",
        "complete",
        "facts",
        "is_due",
        "memory",
        "now",
        "record",
        "remark",
        "rows",
        "rule",
        "rules",
        "state",
        "steps",
        "tags",
        "torrent",
        "wakes_at",
        "watch",
    )

    def __init__(self, facts: TorrentFacts, rules: OwnerRules, memory: Memory, now: float) -> None:
        torrent = facts.torrent
        record = facts.record
        self.facts = facts
        self.rules = rules
        self.memory = memory
        self.now = now
        self.watch = facts.watch or Watch(now=now)
        self.torrent = torrent
        state = normal_state(torrent.state)
        self.state = _UNFORCED.get(state, state) if facts.forced_by_arr else state
        self.rows = rules.rows_on(torrent.instance)
        self.tags = set(torrent.tags)
        self.complete = self.state in COMPLETE_STATES and torrent.amount_left == 0
        # A record the user told the Arr to ignore is as good as none; one from before the queue became unknown, too.
        counts = rules.is_arr and facts.queue_known and record is not None and record.state != "ignored"
        self.record: Record | None = record if counts else None
        self.rule = UNRULED
        self.asks_history = False
        self.is_due: bool | None = None
        self.remark: Reason | None = None
        self.steps: list[Step] = []
        self.wakes_at = now + LATEST_SECONDS
        self._duty: Duty | None = None
        self._limits: SeedingLimits | None = None
        self._matching: tuple[TrackerRule, ...] | None = None

    # Time

    def wake(self, at: float) -> None:
        """The outcome may change at this moment."""
        if self.now < at < self.wakes_at:
            self.wakes_at = at

    def elapsed(self, since: float, seconds: float) -> bool:
        """Whether *seconds* have passed since a moment. A moment in the future (the clock jumped back) counts as now."""
        self.wake(since + seconds)
        return max(0.0, self.now - since) >= seconds

    def watched(self, since: float, seconds: float) -> bool:
        """Whether *seconds* of watched time have passed since a moment on the watched clock. While that stands, nothing passes."""
        left = since + seconds - self.watch.now
        if self.watch.is_running:
            self.wake(self.now + left)
        return left <= 0

    @property
    def look_again_at(self) -> float:
        """The earliest moment at which time alone may change the decision, at least 1 s and at most 6 h ahead."""
        return max(self.wakes_at, self.now + SOONEST_SECONDS)

    # What follows from the facts

    @property
    def young(self) -> bool:
        """
        Whether the torrent is inside the grace after adding. It counts from our first sight: when the client says it was added
        is the time of another clock, and an older torrent is none the worse for a grace of minutes.
        """
        return not self.watched(self.memory.watching.seen_from or 0.0, self.rules.ignore_younger_than_seconds)

    @property
    def complete_seconds(self) -> float:
        """For how long it has been complete, as far as we saw."""
        since = self.memory.watching.complete_since
        return 0.0 if since is None else max(0.0, self.now - since)

    @property
    def idle_seconds(self) -> float:
        """For how long nothing moved while we watched and it could have."""
        return self.memory.watching.idle.at(self.watch.now)

    def idle_for(self, seconds: float) -> bool:
        """Whether nothing moved for *seconds* while we watched, the last of them (at most ten minutes) without a break."""
        idle = self.memory.watching.idle
        return idle.since is not None and self.watched(idle.since, seconds - idle.seconds) and self.steady_for(seconds)

    def steady_for(self, seconds: float) -> bool:
        """Whether it has been able to move, and was watched, for *seconds* (at most ten minutes) without a break."""
        active_since = self.memory.watching.idle.active_since
        if active_since is None:
            return False
        return self.watched(max(active_since, self.watch.unbroken_from), min(seconds, STEADY_SECONDS))

    @property
    def matching(self) -> tuple[TrackerRule, ...]:
        """The tracker rows of this torrent; empty while its trackers are not known."""
        if self._matching is None:
            self._matching = matching_rows(self.rows, self.facts.trackers or ())
        return self._matching

    @property
    def limits(self) -> SeedingLimits:
        """The seeding limits and the longest time we wait for a download."""
        if self._limits is None:
            known = self.facts.trackers is not None or not self.rows
            self._limits = limits_of(self.torrent, self.rules, most_important(self.matching), known=known)
        return self._limits

    @property
    def duty(self) -> Duty:
        """The Hit-and-Run duty."""
        if self._duty is None:
            self._duty = self._find_duty()
        return self._duty

    @property
    def may_remove(self) -> bool:
        """Whether Hit-and-Run lets an automatic removal happen."""
        return self.duty.allows_removal

    @property
    def deletable(self) -> bool:
        """Whether an unfinished download may be given up for lack of progress."""
        return self.torrent.progress <= self.rules.maximum_deletable_progress and self.may_remove

    def _find_duty(self) -> Duty:
        trackers = self.facts.trackers
        confirmed: dict[str, bool] = {}
        if trackers is not None and self.memory.seeding.dead_since:
            confirmed = {host: self._dead_long_enough(host) for host in dead_hosts(trackers, self.rules, self.rows)}
        had = self.memory.watching.had
        duty = duty_of(self.torrent, trackers, self.rules, self.rows, confirmed, had, self.matching)
        if duty is Duty.UNMET and self.state in _RUNNING_COMPLETE:
            self.wake(self.now + seconds_owed(self.torrent, obliging(self.matching, self.rules)))
        return duty

    def _dead_long_enough(self, host: str) -> bool:
        # Counted within one unbroken stretch of watching, so that no jump of a clock while we were away counts.
        since = max(self.memory.seeding.dead_since.get(host, self.now), self.now - self.watch.unbroken_seconds)
        if self.facts.trackers_at is not None:
            return self.facts.trackers_at - since >= DEAD_AFTER_SECONDS
        return self.elapsed(since, DEAD_AFTER_SECONDS)

    # What is asked for

    def reason(
        self,
        *,
        code: str,
        text: str,
        measured: dict[str, Value] | None = None,
        configured: dict[str, Value] | None = None,
    ) -> Reason:
        """A reason of the rule that is being asked."""
        rule = self.rule.number
        return Reason(code=code, rule=rule, text=text, measured=measured or {}, configured=configured or {})

    def ask_history(self) -> None:
        """What the Arr's history says would make a difference now."""
        self.asks_history = True

    def remember(self, **changes: object) -> None:
        """Note an observation for the next look."""
        self.memory = msgspec.structs.replace(self.memory, **changes)

    def add_tag(self, tag: str, why: Reason) -> None:
        """Have a tag added, unless it is there."""
        if tag not in self.tags:
            self.tags.add(tag)
            self.steps.append(AddTags(instance=self.torrent.instance, hash=self.torrent.hash, why=why, tags=(tag,)))

    def remove_tags(self, tags: Iterable[str], why: Reason) -> None:
        """Have those of the tags removed that are there."""
        there = tuple(tag for tag in tags if tag in self.tags)
        if there:
            self.tags.difference_update(there)
            self.steps.append(RemoveTags(instance=self.torrent.instance, hash=self.torrent.hash, why=why, tags=there))

    def give_up(self, why: Reason) -> Reason:
        """
        The download failed: out with torrent and data and, where an Arr has a record of it, blocklist the release and look
        for another one. While the Arr cannot be told, it stays.
        """
        if self.rules.is_arr and not self.facts.queue_known:
            return msgspec.structs.replace(why, text=f"{why.text} That waits until the Arr's queue can be read.")
        recorded = self.record is not None
        return self._remove(Data.DELETE, why, blocklist=recorded, search_again=recorded and self.rules.re_search)

    def let_go(self, data: Data, why: Reason) -> Reason:
        """The torrent has done its work, or cannot do it: remove it, nothing is wrong with the release."""
        return self._remove(data, why)

    def replace_and_keep(self, why: Reason) -> None:
        """Blocklist the release and look for another one, but let this download go on."""
        self.steps.append(self._removal(Data.STAY, why, blocklist=True, search_again=self.rules.re_search))

    def kept_because(self) -> str:
        """Why a download that is to be given up stays, in words; empty when nothing keeps it."""
        progress, most = self.torrent.progress, self.rules.maximum_deletable_progress
        if progress > most:
            return f"it is {percent(progress)} done, and more than {percent(most)} is never given up"
        if self.duty is Duty.UNKNOWN:
            return "its trackers are not known, so that a Hit-and-Run duty may be open"
        return "" if self.may_remove else "a Hit-and-Run duty is open"

    @property
    def blocks_nobody(self) -> bool:
        """Whether a dead download that only a duty keeps should be replaced: its record would keep the Arr from ever doing so."""
        replaced = self.memory.replaced.requeued or self.memory.replaced.rejected
        return self.duty is Duty.UNMET and self.record is not None and not replaced

    def _remove(self, data: Data, why: Reason, *, blocklist: bool = False, search_again: bool = False) -> Reason:
        # A removal swallows what would have been done to the torrent it removes.
        self.steps = [step for step in self.steps if not isinstance(step, AddTags | RemoveTags | SkipFiles)]
        self.steps.append(self._removal(data, why, blocklist=blocklist, search_again=search_again))
        return why

    def _removal(self, data: Data, why: Reason, *, blocklist: bool, search_again: bool) -> Removal:
        record = self.record
        return Removal(
            instance=self.torrent.instance,
            hash=self.torrent.hash,
            why=why,
            data=data,
            blocklist=blocklist,
            search_again=search_again,
            section=self.rules.section,
            name=self.torrent.name,
            record_ids=record.ids if record is not None else (),
            media_ids=record.media_ids if record is not None else (),
        )
