"""
The first configuration over the web: is one needed, what is at an address, what would be written, write it.
"""

from typing import Annotated, Literal

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.setup import (
    ArrAnswers,
    ArrType,
    FoundArr,
    FoundQbittorrent,
    QbittorrentAnswers,
    SetupAnswers,
    SetupState,
    Trouble,
)
from qbitrr.web.http.answers import Refusal, json_response, never_cache
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.setup.connection_tests import ProfileAnswer
from qbitrr.web.setup.control import SetupControl
from qbitrr.web.setup.pace import TestPace

__all__ = ["SetupRoutes"]


class SetupStateAnswer(Struct, frozen=True, kw_only=True):
    """Whether a set-up is needed, and why; whether one may be written, and to which file."""

    needed: bool
    why: str
    writable: bool
    path: str


class ProbeBody(Struct, frozen=True, kw_only=True):
    """One program: of the two, the one that is there."""

    arr: Annotated[ArrAnswers | None, otherwise("arr is not valid")] = None
    qbittorrent: Annotated[QbittorrentAnswers | None, otherwise("qbittorrent is not valid")] = None


class DownloadClientAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """A qBittorrent among the download clients of an Arr."""

    name: str
    enabled: bool
    host: str
    port: int
    category: str
    imported_category: str


class PathMappingAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """What a download client calls `remotePath` is `localPath` for the Arr."""

    host: str
    remote_path: str
    local_path: str


class FoundArrAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """What an Arr says of itself."""

    arr_type: ArrType
    app_name: str
    instance_name: str
    version: str
    branch: str
    uri: str
    quality_profiles: tuple[ProfileAnswer, ...]
    root_folders: tuple[str, ...]
    clients: tuple[DownloadClientAnswer, ...]
    path_mappings: tuple[PathMappingAnswer, ...]
    notes: tuple[str, ...]


class CategoryAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """A category of a client, and its folder as the client sees it."""

    name: str
    save_path: str


class FoundQbittorrentAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """What a qBittorrent says of itself. `freeSpace` in bytes, null if it does not say."""

    version: str
    web_api_version: str
    save_path: str
    free_space: int | None
    categories: tuple[CategoryAnswer, ...]
    notes: tuple[str, ...]


class ProbeAnswer(Struct, frozen=True, kw_only=True):
    """What is there (`arr` or `qbittorrent`), or what is in the way and what helps; `code` stays the same."""

    success: bool
    code: str = ""
    message: str = ""
    remedy: str = ""
    arr: FoundArrAnswer | None = None
    qbittorrent: FoundQbittorrentAnswer | None = None


class SetupBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """Everything a set-up is told."""

    qbittorrents: Annotated[tuple[QbittorrentAnswers, ...], otherwise("qbittorrents is not valid")] = ()
    arrs: Annotated[tuple[ArrAnswers, ...], otherwise("arrs is not valid")] = ()
    completed_download_folder: Annotated[str, otherwise("completedDownloadFolder must be a text")] = ""
    dry_run: Annotated[bool, otherwise("dryRun must be true or false")] = True
    untested: Annotated[bool, otherwise("untested must be true or false")] = False


class DraftAnswer(Struct, frozen=True, kw_only=True):
    """The file that would be written, secrets masked; `refusals` say why it would not be, `notes` what to know before."""

    text: str
    sections: tuple[str, ...]
    refusals: tuple[str, ...]
    notes: tuple[str, ...]


class SetupWrittenAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """It is in the file, and in force: programs are being connected."""

    status: Literal["ok"] = "ok"
    path: str
    sections: tuple[str, ...]
    notes: tuple[str, ...]
    in_force: Literal[True] = True
    message: str


_MOST_PROGRAMS = 20


