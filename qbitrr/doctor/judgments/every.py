"""
All judgments, in the order in which their findings are shown.
"""

from collections.abc import Callable, Iterable

from qbitrr.config.schema.config import Config
from qbitrr.doctor.facts import Facts
from qbitrr.doctor.judgments.arr_settings import judge_arr_settings
from qbitrr.doctor.judgments.categories import judge_categories, judge_post_import
from qbitrr.doctor.judgments.clocks import judge_clocks
from qbitrr.doctor.judgments.connections import judge_connections, judge_left_out
from qbitrr.doctor.judgments.making import unknown
from qbitrr.doctor.judgments.others import judge_others
from qbitrr.doctor.judgments.paths import judge_hardlinks, judge_paths
from qbitrr.doctor.judgments.share_limits import judge_share_limits
from qbitrr.doctor.judgments.space import judge_space
from qbitrr.model.doctor import Finding

__all__ = ["JUDGMENTS", "US", "judge"]

US = "qbitrr"
"""What is said of ourselves."""


def _raise(error: Exception) -> None:
    raise error


JUDGMENTS: tuple[Callable[[Config, Facts], Iterable[Finding]], ...] = (
    judge_left_out,
    judge_connections,
    judge_clocks,
    judge_categories,
    judge_post_import,
    judge_paths,
    judge_hardlinks,
    judge_space,
    judge_share_limits,
    judge_arr_settings,
    judge_others,
)


def judge(
    config: Config, facts: Facts, stumbled: Callable[[Exception], None] = _raise
) -> tuple[Finding, ...]:  # fmt: skip
    """
    Everything that can be said, grouped by the section it is about: clients first, in the order of the configuration. A judgment that
    fails is told to *stumbled*, and what it would have said is not known.
    """
    places = [each.section for each in facts.clients]
    places += [*(each.section for each in facts.arrs), *(each.section for each in config.broken), US]
    found: list[Finding] = []
    for judgment in JUDGMENTS:
        try:
            found += judgment(config, facts)
        except Exception as error:
            stumbled(error)
            what = judgment.__name__.removeprefix("judge_").replace("_", " ")
            found.append(unknown(what, US, what, f"an unexpected error ({type(error).__name__})"))
    return tuple(sorted(found, key=lambda finding: places.index(finding.where)))
