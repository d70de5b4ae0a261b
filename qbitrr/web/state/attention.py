"""
What needs a person, and what the person can do about it.
"""

from collections.abc import Callable, Iterator

from msgspec import UNSET, Struct, UnsetType
from twisted.web.iweb import IRequest

from qbitrr.model.status import Attention, Overview, TorrentReport
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import OverviewReader

__all__ = ["AttentionAnswer", "AttentionRoutes", "NeedyTorrentAnswer", "attention_answer"]

_ACTIONS = {
    "held_by_arr": "Import it by hand in the Arr, or remove it there; giving it up as failed searches another one.",
    "import_given_up": "Import it by hand in the Arr, or give it up as a failed download.",
    "import_path": "Move it into a folder of its own in the client, or import it by hand in the Arr.",
    "seeding_limit_unimported": "Import it by hand in the Arr, remove it here, or set RemoveUnimported.",
    "duty_unknown": "See why its client does not tell its trackers, or set its duty aside.",
    "removal_not_told": "See whether the Arr answers and takes changes, or take the removal back.",
    "removal_not_searched": "Search a replacement in the Arr, or see whether it takes commands; it is asked for again until it does.",
    "removal_refused": "See what the log of its client says and remove it there, or take the removal back.",
    "removal_duty": "Set its duty aside, let it go all the same, or take the removal back.",
    "removal_shared": (
        "Start the client that is away or take it out of the configuration, let it go all the same, or take the removal back."
    ),
    "removal_waits": "End what it waits for, or take the removal back.",
    "purge_waits": "End what it waits for, delete it now, or bring it back.",
}
"""What to do is on the page of the torrent, and in the document of the interface: people are not told of requests."""
_ELSE = "Have a look at it."


class NeedyTorrentAnswer(Struct, frozen=True, kw_only=True):
    """
    A torrent that is left to a person: why (`code` stays the same), and what helps. `since` is there for removals that cannot go on
    (`removal_…`, `purge_waits`): from when on nothing of it went on while this program ran.
    """

    section: str
    instance: str
    hash: str
    name: str
    code: str
    text: str
    action: str
    since: str | UnsetType = UNSET


class AttentionAnswer(Struct, frozen=True, kw_only=True):
    """
    Of each section the first fifty torrents that its loop leaves to a person, and the first fifty removals that cannot go on; `total`
    counts all. `problems` are those of the program itself.
    """

    torrents: tuple[NeedyTorrentAnswer, ...]
    total: int
    problems: tuple[str, ...]


class AttentionRoutes:
    """`/attention`: torrents the loops leave to a person, removals that cannot go on, and the problems of the program itself."""

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
    stuck = {(each.instance, each.hash): (of.section, each) for of in overview.stuck for each in of.needs}
    said = [(section, each) for section, report in reports for each in report.needs]
    left = [(section, each) for section, each in said if (each.instance, each.hash) not in stuck]
    return AttentionAnswer(
        torrents=tuple(_needy(section, each, redact) for section, each in (*left, *stuck.values())),
        # A torrent of which both are said counts once, and with its removal.
        total=sum(report.attention for _, report in reports)
        - (len(said) - len(left))
        + sum(of.total for of in overview.stuck),
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
        since=iso(needy.since) if needy.since else UNSET,
    )


def _reports(overview: Overview) -> Iterator[tuple[str, TorrentReport]]:
    for child in overview.processes:
        if isinstance(child.report, TorrentReport):
            yield child.section, child.report
