"""
What is said of one check.
"""

from collections.abc import Callable, Mapping

from attrs import frozen

from qbitrr.decide.torrents.asking.judge import Check
from qbitrr.decide.torrents.look import Look
from qbitrr.model.reasons import Value

__all__ = ["Telling", "Tellings", "on_tracker"]

_OF_A_TRACKER = "Trackers"


@frozen(kw_only=True)
class Telling:
    """
    What is said when it holds (`yes`) and when it does not (`no`), in figures of `unit`; `setting` is the key by its name in the sections
    of Arrs (see `qbitrr.resolved.setting_places`), `change` what would change the answer beside that.
    """

    yes: str
    no: str
    measured: Value = None
    configured: Value = None
    unit: str = ""
    setting: str = ""
    change: str = ""


Tellings = Mapping[Check, Callable[[Look], Telling]]


def on_tracker(host: str, name: str) -> str:
    """The setting *name* of the row of a tracker."""
    return f"{_OF_A_TRACKER}/{host}/{name}"
