"""
How often a child may be restarted, and how patient we are with it.
"""

from attrs import field, frozen
from attrs.validators import ge, gt

__all__ = ["ChildLimits", "Intensity"]


@frozen(kw_only=True)
class Intensity:
    """How often a child may be restarted: at most `burst` times in `window_seconds`, `delay_seconds` being the unit of waiting."""

    auto: bool = True
    burst: int = field(default=5, validator=ge(0))
    window_seconds: float = field(default=300.0, validator=ge(0))
    delay_seconds: float = field(default=5.0, validator=ge(0))


@frozen(kw_only=True)
class ChildLimits:
    """
    How patient we are, in seconds. A child is hung when it misses `beats_missed` beats in a row while it runs; until it is ready it has
    `spawn_seconds` for its first word, and as long between two later ones. Stopping takes at most
    `stop_seconds` + `term_seconds` until KILL.
    """

    intensity: Intensity = field(factory=Intensity)
    beat_seconds: float = field(default=2.0, validator=gt(0))
    beats_missed: int = field(default=3, validator=ge(1))
    spawn_seconds: float = field(default=30.0, validator=gt(0))
    stop_seconds: float = field(default=2.7, validator=gt(0))
    term_seconds: float = field(default=1.3, validator=gt(0))
    kill_seconds: float = field(default=5.0, validator=gt(0))
