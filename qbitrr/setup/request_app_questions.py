"""
What an application for requests (Overseerr and its kin, Ombi) is asked when it is set up: is it one, is the key good, what waits in it.
"""

from qbitrr.clients.arr.wire import Row
from qbitrr.clients.http.decoding import decoded
from qbitrr.clients.http.http import Http
from qbitrr.errors import Obstacle, RemoteError, Unauthorized
from qbitrr.model.addresses import Address, BadAddress
from qbitrr.model.setup import FoundRequestApp, RequestAppAnswers, Trouble
from qbitrr.setup.connections import Connections
from qbitrr.setup.troubles import bad_address, trouble_of

__all__ = ["ask_request_app"]

_NAMES = {"overseerr": "Overseerr", "ombi": "Ombi"}


class AppStatusRow(Row, frozen=True, kw_only=True):
    """`status` of Overseerr, which wants no key, and `Settings/about` of Ombi, which wants one."""

    version: str


class AppCountRow(Row, frozen=True, kw_only=True):
    """`request/count` of Overseerr, which wants one."""

    total: int


async def ask_request_app(connections: Connections, answers: RequestAppAnswers) -> FoundRequestApp | Trouble:
    """Who is at the address of *answers*, within ten seconds."""
    name = _NAMES[answers.kind]
    try:
        address = _base(answers.address)
    except BadAddress as error:
        return bad_address(error)
    question = _overseerr if answers.kind == "overseerr" else _ombi
    try:
        return await connections.ask(
            address, name, lambda http: question(http, answers.api_key.strip()), verify_tls=not answers.skip_tls_verify
        )
    except Unauthorized:  # Overseerr says 403 to a wrong key, Ombi 401
        text = f"{name} at {address.place} refuses this API key."
        return Trouble(Obstacle.WRONG_KEY, text, f"Copy it again from the settings of {name}.")
    except RemoteError as error:
        return trouble_of(error, name, address)


def _base(uri: str) -> Address:
    """Its base address, from that of its API or of any of its pages of a single-page application. Raises `BadAddress`."""
    place = uri.strip().partition("#")[0].partition("?")[0].rstrip("/")
    return Address.parse(place.removesuffix("/v1").removesuffix("/api"))


async def _overseerr(http: Http, key: str) -> FoundRequestApp:
    status = decoded(http.where, (await http.fetch("GET", "/api/v1/status")).body, AppStatusRow)
    keyed = http.with_headers({"X-Api-Key": key})
    count = decoded(http.where, (await keyed.fetch("GET", "/api/v1/request/count")).body, AppCountRow)
    return FoundRequestApp(kind="overseerr", version=status.version, requests=count.total)


async def _ombi(http: Http, key: str) -> FoundRequestApp:
    keyed = http.with_headers({"ApiKey": key})
    total = 0
    for kind in ("movie", "tv"):
        total += decoded(http.where, (await keyed.fetch("GET", f"/api/v1/Request/{kind}/total")).body, int)
    return FoundRequestApp(kind="ombi", version=await _ombi_version(keyed), requests=total)


async def _ombi_version(keyed: Http) -> str:
    """Empty where a key that is good for requests is none for this; the key is good all the same."""
    try:
        return decoded(keyed.where, (await keyed.fetch("GET", "/api/v1/Settings/about")).body, AppStatusRow).version
    except RemoteError:
        return ""
