"""
What a qBittorrent is asked when it is set up. That it lets us in must be known; whatever else it does not tell is a note.
"""

from collections.abc import Awaitable
from typing import TypeVar

from attrs import evolve

from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent
from qbitrr.errors import RemoteError, Unauthorized
from qbitrr.model.addresses import Address, BadAddress
from qbitrr.model.setup import FoundCategory, FoundQbittorrent, QbittorrentAnswers, Trouble
from qbitrr.setup.connections import Connections
from qbitrr.setup.pasted import pasted_qbittorrent
from qbitrr.setup.troubles import bad_address, trouble_of

__all__ = ["ask_qbittorrent"]

T = TypeVar("T")
_PROGRAM = "qBittorrent"


async def ask_qbittorrent(connections: Connections, answers: QbittorrentAnswers) -> FoundQbittorrent | Trouble:
    """
    What is at the address of *answers*, within ten seconds. Without a login it is asked all the same: some need none. The session
    is ended again.
    """
    try:
        address = pasted_qbittorrent(answers.address)
    except BadAddress as error:
        return bad_address(error)
    credentials = Credentials(
        username=answers.user_name.strip(), password=answers.password, api_key=answers.api_key.strip()
    )
    answered: list[FoundQbittorrent] = []

    async def question(http: Http) -> None:
        client = Qbittorrent(http, credentials, connections.clock)
        try:
            version = await client.connect()
            shown = ".".join(map(str, version.web_api))
            answered.append(FoundQbittorrent(version=_version(version.version), web_api=shown, notes=version.notes))
            answered.append(await _with_details(answered[-1], client))
        finally:
            await client.logout()

    try:
        await connections.ask(address, _PROGRAM, question, verify_tls=not answers.skip_tls_verify)
    except RemoteError as error:
        if not answered:
            return _trouble(error, address, credentials)
    return answered[-1]


def _trouble(error: RemoteError, address: Address, credentials: Credentials) -> Trouble:
    found = trouble_of(error, _PROGRAM, address)
    if isinstance(error, Unauthorized) and not credentials.api_key and found.code == "wrong_key":
        return Trouble("refusal", f"{_PROGRAM} at {address.place} refuses the login.", "Look into its log.")
    return found


async def _with_details(found: FoundQbittorrent, client: Qbittorrent) -> FoundQbittorrent:
    notes = list(found.notes)

    async def told(what: str, question: Awaitable[T]) -> T | None:
        try:
            return await question
        except RemoteError:
            notes.append(f"It did not tell its {what}.")
            return None

    preferences = await told("settings", client.preferences())
    categories = await told("categories", client.categories()) or {}
    space = await told("free space", client.free_space())
    return evolve(
        found,
        save_path=preferences.save_path if preferences else "",
        categories=tuple(
            FoundCategory(name=name, save_path=each.save_path) for name, each in sorted(categories.items())
        ),
        free_space_bytes=space if space is not None and space >= 0 else None,
        notes=tuple(notes),
    )


def _version(text: str) -> str:
    """The number alone: it calls itself `v5.1.0`."""
    text = text.removeprefix("v")
    return "".join(letter for letter in text if letter.isalnum() or letter in ".+-~")[:30]
