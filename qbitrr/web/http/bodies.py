"""
JSON bodies of requests.
"""

from typing import Any

import msgspec

from qbitrr.web.http.answers import Refusal

__all__ = ["json_body"]


def json_body(request: Any) -> dict[str, Any]:
    """
    The JSON object sent with *request*, whose length the front door has checked.

    Raises a 400 `Refusal` for another content type (which a foreign page could send without asking), for what is no JSON, and
    for JSON that is no object.
    """
    kind = (request.getHeader(b"content-type") or b"").partition(b";")[0].strip().lower()
    if kind != b"application/json":
        raise Refusal(400, "Invalid JSON body")
    try:
        value = msgspec.json.decode(request.content.read())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, "Invalid JSON body") from error
    if not isinstance(value, dict):
        raise Refusal(400, "Invalid JSON body")
    return value
