"""
What must exist in a client for us to sort its torrents with.
"""

from attrs import frozen

__all__ = ["ClientLabels"]


@frozen(kw_only=True)
class ClientLabels:
    """Categories and tags that should exist in a client."""

    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
