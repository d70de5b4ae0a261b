"""
What a child takes of the machine.
"""

from attrs import frozen

__all__ = ["ChildUsage"]


@frozen(kw_only=True)
class ChildUsage:
    """
    A process and what it takes: *memory_bytes* is its own memory and its part of what it shares with others, *cpu_seconds* what it has
    used since its start, *cpu_share* how much of one processor between the last two looks (1.0: all of it). None is not known.
    """

    section: str
    kind: str
    category: str
    pid: int
    memory_bytes: int | None = None
    cpu_seconds: float | None = None
    cpu_share: float | None = None
