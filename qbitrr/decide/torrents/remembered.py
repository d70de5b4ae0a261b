"""
What a step that succeeded leaves in memory. One that failed leaves nothing, and so is asked for again.
"""

from msgspec.structs import replace

from qbitrr.decide.torrents.content.inspection import inspected
from qbitrr.decide.torrents.hand_over import import_sent
from qbitrr.decide.torrents.observe import rechecked
from qbitrr.decide.torrents.stopped import started
from qbitrr.model.rule_table import Need, rule_behind
from qbitrr.model.steps import AddTags, Data, Import, Recheck, Removal, RemoveTags, Resume, SkipFiles, Step
from qbitrr.model.torrents.memory import Memory

__all__ = ["after_step_done", "apply_tags"]


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
            return started(memory, now)
        case Recheck():
            return rechecked(memory, now, once_per_visit=rule.once_per_visit)
        case SkipFiles():
            return inspected(memory, now, step.file_ids)
        case Import():
            return import_sent(memory, now)
        case Removal(data=Data.STAY) if rule.requeues:
            return replace(memory, replaced=replace(memory.replaced, requeued=True))
        case Removal(data=Data.STAY) if Need.FILES in rule.needs:
            return replace(inspected(memory, now), replaced=replace(memory.replaced, rejected=True))
        case Removal(data=Data.STAY):
            return replace(memory, replaced=replace(memory.replaced, rejected=True))
        case _:
            return memory


def apply_tags(memory: Memory, step: AddTags | RemoveTags) -> Memory:
    """Tagless mode: the memory carries the tags instead of the client. `TorrentFacts.torrent.tags` then come from there."""
    kept = [tag for tag in memory.tags_internal if tag not in step.tags]
    added = step.tags if isinstance(step, AddTags) else ()
    return replace(memory, tags_internal=(*kept, *added))
