"""How quick the simulated client is."""

from attrs import frozen

__all__ = ["Timing"]


@frozen(kw_only=True)
class Timing:
    """
    Delays of the client, all in seconds. The defaults are those of a test: everything at once.

    *refresh_lag*: how long states, sizes and progress trail behind commands and motion (a real one: up to 1.5).
    *loading*: how long a torrent is `checkingResumeData` after it was added or the client started.
    *moving*: how long files take to move. *check_speed*: bytes hashed per second, `None` for at once.
    *limit_period*: share limits are looked at in this rhythm. *idle_refresh*: how often the active and seeding times of
    torrents in which nothing else happens are brought up to date, 0 for never (then 20,000 quiet seeds are quiet).
    *listening_after*: how long after its start a 5.x says that it is `disconnected` (a real one: 3).

    Real clients do that only when something else changes in the torrent, an announce that succeeded for instance: seen at
    4.5.2, 5.1.0 and 5.3.0, where the times of idle seeds without a working tracker stood still for the seven minutes they
    were watched, in every answer.
    """

    refresh_lag: float = 0.0
    loading: float = 0.0
    moving: float = 0.0
    check_speed: int | None = None
    limit_period: float = 10.0
    idle_refresh: float = 60.0
    listening_after: float = 0.0

    @classmethod
    def realistic(cls) -> "Timing":
        """The pace seen on real clients."""
        return cls(
            refresh_lag=1.5, loading=0.3, moving=2.0, check_speed=500_000_000, idle_refresh=1_800.0, listening_after=3.0
        )
