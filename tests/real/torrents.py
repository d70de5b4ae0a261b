"""Torrents made on the spot: real data, real metainfo."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

__all__ = ["PIECE", "MadeTorrent", "bencode", "make_torrent"]

PIECE = 16_384


@frozen(kw_only=True)
class MadeTorrent:
    """
    A version 1 torrent. *data* is the `.torrent` file, *files* its files as (path below *name*, bytes); a torrent whose
    only path is empty is a single file called *name*.
    """

    name: str
    hash: str
    data: bytes
    files: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for _, size in self.files)

    @property
    def magnet(self) -> str:
        """A link that says only its hash and name."""
        return f"magnet:?xt=urn:btih:{self.hash}&dn={self.name}"

    def write(self, folder: Path) -> None:
        """Put the data under *folder*, as if it had been downloaded."""
        for path, content in _contents(self.name, self.files):
            target = folder / self.name / path if path else folder / self.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _contents(name: str, files: Sequence[tuple[str, int]]) -> list[tuple[str, bytes]]:
    noise = random.Random(name)
    return [(path, noise.randbytes(size)) for path, size in files]


def make_torrent(
    name: str, files: Mapping[str, int] | int, *, trackers: Sequence[str] = (), private: bool = False, source: str = "",
    content: bytes | None = None,
) -> MadeTorrent:  # fmt: skip
    """
    A torrent of *files* (path below *name* -> bytes), or of a single file when *files* is a number of bytes.

    A *source* gives the same data another hash: a cross-seed. *content* is the data, when it is not to be made from the name.
    """
    listed = tuple(files.items()) if isinstance(files, Mapping) else (("", files),)
    whole = content if content is not None else b"".join(made for _, made in _contents(name, listed))
    pieces = [hashlib.sha1(whole[at : at + PIECE]).digest() for at in range(0, len(whole), PIECE)]
    info: dict[str, object] = {"name": name, "piece length": PIECE, "pieces": b"".join(pieces)}
    if isinstance(files, Mapping):
        info["files"] = [{"length": size, "path": path.split("/")} for path, size in listed]
    else:
        info["length"] = files
    if private:
        info["private"] = 1
    if source:
        info["source"] = source
    metainfo: dict[str, object] = {"info": info}
    if trackers:
        metainfo |= {"announce": trackers[0], "announce-list": [[url] for url in trackers]}
    hash_ = hashlib.sha1(bencode(info)).hexdigest()
    return MadeTorrent(name=name, hash=hash_, data=bencode(metainfo), files=listed)


def bencode(value: object) -> bytes:
    """*value* as torrent files write it: dictionaries sorted, text as UTF-8."""
    match value:
        case bytes():
            return b"%d:%b" % (len(value), value)
        case str():
            return bencode(value.encode())
        case int():
            return b"i%de" % value
        case dict():
            return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"
        case list() | tuple():
            return b"l" + b"".join(map(bencode, value)) + b"e"
    raise TypeError(f"cannot be bencoded: {value!r}")
