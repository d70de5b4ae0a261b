"""
Failed downloads the Arr does not list: its memory of the grab stands in for the record.
"""

from msgspec.structs import replace

from qbitrr.model.rule_table import UNRULED, rule_behind
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["by_grab", "needs_grab"]


def needs_grab(removal: Removal, torrent: Torrent, memory: Memory) -> bool:
    """
    Whether the Arr should be asked what it grabbed this torrent for, because nothing else would keep it from grabbing the same
    release again: the download failed, the Arr has no record of it (not yet, if it was just grabbed), and it was neither
    imported nor blocklisted by us before.
    """
    rule = rule_behind(removal.why)
    # What the Arr itself refused, by no rule, is listed.
    failed = rule.is_failure and rule is not UNRULED
    unlisted = removal.data is Data.DELETE and not removal.blocklist and failed
    finished = torrent.amount_left == 0 and torrent.progress >= 1
    return (
        unlisted
        and not finished
        and IMPORTED not in torrent.tags
        and not (memory.replaced.requeued or memory.replaced.rejected)
    )


def by_grab(removal: Removal, media_ids: tuple[int, ...], *, re_search: bool) -> Removal:
    """The removal of a download that was grabbed for these media: blocklisted by the grab, searched again if that is wanted."""
    return replace(removal, blocklist=True, search_again=re_search and bool(media_ids), media_ids=media_ids)
