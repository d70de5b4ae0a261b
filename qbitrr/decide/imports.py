"""
Rules 8 and 9: what the Arr thinks of a download, and handing finished ones over to it.
"""

from qbitrr.decide.look import Look
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Import
from qbitrr.model.tags import IMPORTED

__all__ = [
    "IMPORT_ATTEMPTS",
    "IMPORT_RETRY_SECONDS",
    "SETTLE_SECONDS",
    "awaits_import",
    "custom_format",
    "hand_over",
    "handled",
    "held",
    "importable",
]

SETTLE_SECONDS = 60.0
"""The Arr and the client get this long after completion to agree on what is where."""
IMPORT_ATTEMPTS = 3
IMPORT_RETRY_SECONDS = 900.0
_OVER = frozenset({"imported", "failed", "failedPending"})
# Also what the Arr has imported itself within the time to settle, before it counts as handled.
_NOT_NOW = frozenset({"importing", "imported", "failed", "failedPending"})


def held(look: Look) -> bool:
    """Whether the Arr still works with the data."""
    return look.record is not None and look.record.state not in _OVER


def handled(look: Look) -> bool:
    """Whether the Arr is done with this download: it says so, or it dropped a record that we did not remove."""
    if not _finished_for_arr(look, SETTLE_SECONDS):
        return False
    if look.record is not None:
        return look.record.state == "imported"
    memory = look.memory
    return memory.queue_seen and not memory.requeued and not memory.rejected


def importable(look: Look) -> bool:
    """
    Whether to ask the Arr to import it now. It may be asked `import_delay_seconds` after completion if it lists the download;
    if it does not, it gets the whole time to settle: an import it cannot connect with a grab is made by name, and moves.
    """
    wait = SETTLE_SECONDS if look.record is None else look.rules.import_delay_seconds
    if not _finished_for_arr(look, wait) or look.memory.rejected or not look.facts.path_ok or handled(look):
        return False
    if look.record is not None and look.record.state in _NOT_NOW:
        return False
    return look.memory.import_attempts < IMPORT_ATTEMPTS and _may_try(look)


def awaits_import(look: Look) -> bool:
    """
    Whether an import is about to be asked for or was just asked for, although the Arr has no record that would say so:
    data must not be removed in between.
    """
    if not look.rules.is_arr or not look.complete or IMPORTED in look.tags or look.memory.rejected:
        return False
    if look.torrent.completion_on > 0 and not look.elapsed(look.torrent.completion_on, SETTLE_SECONDS):
        return True
    return look.memory.import_attempts > 0 and not _may_try(look) and not handled(look)


def custom_format(look: Look) -> Reason | None:
    """Rule 8: the download is below the custom format that is wanted."""
    if not look.facts.cf_unmet or not look.rules.is_arr or not look.rules.checks_custom_formats:
        return None
    record = look.record
    if record is None or record.state in ("importing", "imported") or not look.may_remove:
        return None
    return look.give_up(
        Reason(
            code="custom_format_unmet",
            rule=8,
            text="Its custom format score is below what is wanted, so another release is searched.",
            measured={"score": record.score, "record": record.state},
            configured={
                "custom_format_unmet_search": look.rules.custom_format_unmet_search,
                "force_minimum_custom_format": look.rules.force_minimum_custom_format,
            },
        )
    )


def hand_over(look: Look) -> Reason | None:
    """Rule 9: tag what the Arr is done with; ask it to import what it is not."""
    if handled(look):
        state = look.record.state if look.record is not None else "gone"
        text = "The Arr reports it imported." if state == "imported" else "The Arr took it off its queue."
        look.add_tag(IMPORTED, Reason(code="imported", rule=9, text=text, measured={"record": state}))
        return None
    if not importable(look):
        return None
    attempt = look.memory.import_attempts + 1
    why = Reason(
        code="import",
        rule=9,
        text=f"It is complete, so the Arr is asked to import it (attempt {attempt} of {IMPORT_ATTEMPTS}).",
        measured={
            "completed_seconds": look.now - look.torrent.completion_on,
            "record": look.record.state if look.record is not None else None,
            "attempts": look.memory.import_attempts,
        },
        configured={"attempts": IMPORT_ATTEMPTS, "retry_seconds": IMPORT_RETRY_SECONDS},
    )
    look.steps.append(Import(instance=look.torrent.instance, hash=look.torrent.hash, why=why))
    return why


def _finished_for_arr(look: Look, for_seconds: float) -> bool:
    return (
        look.complete
        and look.rules.is_arr
        and IMPORTED not in look.tags
        and look.torrent.completion_on > 0
        and look.elapsed(look.torrent.completion_on, for_seconds)
    )


def _may_try(look: Look) -> bool:
    memory = look.memory
    if not memory.import_attempts or memory.import_last_at is None:
        return True
    return look.elapsed(memory.import_last_at, IMPORT_RETRY_SECONDS)
