"""
When a torrent may be removed without breaking a Hit-and-Run duty, at the speed of this moment.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from math import inf

from attrs import frozen

from qbitrr.decide.phrases import span
from qbitrr.decide.seeding.hit_and_run import Duty, Required, required_by, share_had
from qbitrr.model.shown.explained import DutyOutlook
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent
from qbitrr.model.torrents.trackers import TrackerRule

__all__ = ["duty_outlook", "ratio_after", "seeds_on"]

_LONGEST_SECONDS = 100 * 365 * 86_400.0
_FIXED = {
    Duty.NONE: "No tracker requires anything: it is safe to remove.",
    Duty.MET: "Its Hit-and-Run duty is done: it is safe to remove.",
    Duty.DEAD: "Its tracker does not know it any more, so the duty is gone: it is safe to remove.",
    Duty.WAIVED: "A person has set its Hit-and-Run duty aside: it may be removed.",
    Duty.UNKNOWN: "Its trackers are not known, so that a Hit-and-Run duty may be open: it is not removed by itself.",
}


@frozen
class _Wait:
    """In how many seconds (infinity: never) what is required is done."""

    seconds: float
    required: Required


def duty_outlook(
    torrent: Torrent, duty: Duty, rows: Iterable[TrackerRule], had: float, upload_speed: float | None, now: float
) -> DutyOutlook:
    """
    The *duty* of a torrent under these *rows*, and when it is over if it goes on uploading with so many bytes per second. *had* is the
    largest share of its data that was noted.
    """
    if duty is not Duty.UNMET:
        return DutyOutlook(duty=str(duty), text=_FIXED[duty], upload_speed=upload_speed)
    had = share_had(torrent, had)
    open_ = [required for row in rows if (required := required_by(row, had)) and not required.is_met_by(torrent)]
    waits = [_Wait(_seconds_until(required, torrent, upload_speed or 0.0), required) for required in open_]
    last = max(waits, key=lambda each: each.seconds, default=_Wait(inf, Required()))
    never = last.seconds > _LONGEST_SECONDS
    return DutyOutlook(
        duty=str(duty),
        text=_never(torrent, upload_speed) if never else _then(torrent, last.seconds, upload_speed or 0.0, now),
        upload_speed=upload_speed,
        safe_at=None if never else now + last.seconds,
        seconds_left=None if never else last.seconds,
        ratio_then=None if never else ratio_after(torrent, last.seconds, upload_speed or 0.0),
        ratio_needed=last.required.ratio,
        seconds_needed=last.required.seconds,
        never=never and upload_speed is not None,
    )


def seeds_on(torrent: Torrent) -> bool:
    """Whether its seeding time grows."""
    return torrent.state in COMPLETE_STATES and torrent.state not in ("stoppedUP", "queuedUP")


def ratio_after(torrent: Torrent, seconds: float, upload_speed: float) -> float:
    """Its ratio after so many seconds at this speed; one that cannot be counted stays so."""
    if torrent.ratio < 0:
        return torrent.ratio
    return torrent.ratio + upload_speed * seconds / _base(torrent)


def _base(torrent: Torrent) -> float:
    """What the client divides by: what was downloaded, or of what was found on the disk, its size."""
    return float(max(torrent.downloaded_bytes, 1) if torrent.downloaded_bytes > 0 else max(torrent.size_bytes, 1))


def _seconds_until(required: Required, torrent: Torrent, speed: float) -> float:
    waits: list[float] = []
    if required.ratio is not None:
        lacking = 0.0 if torrent.ratio < 0 else max(0.0, required.ratio - torrent.ratio)
        waits.append(0.0 if not lacking else lacking * _base(torrent) / speed if speed > 0 else inf)
    if required.seconds is not None:
        lacking = max(0.0, required.seconds - torrent.seeding_time_seconds)
        waits.append(lacking if not lacking or seeds_on(torrent) else inf)
    return max(waits) if required.needs_both else min(waits)


def _never(torrent: Torrent, speed: float | None) -> str:
    if speed is None:
        return "A Hit-and-Run duty is open; its speed is not known, so nobody can say for how long."
    if torrent.state in ("stoppedUP", "stoppedDL"):
        return "A Hit-and-Run duty is open, and it is stopped: it is never done so."
    return f"A Hit-and-Run duty is open, and it is never done at this speed ({_speed(speed)})."


def _then(torrent: Torrent, seconds: float, speed: float, now: float) -> str:
    at = datetime.fromtimestamp(now + seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    ratio = ratio_after(torrent, seconds, speed)
    shown = "" if ratio < 0 else f" at a ratio of {ratio:.2f}"
    return f"A Hit-and-Run duty is open: it is safe to remove in {span(seconds)}, on {at}{shown}, if it goes on with {_speed(speed)}."


def _speed(speed: float) -> str:
    return f"{speed / 1024:.1f} KiB/s"
