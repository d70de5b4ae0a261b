"""
Whose data lies where, and whether a torrent's data is also that of another.
"""

from attrs import frozen
from msgspec import Struct

from qbitrr.model.torrents.torrent import META_STATES, Torrent

__all__ = ["ClientSeen", "Placement", "Sharing", "placement_of"]


@frozen(kw_only=True)
class Sharing:
    """
    What is known of a torrent's data at one moment. *with_names* are torrents that have a file of it: on any client, in quarantine
    or not, and those of the last listing of a client that is not there. *away* is the name of a client that is away, or was never
    listed, and may have data at the same place: until it is back nothing is deleted there with its files.
    """

    with_names: tuple[str, ...] = ()
    away: str = ""

    def __bool__(self) -> bool:
        return bool(self.with_names or self.away)


@frozen(kw_only=True)
class ClientSeen:
    """
    What is known of a client: whether it was ever listed, since when it is away, and since when its section is not in the file any
    more (running time of the program, None: it is there).
    """

    is_known: bool = False
    away_since: float | None = None
    taken_out_since: float | None = None


class Placement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Where the data of one torrent lies, as its client says it. Without metadata `content_path` is empty: it has no files.
    `files` are names as in `TorrentFile`, None while they are not read.
    """

    instance: str
    hash: str
    name: str = ""
    added_on: int = 0
    save_path: str = ""
    download_path: str = ""
    content_path: str = ""
    files: tuple[str, ...] | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the torrent: `(instance, hash)`."""
        return (self.instance, self.hash)


def placement_of(torrent: Torrent) -> Placement:
    """Where a listed torrent lies; its files are not read yet."""
    return Placement(
        instance=torrent.instance,
        hash=torrent.hash,
        name=torrent.name,
        added_on=torrent.added_on,
        save_path=torrent.save_path,
        download_path=torrent.download_path,
        content_path="" if torrent.state in META_STATES else torrent.content_path,
    )
