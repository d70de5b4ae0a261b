"""
What the most important row of a torrent, else its owner, sets of it: its rates and super seeding.
"""

from collections.abc import Iterator

from qbitrr.decide.seeding.tracker_rows import most_important
from qbitrr.decide.upkeep.announced import Announced
from qbitrr.decide.upkeep.asking import UpkeepWish

__all__ = ["DOWNLOAD", "LIFTED", "SUPER_SEEDING", "UPLOAD", "wishes_of_row"]

DOWNLOAD, UPLOAD = "download limit", "upload limit"
SUPER_SEEDING = "super seeding"
LIFTED = " lifted"
"""Added to the name of a limit: that it is taken off again."""


def wishes_of_row(look: Announced) -> Iterator[UpkeepWish]:
    """The wishes about settings of the torrent itself. Whatever sets nothing leaves alone what a person has set."""
    row, seeding, torrent = most_important(look.matching), look.rules.seeding, look.torrent
    of_row = (row.download_limit_bytes, row.upload_limit_bytes) if row is not None else (-1, -1)
    yield from _limit(look, DOWNLOAD, of_row[0], seeding.download_limit_bytes, torrent.dl_limit)
    yield from _limit(look, UPLOAD, of_row[1], seeding.upload_limit_bytes, torrent.up_limit)
    if row is not None and row.super_seed and look.is_complete:
        yield UpkeepWish(about=SUPER_SEEDING, wanted=1, is_so=torrent.super_seeding)


def _limit(look: Announced, about: str, of_row: int, of_owner: int, now: int) -> Iterator[UpkeepWish]:
    wanted = of_row if of_row > 0 else of_owner
    if wanted > 0:
        yield UpkeepWish(about=about, wanted=wanted, is_so=now == wanted)
        return
    ours = look.upkept.asked.get(about)
    if ours is not None and ours.wanted == now:  # else it is a person's by now, or gone
        yield UpkeepWish(about=about, wanted=ours.wanted, is_so=True)
        yield UpkeepWish(about=f"{about}{LIFTED}", wanted=ours.wanted, is_so=False)
