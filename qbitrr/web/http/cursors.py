"""
Cursors: the place where a page of a list ended, as a word for the address of the next one.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import msgspec

from qbitrr.web.http.answers import Refusal

__all__ = ["cursor_of", "place_of"]


def cursor_of(place: tuple[Any, ...]) -> str:
    """The word for a place."""
    return urlsafe_b64encode(msgspec.json.encode(place)).decode("ascii").rstrip("=")


def place_of(cursor: str, kind: Any) -> Any:
    """The place, a *kind* of tuple, that *cursor* means. Raises `Refusal` for what we never said."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return msgspec.json.decode(urlsafe_b64decode(padded), type=kind)
    except ValueError as error:  # those of base64 and of msgspec, too
        raise Refusal(400, "cursor is not one this list gave") from error
