"""Reading `.torrent` files and magnet links, as far as a client needs it to list their files."""

import base64
import binascii
import hashlib
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attrs import frozen

__all__ = ["Bencoded", "Metainfo", "NotATorrent", "read_magnet", "read_torrent"]

Bencoded = Any  # bytes, int, list of Bencoded or dict of bytes to Bencoded


class NotATorrent(ValueError):
    """The bytes are no torrent, or the text no magnet link."""


@frozen(kw_only=True)
class Metainfo:
    """What a torrent file or magnet says: *files* are `(name, bytes)`, top folder included; empty for a magnet."""

    hash: str
    name: str
    files: tuple[tuple[str, int], ...] = ()
    piece_size: int = 16_384
    private: bool = False
    trackers: tuple[str, ...] = ()
    comment: str = ""
    created_by: str = ""
    creation_date: int = -1


def read_torrent(data: bytes) -> Metainfo:
    """The content of a version 1 `.torrent` file. Raises `NotATorrent`."""
    try:
        root, end = _decode(data, 0)
        if not isinstance(root, dict) or end != len(data):
            raise NotATorrent("not a dictionary")
        info = root[b"info"]
        if not isinstance(info, dict):
            raise NotATorrent("no info")
        start, stop = _span_of_info(data)
        return Metainfo(
            hash=hashlib.sha1(data[start:stop]).hexdigest(),
            name=_text(info[b"name"]),
            files=_files(info),
            piece_size=_number(info[b"piece length"]),
            private=info.get(b"private") == 1,
            trackers=_trackers(root),
            comment=_text(root.get(b"comment", b"")),
            created_by=_text(root.get(b"created by", b"")),
            creation_date=_number(root.get(b"creation date", -1)),
        )
    except (KeyError, IndexError, ValueError, TypeError, RecursionError) as why:
        raise NotATorrent(str(why)) from why


def read_magnet(link: str) -> Metainfo:
    """The hash, name and trackers of a magnet link (hash in hex or base32). Raises `NotATorrent`."""
    query = parse_qs(urlsplit(link).query)
    for topic in query.get("xt", []):
        if topic.startswith("urn:btih:"):
            hash_ = _hex_hash(topic.removeprefix("urn:btih:"))
            name = query.get("dn", [hash_])[0]
            return Metainfo(hash=hash_, name=name, trackers=tuple(query.get("tr", [])))
    raise NotATorrent("no version 1 hash in the link")


def _hex_hash(text: str) -> str:
    if re.fullmatch(r"[0-9a-fA-F]{40}", text):
        return text.lower()
    try:
        return base64.b32decode(text.upper()).hex()
    except binascii.Error as why:
        raise NotATorrent(f"no hash: {text}") from why


def _decode(data: bytes, at: int) -> tuple[Bencoded, int]:
    """The value that begins at *at*, and where it ends."""
    kind = data[at : at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1 : end]), end + 1
    if kind in (b"l", b"d"):
        values: list[Bencoded] = []
        at += 1
        while data[at : at + 1] != b"e":
            value, at = _decode(data, at)
            values.append(value)
        if kind == b"l":
            return values, at + 1
        keys = values[::2]
        return {key: value for key, value in zip(keys, values[1::2], strict=True) if isinstance(key, bytes)}, at + 1
    colon = data.index(b":", at)
    start = colon + 1
    end = start + int(data[at:colon])
    if end > len(data):
        raise NotATorrent("truncated")
    return data[start:end], end


def _span_of_info(data: bytes) -> tuple[int, int]:
    """Where the bytes of the info dictionary begin and end: they are what the hash is made of."""
    at = 1
    while data[at : at + 1] != b"e":
        key, start = _decode(data, at)
        _, at = _decode(data, start)
        if key == b"info":
            return start, at
    raise NotATorrent("no info")


def _files(info: dict[bytes, Bencoded]) -> tuple[tuple[str, int], ...]:
    name = _text(info[b"name"])
    listed = info.get(b"files")
    if not isinstance(listed, list):
        return ((name, _number(info[b"length"])),)
    found = []
    for entry in listed:
        if not isinstance(entry, dict) or not isinstance(parts := entry[b"path"], list):
            raise NotATorrent("bad file list")
        found.append(("/".join([name, *map(_text, parts)]), _number(entry[b"length"])))
    return tuple(found)


def _trackers(root: dict[bytes, Bencoded]) -> tuple[str, ...]:
    urls: dict[str, None] = {}
    if isinstance(first := root.get(b"announce"), bytes):
        urls[_text(first)] = None
    tiers = root.get(b"announce-list")
    for tier in tiers if isinstance(tiers, list) else []:
        for url in tier if isinstance(tier, list) else []:
            urls[_text(url)] = None
    return tuple(urls)


def _text(value: Bencoded) -> str:
    if not isinstance(value, bytes):
        raise NotATorrent("text expected")
    return value.decode("utf-8", "replace")


def _number(value: Bencoded) -> int:
    if not isinstance(value, int):
        raise NotATorrent("number expected")
    return value
