"""
What would be done about torrents now: by the configuration in force, or as somebody is about to write it.
"""

from collections.abc import Callable
from typing import Annotated, Any

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.model.shown.previewed import (
    STEP_ORDER,
    Preview,
    PreviewedSection,
    PreviewedStep,
    PreviewFilter,
    PreviewPlace,
)
from qbitrr.resolved.config_changes import ConfigConsidered
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.config.refused import refused
from qbitrr.web.config.showing import ProblemAnswer, problem_answer
from qbitrr.web.http.answers import Refusal, json_response, never_cache
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.cursors import cursor_of, place_of
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import TorrentPreviewer

__all__ = ["PreviewAnswer", "PreviewBody", "PreviewRoutes"]

_MOST = 500


class ScopeBody(Struct, frozen=True, kw_only=True):
    """Which torrents are looked at; what is empty does not narrow it."""

    instance: Annotated[str, otherwise("scope.instance must be the section of a client")] = ""
    category: Annotated[str, otherwise("scope.category must be a category")] = ""
    hash: Annotated[str, otherwise("scope.hash must be the hash of a torrent")] = ""


class PreviewBody(Struct, frozen=True, kw_only=True):
    """
    `changes` and `renames` as for `POST /config`; without them it is the configuration of the file. `steps` are the kinds of steps that are
    listed (none: all), at most `limit` of them (1 to 500), from where the page before ended (`cursor`).
    """

    scope: Annotated[ScopeBody, otherwise("scope must be an object")] = ScopeBody()
    changes: Annotated[dict[str, Any], otherwise("changes must be an object")] = {}
    renames: Annotated[dict[str, str], otherwise("renames must be an object of names")] = {}
    steps: Annotated[tuple[str, ...], otherwise("steps must be a list of kinds of steps")] = ()
    limit: Annotated[int, otherwise(f"limit must be a number from 1 to {_MOST}")] = 100
    cursor: Annotated[str, otherwise("cursor must be a text")] = ""


class PreviewedStepAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What would be done to a torrent, and why. `step` is `removal` (`data` says what becomes of it: `delete`, `keep` its files, `stay`:
    only the Arr is told), `keep` (what is to be removed now would not be), `pause`, `resume`, `import`, `recheck`, `set_category`,
    `skip_files`, or one of upkeep. `isNew`: it is not what was decided last by the configuration in force. `heldBy` is the rail that would
    hold it, with its words; empty: none.
    """

    instance: str
    hash: str
    name: str
    section: str
    category: str
    step: str
    data: str
    blocklist: bool
    search_again: bool
    is_new: bool
    rule: int
    code: str
    text: str
    held_by: str
    held_text: str


class PreviewCountAnswer(Struct, frozen=True, kw_only=True):
    """So many torrents of a section get such a step by such a rule, `new` of which do not by the configuration in force."""

    section: str
    step: str
    data: str
    rule: int
    code: str
    count: int
    new: int


class PreviewedSectionAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What came of a section: of its `torrents` so many are on clients that are not listed (nothing is decided about them), so many have
    trackers that were never read (what depends on them is kept), and about so many deciding failed. `whyNot` says why nothing is known of
    the section at all; empty: it is.
    """

    section: str
    torrents: int
    unlisted: int
    unread: int
    failed: int
    why_not: str


class PreviewMoveAnswer(Struct, frozen=True, kw_only=True):
    """Torrents of a category that another section would look after (empty: none)."""

    instance: str
    category: str
    before: str
    after: str
    torrents: int


class PreviewAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What the loops would do now. `steps` are a page of it, what weighs most first; `cursor` is for the next one (null: there is none).
    `counts` count everything. Of what is removed at most `removalsPerHour` of each section go at once (0: all), and nothing in a dry run.
    `problems` are those of the configuration with the changes.
    """

    steps: tuple[PreviewedStepAnswer, ...]
    cursor: str | None
    counts: tuple[PreviewCountAnswer, ...]
    sections: tuple[PreviewedSectionAnswer, ...]
    moves: tuple[PreviewMoveAnswer, ...]
    dry_run: bool
    removals_per_hour: int
    problems: tuple[ProblemAnswer, ...]


class PreviewRoutes:
    """`POST /preview`."""

    def __init__(
        self, configuration: ConfigControl, program: TorrentPreviewer, redact: Callable[[str], str]
    ) -> None:  # fmt: skip
        self._configuration = configuration
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "preview", "POST", "/preview", Group.TORRENTS, self.preview, body=PreviewBody, answer=PreviewAnswer
        )

    def preview(self, request: IRequest, body: PreviewBody) -> Deferred[bytes]:
        """What the loops would do now with these changes. Nothing is saved, and nothing done."""
        wanted = _filter(body)
        never_cache(request)

        def look(considered: ConfigConsidered) -> Deferred[bytes]:
            def answer(found: Preview) -> bytes:
                return json_response(request, _answer(found, considered, self._redact))

            return self._program.preview(considered.config, body.renames, wanted).addCallback(answer)

        changes = ChangeSet(changes=body.changes, renames=body.renames)
        return self._configuration.consider(changes).addCallback(look).addErrback(refused, request, self._redact)


def _filter(body: PreviewBody) -> PreviewFilter:
    """What is asked for. Raises `Refusal`."""
    if not 1 <= body.limit <= _MOST:
        raise Refusal(400, f"limit must be a number from 1 to {_MOST}")
    if unknown := sorted(set(body.steps) - set(STEP_ORDER)):
        raise Refusal(400, f"steps: {unknown[0][:40]!r} is none of {', '.join(STEP_ORDER)}")
    return PreviewFilter(
        instance=body.scope.instance,
        category=body.scope.category,
        hash=body.scope.hash.lower(),
        steps=body.steps,
        after=place_of(body.cursor, PreviewPlace) if body.cursor else None,
        limit=body.limit,
    )


def _answer(found: Preview, considered: ConfigConsidered, redact: Callable[[str], str]) -> PreviewAnswer:
    return PreviewAnswer(
        steps=tuple(_step_answer(each, redact) for each in found.listed),
        cursor=None if found.last is None else cursor_of(found.last),
        counts=tuple(
            PreviewCountAnswer(
                section=each.section, step=each.step, data=each.data, rule=each.rule, code=each.code, count=each.count, new=each.new
            )
            for section in found.sections
            for each in section.share.counts
        ),
        sections=tuple(_section_answer(each, redact) for each in found.sections),
        moves=tuple(
            PreviewMoveAnswer(
                instance=each.instance, category=each.category, before=each.before, after=each.after, torrents=each.torrents
            )
            for each in found.moves
        ),
        dry_run=found.dry_run,
        removals_per_hour=found.removals_per_hour,
        problems=tuple(problem_answer(each, redact) for each in considered.problems),
    )  # fmt: skip


def _step_answer(step: PreviewedStep, redact: Callable[[str], str]) -> PreviewedStepAnswer:
    return PreviewedStepAnswer(
        instance=step.instance,
        hash=step.hash,
        name=step.name,
        section=step.section,
        category=step.category,
        step=step.step,
        data=step.data,
        blocklist=step.blocklist,
        search_again=step.search_again,
        is_new=step.is_new,
        rule=step.why.rule,
        code=step.why.code,
        text=redact(step.why.text),
        held_by=step.held_by,
        held_text=step.held_text,
    )


def _section_answer(section: PreviewedSection, redact: Callable[[str], str]) -> PreviewedSectionAnswer:
    share = section.share
    return PreviewedSectionAnswer(
        section=section.section, torrents=share.torrents, unlisted=share.unlisted, unread=share.unread, failed=share.failed,
        why_not=redact(section.why_not),
    )  # fmt: skip
