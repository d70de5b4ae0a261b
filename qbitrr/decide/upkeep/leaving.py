"""
What is taken back of a torrent that leaves its owner: its next one knows nothing of what was ours.

# Note [Lifted for certain]
That a torrent has left, and what of ours it may still have, is remembered until its client has been asked and has answered: whoever
comes after an end in between goes on. By then somebody else may have set a limit, so what is not seen any more is lifted only where it
still is as it was ours.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from qbitrr.decide.upkeep.row_settings import DOWNLOAD, UPLOAD
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import ClientStep, LimitDownload, LimitUpload
from qbitrr.model.torrents.memory import AskedFor, Upkept
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Key", "limits_left", "limits_left_unseen", "not_ours_any_more", "with_leaving", "without_limits"]

Key = tuple[str, str]
_KINDS: dict[str, type[LimitDownload | LimitUpload]] = {DOWNLOAD: LimitDownload, UPLOAD: LimitUpload}


def limits_left(torrent: Torrent, upkept: Upkept) -> tuple[ClientStep, ...]:
    """The steps that lift the limits of ours which a torrent, as it was seen last, has or is about to get; what a person set stays."""
    steps: list[ClientStep] = []
    for about, ours in _limits(upkept):
        is_so = _limit(torrent, _KINDS[about]) == ours.wanted
        if is_so or not ours.taken:  # else it is a person's by now
            steps.append(_lifting(torrent.key, about, ours, int(ours.wanted) if is_so else None))
    return tuple(steps)


def limits_left_unseen(key: Key, upkept: Upkept) -> tuple[ClientStep, ...]:
    """The same of one that is not seen any more: where the limits still are as they were ours. See Note [Lifted for certain]."""
    return tuple(_lifting(key, about, ours, int(ours.wanted)) for about, ours in _limits(upkept))


def not_ours_any_more(step: ClientStep, torrent: Torrent) -> str:
    """Why a limit stays that is to be changed only from what it was: by now it is another. Empty if it is to be changed."""
    if not isinstance(step, LimitDownload | LimitUpload) or step.only_from is None:
        return ""
    now = _limit(torrent, type(step))
    return "" if now == step.only_from else f"it is {now} bytes/s by now, and that is not ours"


def with_leaving(upkept: Upkept, *, is_left: bool = True) -> Upkept:
    """It has left, and what is to be lifted is not yet; or it has not, though it is away."""
    return replace(upkept, is_left=is_left)


def without_limits(upkept: Upkept) -> Upkept:
    """Should it come back, they are asked for anew."""
    asked = {about: each for about, each in upkept.asked.items() if not about.startswith((DOWNLOAD, UPLOAD))}
    return upkept if asked == upkept.asked and not upkept.is_left else replace(upkept, asked=asked, is_left=False)


def _limits(upkept: Upkept) -> Iterator[tuple[str, AskedFor]]:
    return ((about, upkept.asked[about]) for about in _KINDS if about in upkept.asked)


def _limit(torrent: Torrent, kind: type[LimitDownload | LimitUpload]) -> int:
    return torrent.dl_limit if kind is LimitDownload else torrent.up_limit


def _lifting(key: Key, about: str, ours: AskedFor, only_from: int | None) -> ClientStep:
    text = f"It has left the owner that set its {about} to {ours.wanted} bytes/s."
    why = Reason(code="limit_left", text=text, configured={"bytes_per_second": -1})
    return _KINDS[about](instance=key[0], hash=key[1], why=why, bytes_per_second=-1, only_from=only_from)
