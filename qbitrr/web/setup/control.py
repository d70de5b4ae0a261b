"""
What is asked of whoever sets up: not the supervisor, since there may be nothing to supervise yet.
"""

from typing import Protocol

from twisted.internet.defer import Deferred

from qbitrr.model.setup import (
    ArrAnswers,
    Draft,
    FoundArr,
    FoundQbittorrent,
    FoundRequestApp,
    QbittorrentAnswers,
    RequestAppAnswers,
    RequestAppKind,
    SetupAnswers,
    SetupState,
    SetupWritten,
    Trouble,
)

__all__ = ["ConnectionTests", "SetupControl"]


class ConnectionTests(Protocol):
    """Asked what is at an address, and how a configured program is called; nothing is saved by it."""

    def test_arr(self, answers: ArrAnswers, /) -> Deferred[FoundArr | Trouble]:
        """Fires within ten seconds from its turn on."""

    def test_qbittorrent(self, answers: QbittorrentAnswers, /) -> Deferred[FoundQbittorrent | Trouble]:
        """Fires within ten seconds from its turn on."""

    def try_request_app(self, answers: RequestAppAnswers, /) -> Deferred[FoundRequestApp | Trouble]:
        """Fires within ten seconds from its turn on."""

    def stored_request_app(self, kind: RequestAppKind, name: str, /) -> RequestAppAnswers | None:
        """How the application of that kind is called at present by the Arr of that section or category; None for one there is not."""

    def stored_arr(self, name: str, /) -> ArrAnswers | None:
        """How the Arr of that section or category is called at present; None for one there is not."""

    def stored_arr_at(self, address: str, /) -> ArrAnswers | None:
        """The same of the Arr with that address, spelled as it is or as it is shown."""

    def stored_qbittorrent(self, name: str, /) -> QbittorrentAnswers | None:
        """The same of a client section."""


class SetupControl(ConnectionTests, Protocol):
    """Asked for a first configuration."""

    def setup_state(self) -> Deferred[SetupState]:
        """Whether one is needed, and may be written."""

    def draft(self, answers: SetupAnswers, /) -> Deferred[Draft]:
        """What would be written, every program tested."""

    def write(self, answers: SetupAnswers, /) -> Deferred[SetupWritten]:
        """Write it, unless something is in the way."""
