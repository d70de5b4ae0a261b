"""
Room on disks as it is told: by clients, and of each pool after a look of the guard.
"""

from msgspec import Struct

__all__ = ["ClientRoom", "PausedDownload", "PoolStatus"]


class ClientRoom(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What a client says of its disk: the bytes free where it saves by default (None: it does not say), that path, and whether it takes the
    whole room of a download at once.
    """

    instance: str
    free_bytes: int | None = None
    save_path: str = ""
    preallocates: bool = False


class PausedDownload(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A download that waits for room."""

    instance: str
    hash: str
    name: str
    left_bytes: int


class PoolStatus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A pool as it is published. `paused` are the first of the `paused_count` downloads that wait for room, `short_bytes` is what is missing
    to what is to stay free, `next_bytes` what the one that needs least still lacks (0: none waits); `set_aside` are the keys of what lies
    in quarantine there.
    """

    name: str
    free_bytes: int
    guard_bytes: int
    total_bytes: int | None = None
    path: str = ""
    instances: tuple[str, ...] = ()
    paused_count: int = 0
    paused: tuple[PausedDownload, ...] = ()
    short_bytes: int = 0
    next_bytes: int = 0
    set_aside: tuple[tuple[str, str], ...] = ()
