"""Patterns with a bound to what they may cost."""

import re
import signal
import time

from qbitrr.loops.torrents.bounded_patterns import MOST_SECONDS, BoundedPattern, bounded_rules
from qbitrr.model.torrents.rules import FileRules, OwnerRules, compile_error_codes


def test_like_the_pattern_itself() -> None:
    """The same matches, the same text, and no timer is left."""
    told: list[str] = []
    bounded = BoundedPattern(re.compile("b+"), told.append)
    assert [match.group() for match in bounded.finditer("abbab")] == ["bb", "b"]
    assert (bounded.search("x"), bounded.pattern, told) == (None, "b+", [])
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0


def test_without_end() -> None:
    """It is given up once, costs nothing from then on, and matches nothing; the others are as before."""
    told: list[str] = []
    rules = OwnerRules(
        section="Radarr",
        arr_type="radarr",
        files=FileRules.compiled(names=["(a+)+$", "c"]),
        error_codes=compile_error_codes(["/(b+)+$/"]),
    )
    rules = bounded_rules(rules, told.append)
    endless, other = rules.files.names
    before = time.process_time()
    assert not list(endless.finditer("a" * 50 + "!"))
    assert time.process_time() - before < 20 * MOST_SECONDS
    assert rules.error_codes[0].search("b" * 50 + "!") is None
    assert told == ["(a+)+$", "(b+)+$"]
    before = time.process_time()
    assert not any(list(endless.finditer("a" * 50 + "!")) for _ in range(1000))
    assert time.process_time() - before < MOST_SECONDS
    assert other.search("c") is not None
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
