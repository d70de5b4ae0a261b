"""
Downloads that do not move, move too slowly, or were stopped.
"""

from qbitrr.decide.phrases import span
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.stopped import may_start, start_wait, stopped_again
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Resume
from qbitrr.model.torrents.tags import ALLOWED_STALLED
from qbitrr.model.torrents.torrent import META_STATES

__all__ = [
    "could_stand_still",
    "idle_too_long",
    "inactive",
    "is_stopped_download",
    "is_transferring",
    "is_waiting_for_data",
    "may_be_given_up",
    "may_go_or_be_replaced",
    "moves_again",
    "past_grace",
    "patience_is_over",
    "resume_download",
    "slow",
    "slow_ones_go",
    "stalled",
    "stalled_delay_is_on",
    "stalled_limit",
    "stands_still",
    "starting_is_on",
    "takes_too_long",
    "waiting_is_limited",
    "watched_long_enough",
]


def past_grace(look: Look) -> bool:
    """Whether the grace after adding is over."""
    return not look.young


def may_be_given_up(look: Look) -> bool:
    """Whether neither its progress nor a duty keeps it."""
    return look.deletable


def stalled_delay_is_on(look: Look) -> bool:
    """Whether stalled downloads are given up at all."""
    return look.rules.stalled_after_seconds is not None


def could_stand_still(look: Look) -> bool:
    """Whether its state, or that nobody has all of it, says that it may be stalled."""
    if look.state in META_STATES or look.state == "stalledDL":
        return True
    return look.state == "downloading" and 0 <= look.torrent.availability < 1


def stands_still(look: Look) -> bool:
    """Whether it is stalled, for however short a time; a state alone does not say so of one that nobody has all of."""
    return look.state != "downloading" or look.idle_for(look.rules.ignore_younger_than_seconds)


def stalled_limit(look: Look) -> float:
    """For so many seconds is one tolerated that stands still; infinity: for ever."""
    return max(look.rules.stalled_after_seconds or 0.0, look.rules.ignore_younger_than_seconds)


def patience_is_over(look: Look) -> bool:
    """Whether it stood still for longer than that is tolerated."""
    return look.idle_for(stalled_limit(look))


def moves_again(look: Look) -> None:
    """It is not stalled: it loses the mark."""
    if ALLOWED_STALLED in look.tags:
        look.remove_tags((ALLOWED_STALLED,), Reason(code="moves_again", text="It is not stalled any more."))


def stalled(look: Look) -> Reason:
    """Tolerated for a while (and marked so), then given up."""
    limit = stalled_limit(look)
    over = patience_is_over(look)
    idle = span(look.idle_seconds)
    if over and may_be_given_up(look):
        return look.give_up(_why_stalled(look, limit, "stalled", f"Nothing moved for {idle}, so it is given up."))
    if over:
        why = _why_stalled(look, limit, "stalled_kept", _kept(look, f"Nothing moved for {idle}"))
        look.add_tag(ALLOWED_STALLED, why)
        _replace_for_duty(look, why)
        return why
    why = _why_stalled(
        look, limit, "stalled_waiting", f"Nothing moved for {idle}; that is tolerated {_tolerance(limit)}."
    )
    # What has just begun to look for peers stands still too: neither marked nor replaced before it was watched for the grace.
    # Tagged without a word to the Arr it would never be replaced: that waits until its queue is known.
    waits = look.rules.re_search_stalled and look.rules.is_arr and not look.facts.queue_known
    if ALLOWED_STALLED not in look.tags and not waits and look.idle_for(look.rules.ignore_younger_than_seconds):
        look.add_tag(ALLOWED_STALLED, why)
        if look.rules.re_search_stalled and look.record is not None:
            look.replace_and_keep(why)
    return why


def is_stopped_download(look: Look) -> bool:
    """Whether it is stopped and not finished."""
    return look.state == "stoppedDL" and look.torrent.amount_left > 0


def starting_is_on(look: Look) -> bool:
    """Whether we start and stop torrents at all."""
    return look.rules.auto_pause_resume


