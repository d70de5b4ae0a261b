"""
What comes before the rest, and force: what the operator ordered, what the client is busy with, what is broken.
"""

from qbitrr.decide.phrases import span
from qbitrr.decide.torrents.look import SOONEST_SECONDS, Look
from qbitrr.decide.torrents.observe import MISSING_OBSERVATIONS, recheck_wait
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Recheck, SetCategory
from qbitrr.model.torrents.categories import normalise
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED, IGNORED, IMPORTED, INTERNAL_TAGS
from qbitrr.model.torrents.torrent import BUSY_STATES, DOWNLOAD_STATES, FORCED_STATES

__all__ = [
    "busy",
    "error_state",
    "failed_category",
    "forced",
    "free_space",
    "ignored",
    "missing_files",
    "recheck_category",
]

MISSING_AFTER_SECONDS = 60.0


def failed_category(look: Look) -> Reason | None:
    """Somebody moved it to the category for failed downloads."""
    category = look.rules.failed_category
    if normalise(look.torrent.category) != category:
        return None
    return look.give_up(
        look.reason(
            code="failed_category",
            text=f"It was moved to the category {category}, so it is given up.",
            measured={"category": look.torrent.category},
            configured={"failed_category": category},
        )
    )


def recheck_category(look: Look) -> Reason | None:
    """Somebody moved it to the category for rechecking. Once per visit, then back where it came from."""
    category, before = look.rules.recheck_category, look.memory.place.previous_category
    if normalise(look.torrent.category) != category:
        return None
    if look.memory.place.is_rechecked and not before:
        text = f"It was rechecked; the category it had before {category} is not known, so it stays there."
    else:
        text = f"It was moved to the category {category}, so its data is checked again."
    why = look.reason(
        code="recheck_category",
        text=text,
        measured={"category": look.torrent.category, "previous_category": before},
        configured={"recheck_category": category},
    )
    instance, hash_ = look.torrent.key
    if not look.memory.place.is_rechecked:
        look.steps.append(Recheck(instance=instance, hash=hash_, why=why))
    if before:
        look.steps.append(SetCategory(instance=instance, hash=hash_, why=why, category=before))
    return why


def ignored(look: Look) -> Reason | None:
    """A person tagged it, hands off."""
    if IGNORED not in look.tags:
        return None
    why = look.reason(code="ignored", text=f"It carries the tag {IGNORED}, so it is left alone.")
    look.remove_tags(INTERNAL_TAGS, why)
    return why


def busy(look: Look) -> Reason | None:
    """The client is at work on it."""
    if look.state not in BUSY_STATES:
        return None
    return look.reason(
        code="busy",
        text=f"The client is busy with it ({look.torrent.state}); anything now would come at the wrong moment.",
        measured={"state": look.torrent.state},
    )


def missing_files(look: Look) -> Reason | None:
    """Its data is gone. Not when the whole storage is away, and not at first sight."""
    if look.state != "missingFiles":
        return None
    since = look.memory.missing.seen_from
    lasts = since is not None and look.watched(since, MISSING_AFTER_SECONDS)
    imported = IMPORTED in look.tags
    if look.facts.storage_ok is False:
        code, text = "storage_away", "Its files are missing, but so is the storage they were on: nothing is removed."
    elif not lasts or look.memory.missing.count < MISSING_OBSERVATIONS:
        code, text = "missing_files_waiting", "Its files are missing; waiting a minute to see whether they come back."
        look.wake(look.now + (SOONEST_SECONDS if lasts else MISSING_AFTER_SECONDS))
    elif not look.may_remove:
        code, text = "missing_files_duty", "Its files are missing, but a Hit-and-Run duty is open or not known."
    elif imported:
        code, text = "missing_files", "Its files are gone and it was imported, so the torrent is removed."
    else:
        code, text = "missing_files", "Its files are gone, so the torrent is removed; whatever is on disk stays."
    why = look.reason(
        code=code,
        text=text,
        measured={
            "missing_seconds": max(0.0, look.watch.now - since) if since is not None else 0.0,
            "observations": look.memory.missing.count,
            "storage_ok": look.facts.storage_ok,
            "hit_and_run": str(look.duty),
        },
        configured={"missing_seconds": MISSING_AFTER_SECONDS, "observations": MISSING_OBSERVATIONS},
    )
    if code == "missing_files":
        look.let_go(Data.DELETE if imported else Data.KEEP, why)
    return why


def error_state(look: Look) -> Reason | None:
    """The client reports an error. Have it checked, ever more rarely."""
    if look.state != "error":
        return None
    memory, wait = look.memory, recheck_wait(look)
    if not memory.rechecks.count or memory.rechecks.last_at is None:
        code, text = "error_recheck", "The client reports an error, so the data is checked again."
    elif look.elapsed(memory.rechecks.last_at, wait):
        code, text = (
            "error_recheck",
            f"The client still reports an error after check {memory.rechecks.count}: once more.",
        )
    else:
        code, text = "error_waiting", f"The client reports an error; the next check comes {span(wait)} after the last."
    why = look.reason(
        code=code,
        text=text,
        measured={"rechecks": memory.rechecks.count, "last_recheck_at": memory.rechecks.last_at},
        configured={"wait_seconds": wait},
    )
    if code == "error_recheck":
        look.steps.append(Recheck(instance=look.torrent.instance, hash=look.torrent.hash, why=why))
    return why


def free_space(look: Look) -> Reason | None:
    """The free-space guard stopped it; what we stopped ourselves must not be judged slow."""
    if look.state not in DOWNLOAD_STATES or look.torrent.amount_left <= 0 or FREE_SPACE_PAUSED not in look.tags:
        return None
    return look.reason(
        code="free_space",
        text="The free-space guard holds it until there is room.",
        measured={"amount_left_bytes": look.torrent.amount_left},
    )


def forced(look: Look) -> Reason | None:
    """Forced means the operator's hand, unless the Arr has everything started so."""
    if look.state not in FORCED_STATES:
        return None
    return look.reason(
        code="forced", text="It is forced by hand, so it runs on.", measured={"state": look.torrent.state}
    )
