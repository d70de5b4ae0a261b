"""
The tags a torrent has because of its trackers.
"""

from collections.abc import Iterator

from qbitrr.decide.upkeep.announced import Announced
from qbitrr.decide.upkeep.asking import UpkeepWish
from qbitrr.model.removals.quarantine import QUARANTINE_TAG
from qbitrr.model.torrents.tags import IMPORTED, INTERNAL_TAGS

__all__ = ["OFF", "ON", "TAG", "tag_wishes"]

TAG, ON, OFF = "tag ", "on", "off"
# What these say is decided elsewhere.
_OURS = frozenset({*INTERNAL_TAGS, IMPORTED, QUARANTINE_TAG})


def tag_wishes(look: Announced) -> Iterator[UpkeepWish]:
    """
    Those of every row that speaks for it, and none of the other rows'. Tags in no row are a person's. Without tags in the client
    (tagless mode) there are none of these.
    """
    if look.rules.tagless:
        return
    there = set(look.torrent.tags)
    desired = dict.fromkeys(tag for row in look.matching for tag in row.tags if tag not in _OURS)
    for tag in desired:
        about = f"{TAG}{tag}"
        if tag not in there or about in look.upkept.asked:
            yield UpkeepWish(about=about, wanted=ON, is_so=tag in there)
    for tag in sorted(look.rows.tag_pool - desired.keys() - _OURS):
        about = f"{TAG}{tag}"
        if tag in there or about in look.upkept.asked:
            yield UpkeepWish(about=about, wanted=OFF, is_so=tag not in there)
