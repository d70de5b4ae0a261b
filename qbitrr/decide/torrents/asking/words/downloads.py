"""
What is said of the checks about downloads that do not move, move too slowly, or were stopped.
"""

from math import inf

from qbitrr.decide.phrases import span
from qbitrr.decide.seeding.tracker_rows import most_important
from qbitrr.decide.torrents.asking.words.word import Telling, Tellings, on_tracker
from qbitrr.decide.torrents.look import STEADY_SECONDS, Look
from qbitrr.decide.torrents.stalled import (
    could_stand_still,
    idle_too_long,
    is_stopped_download,
    is_transferring,
    is_waiting_for_data,
    may_be_given_up,
    may_go_or_be_replaced,
    past_grace,
    patience_is_over,
    slow_ones_go,
    stalled_delay_is_on,
    stalled_limit,
    stands_still,
    starting_is_on,
    takes_too_long,
    waiting_is_limited,
    watched_long_enough,
)
from qbitrr.decide.torrents.stopped import may_start, start_wait
from qbitrr.model.torrents.torrent import ETA_UNKNOWN

__all__ = ["DOWNLOADS"]

_GRACE = "Torrent.IgnoreTorrentsYoungerThan"


def _past_grace(look: Look) -> Telling:
    window = look.rules.ignore_younger_than_seconds
    since = look.memory.watching.seen_from or 0.0
    return Telling(
        yes="Its grace after adding is over.",
        no=f"It was added less than {span(window)} ago.",
        measured=max(0.0, look.watch.now - since),
        configured=window,
        unit="seconds",
        setting=_GRACE,
    )


def _may_be_given_up(look: Look) -> Telling:
    most = look.rules.maximum_deletable_progress
    return Telling(
        yes="Neither its progress nor a duty keeps it.",
        no=f"It is not given up: {look.kept_because()}.",
        measured=look.torrent.progress,
        configured=most,
        unit="share",
        setting="Torrent.MaximumDeletablePercentage",
        change="Give it up with the action fail.",
    )


def _stalled_delay_is_on(look: Look) -> Telling:
    after = look.rules.stalled_after_seconds
    return Telling(
        yes="Stalled downloads are given up after a while.",
        no="Stalled downloads are not given up.",
        configured=None if after in (None, inf) else after,
        unit="seconds",
        setting="Torrent.StalledDelay",
    )


def _could_stand_still(look: Look) -> Telling:
    return Telling(
        yes=f"It may be stalled ({look.torrent.state}).",
        no=f"It is not stalled ({look.torrent.state}).",
        measured=look.torrent.state,
        change="It is stalled when no byte comes, or while its metadata is missing.",
    )


def _stands_still(look: Look) -> Telling:
    window = look.rules.ignore_younger_than_seconds
    return Telling(
        yes="It stands still.",
        no=f"Bytes came within {span(window)}, although nobody has all of it.",
        measured=look.idle_seconds,
        configured=window,
        unit="seconds",
        setting=_GRACE,
    )


def _patience_is_over(look: Look) -> Telling:
    limit = stalled_limit(look)
    return Telling(
        yes=f"Nothing moved for {span(look.idle_seconds)}, longer than {span(limit)}.",
        no=f"Nothing moved for {span(look.idle_seconds)} of {span(limit)}{_unsteady(look, limit)}.",
        measured=look.idle_seconds,
        configured=None if limit == inf else limit,
        unit="seconds",
        setting="Torrent.StalledDelay",
        change="One byte begins the time anew; give it up now with the action fail.",
    )


def _unsteady(look: Look, limit: float) -> str:
    """What is over is judged only after it was watched without a break for a while."""
    return ", and it was watched for too short a time since a break" if look.idle_seconds >= limit else ""


def _is_stopped_download(look: Look) -> Telling:
    return Telling(
        yes="It is stopped and not finished.",
        no="It is not an unfinished download that is stopped.",
        measured=look.torrent.state,
        configured="stoppedDL",
    )


