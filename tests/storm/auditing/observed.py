"""
What was seen of a storm: the programs' own logs and final states, and what the supervisor left on its disk. Values only.
"""

from typing import Any

from msgspec import Struct

from tests.storm.scenario import Planned

__all__ = ["Left", "Observed", "Removed", "Request", "Seen", "Struck"]


class Request(Struct, frozen=True, kw_only=True):
    """A changing request as a program got it. *text* is its query or body, *status* 0 when no answer left the program."""

    at: float
    program: str
    method: str
    path: str
    text: str
    status: int = 0
    carried_out: bool = True


class Removed(Struct, frozen=True, kw_only=True):
    """
    A torrent that left (*act* "delete") or was put into the quarantine category (*act* "quarantine") by a request, as its client
    had it at that moment; *sharers* are other torrents, in any client, to which a file of it belongs, too.
    """

    act: str
    at: float
    client: str
    hash: str
    category: str
    tags: tuple[str, ...] = ()
    progress: float = 0.0
    with_files: bool = False
    sharers: tuple[str, ...] = ()


class Seen(Struct, frozen=True, kw_only=True):
    """A torrent at the end."""

    client: str
    hash: str
    category: str
    tags: tuple[str, ...] = ()
    stopped: bool = False
    auto_tmm: bool = False


class Struck(Struct, frozen=True, kw_only=True):
    """Something that happened to us: a kill, a fault, a jump of the clock; *until* is when it was over."""

    at: float
    what: str
    until: float


class Left(Struct, frozen=True, kw_only=True):
    """
    What the supervisor left in its databases: quarantine *rows* (client, hash), *journal* entries as they are written, and
    for each database what `PRAGMA integrity_check` said. Clients are named as the programs name them.
    """

    rows: tuple[tuple[str, str], ...] = ()
    journal: tuple[dict[str, Any], ...] = ()
    integrity: dict[str, str] = {}


class Observed(Struct, frozen=True, kw_only=True):
    """
    A whole storm. *blocked* are the hashes of the Arr's blocklist with the time of each entry, *searches* accepted searches as
    (time, movie), *scans* accepted requests to import as (time, hash), *imported* the hashes whose import the Arr carried out.
    *grace_seconds* is the configured time in quarantine, 0 when torrents are deleted at once.
    """

    grace_seconds: float
    planned: tuple[Planned, ...] = ()
    removed: tuple[Removed, ...] = ()
    requests: tuple[Request, ...] = ()
    torrents: tuple[Seen, ...] = ()
    blocked: tuple[tuple[float, str], ...] = ()
    searches: tuple[tuple[float, int], ...] = ()
    scans: tuple[tuple[float, str], ...] = ()
    imported: tuple[str, ...] = ()
    struck: tuple[Struck, ...] = ()
    left: Left = Left()
