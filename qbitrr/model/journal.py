"""
The journal: what was done, to what, why, and what came of it.
"""

from msgspec import Struct

from qbitrr.model.reasons import Reason, Value

__all__ = ["ENTRY_RESULTS", "Entry"]

ENTRY_RESULTS = ("done", "retry", "failed", "held", "withdrawn", "released", "cancelled")
"""How an act may have ended; the last three are said of removals."""


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One act. `at` is seconds since the epoch; `section` the Arr or client section that acted; `act` a stable word
    (`import`, `imported`, `removal`, `blocklist`, `quarantine`, `purge`, `undo`, `search`, `replacement`, `recheck`, …); `result` one of
    `ENTRY_RESULTS`; `instance` and `hash` name a torrent, `media` ids in the Arr, where there are any.
    """

    at: float
    section: str
    act: str
    result: str
    text: str
    id: int = 0
    instance: str = ""
    hash: str = ""
    name: str = ""
    media: tuple[int, ...] = ()
    why: Reason | None = None
    detail: dict[str, Value] = {}
