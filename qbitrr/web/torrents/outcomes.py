"""
What a person orders about one torrent: its place in the path, and what came of it as an answer.
"""

import re
from typing import Literal

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.steps import Outcome, Result
from qbitrr.web.http.answers import Refusal, json_response, problem
from qbitrr.web.http.parameters import ParameterType, in_path

__all__ = ["ONE_TORRENT", "OutcomeAnswer", "hash_of", "outcome_answer"]

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# What is held stays so until something changes: that is a conflict, and not a wish to come back later.
_STATUS = {Result.RETRY: 503, Result.FAILED: 409, Result.HELD: 409}


class OutcomeAnswer(Struct, frozen=True, kw_only=True):
    """It is done."""

    status: Literal["ok"] = "ok"
    result: Literal["done"] = "done"


def hash_of(text: str) -> str:
    """The hash as we keep it. Raises `Refusal` for what is none."""
    lowered = text.lower()
    if not _HASH.fullmatch(lowered):
        raise Refusal(404, "not found")
    return lowered


ONE_TORRENT = (
    in_path("client", "The section of its client, `qBit` or `qBit-…`."),
    in_path("hash", "Its hash, in any case.", ParameterType("string", hash_of)),
)
"""The parameters of every path `…/<client>/<hash>/…`."""


def outcome_answer(request: IRequest, ordered: Deferred[Outcome], otherwise: str = "refused") -> Deferred[bytes]:
    """
    The answer once *ordered* has an outcome: 409 when it is refused for good, 503 when it may work later; *otherwise* is the
    text when the outcome has none.
    """

    def answer(outcome: Outcome) -> bytes:
        if outcome.result is Result.DONE:
            return json_response(request, OutcomeAnswer())
        status, why = _STATUS[outcome.result], outcome.why or otherwise
        return problem(request, status, why, result=outcome.result.value)

    return ordered.addCallback(answer)
