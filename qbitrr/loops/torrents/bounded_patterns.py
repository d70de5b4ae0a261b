"""
Patterns of the configuration that may not hold a loop up: some need longer for a text of thirty characters than anybody waits.
"""

import re
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from attrs import evolve

from qbitrr.model.torrents.rules import OwnerRules, TextPattern

__all__ = ["MOST_SECONDS", "MOST_TOGETHER_SECONDS", "BoundedPattern", "PatternTime", "bounded_rules"]

MOST_SECONDS = 0.5
"""Of processor time, for one text: beats must not wait."""
MOST_TOGETHER_SECONDS = 1.0
"""Of processor time for the slow looks of all patterns within a turn: a torrent may have thousands of files."""
_SLOW_SECONDS = 0.005
_LEAST_SECONDS = 0.05
T = TypeVar("T")


class _TookTooLongError(Exception):
    pass


class PatternTime:
    """How many *seconds* slow looks have taken in this turn; with another turn beats were sent, and it is 0 again."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @property
    def left(self) -> float:
        """How long the next look may take."""
        return min(MOST_SECONDS, max(_LEAST_SECONDS, MOST_TOGETHER_SECONDS - self.seconds))

    def was_too_much(self, seconds: float) -> bool:
        """Whether a look that took so long is one too many."""
        if seconds < _SLOW_SECONDS:
            return False
        self.seconds += seconds
        return self.seconds > MOST_TOGETHER_SECONDS


class BoundedPattern:
    """
    A pattern that is given up for good when it takes too long for a text, or with the others for many, which *given_up* hears, with the
    pattern; from then on it matches nothing, so that what it would have excluded is wanted.
    """

    def __init__(
        self, compiled: TextPattern, given_up: Callable[[str], None], spent: PatternTime | None = None
    ) -> None:
        self.pattern: str = compiled.pattern
        self._compiled: TextPattern | None = compiled
        self._given_up = given_up
        self._spent = spent or PatternTime()

    def search(self, text: str, /) -> re.Match[str] | None:
        """As that of a compiled pattern."""
        return self._bounded(lambda compiled: compiled.search(text), None)

    def finditer(self, text: str, /) -> Iterable[re.Match[str]]:
        """As that of a compiled pattern, all matches at once."""
        return self._bounded(lambda compiled: tuple(compiled.finditer(text)), ())

    def _bounded(self, look: Callable[[TextPattern], T], nothing: T) -> T:
        if self._compiled is None:
            return nothing
        before = time.thread_time()
        try:
            with _processor_time(self._spent.left):
                found = look(self._compiled)
        except _TookTooLongError:
            self._give_up()
            found = nothing
        if self._spent.was_too_much(time.thread_time() - before) and self._compiled is not None:
            self._give_up()
        return found

    def _give_up(self) -> None:
        self._compiled = None
        self._given_up(self.pattern)


def bounded_rules(rules: OwnerRules, given_up: Callable[[str], None], spent: PatternTime | None = None) -> OwnerRules:
    """The rules with bounds to each of their patterns, and to all of them together by what they have *spent* in a turn."""
    spent = spent or PatternTime()

    def bounded(patterns: Iterable[TextPattern]) -> tuple[TextPattern, ...]:
        return tuple(BoundedPattern(each, given_up, spent) for each in patterns)

    files = evolve(rules.files, folders=bounded(rules.files.folders), names=bounded(rules.files.names))
    return evolve(rules, files=files, error_codes=bounded(rules.error_codes), refusals=bounded(rules.refusals))


@contextmanager
def _processor_time(seconds: float) -> Iterator[None]:
    """
    Raises `_TookTooLongError` in the block when it has used so much. Matching looks for signals now and then, which only the main thread
    gets: elsewhere there is no bound.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def alarm(number: int, frame: FrameType | None) -> None:
        if not is_over:  # it may come when the block has just ended
            raise _TookTooLongError

    before = signal.signal(signal.SIGVTALRM, alarm)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        is_over = True
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
