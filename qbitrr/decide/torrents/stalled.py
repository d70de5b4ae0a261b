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

__all__ = ["inactive", "resume_download", "slow", "stalled"]


def stalled(look: Look) -> Reason | None:
    """Tolerated for a while (and marked so), then given up."""
    after = look.rules.stalled_after_seconds
    if after is None or not _is_stalled(look):
        if ALLOWED_STALLED in look.tags:
            look.remove_tags((ALLOWED_STALLED,), Reason(code="moves_again", text="It is not stalled any more."))
        return None
    limit = max(after, look.rules.ignore_younger_than_seconds)
    over = look.idle_for(limit)
    idle = span(look.idle_seconds)
    if over and look.deletable:
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


def resume_download(look: Look) -> Reason | None:
    """An unfinished download that is stopped is started, but we do not fight the person who stops it."""
    if look.state != "stoppedDL" or look.torrent.amount_left <= 0:
        return None
    if not look.rules.auto_pause_resume:
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


def inactive(look: Look) -> Reason | None:
    """Nothing moved for longer than the longest time we would wait for it to finish."""
    limit = look.limits.eta_seconds
    if limit is None or look.state not in ("downloading", "stalledDL") or look.young:
        return None
    if not look.idle_for(limit) or not (look.deletable or look.blocks_nobody):
        return None
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


def slow(look: Look) -> Reason | None:
    """It moves, but would take too long."""
    limit = look.limits.eta_seconds
    if (
        limit is None
        or look.state != "downloading"
        or look.rules.do_not_remove_slow
        or look.torrent.eta_seconds <= limit
    ):
        return None
    # In its first minutes, and after a break of ours or its client's, the estimate says nothing yet.
    if look.young or not (look.deletable or look.blocks_nobody) or not look.steady_for(limit):
        return None
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


def _is_stalled(look: Look) -> bool:
    """Whether it is stalled in the sense of the rule, for however short a time."""
    if look.state in META_STATES or look.state == "stalledDL":
        return not look.young
    unavailable = look.state == "downloading" and 0 <= look.torrent.availability < 1
    return unavailable and not look.young and look.idle_for(look.rules.ignore_younger_than_seconds)


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
