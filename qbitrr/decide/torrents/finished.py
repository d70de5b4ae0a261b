"""
Finished torrents seed until their limits are reached, and no longer than that.
"""

from qbitrr.decide.seeding.limits import client_limit_met, limit_met
from qbitrr.decide.torrents.hand_over import awaits_import, held, importable
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.stopped import may_start, start_wait, stopped_again
from qbitrr.decide.torrents.told import forgotten, is_fresh, proven_imported, set_aside
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Resume
from qbitrr.model.torrents.told import Told

__all__ = ["at_limit", "due", "removing", "resume_seeding"]

# A byte of a seed is heard of up to a minute late, and we do not fight its client over some seconds.
_LATE_SECONDS = 120.0


def due(look: Look) -> bool:
    """Whether the seeding limit that removes it is reached."""
    if not look.complete or look.state == "forcedUP" or look.rules.seeding.remove <= 0:
        return False
    limits = look.limits
    if not limits.known or limits.super_seeding:
        return False
    seconds = _seeded_seconds(look)
    if limits.time_seconds is not None and look.state != "stoppedUP":
        look.wake(look.now + limits.time_seconds - seconds)
    return limit_met(look.rules.seeding.remove, limits, look.torrent.ratio, seconds)


def removing(look: Look) -> bool:
    """Whether this look ends with its removal at the seeding limit."""
    if not due(look) or not look.may_remove or held(look) or importable(look) or awaits_import(look):
        return False
    return not set_aside(look) and _arr_is_done(look)


def _arr_is_done(look: Look) -> bool:
    """Whether nothing is lost for the Arr: it imported it, gave it up, has forgotten it, or that is not asked for."""
    if (
        not look.rules.is_arr
        or proven_imported(look)
        or look.memory.replaced.rejected
        or look.rules.seeding.remove_unimported
    ):
        return True
    if look.facts.told is Told.FAILED:
        return is_fresh(look)
    return forgotten(look)


def at_limit(look: Look) -> Reason | None:
    """Removed at its seeding limit, once the Arr is done with the data and no duty is open."""
    if not due(look) or not look.may_remove:
        return None
    if held(look) or awaits_import(look):
        return _reason(
            look, "seeding_limit_held", "Its seeding limit is reached; it stays until the Arr is done with it."
        )
    if not _arr_is_done(look):
        text = f"Its seeding limit is reached, but nothing proves that it was imported ({_said(look)}): it stays."
        return _reason(look, "seeding_limit_unimported", text)
    keeps = not look.rules.is_arr and not look.rules.seeding.delete_files
    text = "Its seeding limit is reached, so it is removed" + ("; its data stays." if keeps else ".")
    return look.let_go(Data.KEEP if keeps else Data.DELETE, _reason(look, "seeding_limit", text))


def resume_seeding(look: Look) -> Reason | None:
    """A finished torrent that is stopped, but not by the client's own limits, goes on seeding."""
    if look.state != "stoppedUP" or not look.complete or not look.rules.auto_pause_resume:
        return None
    if (due(look) and look.may_remove) or _stopped_by_client(look):
        return None
    starts = may_start(look)
    text = "It is complete and stopped before its limits, so it is started again." if starts else stopped_again(look)
    why = look.reason(
        code="resume_seeding" if starts else "stopped_again",
        text=text,
        measured={
            "resumed_at": look.memory.resumes.last_at,
            "starts": look.memory.resumes.count,
            "hit_and_run": str(look.duty),
        },
        configured={"again_after_seconds": start_wait(look)},
    )
    if starts:
        look.steps.append(Resume(instance=look.torrent.instance, hash=look.torrent.hash, why=why))
    return why


def _stopped_by_client(look: Look) -> bool:
    """
    Whether its client has stopped it at one of its own limits. For how long it had been inactive is known only if we saw its last
    byte, since the date its client gives is the time of another clock; not known counts as stopped on purpose.
    """
    torrent, byte_at = look.torrent, look.memory.watching.idle.byte_at
    if client_limit_met(torrent):
        return True
    if torrent.max_inactive_seeding_time_minutes < 0:
        return False
    quiet_seconds = torrent.max_inactive_seeding_time_minutes * 60 - _LATE_SECONDS
    return byte_at is None or look.elapsed(byte_at, quiet_seconds)


def _seeded_seconds(look: Look) -> float:
    """Seeding time as the client counts it, or our own clock: some clients do not count while nobody downloads."""
    since = look.memory.seeding.stalled_up_from
    return max(look.torrent.seeding_time_seconds, 0 if since is None else look.watch.now - since)


def _said(look: Look) -> str:
    match look.facts.told:
        case Told.NONE:
            return "the Arr does not know it"
        case Told.GRABBED:
            return "the Arr grabbed it, and nothing since"
        case Told.FAILED:
            return "the Arr called it failed, and is asked again"
        case _:
            return "the Arr has not said"


def _reason(look: Look, code: str, text: str) -> Reason:
    limits, seeding = look.limits, look.rules.seeding
    return look.reason(
        code=code,
        text=text,
        measured={
            "ratio": look.torrent.ratio,
            "seeding_seconds": _seeded_seconds(look),
            "hit_and_run": str(look.duty),
            "record": look.record.state if look.record is not None else None,
            "told": str(look.facts.told),
        },
        configured={"remove": seeding.remove, "ratio": limits.ratio, "seeding_seconds": limits.time_seconds},
    )
