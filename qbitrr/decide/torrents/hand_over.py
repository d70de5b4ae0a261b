"""
What the Arr thinks of a download, and handing finished ones over to it.
"""

from msgspec.structs import replace

from qbitrr.decide.imports.rejections import refuses_all
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.told import SETTLE_SECONDS, proven_imported, set_aside, settled
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.steps import Import
from qbitrr.model.torrents.memory import ImportTries, Memory
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told

__all__ = [
    "IMPORT_ATTEMPTS",
    "IMPORT_RETRY_SECONDS",
    "SETTLE_SECONDS",
    "awaits_import",
    "custom_format",
    "hand_over",
    "handled",
    "held",
    "import_sent",
    "importable",
    "without_imports",
]

IMPORT_ATTEMPTS = 3
IMPORT_RETRY_SECONDS = 900.0
_OVER = frozenset({"imported", "failed", "failedPending"})
# Also what the Arr has imported itself within the time to settle, before it counts as handled.
_NOT_NOW = frozenset({"importing", "imported", "failed", "failedPending"})


def held(look: Look) -> bool:
    """
    Whether the Arr still works with the data, or may: while its queue is not known nobody can tell. What is left of a download of
    which it took something does not hold, once it refuses all of that or has files for it.
    """
    if not look.rules.is_arr:
        return False
    if not look.facts.queue_known:
        return True
    record = look.record
    if record is None or not record.media_ids or record.state in _OVER:
        return False
    return not (look.facts.told is Told.IMPORTED and (record.has_files or refuses_all(record, look.rules)))


def handled(look: Look) -> bool:
    """Whether the Arr is done with this download, and that is proven."""
    return _finished_for_arr(look, SETTLE_SECONDS) and proven_imported(look)


def importable(look: Look) -> bool:
    """
    Whether to ask the Arr to import it now. It may be asked `import_delay_seconds` after completion if it lists the download;
    if it does not, it gets the whole time to settle, and must have grabbed it: what it neither lists nor grabbed is not for it.
    """
    record, memory = look.record, look.memory
    wait = SETTLE_SECONDS if record is None else look.rules.import_delay_seconds
    if not _finished_for_arr(look, wait) or not look.facts.queue_known or look.torrent.progress <= 0:
        return False
    if (
        memory.replaced.rejected
        or not look.facts.path_ok
        or look.facts.path_objection
        or handled(look)
        or set_aside(look)
    ):
        return False
    if record is None and look.facts.told is not Told.GRABBED and not memory.replaced.requeued:
        return False
    if record is not None and record.state in _NOT_NOW:
        return False
    return memory.imports.attempts < IMPORT_ATTEMPTS and _may_try(look)


def awaits_import(look: Look) -> bool:
    """
    Whether an import is about to be asked for or was just asked for, although the Arr has no record that would say so:
    data must not be removed in between.
    """
    if not look.rules.is_arr or not look.complete or IMPORTED in look.tags or look.memory.replaced.rejected:
        return False
    if not settled(look):
        return True
    return look.memory.imports.attempts > 0 and not _may_try(look) and not handled(look)


def custom_format(look: Look) -> Reason | None:
    """The download is below the custom format that is wanted."""
    if not look.facts.cf_unmet or not look.rules.checks_custom_formats:
        return None
    record = look.record
    if record is None or record.state in ("importing", "imported") or not look.may_remove:
        return None
    return look.give_up(
        look.reason(
            code="custom_format_unmet",
            text="Its custom format score is below what is wanted, so another release is searched.",
            measured={"score": record.score, "record": record.state},
            configured={
                "custom_format_unmet_search": look.rules.custom_format_unmet_search,
                "force_minimum_custom_format": look.rules.force_minimum_custom_format,
            },
        )
    )


def hand_over(look: Look) -> Reason | None:
    """Tag what the Arr is done with; ask it to import what it is not."""
    if handled(look):
        told = look.facts.told is Told.IMPORTED
        text = "The Arr's history says that it was imported." if told else "The Arr reported it imported."
        measured: dict[str, Value] = {
            "record": look.record.state if look.record is not None else None,
            "told": str(look.facts.told),
        }
        look.add_tag(IMPORTED, look.reason(code="imported", text=text, measured=measured))
        return None
    if not importable(look):
        return None
    attempt = look.memory.imports.attempts + 1
    why = look.reason(
        code="import",
        text=f"It is complete, so the Arr is asked to import it (attempt {attempt} of {IMPORT_ATTEMPTS}).",
        measured={
            "completed_seconds": look.complete_seconds,
            "record": look.record.state if look.record is not None else None,
            "told": str(look.facts.told),
            "attempts": look.memory.imports.attempts,
        },
        configured={"attempts": IMPORT_ATTEMPTS, "retry_seconds": IMPORT_RETRY_SECONDS},
    )
    instance, hash_ = look.torrent.key
    look.steps.append(Import(instance=instance, hash=hash_, why=why, copy=not look.may_remove))
    return why


def import_sent(memory: Memory, now: float, command_id: int | None = None) -> Memory:
    """The Arr accepted the command to import at *now*: one attempt is spent. Its success shows in the record."""
    attempts = memory.imports.attempts + 1
    return replace(memory, imports=ImportTries(attempts=attempts, last_at=now, command_id=command_id))


def without_imports(memory: Memory) -> Memory:
    """What is imported next is another download."""
    return replace(memory, imports=ImportTries()) if memory.imports.attempts else memory


def _finished_for_arr(look: Look, for_seconds: float) -> bool:
    return (
        look.complete
        and look.rules.is_arr
        and IMPORTED not in look.tags
        and look.torrent.completion_on > 0
        and settled(look, for_seconds)
    )


def _may_try(look: Look) -> bool:
    memory = look.memory
    if not memory.imports.attempts or memory.imports.last_at is None:
        return True
    return look.elapsed(memory.imports.last_at, IMPORT_RETRY_SECONDS)
