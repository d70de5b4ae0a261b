"""
What a person orders about one torrent: its hash in the path, and what came of it as an answer.
"""

import re
from typing import Any

from qbitrr.model.steps import Outcome, Result
from qbitrr.web.http.answers import Refusal, json_response, problem

__all__ = ["hash_in_path", "outcome_answer"]

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# What is held stays so until something changes: that is a conflict, and not a wish to come back later.
_STATUS = {Result.RETRY: 503, Result.FAILED: 409, Result.HELD: 409}


def hash_in_path(text: str) -> str:
    """The hash as we keep it. Raises `Refusal` for what is none."""
    lowered = text.lower()
    if not _HASH.fullmatch(lowered):
        raise Refusal(404, "not found")
    return lowered


def outcome_answer(request: Any, outcome: Outcome, otherwise: str) -> bytes:
    """409 when it is refused for good, 503 when it may work later; *otherwise* is the text when the outcome has none."""
    if outcome.result is Result.DONE:
        return json_response(request, {"status": "ok", "result": "done"})
    return problem(request, _STATUS[outcome.result], outcome.why or otherwise, result=outcome.result.value)
