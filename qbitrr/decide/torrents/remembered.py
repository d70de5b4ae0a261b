"""
What a step that succeeded leaves in memory. One that failed leaves nothing, and so is asked for again.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from qbitrr.decide.torrents.content.inspection import inspected
from qbitrr.decide.torrents.hand_over import import_sent
from qbitrr.decide.torrents.observe import rechecked
from qbitrr.decide.torrents.stopped import started
from qbitrr.model.reasons import Reason
from qbitrr.model.rule_table import Need, rule_behind
from qbitrr.model.steps import AddTags, Data, Import, Recheck, Removal, RemoveTags, Resume, SkipFiles, Step
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED, TAGS_OF_OURS
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["after_step_done", "handing_over", "with_remembered_tags", "without_tags", "without_told_tags"]

_HANDED_OVER = Reason(code="remembered", text="It was remembered so.")


def after_step_done(memory: Memory, step: Step, now: float) -> Memory:
    """
    The memory after *step* was carried out at *now*.

    Resuming and rechecking start their back-off, switched-off files count as inspected, and a release that was blocklisted while its
    torrent stays is remembered as its rule says. Categories, removals and tags that are set show in the next facts and leave nothing here.
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
        case RemoveTags() if memory.tags_internal:
            return without_tags(memory, step)
        case Removal(data=Data.STAY) if rule.requeues:
            return replace(memory, replaced=replace(memory.replaced, requeued=True))
        case Removal(data=Data.STAY) if Need.FILES in rule.needs:
            return replace(inspected(memory, now), replaced=replace(memory.replaced, rejected=True))
        case Removal(data=Data.STAY):
            return replace(memory, replaced=replace(memory.replaced, rejected=True))
        case _:
            return memory


def with_remembered_tags(torrent: Torrent, memory: Memory) -> Torrent:
    """
    A torrent with the tags that are remembered of it, until the supervisor tells them: what waits for room it tells by itself, and what a
    program before us remembered of that nobody would ever start again.
    """
    if not memory.tags_internal:  # nearly always
        return torrent
    more = [tag for tag in _remembered(memory) if tag not in torrent.tags]
    return replace(torrent, tags=(*torrent.tags, *more)) if more else torrent


def without_told_tags(memory: Memory, torrent: Torrent) -> Memory:
    """What of it the supervisor tells by now need not be remembered."""
    left = tuple(tag for tag in _remembered(memory) if tag not in torrent.tags)
    return memory if left == memory.tags_internal else replace(memory, tags_internal=left)


def handing_over(memory: Memory, torrent: Torrent, steps: Iterable[Step]) -> tuple[AddTags, ...]:
    """What has the supervisor keep the remembered tags of a torrent, but for those that *steps* take off."""
    ending = {tag for step in steps if isinstance(step, RemoveTags) for tag in step.tags}
    tags = tuple(tag for tag in _remembered(memory) if tag not in ending and tag not in torrent.tags)
    return (AddTags(instance=torrent.instance, hash=torrent.hash, why=_HANDED_OVER, tags=tags),) if tags else ()


def without_tags(memory: Memory, step: RemoveTags) -> Memory:
    """The memory after tags were taken off."""
    return replace(memory, tags_internal=tuple(tag for tag in memory.tags_internal if tag not in step.tags))


def _remembered(memory: Memory) -> tuple[str, ...]:
    return tuple(tag for tag in memory.tags_internal if tag in TAGS_OF_OURS and tag != FREE_SPACE_PAUSED)
