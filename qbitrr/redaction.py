"""
Keeps secrets out of text that leaves a process as log or output: values we know, and what looks like one wherever it stands.
"""

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

__all__ = ["MASK", "SHORTEST_SECRET", "Redactor", "secrets_in"]

MASK = "***"
SHORTEST_SECRET = 6
"""A known secret shorter than this is not searched for: masking each `abc` in a log would tell more than it hides."""

_NAMES = r"""(?:x-)?api[_-]?key | (?:access|refresh|id|setup|auth|csrf)?[_-]?token | (?:torrent_|rss)?pass(?:key|wd|word|_?phrase)? | pwd
    | authkey | auth_key | torrent_pass | client_?secret | secret | (?:qbt_)?sid(?:_\d+)? | rsskey | uploadkey"""
_PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.VERBOSE), replacement)
    for pattern, replacement in (
        # Authorization: Bearer abc, Basic abc
        (r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}", rf"\1 {MASK}"),
        # apikey=abc, "apiKey": "abc", password: 'abc d'
        (
            rf"""(?<![A-Za-z0-9])((?:{_NAMES})\\?["']?\s*[=:]\s*)(?:\\?"[^"\n]*"|'[^'\n]*'|(?!\*\*\*)[^\s&"'<>,;)\]}}]+)""",
            rf"\1{MASK}",
        ),
        # scheme://user:password@host
        (r"(://)[^\s/@:]*:[^\s/@]*@", rf"\1{MASK}@"),
        # A tracker's pass-key as a part of the path, before or after /announce
        (r"(://[^\s?\#]*?/)[A-Za-z0-9_-]{16,}(?=(?:/[^\s/?\#]*)?/(?:announce|scrape)\b)", rf"\1{MASK}"),
        (r"(/(?:announce|scrape)(?:\.php)?/)[A-Za-z0-9_-]{16,}", rf"\1{MASK}"),
    )
)
_SECRET_KEY = re.compile(r"api_?key|passw|token|secret|credential|cookie", re.IGNORECASE)
# Cheap test first: most lines contain none of these.
_WORTH_A_LOOK = re.compile(r"key|token|pass|pwd|secret|sid|bearer|basic|://", re.IGNORECASE)


class Redactor:
    """
    A filter for text. *secrets* are values that must never appear; `learn` replaces them when the configuration changes.

    Known values are also found percent-encoded and as JSON writes them.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: tuple[str, ...] = ()
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """From now on these are the known secrets."""
        spellings: set[str] = set()
        for secret in secrets:
            if len(secret) >= SHORTEST_SECRET:
                spellings |= {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
        # The longest first: one secret may be the beginning of another.
        self._known = tuple(sorted(spellings, key=lambda each: (-len(each), each)))

    def __call__(self, text: str) -> str:
        """*text* with every secret masked."""
        for known in self._known:
            text = text.replace(known, MASK)
        if _WORTH_A_LOOK.search(text):
            for pattern, replacement in _PATTERNS:
                text = pattern.sub(replacement, text)
        return text


def secrets_in(value: object, *, secret: bool = False) -> Iterator[str]:
    """Every secret text in a configuration as plain dictionaries, told by the names of its keys; *secret*: all texts are."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from secrets_in(inner, secret=secret or _SECRET_KEY.search(str(key)) is not None)
        case list() | tuple():
            for inner in value:
                yield from secrets_in(inner, secret=secret)
        case str() if secret:
            yield value
