"""
Time that was watched: the clock of a client that runs only while we can see its torrents move, and what it says of a download.
"""

from attrs import field, frozen
from msgspec import Struct

__all__ = ["TREMBLE_SECONDS", "Figures", "Idle", "Watch"]

TREMBLE_SECONDS = 2
"""The client computes `last_activity` from two clocks anew for each answer: without any byte it may tremble by a second."""


@frozen(kw_only=True)
class Watch:
    """
    The watched clock of a client, in seconds: it runs while the client is listed and connected and we are there, stands
    otherwise and goes on over restarts. Moments on it are compared with each other only, never with the time of day.

    `now` is what it shows, `unbroken_from` what it showed when it began to run this time (while it stands: what it shows),
    `listed_from` what it showed when the client was listed again after more than ten minutes.
    """

    now: float
    unbroken_from: float = field()
    listed_from: float = 0.0
    is_running: bool = True

    @unbroken_from.default
    def _always(self) -> float:
        return float("-inf")

    @property
    def unbroken_seconds(self) -> float:
        """For how long it has run without a break."""
        return self.now - self.unbroken_from


class Figures(Struct, frozen=True, array_like=True, gc=False):
    """What changes with every byte of a download, as its client counts it (`last_activity` by the client's clock)."""

    amount_left: int = 0
    progress: float = 0.0
    downloaded_bytes: int = 0
    last_activity: int = 0


class Idle(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """
    For how long a download was watched in a state that can move without a byte. Moments are on the watched clock of its client.

    `seconds` is the sum of the stretches that ended, `since` what the open one counts from (its begin or the last byte), `active_since`
    its begin; both are None in a state that cannot move. `figures` are those of the last byte, None before the first look.
    Of a seed, `byte_at` is when a byte of it was seen last, by our clock: seen to come, not merely found to have come meanwhile.
    """

    seconds: float = 0.0
    since: float | None = None
    active_since: float | None = None
    figures: Figures | None = None
    byte_at: float | None = None

    def at(self, now: float) -> float:
        """The idle seconds when the watched clock shows *now*."""
        return self.seconds + (max(0.0, now - self.since) if self.since is not None else 0.0)
