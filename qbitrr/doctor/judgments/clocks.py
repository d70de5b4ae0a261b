"""
Whether the clocks of all programs agree: times of one are compared with times of another.
"""

from collections.abc import Iterator

from qbitrr.config.schema.config import Config
from qbitrr.doctor.facts import ArrSetup, ClientSetup, Facts, Unasked
from qbitrr.doctor.judgments.making import error, ok, unknown, warning
from qbitrr.model.doctor import Finding

__all__ = ["judge_clocks"]

_CHECK = "clock"
_TOLERATED_SECONDS = 30.0
_SERIOUS_SECONDS = 600.0
_REMEDY = "Have both machines set their clocks by NTP (timedatectl set-ntp true); in containers the clock is that of the host."


def judge_clocks(config: Config, facts: Facts) -> Iterator[Finding]:
    """One finding for each program."""
    every: tuple[ClientSetup | ArrSetup, ...] = (*facts.clients, *facts.arrs)
    for each in every:
        if isinstance(each.clock_ahead, Unasked):
            yield unknown(_CHECK, each.section, "what time it has", each.clock_ahead)
            continue
        off = abs(each.clock_ahead)
        if off <= _TOLERATED_SECONDS:
            yield ok(_CHECK, each.section, "Its clock agrees with ours.")
            continue
        way = "ahead of" if each.clock_ahead > 0 else "behind"
        grade = error if off > _SERIOUS_SECONDS else warning
        yield grade(_CHECK, each.section, f"Its clock is {off:.0f} s {way} ours.", _REMEDY)
