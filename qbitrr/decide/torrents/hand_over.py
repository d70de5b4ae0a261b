"""
What the Arr thinks of a download, and handing finished ones over to it.
"""

from msgspec.structs import replace

from qbitrr.decide.imports.rejections import refuses_all
from qbitrr.decide.torrents.content.media import not_imported_because
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.told import SETTLE_SECONDS, proven_imported, set_aside, settled
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.steps import Import
from qbitrr.model.torrents.memory import ImportTries, Memory
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told

__all__ = [
    "IMPORTABLE",
    "IMPORT_ATTEMPTS",
    "IMPORT_RETRY_SECONDS",
    "SETTLE_SECONDS",
    "arr_does_nothing_itself",
    "attempt_is_due",
    "attempts_are_left",
    "awaits_import",
    "hand_over",
    "handled",
    "has_data",
    "has_settled",
    "held",
    "import_sent",
    "importable",
    "is_finished",
    "is_for_the_arr",
    "is_in_the_arrs_hands",
    "is_not_imported_yet",
    "is_not_rejected",
    "is_not_tagged",
    "place_is_found",
    "place_is_its_own",
    "queue_is_known",
    "tag_imported",
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


def is_finished(look: Look) -> bool:
    """Whether it is complete, of an Arr, and its client says since when."""
    return look.complete and look.rules.is_arr and look.torrent.completion_on > 0


def is_not_tagged(look: Look) -> bool:
    """Whether it carries no tag that says it was imported."""
    return IMPORTED not in look.tags


def has_settled(look: Look) -> bool:
    """
    Whether it has been complete for `import_delay_seconds` if the Arr lists the download; if it does not, it gets the whole time to
    settle.
    """
    return settled(look, SETTLE_SECONDS if look.record is None else look.rules.import_delay_seconds)


def queue_is_known(look: Look) -> bool:
    """Whether the Arr's queue could be read."""
    return look.facts.queue_known


def has_data(look: Look) -> bool:
    """Whether there is anything of it."""
    return look.torrent.progress > 0


def is_not_rejected(look: Look) -> bool:
    """Whether its release was not blocklisted while the torrent stays."""
    return not look.memory.replaced.rejected


def place_is_found(look: Look) -> bool:
    """Whether the Arr can find its data."""
    return look.facts.path_ok


def place_is_its_own(look: Look) -> bool:
    """Whether nothing speaks against handing its place over."""
    return not look.facts.path_objection


def is_not_imported_yet(look: Look) -> bool:
    """Whether nothing proves that the Arr has imported it."""
    return not handled(look)


def is_in_the_arrs_hands(look: Look) -> bool:
    """Whether nobody told the Arr to leave it alone."""
    return not set_aside(look)


def is_for_the_arr(look: Look) -> bool:
    """Whether the Arr lists or grabbed it: what it neither lists nor grabbed is not for it."""
    return look.record is not None or look.facts.told is Told.GRABBED or look.memory.replaced.requeued


def arr_does_nothing_itself(look: Look) -> bool:
    """Whether the Arr is not importing it, has not just done so, and does not call it failed."""
    return look.record is None or look.record.state not in _NOT_NOW


def attempts_are_left(look: Look) -> bool:
    """Whether the Arr was not asked too often yet."""
    return look.memory.imports.attempts < IMPORT_ATTEMPTS


def attempt_is_due(look: Look) -> bool:
    """Whether it is time for the next try."""
    return _may_try(look)


IMPORTABLE = (
    is_finished,
    is_not_tagged,
    has_settled,
    queue_is_known,
    has_data,
    is_not_rejected,
    place_is_found,
    place_is_its_own,
    is_not_imported_yet,
    is_in_the_arrs_hands,
    is_for_the_arr,
    arr_does_nothing_itself,
    attempts_are_left,
    attempt_is_due,
)
"""All that makes it one to ask the Arr about now."""


def importable(look: Look) -> bool:
    """Whether to ask the Arr to import it now."""
    return all(check(look) for check in IMPORTABLE)


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


def tag_imported(look: Look) -> None:
    """Tag what the Arr is done with."""
    if not handled(look):
        return
    told = look.facts.told is Told.IMPORTED
    text = "The Arr's history says that it was imported." if told else "The Arr reported it imported."
    measured: dict[str, Value] = {
        "record": look.record.state if look.record is not None else None,
        "told": str(look.facts.told),
    }
    look.add_tag(IMPORTED, look.reason(code="imported", text=text, measured=measured))


def hand_over(look: Look) -> Reason:
    """Ask the Arr to import it, unless it cannot be played."""
    stop = not_imported_because(look)
    if stop is not None:
        return stop
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
