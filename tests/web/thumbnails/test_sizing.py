"""Pictures made small: what comes out of what an Arr may have."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qbitrr.model.shown.pictures import picture_type
from qbitrr.web.thumbnails.sizing import LONGEST_EDGE_PIXELS, small
from tests.web.program import picture

KINDS = ("JPEG", "PNG", "GIF", "WEBP")


@pytest.mark.parametrize("kind", KINDS)
def test_small_ones_stay(kind):
    """Byte for byte."""
    content = picture(kind, 250, 100)
    assert small(content) == content


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("size", "expected"), [((1000, 1500), (167, 250)), ((251, 10), (250, 10)), ((2000, 40), (250, 5))]
)
def test_large_ones_shrink(kind, size, expected):
    """To the longer edge, in their proportions, as WebP."""
    made = small(picture(kind, *size))
    assert made is not None
    assert picture_type(made) == "image/webp"
    with Image.open(BytesIO(made)) as found:
        assert found.size == expected


def test_what_shines_through_stays_so():
    """A logo on nothing is no logo on black."""
    written = BytesIO()
    Image.new("RGBA", (600, 300), (255, 0, 0, 0)).save(written, "PNG")
    with Image.open(BytesIO(small(written.getvalue()) or b"")) as found:
        assert found.convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg onload='x'>", b"\xff\xd8\xff\xe0 <script>", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP",
        picture("JPEG", 900, 900)[:2000], picture("PNG", 90, 90)[:300],
    ],
)  # fmt: skip
def test_what_is_none(content):
    """Whatever it begins like, and what ends too early."""
    assert small(content) is None


def test_too_many_pixels():
    """Said in a few bytes, they are not made."""
    written = BytesIO()
    Image.new("1", (8000, 8000)).save(written, "PNG")
    assert len(written.getvalue()) < 20_000
    assert small(written.getvalue()) is None


@given(st.sampled_from(KINDS), st.binary(max_size=8), st.integers(0, 400))
def test_any_damage(kind, damage, at):
    """Of whatever comes in, what comes out is a picture that fits, or nothing."""
    content = picture(kind, 30, 40)
    made = small(content[:at] + damage + content[at + len(damage) :])
    if made is not None:
        assert picture_type(made) is not None
        with Image.open(BytesIO(made)) as found:
            assert max(found.size) <= LONGEST_EDGE_PIXELS
