"""Numbers for people."""

from math import inf

from qbitrr.decide.phrases import percent, size, span


def test_spans() -> None:
    """The largest unit that fits, one decimal where it says something."""
    spoken = {
        -1: "0 s",
        0: "0 s",
        45: "45 s",
        60: "1 min",
        1200: "20 min",
        5400: "1.5 h",
        86_400: "1 d",
        inf: "for ever",
    }
    assert {seconds: span(seconds) for seconds in spoken} == spoken


def test_percent() -> None:
    """A share of one."""
    assert (percent(0.5), percent(0.995)) == ("50 %", "99.5 %")


def test_sizes() -> None:
    """In 1024s, one decimal where it says something."""
    spoken = {0: "0 B", 1023: "1023 B", 1536: "1.5 KiB", 5 * 1024**3: "5 GiB", -(1024**2): "-1 MiB"}
    assert {number: size(number) for number in spoken} == spoken