def resume_download(look: Look) -> Reason:
    """It is started, but we do not fight the person who stops it."""
    if not starting_is_on(look):
        code, text = "stopped", "It is stopped, and starting torrents is switched off."
    elif not may_start(look):
        code, text = "stopped_again", stopped_again(look)
    else:
        code, text = "resume_download", "It is stopped and not finished, so it is started."
    why = look.reason(
        code=code,
        text=text,
        measured={"resumed_at": look.memory.resumes.last_at, "starts": look.memory.resumes.count},
        configured={"auto_pause_resume": look.rules.auto_pause_resume, "again_after_seconds": start_wait(look)},
    )
    if code == "resume_download":
        look.steps.append(Resume(instance=look.torrent.instance, hash=look.torrent.hash, why=why))
    return why


def waiting_is_limited(look: Look) -> bool:
    """Whether there is a longest time that we wait for a download."""
    return look.limits.eta_seconds is not None


def is_waiting_for_data(look: Look) -> bool:
    """Whether it downloads, or would."""
    return look.state in ("downloading", "stalledDL")


def idle_too_long(look: Look) -> bool:
    """Whether nothing moved for longer than the longest time we would wait for it to finish."""
    return look.idle_for(_longest_wait(look))


def may_go_or_be_replaced(look: Look) -> bool:
    """Whether it may be given up, or at least its release be replaced."""
    return may_be_given_up(look) or look.blocks_nobody


def inactive(look: Look) -> Reason:
    """Nothing moved for too long."""
    limit = _longest_wait(look)
    text = f"Nothing moved for {span(look.idle_seconds)}, longer than we would wait for it to finish"
    gives_up = look.deletable
    why = look.reason(
        code="inactive" if gives_up else "inactive_kept",
        text=f"{text}." if gives_up else _kept(look, text),
        measured={
            "idle_seconds": look.idle_seconds,
            "progress": look.torrent.progress,
            "hit_and_run": str(look.duty),
        },
        configured={"maximum_eta_seconds": limit, **_deletable(look)},
    )
    if gives_up:
        return look.give_up(why)
    _replace_for_duty(look, why)
    return why


def is_transferring(look: Look) -> bool:
    """Whether its client says that it moves."""
    return look.state == "downloading"


def slow_ones_go(look: Look) -> bool:
    """Whether what is slow is given up at all."""
    return not look.rules.do_not_remove_slow


def takes_too_long(look: Look) -> bool:
    """Whether its client's estimate is longer than we would wait."""
    return look.torrent.eta_seconds > _longest_wait(look)


def watched_long_enough(look: Look) -> bool:
    """Whether the estimate says something: it does not after a break of ours or its client's."""
    return look.steady_for(_longest_wait(look))


def slow(look: Look) -> Reason:
    """It moves, but would take too long."""
    limit = _longest_wait(look)
    text = f"It would take {span(look.torrent.eta_seconds)}, longer than the {span(limit)} we would wait"
    gives_up = look.deletable
    why = look.reason(
        code="slow" if gives_up else "slow_kept",
        text=f"{text}." if gives_up else _kept(look, text),
        measured={
            "eta_seconds": look.torrent.eta_seconds,
            "progress": look.torrent.progress,
            "hit_and_run": str(look.duty),
        },
        configured={"maximum_eta_seconds": limit, **_deletable(look)},
    )
    if gives_up:
        return look.give_up(why)
    _replace_for_duty(look, why)
    return why


def _longest_wait(look: Look) -> float:
    limit = look.limits.eta_seconds
    return float("inf") if limit is None else limit


def _kept(look: Look, text: str) -> str:
    return f"{text}, but {look.kept_because()}: it stays."


def _replace_for_duty(look: Look, why: Reason) -> None:
    """A dead download blocks nobody: the torrent seeds what it has, its release is blocklisted, another one is searched, once."""
    if look.blocks_nobody and look.torrent.progress <= look.rules.maximum_deletable_progress:
        look.replace_and_keep(why)


def _tolerance(limit: float) -> str:
    text = span(limit)
    return text if text == "for ever" else f"up to {text}"


def _deletable(look: Look) -> dict[str, float]:
    return {"maximum_deletable_progress": look.rules.maximum_deletable_progress}


def _why_stalled(look: Look, limit: float, code: str, text: str) -> Reason:
    return look.reason(
        code=code,
        text=text,
        measured={
            "state": look.torrent.state,
            "idle_seconds": look.idle_seconds,
            "availability": look.torrent.availability,
            "progress": look.torrent.progress,
            "hit_and_run": str(look.duty),
        },
        configured={"stalled_seconds": limit if limit != float("inf") else None, **_deletable(look)},
    )
