"""
One program at a time: its address, its key or login, and what to do while it does not answer.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

import msgspec
from attrs import frozen

from qbitrr.errors import Obstacle
from qbitrr.model.addresses import BadAddress
from qbitrr.model.setup import ArrAnswers, ArrType, FoundArr, FoundQbittorrent, QbittorrentAnswers, Trouble
from qbitrr.setup.pasted import pasted_arr
from qbitrr.setup.terminal.person import Person

__all__ = ["AskedArr", "AskedQbittorrent", "Programs", "Tried", "try_arr", "try_qbittorrent"]

_CERTIFICATES = (Obstacle.CERTIFICATE, Obstacle.CERTIFICATE_NAME)
_KINDS: tuple[ArrType, ...] = ("radarr", "sonarr", "lidarr", "readarr")
_API_KEY = "qbt_"


class Programs(Protocol):
    """Asks programs, and waits."""

    def arr(self, answers: ArrAnswers) -> FoundArr | Trouble:
        """Within ten seconds."""

    def qbittorrent(self, answers: QbittorrentAnswers) -> FoundQbittorrent | Trouble:
        """Within ten seconds."""


@frozen
class AskedQbittorrent:
    """What was said of a client, and what it said; None: it is to be kept untested."""

    answers: QbittorrentAnswers
    found: FoundQbittorrent | None


@frozen
class AskedArr:
    """The same of an Arr."""

    answers: ArrAnswers
    found: FoundArr | None


class Tried(Enum):
    """What a person can do about a program that does not answer."""

    AGAIN = "try again"
    ADDRESS = "another address"
    LOGIN = "another login"
    KEY = "another API key"
    ANY_CERTIFICATE = "accept any certificate of it"
    UNTESTED = "keep it as it is, untested"
    SKIP = "leave it out"


def try_qbittorrent(person: Person, programs: Programs, address: str) -> AskedQbittorrent | None:
    """The client at *address*, asked until it answers or the person has enough of it: then None."""
    answers = QbittorrentAnswers(address=address)
    is_asked_for_login = False
    while True:
        found = programs.qbittorrent(answers)
        if isinstance(found, FoundQbittorrent):
            _show_qbittorrent(person, found)
            return AskedQbittorrent(answers, found)
        if found.code == Obstacle.NO_LOGIN and not is_asked_for_login:
            is_asked_for_login, answers = True, _with_login(person, answers)
            continue
        match _remedy(person, found, Tried.LOGIN):
            case Tried.ADDRESS:
                answers = msgspec.structs.replace(
                    answers, address=person.ask("Address of qBittorrent", answers.address)
                )
            case Tried.LOGIN:
                is_asked_for_login, answers = True, _with_login(person, answers)
            case Tried.ANY_CERTIFICATE:
                answers = msgspec.structs.replace(answers, skip_tls_verify=True)
            case Tried.UNTESTED:
                return AskedQbittorrent(answers if is_asked_for_login else _with_login(person, answers), None)
            case Tried.SKIP:
                return None


def try_arr(person: Person, programs: Programs, address: str) -> AskedArr | None:
    """The Arr at *address*, a link with its key too, asked until it answers or the person has enough of it: then None."""
    answers = _with_key(person, ArrAnswers(address=address))
    while True:
        found = programs.arr(answers)
        if isinstance(found, FoundArr):
            _show_arr(person, found)
            return AskedArr(answers, found)
        match _remedy(person, found, Tried.KEY):
            case Tried.ADDRESS:
                address = person.ask("Address of the Arr", _without_key(answers.address))
                answers = _with_key(person, ArrAnswers(address=address, api_key=_key_of(answers)))
            case Tried.KEY:
                key = person.ask_secret("API key")
                answers = msgspec.structs.replace(answers, address=_without_key(answers.address), api_key=key)
            case Tried.ANY_CERTIFICATE:
                answers = msgspec.structs.replace(answers, skip_tls_verify=True)
            case Tried.UNTESTED:
                kind = _KINDS[person.choose("What is it?", [each.capitalize() for each in _KINDS])]
                return AskedArr(msgspec.structs.replace(answers, arr_type=kind), None)
            case Tried.SKIP:
                return None


def _remedy(person: Person, trouble: Trouble, other: Tried) -> Tried:
    person.say(f"! {trouble.text}")
    person.say(f"  {trouble.remedy}")
    offered = [Tried.AGAIN, Tried.ADDRESS, other]
    if trouble.code in _CERTIFICATES:
        offered.insert(0, Tried.ANY_CERTIFICATE)
    if trouble.code in (Obstacle.WRONG_KEY, Obstacle.WRONG_LOGIN, Obstacle.NO_LOGIN):
        offered = [other, Tried.AGAIN, Tried.ADDRESS]
    if trouble.code in ("bad_address", "wrong_program", "not_found"):
        offered = [Tried.ADDRESS, Tried.AGAIN, other]
    if trouble.code != "bad_address":
        offered.append(Tried.UNTESTED)
    offered.append(Tried.SKIP)
    return offered[person.choose("What now?", [each.value for each in offered])]


def _with_login(person: Person, answers: QbittorrentAnswers) -> QbittorrentAnswers:
    name = person.ask("User name of its Web UI", answers.user_name or "admin")
    secret = person.ask_secret(f"Password (or an API key, which begins with {_API_KEY})")
    if secret.startswith(_API_KEY):
        return msgspec.structs.replace(answers, user_name="", password="", api_key=secret)
    return msgspec.structs.replace(answers, user_name=name, password=secret, api_key="")


def _with_key(person: Person, answers: ArrAnswers) -> ArrAnswers:
    """*answers* with a key, asked for where there is none."""
    if _key_of(answers):
        return answers
    return msgspec.structs.replace(answers, api_key=person.ask_secret("API key (Settings, General)"))


def _key_of(answers: ArrAnswers) -> str:
    try:
        return answers.api_key or pasted_arr(answers.address).api_key
    except BadAddress:
        return answers.api_key


def _without_key(address: str) -> str:
    """What may be shown of an address: no query, in which its key may stand."""
    return address.partition("?")[0]


def _show_qbittorrent(person: Person, found: FoundQbittorrent) -> None:
    person.say(f"+ qBittorrent {found.version}")
    _table(person, {"Downloads go to": found.save_path, "Free there": _gigabytes(found.free_space_bytes)})
    for each in found.categories:
        person.say(f"    category {each.name}{f' in {each.save_path}' if each.save_path else ''}")
    for note in found.notes:
        person.say(f"    {note}")


def _show_arr(person: Person, found: FoundArr) -> None:
    person.say(f"+ {found.app_name} {found.version} at {found.uri}")
    _table(
        person,
        {
            "Calls itself": found.instance_name if found.instance_name != found.app_name else "",
            "Root folders": ", ".join(found.root_folders),
            "Quality profiles": ", ".join(each.name for each in found.profiles[:8]),
        },
    )
    for each in found.clients:
        state = "" if each.enabled else ", switched off"
        person.say(
            f"    download client {each.name} ({each.host}:{each.port}, category {each.category or 'none'}{state})"
        )
    for mapping in found.path_mappings:
        person.say(f"    path mapping {mapping.remote_path} on {mapping.host} is {mapping.local_path} for it")
    for note in found.notes:
        person.say(f"    {note}")


def _table(person: Person, rows: Mapping[str, str]) -> None:
    for name, value in rows.items():
        if value:
            person.say(f"    {name}: {value}")


def _gigabytes(size_bytes: int | None) -> str:
    return "" if size_bytes is None else f"{size_bytes / 1e9:.1f} GB"
