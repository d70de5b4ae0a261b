"""
What was written while our clock was ahead of what it shows now.
"""

from msgspec.structs import replace

from qbitrr.model.torrents.memory import Memory

__all__ = ["none_ahead"]

_MOMENTS = (
    "complete_since",
    "error_left_at",
    "import_last_at",
    "inspected_at",
    "recheck_last_at",
    "resumed_at",
)


def none_ahead(memory: Memory, now: float) -> Memory:
    """
    The memory of an earlier life without moments that are still to come at *now*: they count as now. Otherwise all that waits since
    one of them would wait for as long as the clock was set back, too.
    """
    changes: dict[str, object] = {
        name: now for name in _MOMENTS if (at := getattr(memory, name)) is not None and at > now
    }
    if any(at > now for at in memory.dead_since.values()):
        changes["dead_since"] = {host: min(at, now) for host, at in memory.dead_since.items()}
    return replace(memory, **changes) if changes else memory
