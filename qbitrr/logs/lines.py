"""
How a record becomes text: one line, `[2025-11-27 10:30:15,123] INFO    : qbitrr.Radarr-4K: message`, and indented lines below it.

Much of what is logged comes from outside (names of torrents, answers of other programs). Nothing in it can start a line of
its own, colour a terminal or reverse the reading direction.
"""

import re
import time

__all__ = ["MOST_CHARACTERS", "record_text", "tame"]

MOST_CHARACTERS = 32_768
"""What is longer is cut, with a note of how much is missing."""

_INDENT = "    "
# CSI and OSC sequences and the two-character escapes: they mean nothing in a file and much in a terminal.
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]")
# Control characters but tab and newline, what splitlines() takes for a line end, lone surrogates, and what turns text around.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_LINE_END = re.compile("\r\n?|\n")


def tame(text: str) -> str:
    """*text* with line ends as `\\n`, without escape sequences, other control characters spelled out (`\\x07`), and cut to size."""
    if len(text) > MOST_CHARACTERS:
        text = f"{text[:MOST_CHARACTERS]}… ({len(text) - MOST_CHARACTERS} more characters)"
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_spelled, _LINE_END.sub("\n", _ANSI.sub("", text)))


def record_text(at: float, level: str, name: str, text: str) -> str:
    """The lines of one record, newline at the end included. *at* is seconds since the epoch; *text* has been tamed."""
    first, *more = text.rstrip("\n").split("\n")
    head = f"[{_stamp(at)}] {level:<8}: {name}: {first}\n"
    return head + "".join(f"{_INDENT}{line}\n" for line in more)


def _spelled(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _stamp(at: float) -> str:
    """Local time with milliseconds, as people compare it with their watch."""
    seconds, milliseconds = divmod(int(at * 1000), 1000)
    return f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(seconds))},{milliseconds:03d}"
