"""
What is decided next if nothing changes but time: the decision is asked again as if it were later, until it does something.
"""

from math import ceil

from attrs import evolve, frozen
from msgspec.structs import replace

from qbitrr.decide.seeding.outlook import ratio_after, seeds_on
from qbitrr.decide.torrents.rules import Decision, decide, step_names
from qbitrr.model.shown.explained import Foreseen
from qbitrr.model.steps import AddTags, RemoveTags
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["foresee"]

_HORIZON_SECONDS = 60 * 86_400.0
_MOST_LOOKS = 400
_STRIDE_SECONDS = 6 * 3600.0
_EXACT_SECONDS = 5.0


def foresee(
    facts: TorrentFacts, rules: OwnerRules, decision: Decision, now: float, upload_speed: float = 0.0
) -> Foreseen | None:
    """
    When a decision does something, and what; None if it does not within two months. *decision* is that of *now*. A seed goes on seeding
    at its speed, of a download no byte comes, and what the Arr and the trackers say stays as it is.
    """
    present = _Moment(facts, decision, now)
    if step_names(decision):
        return present.told(now)
    for _ in range(_MOST_LOOKS):
        seconds = min(present.decision.look_again_at - present.at, _STRIDE_SECONDS)
        later = present.after(seconds, rules, upload_speed)
        if later.at - now > _HORIZON_SECONDS:
            return None
        if step_names(later.decision):
            return _first(present, later, rules, upload_speed).told(now)
        present = later
    return None


@frozen
class _Moment:
    """What is known and decided at a time."""

    facts: TorrentFacts
    decision: Decision
    at: float

    def after(self, seconds: float, rules: OwnerRules, upload_speed: float) -> "_Moment":
        """It, so much later."""
        facts, at = _later(_tagged(self.facts, self.decision), seconds, upload_speed), self.at + seconds
        return _Moment(facts, decide(facts, rules, self.decision.memory, at), at)

    def told(self, now: float) -> Foreseen:
        """What is done at that time."""
        return Foreseen(at=self.at, seconds=self.at - now, step=step_names(self.decision)[0], why=self.decision.why)


def _first(quiet: _Moment, acting: _Moment, rules: OwnerRules, upload_speed: float) -> _Moment:
    """The first moment between both at which something is done, to a few seconds: no look is planned for when a ratio is reached."""
    low, high = 0.0, acting.at - quiet.at
    while high - low > _EXACT_SECONDS:
        middle = quiet.after((low + high) / 2, rules, upload_speed)
        if step_names(middle.decision):
            acting, high = middle, middle.at - quiet.at
        else:
            low = middle.at - quiet.at
    return acting


def _tagged(facts: TorrentFacts, decision: Decision) -> TorrentFacts:
    """As it is once its tags are as the decision wants them."""
    tags = dict.fromkeys(facts.torrent.tags)
    for step in decision.steps:
        if isinstance(step, AddTags):
            tags.update(dict.fromkeys(step.tags))
        elif isinstance(step, RemoveTags):
            for tag in step.tags:
                tags.pop(tag, None)
    return replace(facts, torrent=replace(facts.torrent, tags=tuple(tags)))


def _later(facts: TorrentFacts, seconds: float, upload_speed: float) -> TorrentFacts:
    watch = facts.watch
    if watch is not None and watch.is_running:
        watch = evolve(watch, now=watch.now + seconds)
    return replace(
        facts,
        torrent=_seeded(facts.torrent, seconds, upload_speed),
        watch=watch,
        told_at=None if facts.told_at is None else facts.told_at + seconds,
        trackers_at=None if facts.trackers_at is None else facts.trackers_at + seconds,
    )


def _seeded(torrent: Torrent, seconds: float, upload_speed: float) -> Torrent:
    if not seeds_on(torrent):
        return torrent
    return replace(
        torrent,
        seeding_time_seconds=ceil(torrent.seeding_time_seconds + seconds),
        ratio=ratio_after(torrent, seconds, upload_speed),
    )
