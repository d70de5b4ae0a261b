"""
Known secrets out of text that leaves a process as log or output.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

__all__ = ["MASK", "Redactor"]

MASK = "***"
_SECRET_KEY = re.compile(r"api_?key|passw|token|secret|credential|cookie", re.IGNORECASE)
_USERINFO = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
_SHORTEST = 4  # masking shorter ones would riddle ordinary words


class Redactor:
    """Replaces every secret value found in *config* (by the names of its keys), and passwords in addresses, by `***`."""

    def __init__(self, config: dict[str, Any] | None = None) -> None:
        found = {secret for secret in _secrets(config or {}, secret=False) if len(secret) >= _SHORTEST}
        found |= {quote(secret, safe="") for secret in found}
        longest_first = sorted(found, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if found else None

    def __call__(self, text: str) -> str:
        """*text* without the secrets."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        return _USERINFO.sub(MASK, text) if "@" in text else text


def _secrets(value: object, *, secret: bool) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _secrets(inner, secret=secret or _SECRET_KEY.search(str(key)) is not None)
        case list() | tuple():
            for inner in value:
                yield from _secrets(inner, secret=secret)
        case str() if secret:
            yield value
