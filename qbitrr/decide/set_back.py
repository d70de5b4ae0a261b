"""
What was written while our clock was ahead of what it shows now.
"""

from msgspec.structs import replace

from qbitrr.model.torrents.memory import Memory

__all__ = ["none_ahead"]

_MOMENTS = (
    ("watching", "complete_since"),
    ("rechecks", "error_left_at"),
    ("rechecks", "last_at"),
    ("imports", "last_at"),
    ("inspection", "at"),
    ("resumes", "last_at"),
)


def none_ahead(memory: Memory, now: float) -> Memory:
    """
    The memory of an earlier life without moments that are still to come at *now*: they count as now. Otherwise all that waits since
    one of them would wait for as long as the clock was set back, too.
    """
    for part, name in _MOMENTS:
        value = getattr(memory, part)
        at = getattr(value, name)
        if at is not None and at > now:
            memory = replace(memory, **{part: replace(value, **{name: now})})
    seeding = memory.seeding
    if any(at > now for at in seeding.dead_since.values()):
        dead_since = {host: min(at, now) for host, at in seeding.dead_since.items()}
        memory = replace(memory, seeding=replace(seeding, dead_since=dead_since))
    return memory
