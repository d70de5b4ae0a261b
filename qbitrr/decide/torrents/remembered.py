"""
What a step that succeeded leaves in memory. One that failed leaves nothing, and so is asked for again.
"""

from msgspec.structs import replace

from qbitrr.model.rule_table import Need, rule_behind
from qbitrr.model.steps import AddTags, Data, Import, Recheck, Removal, RemoveTags, Resume, SkipFiles, Step
from qbitrr.model.torrents.memory import Memory

__all__ = ["after_import_sent", "after_step_done", "apply_tags"]


def after_import_sent(memory: Memory, now: float, command_id: int | None = None) -> Memory:
    """The Arr accepted the command to import at *now*: one attempt is spent. Its success shows in the record."""
    return replace(memory, import_attempts=memory.import_attempts + 1, import_last_at=now, import_command_id=command_id)


def after_step_done(memory: Memory, step: Step, now: float) -> Memory:
    """
    The memory after *step* was carried out at *now*.

    Resuming and rechecking start their back-off, switched-off files count as inspected, and a release that was blocklisted while its
    torrent stays is remembered as its rule says. Tags, categories and removals show in the next facts and leave nothing here (tagless
    mode: see `apply_tags`).
    """
    rule = rule_behind(step.why)
    match step:
        case Resume():
            return replace(memory, resumed_at=now, resume_count=memory.resume_count + 1)
        case Recheck() if rule.once_per_visit:
            return replace(memory, recheck_done=True)
        case Recheck():
            return replace(memory, recheck_count=memory.recheck_count + 1, recheck_last_at=now, error_left_at=None)
        case SkipFiles():
            return replace(memory, inspected_at=now, excluded_ids=step.file_ids)
        case Import():
            return after_import_sent(memory, now)
        case Removal(data=Data.STAY) if rule.requeues:
            return replace(memory, requeued=True)
        case Removal(data=Data.STAY) if Need.FILES in rule.needs:
            return replace(memory, rejected=True, inspected_at=now)
        case Removal(data=Data.STAY):
            return replace(memory, rejected=True)
        case _:
            return memory


def apply_tags(memory: Memory, step: AddTags | RemoveTags) -> Memory:
    """Tagless mode: the memory carries the tags instead of the client. `Facts.torrent.tags` then come from there."""
    kept = [tag for tag in memory.tags_internal if tag not in step.tags]
    added = step.tags if isinstance(step, AddTags) else ()
    return replace(memory, tags_internal=(*kept, *added))
