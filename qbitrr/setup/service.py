"""
Setting up while the program runs: what the web asks for.
"""

import secrets
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from attrs import evolve
from tomlkit.exceptions import TOMLKitError
from twisted.internet.defer import Deferred, DeferredLock, DeferredSemaphore, gatherResults
from twisted.logger import Logger

from qbitrr.config.editing.refusals import BadChanges, ChangeConflict
from qbitrr.config.files import read_file
from qbitrr.config.problems import ConfigError
from qbitrr.config.schema.config import Config
from qbitrr.config.values.texts import shown_address
from qbitrr.model.addresses import BadAddress
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
from qbitrr.resolved.addresses import qbittorrent_address
from qbitrr.setup.arr_questions import ask_arr
from qbitrr.setup.connections import Connections
from qbitrr.setup.drafting import drafted, names_programs
from qbitrr.setup.proposal import SectionPlan, plan_sections
from qbitrr.setup.qbittorrent_questions import ask_qbittorrent
from qbitrr.setup.request_app_questions import ask_request_app

__all__ = ["Setup", "planned_answers"]

T = TypeVar("T")
MOST_TESTS_AT_ONCE = 4
_TAKEN = "There is a configuration already (or a file that cannot be read): it is changed, not set up anew."


class Setup:
    """
    The set-up of the file at *path*. *config* is the configuration in force, *in_thread* runs what blocks. `begin_with(text, before)` saves
    a text in the place of *before* (None: of no file) and has it in force.
    """

    log = Logger()

    def __init__(
        self,
        *,
        path: str,
        config: Callable[[], Config],
        connections: Connections,
        in_thread: Callable[..., Deferred[Any]],
        begin_with: Callable[[str, str | None], Deferred[Any]],
    ) -> None:
        self._path = path
        self._config = config
        self._connections = connections
        self._in_thread = in_thread
        self._begin_with = begin_with
        self._tests = DeferredSemaphore(MOST_TESTS_AT_ONCE)
        self._writing = DeferredLock()

    # One program

    def test_arr(self, answers: ArrAnswers) -> Deferred[FoundArr | Trouble]:
        """What is at an address, within ten seconds from its turn on."""
        return self._test(lambda: ask_arr(self._connections, answers))

    def test_qbittorrent(self, answers: QbittorrentAnswers) -> Deferred[FoundQbittorrent | Trouble]:
        """What is at an address, within ten seconds from its turn on."""
        return self._test(lambda: ask_qbittorrent(self._connections, answers))

    def try_request_app(self, answers: RequestAppAnswers) -> Deferred[FoundRequestApp | Trouble]:
        """What is at an address, within ten seconds from its turn on."""
        return self._test(lambda: ask_request_app(self._connections, answers))

    def stored_request_app(self, kind: RequestAppKind, name: str) -> RequestAppAnswers | None:
        """How the application of that kind is called by the Arr of that section or category; None for one there is not."""
        arr = self._config().arr(name)
        if arr is None:
            return None
        app = arr.search.overseerr if kind == "overseerr" else arr.search.ombi
        if not app.uri or not app.api_key.reveal():
            return None
        return RequestAppAnswers(
            kind=kind, address=app.uri, api_key=app.api_key.reveal(), skip_tls_verify=app.skip_tls_verify
        )

    def stored_arr(self, name: str) -> ArrAnswers | None:
        """How the Arr of that section or category is called at present; None for one there is not."""
        arr = self._config().arr(name)
        if arr is None or not arr.uri or not arr.api_key.reveal():
            return None
        return ArrAnswers(address=arr.uri, api_key=arr.api_key.reveal(), skip_tls_verify=arr.skip_tls_verify)

    def stored_arr_at(self, address: str) -> ArrAnswers | None:
        """The same of the Arr with that address, spelled as it is or as it is shown."""
        arrs = self._config().arrs
        name = next((each.section for each in arrs if each.uri and address in (each.uri, shown_address(each.uri))), "")
        return self.stored_arr(name) if name else None

    def stored_qbittorrent(self, name: str) -> QbittorrentAnswers | None:
        """The same of a client section."""
        qbit = self._config().qbit(name)
        if qbit is None:
            return None
        try:
            address = qbittorrent_address(qbit.host, qbit.port).whole
        except BadAddress:
            return None
        return QbittorrentAnswers(
            address=address, user_name=qbit.user_name, password=qbit.password.reveal(), api_key=qbit.api_key.reveal(),
            skip_tls_verify=qbit.skip_tls_verify,
        )  # fmt: skip

    # Everything

    def setup_state(self) -> Deferred[SetupState]:
        """Whether one is needed, and may be written."""
        return Deferred.fromCoroutine(self._state())

    def draft(self, answers: SetupAnswers) -> Deferred[Draft]:
        """What would be written, every program tested."""
        return Deferred.fromCoroutine(self._draft(answers, None))

    def write(self, answers: SetupAnswers) -> Deferred[SetupWritten]:
        """Write it, unless something is in the way, or the file names programs already."""
        return Deferred.fromCoroutine(self._write(answers))

    async def _state(self) -> SetupState:
        config = self._config()
        named = len(config.qbits) + len(config.arrs) + len(config.broken)
        writable = await self._is_writable()
        if named:
            why = f"{len(config.qbits)} qBittorrents and {len(config.arrs)} Arrs are configured."
        elif writable:
            why = "No qBittorrent and no Arr is configured yet."
        else:
            why = "The file names programs, but it is not in force yet: start anew."
        return SetupState(needed=not named, why=why, writable=writable and not named, path=self._path)

    async def _is_writable(self) -> bool:
        try:
            return not names_programs(await self._in_thread(read_file, self._path))
        except FileNotFoundError:
            return True
        except (OSError, ConfigError, TOMLKitError):
            return False

    async def _draft(self, answers: SetupAnswers, present: str | None) -> Draft:
        plan = await planned_answers(self._connections, answers, tests=self._tests)
        return drafted(plan, secrets.token_hex(32), present)

    async def _write(self, answers: SetupAnswers) -> SetupWritten:
        async with self._writing:
            if not await self._is_writable():
                return SetupWritten(draft=Draft(text="", masked=""), path=self._path, why_not=_TAKEN)
            present = await self._present()
            draft = await self._draft(answers, present)
            if draft.refusals:
                return SetupWritten(draft=draft, path=self._path, why_not="\n".join(draft.refusals))
            try:
                await self._begin_with(draft.text, present)
            except ChangeConflict:  # somebody wrote it while programs were asked
                return SetupWritten(draft=draft, path=self._path, why_not="The file was changed meanwhile: try again.")
            except BadChanges as error:
                return SetupWritten(draft=draft, path=self._path, why_not=str(error))
            self.log.info("a set-up was written to {path}", path=self._path)
            return SetupWritten(draft=draft, path=self._path)

    async def _present(self) -> str | None:
        try:
            text: str = await self._in_thread(read_file, self._path)
        except FileNotFoundError:
            return None
        return text

    def _test(self, question: Callable[[], Coroutine[Any, Any, T]]) -> Deferred[T]:
        return _in_turn(self._tests, question)


