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

__all__ = [
    "DUE",
    "arr_is_done",
    "arr_lets_go",
    "at_limit",
    "due",
    "duty_allows_removal",
    "goes_at_limit",
    "is_complete",
    "is_stopped_seed",
    "limit_is_reached",
    "limits_are_known",
    "not_forced_seed",
    "not_stopped_by_client",
    "not_super_seeding",
    "removal_is_on",
    "removing",
    "resume_seeding",
    "seeded_seconds",
    "stays_at_limit",
]

# A byte of a seed is heard of up to a minute late, and we do not fight its client over some seconds.
_LATE_SECONDS = 120.0


def is_complete(look: Look) -> bool:
    """Whether everything that is wanted of it is there."""
    return look.complete


def not_forced_seed(look: Look) -> bool:
    """Whether nobody has it seed by force."""
    return look.state != "forcedUP"


def removal_is_on(look: Look) -> bool:
    """Whether torrents are removed at seeding limits at all."""
    return look.rules.seeding.remove > 0


def limits_are_known(look: Look) -> bool:
    """Whether its limits are known: its trackers may decide about them."""
    return look.limits.known


def not_super_seeding(look: Look) -> bool:
    """Whether it is no seed that spreads something new."""
    return not look.limits.super_seeding


def limit_is_reached(look: Look) -> bool:
    """Whether the seeding limit that removes it is reached."""
    limits, seconds = look.limits, seeded_seconds(look)
    if limits.time_seconds is not None and look.state != "stoppedUP":
        look.wake(look.now + limits.time_seconds - seconds)
    return limit_met(look.rules.seeding.remove, limits, look.torrent.ratio, seconds)


DUE = (is_complete, not_forced_seed, removal_is_on, limits_are_known, not_super_seeding, limit_is_reached)
"""All that makes it due at a seeding limit."""


def due(look: Look) -> bool:
    """Whether the seeding limit that removes it is reached, and counts."""
    if look.is_due is None:
        look.is_due = True
        for check in DUE:
            if not check(look):
                look.is_due = False
                break
    return look.is_due


def duty_allows_removal(look: Look) -> bool:
    """Whether no Hit-and-Run duty keeps it."""
    return look.may_remove


def removing(look: Look) -> bool:
    """Whether this look ends with its removal at the seeding limit."""
    if not goes_at_limit(look) or held(look) or importable(look) or awaits_import(look):
        return False
    return not set_aside(look) and arr_is_done(look)


def arr_lets_go(look: Look) -> bool:
    """Whether the Arr neither works with the data, nor is about to be asked to."""
    return not held(look) and not awaits_import(look)


def arr_is_done(look: Look) -> bool:
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


def at_limit(look: Look) -> Reason:
    """Removed at its seeding limit, once the Arr is done with the data."""
    if not arr_lets_go(look):
        return _reason(
            look, "seeding_limit_held", "Its seeding limit is reached; it stays until the Arr is done with it."
        )
    if not arr_is_done(look):
        text = f"Its seeding limit is reached, but nothing proves that it was imported ({_said(look)}): it stays."
        return _reason(look, "seeding_limit_unimported", text)
    keeps = not look.rules.is_arr and not look.rules.seeding.delete_files
    text = "Its seeding limit is reached, so it is removed" + ("; its data stays." if keeps else ".")
    return look.let_go(Data.KEEP if keeps else Data.DELETE, _reason(look, "seeding_limit", text))


def is_stopped_seed(look: Look) -> bool:
    """Whether it is finished and stopped."""
    return look.state == "stoppedUP" and look.complete


def goes_at_limit(look: Look) -> bool:
    """Whether it is due to be removed at a limit, and no duty keeps it."""
    return due(look) and look.may_remove


def stays_at_limit(look: Look) -> bool:
    """Whether it is not due to be removed at a limit."""
    return not goes_at_limit(look)


def not_stopped_by_client(look: Look) -> bool:
    """Whether it was not its client that has stopped it, at a limit of its own."""
    return not _stopped_by_client(look)


def resume_seeding(look: Look) -> Reason:
    """It goes on seeding."""
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


def seeded_seconds(look: Look) -> float:
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
            "seeding_seconds": seeded_seconds(look),
            "hit_and_run": str(look.duty),
            "record": look.record.state if look.record is not None else None,
            "told": str(look.facts.told),
        },
        configured={"remove": seeding.remove, "ratio": limits.ratio, "seeding_seconds": limits.time_seconds},
    )
