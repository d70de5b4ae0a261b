"""
The actor of the policy loop: a single child that looks at the torrents of all owners together.
"""

from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.decide.standing import STALE_SECONDS
from qbitrr.model.space.rooms import PoolStatus
from qbitrr.model.status import PolicyReport

__all__ = ["PolicyActor"]


class PolicyActor(SectionActor):
    """It owns no torrents: its child is told of what takes room on disks, and paused there is what belongs to others."""

    @property
    def pools(self) -> tuple[PoolStatus, ...]:
        """How the pools stand, as far as its child, which lives, has told lately."""
        found: tuple[PoolStatus, ...] = ()
        for status in self.processes:
            report = status.report
            if status.alive and isinstance(report, PolicyReport):
                found = report.pools if self._clock.seconds() - report.at <= STALE_SECONDS else ()
        return found
