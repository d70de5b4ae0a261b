"""
Removals that wait or are under way, and what a person may say about them.
"""

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred

from qbitrr.model.removals.cases import OpenRemoval
from qbitrr.model.steps import Outcome
from qbitrr.web.http.answers import Refusal, iso, iso_or_none, json_response
from qbitrr.web.http.bodies import json_body
from qbitrr.web.http.reasons import reason_shape
from qbitrr.web.http.routes import Route, mirrored
from qbitrr.web.program import House
from qbitrr.web.torrents.outcomes import hash_in_path, outcome_answer

__all__ = ["Removals", "removal_shape"]

_ACTIONS = ("fail", "remove")
_REFUSED = "refused"


class Removals:
    """`/removals`, the end of a quarantine, and the removal of a torrent by a person."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        return (
            *mirrored("GET", "/removals", self.removals),
            *mirrored("POST", "/removals/<client>/<hash>/cancel", self._asking(self._house.cancel_removal)),
            *mirrored("POST", "/removals/<client>/<hash>/release", self._asking(self._house.release_removal)),
            *mirrored("POST", "/quarantine/<client>/<hash>/purge", self._asking(self._house.purge)),
            *mirrored("POST", "/torrents/<client>/<hash>/actions", self.act),
        )

    def removals(self, request: Any) -> bytes:
        """Oldest first; `held_by` names the rail that holds one, `next_try` is when it is looked at again at the latest."""
        return json_response(request, {"removals": [removal_shape(each) for each in self._house.removals()]})

    def act(self, request: Any, client: str, hash: str) -> Deferred[bytes]:
        """`fail`: tell the Arr, remove, have another release searched. `remove`: remove. `files` false leaves the data."""
        hash_ = hash_in_path(hash)
        body = json_body(request)
        action, files = body.get("action"), body.get("files", True)
        if action not in _ACTIONS:
            raise Refusal(400, "action must be fail or remove")
        if not isinstance(files, bool):
            raise Refusal(400, "files must be true or false")
        asked = self._house.remove(client, hash_, fail=action == "fail", with_files=files)
        return asked.addCallback(lambda outcome: outcome_answer(request, outcome, _REFUSED))

    def _asking(self, ask: Callable[[str, str], Deferred[Outcome]]) -> Callable[..., Deferred[bytes]]:
        def asked(request: Any, client: str, hash: str) -> Deferred[bytes]:
            return ask(client, hash_in_path(hash)).addCallback(
                lambda outcome: outcome_answer(request, outcome, _REFUSED)
            )

        return asked


def removal_shape(removal: OpenRemoval) -> dict[str, Any]:
    """One removal."""
    wanted = removal.removal
    shape: dict[str, Any] = {
        "instance": wanted.instance,
        "hash": wanted.hash,
        "name": wanted.name,
        "section": wanted.section,
        "stage": removal.stage,
        "since": iso(removal.since),
        "reason": reason_shape(wanted.why),
    }
    if removal.why_waiting:
        shape["waits_for"] = removal.why_waiting
    if removal.held_by:
        shape["held_by"] = removal.held_by
    if removal.next_try is not None:
        shape["next_try"] = iso_or_none(removal.next_try)
    return shape