async def planned_answers(
    connections: Connections,
    answers: SetupAnswers,
    present: Config | None = None,
    tests: DeferredSemaphore | None = None,
) -> SectionPlan:
    """
    The plan for *answers* after every program was asked, as many at once as *tests* allows. One that did not answer is a reason against
    it, or if it may be untested a note.
    """
    turns = tests or DeferredSemaphore(MOST_TESTS_AT_ONCE)
    asked = [_in_turn(turns, partial(ask_qbittorrent, connections, each)) for each in answers.qbittorrents]
    told = [_in_turn(turns, partial(ask_arr, connections, each)) for each in answers.arrs]
    clients: list[FoundQbittorrent | Trouble] = await gatherResults(asked, consumeErrors=True)
    arrs: list[FoundArr | Trouble] = await gatherResults(told, consumeErrors=True)
    plan = plan_sections(
        answers,
        [each if isinstance(each, FoundQbittorrent) else None for each in clients],
        [each if isinstance(each, FoundArr) else None for each in arrs],
        present,
    )
    troubles = tuple(str(each) for each in (*clients, *arrs) if isinstance(each, Trouble))
    if answers.untested:
        return evolve(plan, notes=(*plan.notes, *troubles))
    return evolve(plan, refusals=troubles, notes=()) if troubles else plan


def _in_turn(turns: DeferredSemaphore, question: Callable[[], Coroutine[Any, Any, T]]) -> Deferred[T]:
    asked: Deferred[T] = turns.run(lambda: Deferred.fromCoroutine(question()))
    return asked
