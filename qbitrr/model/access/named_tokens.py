"""
Tokens with names: one for each program that uses the API, so that each can be taken back alone.
"""

from msgspec import Struct

__all__ = ["TOKEN_PREFIX", "NamedToken"]

TOKEN_PREFIX = "qbitrr_"  # noqa: S105  # what all have in common
"""Every secret begins with it, so that no other is looked up."""


class NamedToken(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What is kept of a token: *id* is a digest of the secret, which is kept nowhere. *seen_at* and *address* are of its last use, 0 and empty
    while there was none. Times in seconds since the epoch.
    """

    id: str
    name: str
    created_at: float
    seen_at: float = 0.0
    address: str = ""

    @property
    def short_id(self) -> str:
        """What it is called by to people: enough to tell it from others."""
        return self.id[:16]