def _starting_is_on(look: Look) -> Telling:
    return Telling(
        yes="Stopped torrents are started.",
        no="Starting torrents is switched off.",
        configured=look.rules.auto_pause_resume,
        setting="Settings.AutoPauseResume",
        change="Start it with the action resume.",
    )


def _may_start(look: Look) -> Telling:
    last = look.memory.resumes.last_at
    return Telling(
        yes="It may be started now.",
        no=f"It was started less than {span(start_wait(look))} ago, and stopped again.",
        measured=None if last is None else max(0.0, look.now - last),
        configured=start_wait(look),
        unit="seconds",
        setting=_GRACE,
        change="Start it with the action resume, or give it the tag qBitrr-ignored to keep it stopped.",
    )


def _waiting_is_limited(look: Look) -> Telling:
    return Telling(
        yes="There is a longest time to wait for it.",
        no="There is no longest time to wait for it.",
        configured=look.limits.eta_seconds,
        unit="seconds",
        setting=_eta_setting(look),
    )


def _is_waiting_for_data(look: Look) -> Telling:
    return Telling(
        yes="It downloads, or would.",
        no=f"It does not download now ({look.torrent.state}).",
        measured=look.torrent.state,
    )


def _idle_too_long(look: Look) -> Telling:
    return Telling(
        yes=f"Nothing moved for {span(look.idle_seconds)}.",
        no=f"Nothing moved for {span(look.idle_seconds)} of {span(look.limits.eta_seconds or inf)}.",
        measured=look.idle_seconds,
        configured=look.limits.eta_seconds,
        unit="seconds",
        setting=_eta_setting(look),
        change="One byte begins the time anew; give it up now with the action fail.",
    )


def _may_go_or_be_replaced(look: Look) -> Telling:
    return _may_be_given_up(look)


def _is_transferring(look: Look) -> Telling:
    return Telling(
        yes="It downloads.",
        no=f"It does not download now ({look.torrent.state}).",
        measured=look.torrent.state,
        configured="downloading",
    )


def _slow_ones_go(look: Look) -> Telling:
    return Telling(
        yes="Slow downloads are given up.",
        no="Slow downloads are kept.",
        configured=look.rules.do_not_remove_slow,
        setting="Torrent.DoNotRemoveSlow",
    )


def _takes_too_long(look: Look) -> Telling:
    eta = look.torrent.eta_seconds
    known = None if eta >= ETA_UNKNOWN else float(eta)
    limit = span(look.limits.eta_seconds or inf)
    return Telling(
        yes=f"It would take longer than {limit}.",
        no=f"It takes {span(known or 0.0)}, no longer than {limit}.",
        measured=known,
        configured=look.limits.eta_seconds,
        unit="seconds",
        setting=_eta_setting(look),
    )


def _watched_long_enough(look: Look) -> Telling:
    return Telling(
        yes="It was watched for long enough.",
        no="It was watched for too short a time to believe its estimate.",
        measured=look.watch.unbroken_seconds if look.watch.unbroken_seconds != inf else None,
        configured=min(look.limits.eta_seconds or STEADY_SECONDS, STEADY_SECONDS),
        unit="seconds",
    )


def _eta_setting(look: Look) -> str:
    row = most_important(look.matching)
    if row is not None and row.maximum_eta_seconds > 0:
        return on_tracker(row.host, "MaximumETA")
    return "Torrent.MaximumETA"


DOWNLOADS: Tellings = {
    past_grace: _past_grace,
    may_be_given_up: _may_be_given_up,
    stalled_delay_is_on: _stalled_delay_is_on,
    could_stand_still: _could_stand_still,
    stands_still: _stands_still,
    patience_is_over: _patience_is_over,
    is_stopped_download: _is_stopped_download,
    starting_is_on: _starting_is_on,
    may_start: _may_start,
    waiting_is_limited: _waiting_is_limited,
    is_waiting_for_data: _is_waiting_for_data,
    idle_too_long: _idle_too_long,
    may_go_or_be_replaced: _may_go_or_be_replaced,
    is_transferring: _is_transferring,
    slow_ones_go: _slow_ones_go,
    takes_too_long: _takes_too_long,
    watched_long_enough: _watched_long_enough,
}
