"""
Pictures made small, and whatever is none refused. It takes time: call it in a thread.
"""

import struct
from io import BytesIO

__all__ = ["LONGEST_EDGE_PIXELS", "small"]

LONGEST_EDGE_PIXELS = 250
_MOST_PIXELS = 40_000_000
"""A few kilobytes may say that they are more than any memory holds."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_QUALITY = 80


def small(content: bytes) -> bytes | None:
    """
    *content* if it is a picture of at most `LONGEST_EDGE_PIXELS` at either edge; a larger one as a WebP of that size; None for what is
    no JPEG, PNG, GIF or WebP, is damaged, or has more than 40 million pixels.
    """
    from PIL import Image  # takes as long as several of our own packages, and most never look at a poster

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            if max(picture.size) <= LONGEST_EDGE_PIXELS:
                picture.load()  # so that damage is noticed
                return content
            picture.thumbnail((LONGEST_EDGE_PIXELS, LONGEST_EDGE_PIXELS))
            written = BytesIO()
            picture.convert("RGBA" if picture.has_transparency_data else "RGB").save(written, "WEBP", quality=_QUALITY)
            return written.getvalue()
    except (OSError, EOFError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError):
        return None
