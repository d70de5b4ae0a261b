"""
How often a child is restarted, and how patient we are with it.
"""

from qbitrr.config.schema.config import Settings
from qbitrr.model.restarts import ChildLimits, Intensity

__all__ = ["child_limits"]


def child_limits(settings: Settings) -> ChildLimits:
    """How patient we are with a child."""
    intensity = Intensity(
        auto=settings.auto_restart_processes,
        burst=settings.max_process_restarts,
        window_seconds=settings.process_restart_window_seconds,
        delay_seconds=settings.process_restart_delay_seconds,
    )
    return ChildLimits(intensity=intensity, spawn_seconds=settings.process_spawn_timeout_seconds)
