"""
Finished torrents as samples: where their client has them, how the Arr calls that, and who sees it.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from twisted.internet.interfaces import IReactorTime

from qbitrr.clients.arr import settings
from qbitrr.clients.arr.client import Arr
from qbitrr.config.schema.config import ArrSection, Config, QbitSection
from qbitrr.decide.imports.path_mapping import mapped
from qbitrr.decide.owners import owner_of
from qbitrr.doctor.facts import ArrSetup, Asked, ClientSetup, PathFacts, PathSample, SeenHere, Unasked, known
from qbitrr.doctor.gathering.asking import Asking, within
from qbitrr.doctor.gathering.disks import see_content
from qbitrr.model.owners import CategoryOwner
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent, normalise
from qbitrr.resolved.owners import category_owners

__all__ = ["LOOK_SECONDS", "Look", "gather_paths"]

Look = Callable[..., Awaitable[Any]]
"""Calls a function that may hang, with its arguments, in a thread that may; the first argument is a path."""
LOOK_SECONDS = 5.0
_SAMPLES = 3


async def gather_paths(
    config: Config, section: ArrSection, arr: Arr, arr_facts: ArrSetup, client: ClientSetup, qbit: QbitSection,
    look: Look, mounts: Iterable[str], clock: IReactorTime, limit: float,
) -> PathFacts:  # fmt: skip
    """Samples of what *section* has in one client."""
    rows = [(row.host, row.remote_path, row.local_path) for row in known(arr_facts.mappings, ())]
    host = _host_of(arr_facts, section, qbit)
    asking = Asking(clock, limit)
    samples = []
    for torrent in _finished(config, section, client):
        path = mapped(torrent.content_path, rows, host)
        samples.append(
            PathSample(
                name=torrent.name,
                client_path=torrent.content_path,
                arr_path=path,
                imported=IMPORTED in torrent.tags,
                seen_by_arr=await _seen_by(arr, path, asking),
                here=await _here(torrent.content_path, look, mounts, clock),
            )
        )
    return PathFacts(arr=section.section, client=client.section, samples=tuple(samples))


def _finished(config: Config, section: ArrSection, client: ClientSetup) -> list[Torrent]:
    """The newest finished torrents of an Arr."""
    owners = category_owners(config)

    def is_mine(torrent: Torrent) -> bool:
        owner = owner_of(torrent.category, client.section, owners)
        return isinstance(owner, CategoryOwner) and owner.section == section.section

    finished = [
        torrent
        for torrent in known(client.torrents, ())
        if torrent.state in COMPLETE_STATES and torrent.content_path and is_mine(torrent)
    ]
    return sorted(finished, key=lambda torrent: -torrent.completion_on)[:_SAMPLES]


def _host_of(arr: ArrSetup, section: ArrSection, qbit: QbitSection) -> str:
    """How the Arr calls the host of a client: of those that watch the category the one at our port, else any of them."""
    watching = [
        each
        for each in known(arr.clients, ())
        if each.enable and each.is_qbittorrent and normalise(each.category) == section.category
    ]
    at_port = [each for each in watching if each.port == qbit.port]
    return next((each.host for each in (*at_port, *watching)), "")


async def _seen_by(arr: Arr, path: str, asking: Asking) -> Asked[bool]:
    cut = max(path.rstrip("/\\").rfind("/"), path.rstrip("/\\").rfind("\\"))
    if cut < 0:
        return Unasked("that is no whole path")
    listing = await asking.ask(lambda: settings.folder_listing(arr, path[: cut + 1]))
    return listing if isinstance(listing, Unasked) else path[cut + 1 :].rstrip("/\\") in listing.names


async def _here(path: str, look: Look, mounts: Iterable[str], clock: IReactorTime) -> Asked[SeenHere]:
    if not path.startswith("/"):
        return Unasked("it is a path of another system")
    return await within(look(see_content, path, tuple(mounts)), LOOK_SECONDS, clock)
