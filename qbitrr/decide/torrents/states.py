"""
What comes before the rest, and force: what the operator ordered, what the client is busy with, what is broken.
"""

from qbitrr.decide.phrases import span
from qbitrr.decide.torrents.look import SOONEST_SECONDS, Look
from qbitrr.decide.torrents.observe import MISSING_OBSERVATIONS, recheck_wait
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Recheck, SetCategory
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED, IGNORED, IMPORTED, INTERNAL_TAGS
from qbitrr.model.torrents.torrent import BUSY_STATES, DOWNLOAD_STATES, FORCED_STATES, normalise

__all__ = [
    "MISSING_AFTER_SECONDS",
    "busy",
    "carries_ignored_tag",
    "client_is_busy",
    "error_state",
    "failed_category",
    "files_are_missing",
    "forced",
    "free_space",
    "held_for_space",
    "ignored",
    "in_error",
    "in_failed_category",
    "in_recheck_category",
    "is_forced",
    "is_unfinished",
    "missing_files",
    "missing_long_enough",
    "recheck_category",
    "recheck_is_due",
    "storage_is_there",
]

MISSING_AFTER_SECONDS = 60.0


def in_failed_category(look: Look) -> bool:
    """Whether somebody moved it to the category for failed downloads."""
    return normalise(look.torrent.category) == look.rules.failed_category


def failed_category(look: Look) -> Reason:
    """It is given up."""
    category = look.rules.failed_category
    return look.give_up(
        look.reason(
            code="failed_category",
            text=f"It was moved to the category {category}, so it is given up.",
            measured={"category": look.torrent.category},
            configured={"failed_category": category},
        )
    )


def in_recheck_category(look: Look) -> bool:
    """Whether somebody moved it to the category for rechecking."""
    return normalise(look.torrent.category) == look.rules.recheck_category


def recheck_category(look: Look) -> Reason:
    """Once per visit, then back where it came from."""
    category, before = look.rules.recheck_category, look.memory.place.previous_category
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


def carries_ignored_tag(look: Look) -> bool:
    """Whether a person tagged it."""
    return IGNORED in look.tags


def ignored(look: Look) -> Reason:
    """Hands off."""
    why = look.reason(code="ignored", text=f"It carries the tag {IGNORED}, so it is left alone.")
    look.remove_tags(INTERNAL_TAGS, why)
    return why


def client_is_busy(look: Look) -> bool:
    """Whether the client is at work on it."""
    return look.state in BUSY_STATES


def busy(look: Look) -> Reason:
    """Anything now would come at the wrong moment."""
    return look.reason(
        code="busy",
        text=f"The client is busy with it ({look.torrent.state}); anything now would come at the wrong moment.",
        measured={"state": look.torrent.state},
    )


def files_are_missing(look: Look) -> bool:
    """Whether its data is gone."""
    return look.state == "missingFiles"


def storage_is_there(look: Look) -> bool:
    """Whether nothing says that the storage of its data is away."""
    return look.facts.storage_ok is not False


def missing_long_enough(look: Look) -> bool:
    """Whether its files have been missing for a minute that we watched, and not at one look only."""
    return _lasts(look) and look.memory.missing.count >= MISSING_OBSERVATIONS


def _lasts(look: Look) -> bool:
    since = look.memory.missing.seen_from
    return since is not None and look.watched(since, MISSING_AFTER_SECONDS)


def missing_files(look: Look) -> Reason:
    """Not when the whole storage is away, and not at first sight."""
    since = look.memory.missing.seen_from
    lasts, imported = _lasts(look), IMPORTED in look.tags
    if not storage_is_there(look):
        code, text = "storage_away", "Its files are missing, but so is the storage they were on: nothing is removed."
    elif not missing_long_enough(look):
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


def in_error(look: Look) -> bool:
    """Whether the client reports an error."""
    return look.state == "error"


def recheck_is_due(look: Look) -> bool:
    """Whether its data is to be checked now: at once, then ever more rarely."""
    rechecks = look.memory.rechecks
    return not rechecks.count or rechecks.last_at is None or look.elapsed(rechecks.last_at, recheck_wait(look))


def error_state(look: Look) -> Reason:
    """Have it checked."""
    memory, wait = look.memory, recheck_wait(look)
    if recheck_is_due(look):
        again = f"The client still reports an error after check {memory.rechecks.count}: once more."
        first = "The client reports an error, so the data is checked again."
        is_first = not memory.rechecks.count or memory.rechecks.last_at is None
        code, text = "error_recheck", first if is_first else again
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


def is_unfinished(look: Look) -> bool:
    """Whether it is a download of which something is missing."""
    return look.state in DOWNLOAD_STATES and look.torrent.amount_left > 0


def held_for_space(look: Look) -> bool:
    """Whether the free-space guard stopped it."""
    return FREE_SPACE_PAUSED in look.tags


def free_space(look: Look) -> Reason:
    """What we stopped ourselves must not be judged slow."""
    return look.reason(
        code="free_space",
        text="The free-space guard holds it until there is room.",
        measured={"amount_left_bytes": look.torrent.amount_left},
    )


def is_forced(look: Look) -> bool:
    """Whether it is forced, but not because its Arr has everything started so."""
    return look.state in FORCED_STATES


def forced(look: Look) -> Reason:
    """Forced means the operator's hand."""
    return look.reason(
        code="forced", text="It is forced by hand, so it runs on.", measured={"state": look.torrent.state}
    )
