"""
The actor of one client's managed categories: a single child that looks after torrents no Arr asked for.
"""

from msgspec.structs import replace

from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.model.status import ProcessStatus

__all__ = ["CategoryActor"]


class CategoryActor(SectionActor):
    """There is no Arr to be told anything and nothing to search; its child looks after several categories."""

    @property
    def processes(self) -> tuple[ProcessStatus, ...]:
        """How its child is."""
        return tuple(replace(status, categories=self.profile.categories) for status in super().processes)
