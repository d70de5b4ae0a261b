"""
What an Arr is asked when it is set up. Who it is must be known; whatever else it does not tell is a note.
"""

from collections.abc import Awaitable
from typing import TypeVar

from attrs import evolve, frozen

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.dialects import DIALECTS
from qbitrr.clients.arr.downloaders import watched_clients
from qbitrr.clients.arr.wire import Row
from qbitrr.clients.http.decoding import decoded
from qbitrr.clients.http.http import Http
from qbitrr.errors import NotThere, RemoteError
from qbitrr.model.addresses import Address, BadAddress
from qbitrr.model.setup import (
    ArrAnswers,
    ArrType,
    FoundArr,
    FoundPathMapping,
    FoundProfile,
    Trouble,
)
from qbitrr.setup.connections import PATIENCE_SECONDS, Connections
from qbitrr.setup.pasted import PastedArr, pasted_arr
from qbitrr.setup.troubles import bad_address, trouble_of

__all__ = ["ask_arr"]

T = TypeVar("T")
_RELATIVES = ("Prowlarr", "Whisparr", "Bazarr", "Readarr", "Jackett")


class SystemStatusRow(Row, frozen=True, kw_only=True):
    """`system/status`, as far as a set-up needs it."""

    app_name: str
    instance_name: str = ""
    version: str = ""
    branch: str = ""
    url_base: str = ""


@frozen
class AnotherProgram(Exception):
    """Somebody else answers. *app_name* is what it calls itself."""

    app_name: str


async def ask_arr(connections: Connections, answers: ArrAnswers) -> FoundArr | Trouble:
    """Who is at the address of *answers*, within ten seconds. With an `arr_type`, another one is a trouble."""
    try:
        pasted = pasted_arr(answers.address)
    except BadAddress as error:
        return bad_address(error)
    key = answers.api_key.strip() or pasted.api_key
    program = answers.arr_type.capitalize() or "an Arr"
    began = connections.clock.seconds()
    try:
        status = await connections.ask(
            pasted.address,
            program,
            lambda http: _status(http, key, answers.arr_type),
            verify_tls=not answers.skip_tls_verify,
        )
        found = _found(status, pasted, answers.arr_type)
    except AnotherProgram as error:
        return _another(error.app_name, program, pasted.address)
    except RemoteError as error:
        return trouble_of(error, program, pasted.address)
    left = PATIENCE_SECONDS - (connections.clock.seconds() - began)
    try:
        return await connections.ask(
            pasted.address, found.app_name, lambda http: _with_details(found, Arr(found.arr_type, http, key)),
            verify_tls=not answers.skip_tls_verify, seconds=max(left, 0.1),
        )  # fmt: skip
    except RemoteError:
        return evolve(found, notes=("It did not say in time what is configured in it.",))


async def _status(http: Http, key: str, arr_type: str) -> SystemStatusRow:
    """By the API of *arr_type*, or else by each there is. With a wrong key any of them says so."""
    wanted = [DIALECTS[arr_type].api] if arr_type else []
    paths = list(dict.fromkeys([*wanted, *(dialect.api for dialect in DIALECTS.values())]))
    keyed = http.with_headers({"X-Api-Key": key})
    for path in paths:
        try:
            answer = await keyed.fetch("GET", f"{path}/system/status")
        except NotThere:
            if path == paths[-1]:
                raise
            continue
        return decoded(http.where, answer.body, SystemStatusRow)
    raise AssertionError("there is at least one API")


def _found(status: SystemStatusRow, pasted: PastedArr, wanted: str) -> FoundArr:
    """Raises `AnotherProgram`."""
    kinds: dict[str, ArrType] = {dialect.app_name.lower(): dialect.kind for dialect in DIALECTS.values()}
    arr_type = kinds.get(status.app_name.lower())
    if arr_type is None or (wanted and arr_type != wanted):
        raise AnotherProgram(status.app_name)
    address = pasted.address
    if not address.path and status.url_base.startswith("/"):  # it sent us there
        address = evolve(address, path=status.url_base.rstrip("/"))
    return FoundArr(
        arr_type=arr_type,
        app_name=DIALECTS[arr_type].app_name,
        instance_name=_short(status.instance_name),
        version=_short(status.version),
        branch=_short(status.branch),
        uri=address.url,
    )


def _another(app_name: str, program: str, address: Address) -> Trouble:
    known = {name.lower(): name for name in (*(each.app_name for each in DIALECTS.values()), *_RELATIVES)}
    name = known.get(app_name.lower(), "")
    if not name:
        return Trouble("wrong_program", f"What answers at {address.place} is not {program}.", "Check the address.")
    if program == "an Arr":
        text, remedy = (
            f"That is a {name}, which has no downloads to look after.",
            "Name a Radarr, Sonarr, Lidarr or Readarr.",
        )
    else:
        text, remedy = f"That is a {name}, not a {program}.", f"Check the address, or set it up as a {name}."
    return Trouble("wrong_program", text, remedy)


async def _with_details(found: FoundArr, arr: Arr) -> FoundArr:
    notes: list[str] = []

    async def told(what: str, question: Awaitable[tuple[T, ...]]) -> tuple[T, ...]:
        try:
            return await question
        except RemoteError:
            notes.append(f"It did not tell its {what}.")
            return ()

    profiles = await told("quality profiles", arr.quality_profiles())
    mappings = await told("path mappings", arr.remote_path_mappings())
    return evolve(
        found,
        profiles=tuple(FoundProfile(id=each.id, name=each.name) for each in profiles),
        root_folders=await told("root folders", arr.root_folders()),
        clients=await told("download clients", watched_clients(arr)),
        path_mappings=tuple(
            FoundPathMapping(host=each.host, remote_path=each.remote_path, local_path=each.local_path)
            for each in mappings
        ),
        notes=tuple(notes),
    )


def _short(text: str) -> str:
    """A word of the program about itself: one line, and not a long one."""
    return "".join(letter for letter in text if letter.isprintable())[:60].strip()
