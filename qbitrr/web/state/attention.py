"""
What needs a person, and what the person can do about it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from qbitrr.model.status import Attention, Overview, TorrentReport
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Route, mirrored
from qbitrr.web.program import House

__all__ = ["NeedsAttention"]

_ACTIONS = {
    "held_by_arr": "Import it by hand in the Arr, or remove it there; POST …/actions with fail gives it up and searches another one.",
    "import_given_up": "Import it by hand in the Arr, or give it up: POST /api/torrents/<instance>/<hash>/actions with fail.",
    "import_path": "Move it into a folder of its own in the client, or import it by hand in the Arr.",
    "seeding_limit_unimported": "Import it by hand in the Arr, remove it by POST …/actions with remove, or set RemoveUnimported.",
}
_ELSE = "Have a look at it."


class NeedsAttention:
    """`/attention`: torrents the loops leave to a person, and the problems of the program itself."""

    def __init__(self, house: House, redact: Callable[[str], str]) -> None:
        self._house = house
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored("GET", "/attention", self.attention)

    def attention(self, request: Any) -> bytes:
        """The first fifty torrents of each section; `total` counts all."""
        overview = self._house.overview()
        shape = {
            "torrents": [self._shape(section, each) for section, report in _reports(overview) for each in report.needs],
            "total": sum(report.attention for _, report in _reports(overview)),
            "problems": [self._redact(problem) for problem in overview.problems],
        }
        return json_response(request, shape)

    def _shape(self, section: str, needy: Attention) -> dict[str, Any]:
        return {
            "section": section,
            "instance": needy.instance,
            "hash": needy.hash,
            "name": needy.name,
            "code": needy.code,
            "text": self._redact(needy.text),
            "action": _ACTIONS.get(needy.code, _ELSE),
        }


def _reports(overview: Overview) -> Iterator[tuple[str, TorrentReport]]:
    for child in overview.processes:
        if isinstance(child.report, TorrentReport):
            yield child.section, child.report
