"""
The state of everything in brief, and the list of Arrs.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.model.status import ArrStatus, Overview, QbitStatus
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.visits import visit_of
from qbitrr.web.program import OverviewReader
from qbitrr.web.settings import UiPreferences

__all__ = ["ArrsAnswer", "StatusAnswer", "StatusRoutes", "status_answer"]


class OnlyClientAnswer(Struct, frozen=True, kw_only=True):
    """The single client of old; all but `alive` are None without any client, each while it is not known."""

    alive: bool = False
    host: str | None = None
    port: int | None = None
    version: str | None = None


class ClientAnswer(Struct, frozen=True, kw_only=True):
    """One qBittorrent client, see `qbitrr.model.status.QbitStatus`."""

    alive: bool
    host: str
    port: int
    version: str | None
    section: str
    tls: bool
    disabled: bool
    state: str
    why: str


class ArrInBrief(Struct, frozen=True, kw_only=True):
    """How one Arr is doing."""

    category: str
    name: str
    type: str
    alive: bool
    connected: bool
    why: str


class ArrAnswer(Struct, frozen=True, kw_only=True):
    """One configured Arr; `uri` is host and port alone."""

    category: str
    name: str
    type: str
    uri: str
    managed: bool
    connected: bool
    version: str | None
    why: str


class StatusAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """Clients (`qbit_instances` by name), Arrs, preferences of the UI, readiness, problems of the program."""

    qbit: OnlyClientAnswer
    qbit_instances: dict[str, ClientAnswer]
    arrs: tuple[ArrInBrief, ...]
    webui: UiPreferences
    ready: bool
    dry_run: bool
    problems: tuple[str, ...]


class ArrsAnswer(Struct, frozen=True, kw_only=True):
    """Every configured Arr."""

    arr: tuple[ArrAnswer, ...]
    ready: bool


class StatusRoutes:
    """`/status` and `/arr`: answered from memory, whatever is down. *redact* cleans reasons that quote other programs."""

    def __init__(self, program: OverviewReader, redact: Callable[[str], str]) -> None:
        self._program = program
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """Both are mirrored."""
        return (
            *mirrored("status", "GET", "/status", Group.STATUS, self.status, answer=StatusAnswer),
            *mirrored("arr", "GET", "/arr", Group.ARR, self.arrs, answer=ArrsAnswer),
        )

    def status(self, request: IRequest) -> bytes:
        """Clients, Arrs, preferences of the UI, readiness."""
        preferences = visit_of(request).settings.preferences
        return json_response(request, status_answer(self._program.overview(), preferences, self._redact))

    def arrs(self, request: IRequest) -> bytes:
        """Every configured Arr."""
        overview = self._program.overview()
        shown = tuple(_arr_answer(each, self._redact) for each in overview.arrs)
        return json_response(request, ArrsAnswer(arr=shown, ready=overview.ready))


def status_answer(overview: Overview, preferences: UiPreferences, redact: Callable[[str], str]) -> StatusAnswer:
    """The state of everything in brief."""
    return StatusAnswer(
        qbit=_only_client(overview.qbits),
        qbit_instances={each.name: _client_answer(each, redact) for each in overview.qbits},
        arrs=tuple(
            ArrInBrief(
                category=each.category, name=each.section, type=each.type, alive=each.alive, connected=each.connected,
                why=redact(each.why),
            )
            for each in overview.arrs
        ),
        webui=preferences,
        ready=overview.ready,
        dry_run=overview.dry_run,
        problems=tuple(redact(each) for each in overview.problems),
    )  # fmt: skip


def _only_client(qbits: tuple[QbitStatus, ...]) -> OnlyClientAnswer:
    """The default client, else the first."""
    first = next((each for each in qbits if each.name == "default"), qbits[0] if qbits else None)
    if first is None:
        return OnlyClientAnswer()
    return OnlyClientAnswer(
        alive=first.alive, host=first.host or None, port=first.port or None, version=_number(first.version)
    )  # fmt: skip


def _client_answer(qbit: QbitStatus, redact: Callable[[str], str]) -> ClientAnswer:
    return ClientAnswer(
        alive=qbit.alive,
        host=qbit.host,
        port=qbit.port,
        version=_number(qbit.version),
        section=qbit.section,
        tls=qbit.tls,
        disabled=qbit.disabled,
        state=qbit.state,
        why=redact(qbit.why),
    )


def _number(version: str) -> str | None:
    """`4.6.0` of what qBittorrent calls `v4.6.0`; None while it is not known."""
    return version.removeprefix("v") or None


def _arr_answer(arr: ArrStatus, redact: Callable[[str], str]) -> ArrAnswer:
    return ArrAnswer(
        category=arr.category,
        name=arr.section,
        type=arr.type,
        uri=_host_label(arr.uri),
        managed=arr.managed,
        connected=arr.connected,
        version=arr.version or None,
        why=redact(arr.why),
    )


def _host_label(uri: str) -> str:
    """Host and port alone: an address may hold a user and a password."""
    try:
        return urlsplit(uri).netloc.rpartition("@")[2]
    except ValueError:
        return ""
