"""
Categories are paths; one spelling of each.
"""

from functools import lru_cache

__all__ = ["normalise"]


def normalise(category: str) -> str:
    """A category without blanks around its segments and without empty segments; empty means no category."""
    return _normalised(category)


@lru_cache(maxsize=4096)
def _normalised(category: str) -> str:
    return "/".join(segment for segment in (part.strip() for part in category.split("/")) if segment)
