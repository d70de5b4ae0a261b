"""
Which downloads share a disk, what is free there, and what is to stay free. Pure: what was seen of disks comes in.

# Note [Whose figure counts]
A download takes room where its client writes it. If that path can be seen here, its file system is measured; else the client is asked
what it has left. A path that does not answer is neither: what lies there is left as it is until it does.
"""

import os.path
from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import define, field, frozen

from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.space.guarding import Disk, Download, GuardRules, Pool
from qbitrr.model.space.rooms import ClientRoom
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Looks", "PoolShare", "SharedOut", "paths_to_look_at", "share_out"]

Looks = Mapping[str, Disk | None]
"""What was seen at paths: None where nothing is to be seen here; a path that is missing did not answer."""

_PlaceKey = tuple[str, str]


@frozen(kw_only=True)
class PoolShare:
    """A pool and what goes to it; `set_aside` lies there in quarantine."""

    pool: Pool
    downloads: tuple[Download, ...] = ()
    set_aside: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class SharedOut:
    """Every pool; torrents whose clients are not guarded; and what keeps the guard from its work, in words."""

    shares: tuple[PoolShare, ...] = ()
    unguarded: tuple[Torrent, ...] = ()
    problems: tuple[str, ...] = ()


def paths_to_look_at(rules: GuardRules, rooms: Iterable[ClientRoom], torrents: Iterable[Torrent]) -> frozenset[str]:
    """Every path whose file system may matter."""
    found = {_path(rules, each) for each in torrents}
    found |= {room.save_path for room in rooms if room.instance not in rules.own_storage}
    found |= {limit.folder for limit in rules.limits.values()}
    found |= {rules.folder} if rules.folder else set(_with_ancestors(rules.completed_folder))
    return frozenset(path for path in found if path.startswith("/"))


def share_out(
    rules: GuardRules,
    rooms: Iterable[ClientRoom],
    torrents: Iterable[Torrent],
    looks: Looks,
    is_ours: Callable[[Torrent], bool],
) -> SharedOut:
    """*torrents* by the pools they go to; each client has one even without any."""
    sharing = _Sharing(rules=rules, rooms={room.instance: room for room in rooms}, looks=looks)
    for instance in sharing.rooms:
        if rules.guards(instance):
            sharing.join(sharing.base(instance), instance)
    unguarded: list[Torrent] = []
    for torrent in torrents:
        guarded = rules.guards(torrent.instance)
        if not guarded and is_ours(torrent):
            unguarded.append(torrent)
        key = sharing.place_of(torrent)
        if key is None:
            continue
        if torrent.category == QUARANTINE_CATEGORY:
            if sharing.shows_its_folder(torrent):
                sharing.aside.setdefault(key, []).append(torrent.key)
            continue
        if guarded:
            sharing.join(key, torrent.instance)
        download = Download(
            torrent=torrent, left_bytes=sharing.left_bytes(torrent), is_ours=guarded and is_ours(torrent)
        )
        sharing.downloads.setdefault(key, []).append(download)
    return SharedOut(
        shares=tuple(sharing.shares()), unguarded=tuple(unguarded), problems=tuple(dict.fromkeys(sharing.problems))
    )


