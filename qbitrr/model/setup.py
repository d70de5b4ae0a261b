"""
A set-up: what a person says, what the programs say of themselves, and what stands in the way.

Answers are structs: a JSON body and a file of answers are read straight into them. They hold secrets and do not print them.
"""

from typing import Literal

from attrs import field, frozen
from msgspec import Struct

from qbitrr.errors import Obstacle

__all__ = [
    "ArrAnswers",
    "ArrDownloadClient",
    "ArrType",
    "Draft",
    "FoundArr",
    "FoundCategory",
    "FoundPathMapping",
    "FoundProfile",
    "FoundQbittorrent",
    "FoundRequestApp",
    "QbittorrentAnswers",
    "RequestAppAnswers",
    "RequestAppKind",
    "SetupAnswers",
    "SetupState",
    "SetupWritten",
    "Trouble",
    "TroubleCode",
]

ArrType = Literal["radarr", "sonarr", "lidarr", "readarr"]
TroubleCode = (
    Obstacle | Literal["bad_address", "not_found", "wrong_program", "too_old", "banned", "starting", "refusal"]
)
"""A stable word for what is in the way: an obstacle on the way to a program, or one of its own making."""


class QbittorrentAnswers(Struct, frozen=True, kw_only=True, rename="camel"):
    """A qBittorrent as a person names it: an *address* of any kind, a login or an API key if it needs one, a *name* for its section."""

    address: str = ""
    user_name: str = ""
    password: str = ""
    api_key: str = ""
    skip_tls_verify: bool = False
    name: str = ""

    def __repr__(self) -> str:
        return f"QbittorrentAnswers({self.name or '…'})"


class ArrAnswers(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    An Arr as a person names it: an *address* of any kind, with or without its key, and what is to hold whatever the Arr says of itself.
    """

    address: str = ""
    api_key: str = ""
    arr_type: ArrType | Literal[""] = ""
    skip_tls_verify: bool = False
    name: str = ""
    category: str = ""

    def __repr__(self) -> str:
        return f"ArrAnswers({self.name or self.arr_type or '…'})"


RequestAppKind = Literal["overseerr", "ombi"]
"""Jellyseerr and Seerr speak as Overseerr does."""


class RequestAppAnswers(Struct, frozen=True, kw_only=True, rename="camel"):
    """An application for requests as a person names it."""

    kind: RequestAppKind
    address: str
    api_key: str
    skip_tls_verify: bool = False

    def __repr__(self) -> str:
        return f"RequestAppAnswers({self.kind})"


class SetupAnswers(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Everything a set-up is told. *completed_download_folder* empty: as the first client says. *untested*: what is not reached is written
    all the same, as far as enough is said of it.
    """

    qbittorrents: tuple[QbittorrentAnswers, ...] = ()
    arrs: tuple[ArrAnswers, ...] = ()
    completed_download_folder: str = ""
    dry_run: bool = True
    untested: bool = False


@frozen
class Trouble:
    """Why a program could not be asked: a stable *code*, a sentence for people, and what helps. No secret is in it."""

    code: TroubleCode
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.remedy}".strip()


@frozen(kw_only=True)
class FoundCategory:
    """A category of a client, and the folder of its torrents, as the client sees it."""

    name: str
    save_path: str = ""


@frozen(kw_only=True)
class FoundQbittorrent:
    """What a qBittorrent says of itself. *free_space_bytes* None = it did not say. *notes* are for people."""

    version: str
    web_api: str
    save_path: str = ""
    categories: tuple[FoundCategory, ...] = ()
    free_space_bytes: int | None = None
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class FoundRequestApp:
    """What an application for requests says of itself: its version, empty where it does not tell, and how many *requests* it has."""

    kind: RequestAppKind
    version: str = ""
    requests: int = 0


@frozen(kw_only=True)
class FoundProfile:
    """A quality profile of an Arr."""

    id: int
    name: str


@frozen(kw_only=True)
class ArrDownloadClient:
    """A qBittorrent as an Arr has it among its download clients."""

    name: str
    enabled: bool = True
    host: str = ""
    port: int = 8080
    category: str = ""
    imported_category: str = ""


@frozen(kw_only=True)
class FoundPathMapping:
    """What a download client on *host* calls *remote_path* is *local_path* for the Arr."""

    host: str
    remote_path: str
    local_path: str


@frozen(kw_only=True)
class FoundArr:
    """
    What an Arr says of itself. *uri* is the address it is best called by: with its URL base, without a login. *notes* name what
    could not be read.
    """

    arr_type: ArrType
    app_name: str
    version: str
    uri: str
    instance_name: str = ""
    branch: str = ""
    profiles: tuple[FoundProfile, ...] = ()
    root_folders: tuple[str, ...] = ()
    clients: tuple[ArrDownloadClient, ...] = ()
    path_mappings: tuple[FoundPathMapping, ...] = ()
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Draft:
    """
    A configuration that would be written. *masked* is its *text* without secrets; *refusals* say why it cannot be written, *notes*
    what a person should know before it is. *sections* are the new ones.
    """

    text: str = field(repr=False)
    masked: str
    sections: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class SetupState:
    """Whether a set-up is *needed*, and *why* (or why not); whether one may be *written* to the file at *path*."""

    needed: bool
    why: str
    writable: bool
    path: str


@frozen(kw_only=True)
class SetupWritten:
    """What came of writing a set-up: *draft* is in the file at *path* and in force unless *why_not* says otherwise."""

    draft: Draft
    path: str
    why_not: str = ""
