"""
What needs a person, and what the person can do about it.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.model.status import Attention, Overview, TorrentReport
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import OverviewReader

__all__ = ["AttentionAnswer", "AttentionRoutes", "NeedyTorrentAnswer", "attention_answer"]

_ACTIONS = {
    "held_by_arr": "Import it by hand in the Arr, or remove it there; POST …/actions with fail gives it up and searches another one.",
    "import_given_up": "Import it by hand in the Arr, or give it up as a failed download.",
    "import_path": "Move it into a folder of its own in the client, or import it by hand in the Arr.",
    "seeding_limit_unimported": "Import it by hand in the Arr, remove it by POST …/actions with remove, or set RemoveUnimported.",
    "duty_unknown": "See why its client does not tell its trackers, or set its duty aside: POST …/duty/waive.",
}
_ELSE = "Have a look at it."


class NeedyTorrentAnswer(Struct, frozen=True, kw_only=True):
    """A torrent that is left to a person: why (`code` stays the same), and what helps."""

    section: str
    instance: str
    hash: str
    name: str
    code: str
    text: str
    action: str


class AttentionAnswer(Struct, frozen=True, kw_only=True):
    """The first fifty torrents of each section; `total` counts all. `problems` are those of the program itself."""

    torrents: tuple[NeedyTorrentAnswer, ...]
    total: int
    problems: tuple[str, ...]


class AttentionRoutes:
    """`/attention`: torrents the loops leave to a person, and the problems of the program itself."""

    def __init__(self, program: OverviewReader, redact: Callable[[str], str]) -> None:
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored("attention", "GET", "/attention", Group.STATUS, self.attention, answer=AttentionAnswer)

    def attention(self, request: IRequest) -> bytes:
        """What needs a person."""
        return json_response(request, attention_answer(self._program.overview(), self._redact))


def attention_answer(overview: Overview, redact: Callable[[str], str]) -> AttentionAnswer:
    """What needs a person."""
    reports = tuple(_reports(overview))
    return AttentionAnswer(
        torrents=tuple(_needy(section, each, redact) for section, report in reports for each in report.needs),
        total=sum(report.attention for _, report in reports),
        problems=tuple(redact(problem) for problem in overview.problems),
    )


def _needy(section: str, needy: Attention, redact: Callable[[str], str]) -> NeedyTorrentAnswer:
    return NeedyTorrentAnswer(
        section=section,
        instance=needy.instance,
        hash=needy.hash,
        name=needy.name,
        code=needy.code,
        text=redact(needy.text),
        action=_ACTIONS.get(needy.code, _ELSE),
    )


def _reports(overview: Overview) -> Iterator[tuple[str, TorrentReport]]:
    for child in overview.processes:
        if isinstance(child.report, TorrentReport):
            yield child.section, child.report
