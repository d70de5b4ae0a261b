"""Posters that are drawn."""

import struct
import zlib

from hypothesis import given
from hypothesis.strategies import integers, sampled_from

from qbitrr.model.shown.pictures import picture_type
from qbitrr.testing.arr.posters import poster

SIZES = {"poster": (180, 270), "cover": (200, 200), "fanart": (320, 180), "banner": (380, 70), "clearlogo": (180, 270)}


@given(integers(min_value=1, max_value=10**6), sampled_from(sorted(SIZES)))
def test_a_poster_is_a_whole_picture(number: int, kind: str) -> None:
    """Of its size, each pixel a colour of the palette, and the same each time."""
    content = poster(number, kind)
    assert picture_type(content) == "image/png"
    width, height = struct.unpack(">II", content[16:24])
    assert (width, height) == SIZES[kind]
    palette, data = chunk(content, b"PLTE"), zlib.decompress(chunk(content, b"IDAT"))
    assert len(data) == height * (width + 1)
    rows = [data[at : at + width + 1] for at in range(0, len(data), width + 1)]
    assert {row[0] for row in rows} == {0}
    assert max(data) < len(palette) // 3
    poster.cache_clear()
    assert poster(number, kind) == content


def chunk(content: bytes, kind: bytes) -> bytes:
    """The data of the first chunk of that kind."""
    at = content.index(kind)
    (size,) = struct.unpack(">I", content[at - 4 : at])
    return content[at + 4 : at + 4 + size]


def test_two_films_look_different() -> None:
    """Otherwise a page of them looks like one."""
    assert len({poster(number) for number in range(1, 50)}) == 49
