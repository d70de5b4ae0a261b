"""Patterns with a bound to what they may cost."""

import re
import signal
import time

from qbitrr.loops.torrents.bounded_patterns import MOST_SECONDS, MOST_TOGETHER_SECONDS, BoundedPattern, bounded_rules
from qbitrr.model.torrents.rules import FileRules, OwnerRules, compile_error_codes


def test_like_the_pattern_itself() -> None:
    """The same matches, the same text, and no timer is left."""
    told: list[str] = []
    bounded = BoundedPattern(re.compile("b+"), told.append)
    assert [match.group() for match in bounded.finditer("abbab")] == ["bb", "b"]
    assert (bounded.search("x"), bounded.pattern, told) == (None, "b+", [])
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0


def slow_text() -> str:
    """A text for which `(a+)+$` takes long, and not too long for one."""
    for length in range(12, 40):
        text, before = "a" * length + "!", time.thread_time()
        re.search("(a+)+$", text)
        if time.thread_time() - before > MOST_SECONDS / 20:
            return text
    raise AssertionError("no text is long enough")


def test_too_long_for_all_together() -> None:
    """A torrent of thousands of files, each of which takes a while, holds nobody up either, whichever of the patterns it is."""
    told: list[str] = []
    slow = ["(a+)+$", "(?:a+)+$", "((a+))+$"]
    rules = bounded_rules(OwnerRules(section="Radarr", files=FileRules.compiled(names=[*slow, "a!"])), told.append)
    text, before = slow_text(), time.thread_time()
    for _ in range(10_000):
        for pattern in rules.files.names:
            list(pattern.finditer(text))
    assert time.thread_time() - before < 20 * MOST_TOGETHER_SECONDS
    assert set(told) <= set(slow)
    assert slow[0] in told
    assert rules.files.names[-1].search(text) is not None


def test_many_quick_ones() -> None:
    """What is quick may be asked as often as it likes."""
    told: list[str] = []
    pattern = BoundedPattern(re.compile(r"\bsample\b"), told.append)
    for _ in range(20_000):
        list(pattern.finditer("The.Film.2020.1080p.WEB-DL/the.film.mkv"))
    assert not told


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
