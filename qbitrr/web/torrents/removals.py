"""
Removals that wait or are under way, and what a person may say about them.
"""

from typing import Annotated, Literal, get_args

from msgspec import UNSET, Struct, UnsetType
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.removals.cases import OpenRemoval, RemovalPace
from qbitrr.web.http.answers import Refusal, iso, iso_or_none, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.reasons import ReasonAnswer, reason_answer
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import QuarantineControl, RemovalControl
from qbitrr.web.torrents.outcomes import ONE_TORRENT, OutcomeAnswer, outcome_answer

__all__ = ["ActionBody", "RemovalAnswer", "RemovalRoutes", "RemovalsAnswer", "removal_answer"]


_LONGEST_REASON = 500
TorrentAction = Literal[
    "fail", "remove", "cancel", "undo", "purge", "pause", "resume", "recheck", "reannounce", "import", "protect", "unprotect"
]  # fmt: skip


class ActionBody(Struct, frozen=True, kw_only=True):
    """
    `fail`: tell the Arr, remove, have another release searched. `remove`: remove; `files` false leaves the data. `cancel`: take a
    removal back, wherever it stands; `undo` is the same for what is in quarantine, `purge` deletes that now. `pause`, `resume`, `recheck`
    and `reannounce` are what the client does by these names. `import`: have the Arr import it now, however often that was tried.
    `protect`: never remove it by itself until `unprotect`; a removal that waits or is under way is taken back, and `reason` (up to 500
    letters) stands in the journal.
    """

    action: Annotated[TorrentAction, otherwise(f"action must be one of {', '.join(get_args(TorrentAction))}")]
    files: Annotated[bool, otherwise("files must be true or false")] = True
    reason: Annotated[str, otherwise("reason must be a text")] = ""


class DutyBody(Struct, frozen=True, kw_only=True):
    """Why the Hit-and-Run duty of a torrent is set aside, in a sentence of up to 500 letters: it stands in the journal."""

    reason: Annotated[str, otherwise("reason must be a text")]


class RemovalAnswer(Struct, frozen=True, kw_only=True):
    """
    One removal. `waits_for` says in words what it waits for, `held_by` names the rail that holds it, `next_try` is when it is
    looked at again at the latest; each is there only if there is one.
    """

    instance: str
    hash: str
    name: str
    section: str
    stage: str
    since: str
    reason: ReasonAnswer | None
    waits_for: str | UnsetType = UNSET
    held_by: str | UnsetType = UNSET
    next_try: str | UnsetType | None = UNSET


class RemovalsAnswer(Struct, frozen=True, kw_only=True):
    """Every removal that waits or is under way, oldest first."""

    removals: tuple[RemovalAnswer, ...]


class RemovalLimitAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    A section: how many of its torrents were removed within the last hour, of how many that may be (`limit`, null: no end), those of our
    own judgement among them (`judged`) of how many before all wait for a person to look (`judgedLimit`). `waiting` wait for their turn,
    `held` of them because there were too many at once; `roomAt` is when one may go again, null for now.
    """

    section: str
    owned: int
    removed: int
    limit: int | None
    judged: int
    judged_limit: int
    waiting: int
    held: int
    room_at: str | None


class RemovalLimitsAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """All sections, and their sums; `limit` is null if there is none for one of them."""

    removed: int
    limit: int | None
    waiting: int
    held: int
    sections: tuple[RemovalLimitAnswer, ...]


class RemovalRoutes:
    """`/removals`, and the removal of a torrent by a person."""

    def __init__(self, program: RemovalControl, quarantine: QuarantineControl) -> None:
        self._program = program
        self._quarantine = quarantine

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.TORRENTS
        return (
            *mirrored("removals", "GET", "/removals", group, self.removals, answer=RemovalsAnswer),
            *mirrored("removals.limits", "GET", "/removals/limits", group, self.limits, answer=RemovalLimitsAnswer),
            *mirrored(
                "removals.cancel", "POST", "/removals/<client>/<hash>/cancel", group, self.cancel,
                parameters=ONE_TORRENT, answer=OutcomeAnswer,
            ),
            *mirrored(
                "removals.release", "POST", "/removals/<client>/<hash>/release", group, self.release,
                parameters=ONE_TORRENT, answer=OutcomeAnswer,
            ),
            *mirrored(
                "torrents.actions", "POST", "/torrents/<client>/<hash>/actions", group, self.act,
                parameters=ONE_TORRENT, body=ActionBody, answer=OutcomeAnswer,
            ),
            *mirrored(
                "torrents.waive_duty", "POST", "/torrents/<client>/<hash>/duty/waive", group, self.waive,
                parameters=ONE_TORRENT, body=DutyBody, answer=OutcomeAnswer,
            ),
            *mirrored(
                "torrents.restore_duty", "POST", "/torrents/<client>/<hash>/duty/restore", group, self.restore,
                parameters=ONE_TORRENT, answer=OutcomeAnswer,
            ),
        )  # fmt: skip

    def removals(self, request: IRequest) -> bytes:
        """Every removal that waits or is under way."""
        shown = tuple(removal_answer(each) for each in self._program.removals())
        return json_response(request, RemovalsAnswer(removals=shown))

    def limits(self, request: IRequest) -> bytes:
        """How many removals went within the hour, of how many that may."""
        paces = self._program.removal_paces()
        most = [each.most for each in paces]
        return json_response(
            request,
            RemovalLimitsAnswer(
                removed=sum(each.removed for each in paces),
                limit=None if None in most else sum(each or 0 for each in most),
                waiting=sum(each.waiting for each in paces),
                held=sum(each.held for each in paces),
                sections=tuple(_limit_answer(each) for each in paces),
            ),
        )

    def cancel(self, request: IRequest, client: str, hash: str) -> Deferred[bytes]:
        """Take a removal back."""
        return outcome_answer(request, self._program.cancel_removal(client, hash))

    def release(self, request: IRequest, client: str, hash: str) -> Deferred[bytes]:
        """Let a removal that waits go at once."""
        return outcome_answer(request, self._program.release_removal(client, hash))

    def waive(self, request: IRequest, client: str, hash: str, body: DutyBody) -> Deferred[bytes]:
        """Set the Hit-and-Run duty of a torrent aside."""
        reason = " ".join(body.reason.split())
        if not 1 <= len(reason) <= _LONGEST_REASON:
            raise Refusal(400, f"reason must be a sentence of 1 to {_LONGEST_REASON} letters")
        return outcome_answer(request, self._program.waive_duty(client, hash, reason))

    def restore(self, request: IRequest, client: str, hash: str) -> Deferred[bytes]:
        """Let the Hit-and-Run duty of a torrent count again."""
        return outcome_answer(request, self._program.restore_duty(client, hash))

    def act(self, request: IRequest, client: str, hash: str, body: ActionBody) -> Deferred[bytes]:
        """Do to a torrent what a person wants."""
        match body.action:
            case "fail" | "remove":
                asked = self._program.remove(client, hash, fail=body.action == "fail", with_files=body.files)
            case "cancel" | "undo":
                asked = self._program.cancel_removal(client, hash)
            case "purge":
                asked = self._quarantine.purge(client, hash)
            case "import":
                asked = self._program.import_now(client, hash)
            case "protect" | "unprotect":
                reason = " ".join(body.reason.split())
                if len(reason) > _LONGEST_REASON:
                    raise Refusal(400, f"reason must be a sentence of at most {_LONGEST_REASON} letters")
                asked = self._program.protect(client, hash, on=body.action == "protect", reason=reason)
            case _:
                asked = self._program.act(client, hash, body.action)
        return outcome_answer(request, asked)


def removal_answer(removal: OpenRemoval) -> RemovalAnswer:
    """One removal as it is shown."""
    wanted = removal.removal
    return RemovalAnswer(
        instance=wanted.instance,
        hash=wanted.hash,
        name=wanted.name,
        section=wanted.section,
        stage=removal.stage,
        since=iso(removal.since),
        reason=reason_answer(wanted.why),
        waits_for=removal.why_waiting or UNSET,
        held_by=removal.held_by or UNSET,
        next_try=UNSET if removal.next_try is None else iso_or_none(removal.next_try),
    )


def _limit_answer(pace: RemovalPace) -> RemovalLimitAnswer:
    is_full = pace.most is not None and pace.removed >= pace.most
    return RemovalLimitAnswer(
        section=pace.section,
        owned=pace.owned,
        removed=pace.removed,
        limit=pace.most,
        judged=pace.judged,
        judged_limit=pace.most_judged,
        waiting=pace.waiting,
        held=pace.held,
        room_at=iso(pace.room_at) if is_full else None,
    )
