"""What happens to a torrent on a command, beyond setting a flag."""

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["load", "move_to", "recheck", "remove_category", "reorder", "set_category", "set_priorities", "start"]


def load(client: QbittorrentModel, torrent: SimulatedTorrent) -> None:
    """Begin with a torrent that was just added: load it, look for its data on the disk."""
    client.change(torrent.hash, loading_until=client.motion.now + client.timing.loading)


def start(client: QbittorrentModel, torrent: SimulatedTorrent, *, forced: bool) -> None:
    """Let it run. Clears an error; a torrent with missing files is loaded again."""
    changes: dict[str, object] = {"stopped": False, "forced": forced, "error": False}
    if torrent.missing:
        changes["loading_until"] = client.motion.now + client.timing.loading
    client.change(torrent.hash, **changes)


def recheck(client: QbittorrentModel, torrent: SimulatedTorrent) -> None:
    """Hash the files. A stopped torrent runs for the check and is stopped again after."""
    if not torrent.has_metadata:
        return
    client.motion.accrue(torrent)
    client.motion.check(torrent)
    client.change(torrent.hash, stops_after_check=torrent.stopped, stopped=False, queued=False)


def set_category(client: QbittorrentModel, torrent: SimulatedTorrent, category: str) -> None:
    """Change the category; under automatic management the files follow it."""
    client.change(torrent.hash, category=category)
    if torrent.auto_tmm:
        default = str(client.preferences["save_path"])
        move_to(client, torrent, client.categories.save_path(category, default) if category else default)


def move_to(client: QbittorrentModel, torrent: SimulatedTorrent, target: str) -> None:
    """Move the files to the folder *target*; 5.x shows the old place until done."""
    if target == torrent.save_path:
        return
    client.disk.move(torrent, target)
    until = client.motion.now + client.timing.moving if client.timing.moving else None
    if until is not None and client.profile.has(5, 0):
        client.change(torrent.hash, moving_until=until, moving_to=target)
    else:
        client.change(torrent.hash, moving_until=until, save_path=target)


def set_priorities(client: QbittorrentModel, torrent: SimulatedTorrent, ids: list[int], priority: int) -> None:
    """Set the priority of files; sizes, progress and whether it is finished follow. Wanting more forgets the completion."""
    was_finished = torrent.finished
    for index in ids:
        torrent.files[index].priority = priority
    forgotten = was_finished and not torrent.finished
    client.change(torrent.hash, completion_on=None if forgotten else torrent.completion_on)


def reorder(client: QbittorrentModel, torrents: list[SimulatedTorrent], how: str) -> None:
    """Move torrents in the queue: `top`, `bottom`, `increase`, `decrease`."""
    for moved in client.queue.move([torrent.hash for torrent in torrents], how):
        client.change(moved.hash)


def remove_category(client: QbittorrentModel, name: str) -> None:
    """Remove a category; its torrents lose it, or go to the parent from 5.2 on."""
    gone = [each for each in client.torrents.values() if client.categories.includes(name, each.category)]
    client.categories.remove(name)
    parent = name.rpartition("/")[0] if client.profile.has(5, 2) else ""
    for torrent in gone if name else ():
        set_category(client, torrent, parent)