@define
class _Sharing:
    rules: GuardRules
    rooms: Mapping[str, ClientRoom]
    looks: Looks
    members: dict[_PlaceKey, set[str]] = field(factory=dict)
    disks: dict[_PlaceKey, Disk] = field(factory=dict)
    downloads: dict[_PlaceKey, list[Download]] = field(factory=dict)
    aside: dict[_PlaceKey, list[tuple[str, str]]] = field(factory=dict)
    problems: list[str] = field(factory=list)

    def join(self, key: _PlaceKey | None, instance: str) -> None:
        """The limit of a client holds for a pool."""
        if key is not None:
            self.members.setdefault(key, set()).add(instance)

    def left_bytes(self, torrent: Torrent) -> int:
        """What a torrent will still take: the room of one that has begun may be taken already."""
        room = self.rooms.get(torrent.instance)
        is_taken = room is not None and room.preallocates and torrent.progress > 0
        return 0 if is_taken else max(0, torrent.amount_left)

    def place_of(self, torrent: Torrent) -> _PlaceKey | None:
        """Where a torrent goes; None: that is not known, and it is left alone."""
        own_folder, is_apart = self._folder_of(torrent.instance), torrent.instance in self.rules.own_storage
        if own_folder or is_apart or self._is_missing(self.rules.folder):
            return self.base(torrent.instance)
        path = _path(self.rules, torrent)
        if path.startswith("/"):
            if path not in self.looks:
                return self._silent(path)
            if (disk := self.looks[path]) is not None:
                return self._seen(disk)
        return self.base(torrent.instance)

    def shows_its_folder(self, torrent: Torrent) -> bool:
        """
        Whether a place seen here for a torrent is its own folder. What has files has one: where only the folder above is to be seen, a
        mount may be gone, and another disk shows through. Nothing is deleted for want of room on that.
        """
        path = _path(self.rules, torrent)
        disk = self.looks.get(path)
        return disk is None or disk.path == path

    def base(self, instance: str) -> _PlaceKey | None:
        """Where a client saves if nothing else is known."""
        rules, room = self.rules, self.rooms.get(instance)
        if folder := self._folder_of(instance):
            return self._configured(folder, instance)
        if self._is_missing(rules.folder):
            return self._objected(f"FreeSpaceFolder {rules.folder} does not exist: nothing is guarded by it.")
        if room is not None and room.save_path.startswith("/") and instance not in rules.own_storage:
            if room.save_path not in self.looks:
                return self._silent(room.save_path)
            if (disk := self.looks[room.save_path]) is not None:
                return self._seen(disk)
        if room is not None and room.free_bytes is not None:
            return ("client", instance)
        return self._fallback(instance)

    def shares(self) -> Iterator[PoolShare]:
        for key, instances in self.members.items():
            pool = self._pool(key, instances)
            if pool is not None:
                yield PoolShare(
                    pool=pool,
                    downloads=tuple(self.downloads.get(key, ())),
                    set_aside=tuple(self.aside.get(key, ())),
                )

    def _pool(self, key: _PlaceKey, instances: set[str]) -> Pool | None:
        disk = self.disks.get(key)
        named = tuple(sorted(instances))
        name = disk.path if disk is not None else f"the disk of {key[1]}"
        total = disk.total_bytes if disk is not None else None
        wanted = [self.rules.limits[instance].guard_bytes(total) for instance in named]
        if None in wanted:
            self._objected(f"FreeSpace is a share of {name}, whose size cannot be seen here: write it in bytes.")
        known = [each for each in wanted if each is not None]
        if not known:
            return None
        free = disk.free_bytes if disk is not None else self.rooms[key[1]].free_bytes
        assert free is not None
        path = disk.path if disk is not None else ""
        return Pool(
            name=name, path=path, free_bytes=free, total_bytes=total, guard_bytes=max(known), instances=named
        )  # fmt: skip

    def _folder_of(self, instance: str) -> str:
        limit = self.rules.limits.get(instance)
        return limit.folder if limit is not None else ""

    def _configured(self, folder: str, instance: str) -> _PlaceKey | None:
        if folder not in self.looks:
            return self._silent(folder)
        disk = self.looks[folder]
        if disk is None or disk.path != folder:
            return self._objected(f"FreeSpaceFolder {folder} of {instance} does not exist: it is not guarded.")
        return self._seen(disk)

    def _fallback(self, instance: str) -> _PlaceKey | None:
        for path in (self.rules.folder,) if self.rules.folder else _with_ancestors(self.rules.completed_folder):
            if path not in self.looks:
                return self._silent(path)
            disk = self.looks[path]
            if disk is not None and disk.path == path:
                return self._seen(disk)
        return self._objected(f"What is free on the disk of {instance} is not known: it is not guarded now.")

    def _is_missing(self, folder: str) -> bool:
        """Whether a folder is configured, was looked for and is not there."""
        if not folder or folder not in self.looks:
            return False
        disk = self.looks[folder]
        return disk is None or disk.path != folder

    def _seen(self, disk: Disk) -> _PlaceKey:
        key = ("disk", disk.device)
        known = self.disks.get(key)
        if known is None or (len(disk.path), disk.path) < (len(known.path), known.path):
            self.disks[key] = disk
        return key

    def _silent(self, path: str) -> _PlaceKey | None:
        return self._objected(f"The disk at {path} does not answer: what is downloaded there is not guarded now.")

    def _objected(self, text: str) -> _PlaceKey | None:
        self.problems.append(text)
        return None


def _path(rules: GuardRules, torrent: Torrent) -> str:
    if torrent.instance in rules.own_storage:
        return ""
    return torrent.download_path or torrent.save_path


def _with_ancestors(path: str) -> Iterator[str]:
    while path.startswith("/") and path != "/":
        yield path.rstrip("/")
        path = os.path.dirname(path.rstrip("/"))
