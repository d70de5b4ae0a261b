"""
From the configuration to what the guard of free space goes by.
"""

from qbitrr.config.schema.config import Config, QbitSection, Settings
from qbitrr.model.space.guarding import GuardLimit, GuardRules
from qbitrr.resolved.clients import connected, own_storage

__all__ = ["guard_rules"]

_SHORTEST_SECONDS = 1.0


def guard_rules(config: Config) -> GuardRules:
    """What is to stay free on the disks of the clients that are connected."""
    settings = config.settings
    return GuardRules(
        may_act=settings.auto_pause_resume,
        limits={section: _limit(settings, qbit) for section, qbit in connected(config).items()},
        folder=settings.free_space_folder,
        completed_folder=settings.completed_download_folder,
        own_storage=frozenset(own_storage(config)),
        usual_seconds=max(_SHORTEST_SECONDS, float(settings.loop_sleep_seconds)),
    )


def _limit(settings: Settings, qbit: QbitSection) -> GuardLimit:
    """That of a client: its own, else that of all."""
    if qbit.free_space_bytes is None:
        return GuardLimit(
            at_least_bytes=settings.free_space_bytes,
            percent=settings.free_space_percent,
            folder=qbit.free_space_folder,
        )
    return GuardLimit(
        at_least_bytes=qbit.free_space_bytes, percent=qbit.free_space_percent, folder=qbit.free_space_folder
    )
