"""
The download client as an Arr sees it: one small interface, and two implementations that need no network.
"""

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Any
from urllib.parse import quote, unquote

from attrs import define, evolve, field, frozen
from zope.interface import Interface, implementer

__all__ = ["CallableDownloads", "Download", "IDownloads", "MemoryDownloads", "as_magnet"]

_FOREVER = 8_640_000  # qBittorrent's "unknown" time left, in seconds


@frozen(kw_only=True)
class Download:
    """
    A torrent as the Arr uses it. *hash* in lower case; *progress* 0 to 1; *size* bytes; *eta* and *seeding_time* seconds;
    *max_seeding_time* minutes; the limits are the effective ones, -1 = none.
    """

    hash: str
    name: str
    state: str
    progress: float = 0.0
    size: int = 0
    eta: int = _FOREVER
    category: str = ""
    save_path: str = ""
    content_path: str = ""
    ratio: float = 0.0
    max_ratio: float = -1.0
    seeding_time: int = 0
    max_seeding_time: int = -1

    @classmethod
    def from_api(cls, record: Mapping[str, Any]) -> "Download":
        """Read an element of `torrents/info`; members it lacks keep their defaults."""
        names = cls.__annotations__
        known = {name: record[name] for name in names if record.get(name) is not None}
        return cls(**known | {"hash": record["hash"].lower()})

    @property
    def is_complete(self) -> bool:
        """Whether the Arr takes it for downloaded."""
        return self.state in {"pausedUP", "stoppedUP", "uploading", "stalledUP", "queuedUP", "forcedUP"}

    @property
    def may_be_removed(self) -> bool:
        """Whether it is stopped and its seed goal is reached: only then the Arr removes it, or moves its files."""
        if self.state not in ("pausedUP", "stoppedUP"):
            return False
        by_ratio = self.max_ratio >= 0 and self.ratio >= self.max_ratio
        return by_ratio or (self.max_seeding_time >= 0 and self.seeding_time >= self.max_seeding_time * 60)


class IDownloads(Interface):
    """What an Arr does with its download client. Every method returns an awaitable and raises whatever the connection raises."""

    def options() -> Awaitable[Mapping[str, Any]]:
        """The client's preferences (`dht` is looked at)."""

    def listing(category: str) -> Awaitable[list[Download]]:
        """The torrents of *category*, of every one when it is empty."""

    def add(*, magnet: str, torrent: bytes, category: str) -> Awaitable[None]:
        """Add a torrent by magnet link, or by the bytes of its file when there are any."""

    def delete(hash: str, with_files: bool) -> Awaitable[None]:
        """Remove a torrent, with its data."""

    def set_category(hash: str, category: str) -> Awaitable[None]:
        """Move a torrent to another category."""


async def _settle(value: Any) -> Any:
    return await value if isawaitable(value) else value


@implementer(IDownloads)
@frozen(kw_only=True)
class CallableDownloads:
    """
    A client reached by plain calls, each of which may return its value or an awaitable of it.

    `list_torrents(category)` gives records as `torrents/info` does; the others are called as the interface says.
    """

    list_torrents: Callable[[str], Any]
    add_torrent: Callable[..., Any]
    delete_torrent: Callable[[str, bool], Any]
    move_torrent: Callable[[str, str], Any]
    read_options: Callable[[], Any] = field(default=lambda: {"dht": True})

    async def options(self) -> Mapping[str, Any]:
        return await _settle(self.read_options())

    async def listing(self, category: str) -> list[Download]:
        return [Download.from_api(record) for record in await _settle(self.list_torrents(category))]

    async def add(self, *, magnet: str, torrent: bytes, category: str) -> None:
        await _settle(self.add_torrent(magnet=magnet, torrent=torrent, category=category))

    async def delete(self, hash: str, with_files: bool) -> None:
        await _settle(self.delete_torrent(hash, with_files))

    async def set_category(self, hash: str, category: str) -> None:
        await _settle(self.move_torrent(hash, category))


def _hash_of(magnet: str) -> str:
    return magnet.partition("btih:")[2].partition("&")[0].lower()


@implementer(IDownloads)
@define(kw_only=True)
class MemoryDownloads:
    """
    A client that is only a dictionary, for tests: put torrents in with `put`, change them with `change`, set `down` to an exception
    to make every call fail. A magnet that is added becomes a torrent in `metaDL`.
    """

    torrents: dict[str, Download] = field(factory=dict)
    calls: list[tuple[Any, ...]] = field(factory=list)
    preferences: dict[str, Any] = field(factory=lambda: {"dht": True})
    down: Exception | None = None

    def put(self, hash: str, **given: Any) -> Download:
        """A torrent, by default half downloaded in `/downloads/<category>`; *state* and the rest as in `Download`."""
        members: dict[str, Any] = {
            "name": hash,
            "state": "downloading",
            "progress": 0.5,
            "size": 1_000_000,
            "eta": 600,
        } | given
        save_path = members.setdefault("save_path", f"/downloads/{members.get('category', '')}".rstrip("/"))
        members.setdefault("content_path", f"{save_path}/{members['name']}")
        self.torrents[hash.lower()] = Download(hash=hash.lower(), **members)
        return self.torrents[hash.lower()]

    def change(self, hash: str, **members: Any) -> None:
        """Change members of a torrent."""
        self.torrents[hash.lower()] = evolve(self.torrents[hash.lower()], **members)

    def finish(self, hash: str) -> None:
        """The torrent is complete and seeds."""
        self.change(hash, state="stalledUP", progress=1.0, eta=_FOREVER)

    def _check(self, *call: Any) -> None:
        self.calls.append(call)
        if self.down is not None:
            raise self.down

    async def options(self) -> Mapping[str, Any]:
        self._check("options")
        return self.preferences

    async def listing(self, category: str) -> list[Download]:
        self._check("listing", category)
        return [torrent for torrent in self.torrents.values() if not category or _inside(torrent.category, category)]

    async def add(self, *, magnet: str, torrent: bytes, category: str) -> None:
        self._check("add", magnet, torrent, category)
        if magnet:
            name = unquote(magnet.partition("dn=")[2].partition("&")[0]) or _hash_of(magnet)
            self.put(_hash_of(magnet), name=name, state="metaDL", progress=0.0, category=category)

    async def delete(self, hash: str, with_files: bool) -> None:
        self._check("delete", hash, with_files)
        self.torrents.pop(hash.lower(), None)

    async def set_category(self, hash: str, category: str) -> None:
        self._check("set_category", hash, category)
        self.change(hash, category=category)


def _inside(category: str, wanted: str) -> bool:
    return category == wanted or category.startswith(f"{wanted}/")


def as_magnet(hash: str, name: str) -> str:
    """A magnet link for a release of which only hash and name are known."""
    return f"magnet:?xt=urn:btih:{hash.lower()}&dn={quote(name)}"
