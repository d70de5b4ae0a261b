"""
Trying out an application for requests, Overseerr and its kin or Ombi, without saving anything.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Struct
from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger
from twisted.web.iweb import IRequest

from qbitrr.model.setup import RequestAppAnswers, RequestAppKind, Trouble
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.setup.connection_tests import TestFailed, TestRefused, check_address, place_of
from qbitrr.web.setup.control import ConnectionTests
from qbitrr.web.setup.pace import TestPace

__all__ = ["RequestAppTestRoutes"]

log = Logger()
_KINDS: dict[str, RequestAppKind] = {
    "overseerr": "overseerr",
    "jellyseerr": "overseerr",
    "seerr": "overseerr",
    "ombi": "ombi",
}
_NEEDED = "Missing required fields: type, uri, or apiKey"


class RequestAppTestBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Which kind (`overseerr`, `jellyseerr`, `seerr`, `ombi`), and its address and key; or the section or category of the Arr in which they
    are configured (`instanceKey`).
    """

    NO_BODY: ClassVar[str] = "Missing request body"

    type: Annotated[str, otherwise(f"type must be one of {', '.join(_KINDS)}")]
    uri: Annotated[str, otherwise(_NEEDED)] = ""
    api_key: Annotated[str, otherwise(_NEEDED)] = ""
    skip_tls_verify: Annotated[bool, otherwise("skipTlsVerify must be true or false")] = False
    instance_key: Annotated[str, otherwise("instanceKey must be a text")] = ""


class RequestAppTested(Struct, frozen=True, kw_only=True):
    """There is one, and the key is good: its version, empty where it does not tell, and how many requests it has."""

    success: Literal[True] = True
    message: str = "Connected successfully"
    type: RequestAppKind
    version: str
    requests: int


class RequestAppTestRoutes:
    """`POST /request-apps/test-connection`."""

    def __init__(self, tests: ConnectionTests, pace: TestPace) -> None:
        self._tests = tests
        self._pace = pace

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "request-apps.test-connection", "POST", "/request-apps/test-connection", Group.SETUP, self.test,
            body=RequestAppTestBody, answer=(RequestAppTested, TestFailed), refused=TestRefused,
        )  # fmt: skip

    def test(self, request: IRequest, body: RequestAppTestBody) -> Deferred[bytes]:
        """Try it out."""
        answers = self._answers(body)
        self._pace.note(request, place_of(answers.address))
        return Deferred.fromCoroutine(self._test(request, answers))

    def _answers(self, body: RequestAppTestBody) -> RequestAppAnswers:
        kind = _KINDS.get(body.type.lower())
        if kind is None:
            raise Refusal(400, f"type must be one of {', '.join(_KINDS)}")
        if body.instance_key:
            stored = self._tests.stored_request_app(kind, body.instance_key)
            if stored is None:
                raise Refusal(400, "Instance not found or without address and key of such an application in config")
            check_address(stored.address)
            return stored
        uri, key = body.uri.strip(), body.api_key.strip()
        if not (uri and key):
            raise Refusal(400, _NEEDED)
        check_address(uri)
        return RequestAppAnswers(kind=kind, address=uri, api_key=key, skip_tls_verify=body.skip_tls_verify)

    async def _test(self, request: IRequest, answers: RequestAppAnswers) -> bytes:
        try:
            found = await self._tests.try_request_app(answers)
        except CancelledError:
            raise
        except Exception:
            log.failure("a connection test failed unexpectedly")
            text = "Connection test failed"
            return json_response(request, TestRefused(message=text, error=text), 500)
        if isinstance(found, Trouble):
            return json_response(request, TestFailed(message=str(found), code=str(found.code)))
        return json_response(request, RequestAppTested(type=found.kind, version=found.version, requests=found.requests))