class SetupRoutes:
    """`/setup`."""

    def __init__(self, setup: SetupControl, pace: TestPace) -> None:
        self._setup = setup
        self._pace = pace

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.SETUP
        return (
            *mirrored("setup", "GET", "/setup", group, self.state, answer=SetupStateAnswer),
            *mirrored("setup.probe", "POST", "/setup/probe", group, self.probe, body=ProbeBody, answer=ProbeAnswer),
            *mirrored("setup.preview", "POST", "/setup/preview", group, self.preview, body=SetupBody, answer=DraftAnswer),
            *mirrored("setup.write", "POST", "/setup/write", group, self.write, body=SetupBody, answer=SetupWrittenAnswer),
        )  # fmt: skip

    def state(self, request: IRequest) -> Deferred[bytes]:
        """Whether a set-up is needed."""
        never_cache(request)

        def answer(state: SetupState) -> bytes:
            return json_response(
                request,
                SetupStateAnswer(needed=state.needed, why=state.why, writable=state.writable, path=state.path),
            )

        return self._setup.setup_state().addCallback(answer)

    def probe(self, request: IRequest, body: ProbeBody) -> Deferred[bytes]:
        """What is at an address."""
        if (body.arr is None) == (body.qbittorrent is None):
            raise Refusal(400, "Send either arr or qbittorrent")
        self._pace.note(request, "one program")
        found: Deferred[FoundArr | FoundQbittorrent | Trouble]
        if body.arr is not None:
            found = self._setup.test_arr(body.arr)  # type: ignore[assignment]
        else:
            assert body.qbittorrent is not None
            found = self._setup.test_qbittorrent(body.qbittorrent)  # type: ignore[assignment]
        return found.addCallback(lambda each: json_response(request, _probed(each)))

    def preview(self, request: IRequest, body: SetupBody) -> Deferred[bytes]:
        """What would be written."""
        answers = self._answers(request, body)
        return Deferred.fromCoroutine(self._preview(request, answers))

    def write(self, request: IRequest, body: SetupBody) -> Deferred[bytes]:
        """Write it."""
        answers = self._answers(request, body)
        return Deferred.fromCoroutine(self._write(request, answers))

    async def _preview(self, request: IRequest, answers: SetupAnswers) -> bytes:
        draft = await self._setup.draft(answers)
        shown = DraftAnswer(text=draft.masked, sections=draft.sections, refusals=draft.refusals, notes=draft.notes)
        return json_response(request, shown)

    async def _write(self, request: IRequest, answers: SetupAnswers) -> bytes:
        written = await self._setup.write(answers)
        if written.why_not:
            raise Refusal(409, written.why_not, code="SETUP_REFUSED")
        dry = " Nothing is changed anywhere until DryRun is switched off." if answers.dry_run else ""
        return json_response(
            request,
            SetupWrittenAnswer(
                path=written.path, sections=written.draft.sections, notes=written.draft.notes,
                message=f"Written to {written.path}, and in force.{dry}",
            ),
        )  # fmt: skip

    def _answers(self, request: IRequest, body: SetupBody) -> SetupAnswers:
        programs = len(body.qbittorrents) + len(body.arrs)
        if programs > _MOST_PROGRAMS:
            raise Refusal(400, f"At most {_MOST_PROGRAMS} programs are set up at once")
        self._pace.note(request, f"{programs} programs", programs)
        return SetupAnswers(
            qbittorrents=body.qbittorrents, arrs=body.arrs, dry_run=body.dry_run, untested=body.untested,
            completed_download_folder=body.completed_download_folder,
        )  # fmt: skip


def _probed(found: FoundArr | FoundQbittorrent | Trouble) -> ProbeAnswer:
    match found:
        case Trouble(code=code, text=text, remedy=remedy):
            return ProbeAnswer(success=False, code=str(code), message=text, remedy=remedy)
        case FoundArr():
            return ProbeAnswer(success=True, arr=_arr_answer(found))
        case FoundQbittorrent():
            return ProbeAnswer(success=True, qbittorrent=_qbittorrent_answer(found))


def _arr_answer(found: FoundArr) -> FoundArrAnswer:
    return FoundArrAnswer(
        arr_type=found.arr_type,
        app_name=found.app_name,
        instance_name=found.instance_name,
        version=found.version,
        branch=found.branch,
        uri=found.uri,
        quality_profiles=tuple(ProfileAnswer(id=each.id, name=each.name) for each in found.profiles),
        root_folders=found.root_folders,
        clients=tuple(
            DownloadClientAnswer(
                name=each.name, enabled=each.enabled, host=each.host, port=each.port, category=each.category,
                imported_category=each.imported_category,
            )
            for each in found.clients
        ),
        path_mappings=tuple(
            PathMappingAnswer(host=each.host, remote_path=each.remote_path, local_path=each.local_path)
            for each in found.path_mappings
        ),
        notes=found.notes,
    )  # fmt: skip


def _qbittorrent_answer(found: FoundQbittorrent) -> FoundQbittorrentAnswer:
    return FoundQbittorrentAnswer(
        version=found.version,
        web_api_version=found.web_api,
        save_path=found.save_path,
        free_space=found.free_space_bytes,
        categories=tuple(CategoryAnswer(name=each.name, save_path=each.save_path) for each in found.categories),
        notes=found.notes,
    )
