"""
Torrents in quarantine: what they are, and how a person ends that.
"""

from typing import Literal

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.reasons import ReasonAnswer, reason_answer
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import QuarantineControl
from qbitrr.web.torrents.outcomes import ONE_TORRENT, OutcomeAnswer, outcome_answer

__all__ = ["QuarantineAnswer", "QuarantineRoutes", "QuarantinedAnswer", "quarantined_answer"]


class QuarantinedAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    One torrent in quarantine. `state` is `waiting`, or `deleting` from when its client was told until it is proven gone; without
    `purge_at` only a person has it deleted.
    """

    instance: str
    hash: str
    name: str
    section: str
    category: str
    tags: tuple[str, ...]
    size_bytes: int
    content_path: str
    why: ReasonAnswer | None
    at: str
    purge_at: str | None
    delete_files: bool
    state: Literal["waiting", "deleting"]
    adopted: bool


class QuarantineAnswer(Struct, frozen=True, kw_only=True):
    """What was given up and can still be brought back, oldest first."""

    quarantine: tuple[QuarantinedAnswer, ...]


class QuarantineRoutes:
    """`/quarantine`, its undo and its end."""

    def __init__(self, program: QuarantineControl) -> None:
        self._program = program

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.TORRENTS
        return (
            *mirrored("quarantine", "GET", "/quarantine", group, self.quarantine, answer=QuarantineAnswer),
            *mirrored(
                "quarantine.undo", "POST", "/quarantine/<client>/<hash>/undo", group, self.undo,
                parameters=ONE_TORRENT, answer=OutcomeAnswer,
            ),
            *mirrored(
                "quarantine.purge", "POST", "/quarantine/<client>/<hash>/purge", group, self.purge,
                parameters=ONE_TORRENT, answer=OutcomeAnswer,
            ),
        )  # fmt: skip

    def quarantine(self, request: IRequest) -> Deferred[bytes]:
        """What is in quarantine."""

        def answer(rows: tuple[Quarantined, ...]) -> bytes:
            return json_response(request, QuarantineAnswer(quarantine=tuple(quarantined_answer(each) for each in rows)))

        return self._program.quarantine().addCallback(answer)

    def undo(self, request: IRequest, client: str, hash: str) -> Deferred[bytes]:
        """Bring a torrent back."""
        return outcome_answer(request, self._program.undo(client, hash), "the torrent could not be brought back")

    def purge(self, request: IRequest, client: str, hash: str) -> Deferred[bytes]:
        """Have a torrent deleted now."""
        return outcome_answer(request, self._program.purge(client, hash))


def quarantined_answer(row: Quarantined) -> QuarantinedAnswer:
    """One torrent in quarantine as it is shown."""
    return QuarantinedAnswer(
        instance=row.instance,
        hash=row.hash,
        name=row.name,
        section=row.section,
        category=row.category,
        tags=row.tags,
        size_bytes=row.size_bytes,
        content_path=row.content_path,
        why=reason_answer(row.why),
        at=iso(row.at),
        purge_at=None if row.by_person_only else iso(row.purge_at),
        delete_files=row.delete_files,
        state="waiting" if row.deletion is None else "deleting",
        adopted=row.is_adopted,
    )
