"""
Posters of films, series and records that nobody made: an evening landscape each, drawn from the record's number.
"""

import math
import random
import struct
import zlib
from colorsys import hsv_to_rgb
from functools import lru_cache

__all__ = ["poster"]

_SKY = 64
_HILLS = 4
_SUN = _SKY + _HILLS
_SIZES = {"poster": (180, 270), "cover": (200, 200), "fanart": (320, 180), "banner": (380, 70)}


@lru_cache(maxsize=512)
def poster(number: int, kind: str = "poster") -> bytes:
    """A PNG, always the same for the same number; *kind* is its first word in an Arr ("poster", "cover"), which gives its size."""
    width, height = _SIZES.get(kind, _SIZES["poster"])
    chance = random.Random(number * 7919 + 17)
    rows = zip(*_columns(chance, width, height), strict=True)
    return _png(width, height, _palette(chance), b"".join(b"\0" + bytes(row) for row in rows))


def _palette(chance: random.Random) -> bytes:
    """The sky from above to the horizon, hills from far to near, the sun."""
    hue = chance.random()
    horizon = (hue + chance.uniform(0.08, 0.2)) % 1
    sky = [_mixed((hue, 0.75, 0.28), (horizon, 0.55, 0.95), step / (_SKY - 1)) for step in range(_SKY)]
    hills = [hsv_to_rgb(hue, 0.6, 0.42 - 0.1 * step) for step in range(_HILLS)]
    sun = hsv_to_rgb(horizon, 0.15, 1.0)
    return bytes(round(255 * part) for colour in (*sky, *hills, sun) for part in colour)


def _mixed(
    above: tuple[float, float, float], below: tuple[float, float, float], share: float
) -> tuple[float, float, float]:
    one, other = hsv_to_rgb(*above), hsv_to_rgb(*below)
    return tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def _columns(chance: random.Random, width: int, height: int) -> list[bytes]:
    """Each column from above: sky, with the sun in it, and each hill up to where the next, nearer one hides it."""
    sky = bytes(min(_SKY - 1, row * _SKY // (height * 3 // 4)) for row in range(height))
    sun_x, sun_y, radius = (
        chance.uniform(0.25, 0.75) * width,
        chance.uniform(0.2, 0.5) * height,
        0.13 * min(width, height),
    )
    hills = [(chance.uniform(0.5, 1.5), chance.uniform(0, 6.3), chance.uniform(0.03, 0.08)) for _ in range(_HILLS)]
    columns = []
    for x in range(width):
        column = bytearray(sky)
        half = math.sqrt(max(0.0, radius**2 - (x - sun_x) ** 2))
        column[round(sun_y - half) : round(sun_y + half)] = bytes([_SUN]) * (round(sun_y + half) - round(sun_y - half))
        for place, (waves, phase, rise) in enumerate(hills):
            level = 0.55 + 0.11 * place + rise * math.sin(phase + waves * 2 * math.pi * x / width)
            top = min(height, round(level * height))
            column[top:] = bytes([_SKY + place]) * (height - top)
        columns.append(bytes(column))
    return columns


def _png(width: int, height: int, palette: bytes, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
