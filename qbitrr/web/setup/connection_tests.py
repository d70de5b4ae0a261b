"""
Trying out one connection without saving anything. What the program there says, a refusal of the key too, is an answer with status 200:
a 401 here would be taken for one of our own.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Struct
from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger
from twisted.web.iweb import IRequest

from qbitrr.config.editing.masking import is_masked
from qbitrr.errors import Obstacle
from qbitrr.model.addresses import Address, BadAddress
from qbitrr.model.setup import ArrAnswers, ArrType, FoundArr, FoundQbittorrent, QbittorrentAnswers, Trouble
from qbitrr.resolved.addresses import qbittorrent_address
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.setup.control import ConnectionTests
from qbitrr.web.setup.pace import TestPace

__all__ = [
    "ArrTestBody",
    "ConnectionTestRoutes",
    "QbitTestBody",
    "TestFailed",
    "TestRefused",
    "check_address",
    "place_of",
]

log = Logger()
_ARR_TYPES: dict[str, ArrType] = {"radarr": "radarr", "sonarr": "sonarr", "lidarr": "lidarr", "readarr": "readarr"}
_NEEDED = "Missing required fields: arrType, uri, or apiKey"
_NOT_STORED = "Instance not found or missing URI/APIKey in config"
_HIDDEN = "The key is hidden, and no Arr with this address is configured that it could belong to: enter the key"


class ArrTestBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    An Arr by its address and key, or by the name of its section or its category (`instanceKey`): then what is configured is used. A key
    that comes back as it is shown (`***`) stands for the one that is configured for this address.
    """

    NO_BODY: ClassVar[str] = "Missing request body"

    arr_type: Annotated[str, otherwise("Missing required field: arrType")]
    uri: Annotated[str, otherwise(_NEEDED)] = ""
    api_key: Annotated[str, otherwise(_NEEDED)] = ""
    skip_tls_verify: Annotated[bool, otherwise("skipTlsVerify must be true or false")] = False
    instance_key: Annotated[str, otherwise(_NOT_STORED)] = ""


class QbitTestBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """A qBittorrent by its address (`host` may be a URL) and login, or by the name of its section (`instanceKey`)."""

    NO_BODY: ClassVar[str] = "Missing request body"

    host: Annotated[str, otherwise("host must be a text")] = ""
    port: Annotated[int, otherwise("port must be a number")] = 8080
    user_name: Annotated[str, otherwise("userName must be a text")] = ""
    password: Annotated[str, otherwise("password must be a text")] = ""
    api_key: Annotated[str, otherwise("apiKey must be a text")] = ""
    skip_tls_verify: Annotated[bool, otherwise("skipTlsVerify must be true or false")] = False
    instance_key: Annotated[str, otherwise("instanceKey must be a text")] = ""


class TestRefused(Struct, frozen=True, kw_only=True):
    """The test was not made: why, twice."""

    __test__: ClassVar[bool] = False

    success: Literal[False] = False
    message: str
    error: str


class TestFailed(Struct, frozen=True, kw_only=True):
    """There is no connection: why, and what helps; `code` stays the same."""

    __test__: ClassVar[bool] = False

    success: Literal[False] = False
    message: str
    code: str


class SystemInfo(Struct, frozen=True, kw_only=True):
    """What an Arr is."""

    version: str
    branch: str


class ProfileAnswer(Struct, frozen=True, kw_only=True):
    """A quality profile of an Arr."""

    id: int
    name: str


class ArrTested(Struct, frozen=True, kw_only=True, rename="camel"):
    """There is an Arr, and the key is good. `version` stands in two places: both are asked for by programs."""

    success: Literal[True] = True
    message: str = "Connected successfully"
    version: str
    app_name: str
    system_info: SystemInfo
    quality_profiles: tuple[ProfileAnswer, ...]


class QbitTested(Struct, frozen=True, kw_only=True, rename="camel"):
    """There is a qBittorrent, and it lets us in."""

    success: Literal[True] = True
    message: str = "Connected successfully"
    version: str
    web_api_version: str
    save_path: str
    free_space: int | None
    categories: dict[str, str]


