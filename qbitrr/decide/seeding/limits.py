"""
The limits of seeding: which apply to a torrent, and whether they are reached.
"""

from math import inf

from msgspec import Struct

from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import TrackerRule

__all__ = ["SeedingLimits", "client_limit_met", "limit_met", "limits_of"]


class SeedingLimits(Struct, frozen=True, gc=False):
    """
    What applies to one torrent. None is *unset*; `known` is false while the tracker list, which decides about them, is not
    available. `time_seconds` is seeding time, `eta_seconds` how long we are willing to wait for a download.
    """

    ratio: float | None = None
    time_seconds: float | None = None
    eta_seconds: float | None = None
    super_seeding: bool = False
    known: bool = True


def limits_of(torrent: Torrent, rules: OwnerRules, row: TrackerRule | None, *, known: bool = True) -> SeedingLimits:
    """
    The limits of a torrent whose most important tracker row is *row*: the row's, else the owner's; the torrent's own limit
    counts where it is larger. Where none of these sets any, the ones its client applies count, the global ones among them. A value that
    is not positive sets nothing and clears nothing.
    """
    if not known:
        return SeedingLimits(super_seeding=torrent.super_seeding, known=False)
    seeding = rules.seeding
    ratio = _positive(max(_first(row.max_upload_ratio if row else -1, seeding.max_upload_ratio), torrent.ratio_limit))
    time_seconds = _positive(
        max(
            _first(row.max_seeding_time_seconds if row else -1, seeding.max_seeding_time_seconds),
            torrent.seeding_time_limit_minutes * 60,
        )
    )
    if ratio is None and time_seconds is None:
        ratio, time_seconds = _positive(torrent.max_ratio), _positive(torrent.max_seeding_time_minutes * 60)
    return SeedingLimits(
        ratio=ratio,
        time_seconds=time_seconds,
        eta_seconds=_positive(_first(row.maximum_eta_seconds if row else -1, rules.maximum_eta_seconds)),
        super_seeding=torrent.super_seeding or (row is not None and row.super_seed),
    )


def limit_met(remove: int, limits: SeedingLimits, ratio: float, seeded_seconds: float) -> bool:
    """
    Whether removal mode *remove* (1 ratio, 2 time, 3 either, 4 both, else never) is satisfied. *ratio* below 0 is more
    than the client can count; *seeded_seconds* is the longer of the client's seeding time and our own clock.
    """
    by_ratio = limits.ratio is not None and (ratio if ratio >= 0 else inf) >= limits.ratio
    by_time = limits.time_seconds is not None and seeded_seconds >= limits.time_seconds
    match remove:
        case 1:
            return by_ratio
        case 2:
            return by_time
        case 3:
            return by_ratio or by_time
        case 4:
            return by_ratio and by_time
        case _:
            return False


def client_limit_met(torrent: Torrent) -> bool:
    """Whether the ratio or the seeding time is reached at which its client stops it."""
    ratio = torrent.ratio if torrent.ratio >= 0 else inf
    by_ratio = 0 <= torrent.max_ratio <= ratio
    return by_ratio or 0 <= torrent.max_seeding_time_minutes * 60 <= torrent.seeding_time_seconds


def _first(own: float, usual: float) -> float:
    return own if own > 0 else usual


def _positive(value: float) -> float | None:
    return value if value > 0 else None
