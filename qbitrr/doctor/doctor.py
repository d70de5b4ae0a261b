"""
One examination: gather, judge, and say it in plain words; and the fixes.
"""

from collections.abc import Callable

from attrs import evolve
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.config.schema.config import Config
from qbitrr.doctor.fixes import apply_fix
from qbitrr.doctor.gathering.everything import Surroundings, gather
from qbitrr.doctor.judgments.every import judge
from qbitrr.errors import RemoteError
from qbitrr.model.doctor import DoctorReport, FixOffer, FixResult

__all__ = ["Doctor"]


class Doctor:
    """Examines what *config* names, as it is each time. *redact* masks secrets that programs may have put into their words."""

    log = Logger()

    def __init__(
        self, config: Callable[[], Config], around: Surroundings, redact: Callable[[str], str] = lambda text: text
    ) -> None:
        self._config = config
        self._around = around
        self._redact = redact

    async def examine(self) -> DoctorReport:
        """Look at everything; nothing is changed. It takes as long as the slowest program, within its limit."""
        config, clock = self._config(), self._around.clock
        began = clock.seconds()
        findings = judge(config, await gather(config, self._around), self._stumbled)
        return DoctorReport(
            at=began,
            seconds=clock.seconds() - began,
            findings=tuple(
                evolve(each, sentence=self._plain(each.sentence), remedy=self._plain(each.remedy)) for each in findings
            ),
        )

    async def fix(self, offer: FixOffer) -> FixResult:
        """Make one change, and look again whether it is still needed."""
        why = await self.apply(offer)
        report = await self.examine()
        if not why and offer.id in {each.id for each in report.fixes}:
            why = "it was accepted, but nothing changed"
        return FixResult(fix=offer, done=not why, why=why, report=report)

    async def apply(self, offer: FixOffer) -> str:
        """Make one change. Returns why it failed; empty when it was accepted."""
        try:
            await apply_fix(offer, self._config(), self._around)
        except RemoteError as error:
            return self._plain(str(error))
        return ""

    def _stumbled(self, error: Exception) -> None:
        self.log.failure("a judgment of the set-up failed", failure=Failure(error))

    def _plain(self, text: str) -> str:
        """One line without secrets and without what steers a terminal."""
        return "".join(each if each.isprintable() else " " for each in self._redact(text))