class ConnectionTestRoutes:
    """`/arr/test-connection` and `/qbit/test-connection`."""

    def __init__(self, tests: ConnectionTests, pace: TestPace) -> None:
        self._tests = tests
        self._pace = pace

    def routes(self) -> tuple[Route, ...]:
        """Both are mirrored."""
        return (
            *mirrored(
                "arr.test-connection", "POST", "/arr/test-connection", Group.SETUP, self.arr,
                body=ArrTestBody, answer=(ArrTested, TestFailed), refused=TestRefused,
            ),
            *mirrored(
                "qbit.test-connection", "POST", "/qbit/test-connection", Group.SETUP, self.qbit,
                body=QbitTestBody, answer=(QbitTested, TestFailed), refused=TestRefused,
            ),
        )  # fmt: skip

    def arr(self, request: IRequest, body: ArrTestBody) -> Deferred[bytes]:
        """Try out an Arr."""
        answers = self._arr_answers(body)
        self._pace.note(request, place_of(answers.address))
        return Deferred.fromCoroutine(self._arr(request, answers))

    def qbit(self, request: IRequest, body: QbitTestBody) -> Deferred[bytes]:
        """Try out a qBittorrent."""
        answers = self._qbit_answers(body)
        self._pace.note(request, place_of(answers.address))
        return Deferred.fromCoroutine(self._qbit(request, answers))

    def _arr_answers(self, body: ArrTestBody) -> ArrAnswers:
        stored = self._stored_arr(body)
        uri, key = (stored.address, stored.api_key) if stored else (body.uri.strip(), body.api_key.strip())
        if not (body.arr_type and uri and key):
            raise Refusal(400, _NEEDED)
        check_address(uri)
        arr_type = _ARR_TYPES.get(body.arr_type.lower())
        if arr_type is None:
            raise Refusal(400, f"Invalid arrType: {body.arr_type[:40]}")
        skip = stored.skip_tls_verify if stored else body.skip_tls_verify
        return ArrAnswers(address=uri, api_key=key, arr_type=arr_type, skip_tls_verify=skip)

    def _stored_arr(self, body: ArrTestBody) -> ArrAnswers | None:
        """What is configured, if that is what is asked for: a key that is not shown goes to no other address."""
        if body.instance_key:
            stored, why = self._tests.stored_arr(body.instance_key), _NOT_STORED
        elif is_masked(body.api_key):
            stored, why = self._tests.stored_arr_at(body.uri.strip()), _HIDDEN
        else:
            return None
        if stored is None:
            raise Refusal(400, why)
        return stored

    def _qbit_answers(self, body: QbitTestBody) -> QbittorrentAnswers:
        if body.instance_key:
            stored = self._tests.stored_qbittorrent(body.instance_key)
            if stored is None:
                raise Refusal(400, "Instance not found or without a usable address in config")
            return stored
        if not body.host.strip():
            raise Refusal(400, "Missing required field: host")
        check_address(body.host.strip())
        if not 0 < body.port < 65536:
            raise Refusal(400, "port must be from 1 to 65535")
        return QbittorrentAnswers(
            address=qbittorrent_address(body.host, body.port).whole, user_name=body.user_name, password=body.password,
            api_key=body.api_key, skip_tls_verify=body.skip_tls_verify,
        )  # fmt: skip

    async def _arr(self, request: IRequest, answers: ArrAnswers) -> bytes:
        try:
            found = await self._tests.test_arr(answers)
        except CancelledError:
            raise
        except Exception:
            return _unexpected(request)
        if isinstance(found, FoundArr):
            return json_response(request, _arr_tested(found))
        words = {
            Obstacle.WRONG_KEY: "Unauthorized: Invalid API key",
            "not_found": f"Not found: Check URI ({_shown(answers.address)})",
            Obstacle.REFUSED: f"Connection refused: Cannot reach {_shown(answers.address)}",
        }
        return _failed(request, found, words.get(found.code, str(found)))

    async def _qbit(self, request: IRequest, answers: QbittorrentAnswers) -> bytes:
        try:
            found = await self._tests.test_qbittorrent(answers)
        except CancelledError:
            raise
        except Exception:
            return _unexpected(request)
        if isinstance(found, FoundQbittorrent):
            return json_response(request, _qbit_tested(found))
        return _failed(request, found, str(found))


def _arr_tested(found: FoundArr) -> ArrTested:
    return ArrTested(
        version=found.version,
        app_name=found.app_name,
        system_info=SystemInfo(version=found.version, branch=found.branch),
        quality_profiles=tuple(ProfileAnswer(id=each.id, name=each.name) for each in found.profiles),
    )


def _qbit_tested(found: FoundQbittorrent) -> QbitTested:
    return QbitTested(
        version=found.version,
        web_api_version=found.web_api,
        save_path=found.save_path,
        free_space=found.free_space_bytes,
        categories={each.name: each.save_path for each in found.categories},
    )


def _failed(request: IRequest, trouble: Trouble, message: str) -> bytes:
    return json_response(request, TestFailed(message=message, code=str(trouble.code)))


def _unexpected(request: IRequest) -> bytes:
    log.failure("a connection test failed unexpectedly")
    text = "Connection test failed"
    return json_response(request, TestRefused(message=text, error=text), 500)


def check_address(uri: str) -> None:
    """Raises a 400 `Refusal` for what is no address of a web service."""
    scheme, there, _ = uri.partition("://")
    if there and scheme.lower() not in ("http", "https"):
        raise Refusal(400, "URI must use http or https scheme")
    try:
        Address.parse(uri.partition("?")[0].partition("#")[0])
    except BadAddress:
        raise Refusal(400, "URI must contain a valid hostname") from None


def place_of(uri: str) -> str:
    """Where that is, without what must not be told."""
    return Address.parse(uri.partition("?")[0].partition("#")[0]).place


def _shown(uri: str) -> str:
    return Address.parse(uri.partition("?")[0].partition("#")[0]).url
