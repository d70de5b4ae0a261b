"""
What is taken back of a torrent that leaves its owner: its next one knows nothing of what was ours.
"""

from msgspec.structs import replace

from qbitrr.decide.upkeep.row_settings import DOWNLOAD, UPLOAD
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import ClientStep, LimitDownload, LimitUpload
from qbitrr.model.torrents.memory import Upkept
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["limits_left", "without_limits"]


def limits_left(torrent: Torrent, upkept: Upkept) -> tuple[ClientStep, ...]:
    """The steps that lift the limits of ours which a torrent, as it was seen last, has or is about to get; what a person set stays."""
    steps: list[ClientStep] = []
    key = {"instance": torrent.instance, "hash": torrent.hash}
    for about, kind, now in ((DOWNLOAD, LimitDownload, torrent.dl_limit), (UPLOAD, LimitUpload, torrent.up_limit)):
        ours = upkept.asked.get(about)
        if ours is None or (ours.taken and ours.wanted != now):
            continue
        text = f"It has left the owner that set its {about} to {ours.wanted} bytes/s."
        why = Reason(
            code="limit_left", text=text, measured={"bytes_per_second": now}, configured={"bytes_per_second": -1}
        )
        steps.append(kind(**key, why=why, bytes_per_second=-1))
    return tuple(steps)


def without_limits(upkept: Upkept) -> Upkept:
    """Should it come back, they are asked for anew."""
    asked = {about: each for about, each in upkept.asked.items() if not about.startswith((DOWNLOAD, UPLOAD))}
    return upkept if asked == upkept.asked else replace(upkept, asked=asked)
