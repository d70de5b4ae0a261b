"""
Sections that come, go, are started anew, or go by other settings.
"""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from twisted.internet.defer import Deferred, DeferredList, TimeoutError
from twisted.logger import Logger

from qbitrr.actors.children.transports import ILaunch
from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.services import ParallelServices
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.owners import make_owner
from qbitrr.assembly.reloading.reloader import StepTable
from qbitrr.resolved.owners import category_owners, child_limits, every_profile
from qbitrr.resolved.reload.plan import Act

__all__ = ["SectionSteps"]

# So long a change waits for children to say that they go by it; one that is just starting does so when it can.
_PATIENCE_SECONDS = 10.0


@frozen(kw_only=True)
class SectionSteps:
    """*owners* are the actors by section, *running* the same as a service."""

    base: Foundation
    owners: dict[str, SectionActor]
    running: ParallelServices
    dispatcher: Dispatcher
    launch: ILaunch
    log = Logger()

    def table(self) -> StepTable:
        """How these steps are done."""
        return {
            Act.STOP_SECTION: self._forget,
            Act.RESTART_SECTION: self._begin,
            Act.START_SECTION: self._begin,
            Act.RECONFIGURE_SECTION: self._reconfigure,
            Act.LIMIT_CHILDREN: self._limit,
            Act.SHARE_OUT: self._share_out,
        }

    def stop(self, sections: Sequence[str]) -> Deferred[Any]:
        """End the children of these sections, side by side; until each is forgotten or begun anew, it is there and does nothing."""
        return DeferredList([self.running.remove(self.owners[section]) for section in sections], consumeErrors=True)

    def _forget(self, section: str) -> None:
        del self.owners[section]

    def _begin(self, section: str) -> None:
        ((profile, kinds),) = [each for each in every_profile(self.base.in_force.current) if each[0].section == section]
        owner = make_owner(self.base, self.dispatcher, self.launch, profile, kinds)
        self.owners[section] = owner
        self.running.add(owner)

    async def _reconfigure(self, section: str) -> None:
        profile = next(each for each, _ in every_profile(self.base.in_force.current) if each.section == section)
        told = self.owners[section].reconfigure(profile)
        try:
            await told.addTimeout(_PATIENCE_SECONDS, self.base.reactor)
        except TimeoutError:
            self.log.warn("{section} has not taken its new settings yet", section=section)

    def _limit(self, _: str) -> None:
        for owner in self.owners.values():
            owner.limit(child_limits(self.base.in_force.current.settings))

    def _share_out(self, _: str) -> None:
        self.dispatcher.share_out(category_owners(self.base.in_force.current))
