"""
A law is judged over many looks, and says of each whether it had anything to say about it: none shall hold because nothing ever comes
under it.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from qbitrr.decide.torrents.rules import Decision
from qbitrr.model.steps import Data, Removal
from qbitrr.testing.strategies.aimed import AIMED
from qbitrr.testing.strategies.looks import looks

__all__ = ["ALL", "MANY", "REMOVING", "law", "met", "removals"]

# The same examples at every run; with QBITRR_EXAMPLES=1000 that many new ones for each rule.
EXAMPLES = os.environ.get("QBITRR_EXAMPLES")
EACH = int(EXAMPLES or 12)
MANY = settings(max_examples=int(EXAMPLES or 300), derandomize=EXAMPLES is None, database=None)
"""For what holds whatever the rule."""
ALL = tuple(AIMED)
NOTHING = -1
REMOVING = (1, 5, 8, 10, 11, 13, 15, 16)
"""The rules that take a torrent away."""


def law(
    *more: st.SearchStrategy[Any], rules: Iterable[int] = ALL, share: float = 0.5
) -> Callable[[Callable[..., set[int]]], Callable[[], None]]:
    """
    Make a test of a law, judged over looks aimed at each of the *rules*, and any looks besides. The law takes a look and what is
    drawn *more*, and returns the numbers of the rules it was judged with, none where it has nothing to say. That may be so for half
    of what is aimed at the rules at most, and of what is aimed at each, at least a *share* must be judged with it.
    """

    def decorate(holds: Callable[..., set[int]]) -> Callable[[], None]:
        @wraps(holds)
        def test() -> None:
            _judge(holds, 3 * EACH, looks(), *more)
            aimed = {number: _judge(holds, EACH, AIMED[number], *more) for number in rules}
            unmet = {number: counted[number] for number, counted in aimed.items() if counted[number] < share * EACH}
            assert not unmet, f"of {EACH} examples for each rule, judged with it: {unmet}"
            silent = sum(counted[NOTHING] for counted in aimed.values())
            assert silent <= EACH * len(aimed) / 2, f"of {EACH * len(aimed)} examples, {silent} had nothing to say"

        del test.__wrapped__  # type: ignore[attr-defined]  # or pytest would ask for what is drawn
        return test

    return decorate


def _judge(holds: Callable[..., set[int]], examples: int, *drawn: st.SearchStrategy[Any]) -> Counter[int]:
    """How often the law was judged with each rule."""
    met: Counter[int] = Counter()

    @settings(max_examples=examples, derandomize=EXAMPLES is None, database=None)
    @given(st.tuples(*drawn))
    def judge(given_: tuple[Any, ...]) -> None:
        met.update(holds(*given_) or {NOTHING})

    judge()
    return met


def met(decision: Decision) -> set[int]:
    """The rules of a decision: the one that ended it and those with a step."""
    return {decision.rule, *(step.why.rule for step in decision.steps)}


def removals(decision: Decision) -> list[Removal]:
    """The steps that take the torrent away."""
    return [step for step in decision.steps if isinstance(step, Removal) and step.data is not Data.STAY]
