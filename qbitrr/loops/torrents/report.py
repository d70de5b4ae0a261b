"""
What a torrent loop says about itself: when it changes, and now and then.
"""

from itertools import islice

from msgspec import structs
from twisted.internet.interfaces import IReactorTime

from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.torrents.arr.side import ArrSide
from qbitrr.loops.torrents.share import Key, Share
from qbitrr.model.reasons import Reason
from qbitrr.model.status import Attention, TorrentReport
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["REPORT_SECONDS", "Reporter"]

REPORT_SECONDS = 15.0
# Decisions that leave something to a person.
_NEEDS_A_LOOK = frozenset({"seeding_limit_unimported", "import_given_up", "import_path"})
_HELD_BY_ARR = frozenset({"importBlocked", "importFailed"})
# So many are named; the rest is counted.
_MOST_NAMED = 50


class Reporter:
    """Keeps what needs a person's attention and reports. `alarm` is something a person must see."""

    def __init__(self, *, child: ChildContext, share: Share, arr: ArrSide | None, clock: IReactorTime) -> None:
        self.alarm = ""
        self._child = child
        self._share = share
        self._arr = arr
        self._clock = clock
        self._attention: dict[Key, Attention] = {}
        self._said: TorrentReport | None = None

    def note(self, torrent: Torrent, record: Record | None, why: Reason) -> None:
        """What was decided about a torrent, and what the Arr's record of it says now."""
        code, text = why.code, why.text
        if record is not None and record.state in _HELD_BY_ARR:
            code, text = "held_by_arr", f"The Arr does not import it by itself: {_words(record)}"
        elif code not in _NEEDS_A_LOOK:
            self._attention.pop(torrent.key, None)
            return
        instance, hash_ = torrent.key
        self._attention[torrent.key] = Attention(instance=instance, hash=hash_, name=torrent.name, code=code, text=text)

    def forget(self, key: Key) -> None:
        """The torrent is gone."""
        self._attention.pop(key, None)

    def report(self, *, is_online: bool) -> None:
        """Say how things stand, unless that was said lately."""
        arr, now = self._arr, self._clock.seconds()
        report = TorrentReport(
            at=now,
            torrents=len(self._share.torrents),
            queue=len(arr.raw) if arr is not None else 0,
            arr_connected=arr is None or arr.is_connected,
            arr_version=arr.version if arr is not None else "",
            arr_why=arr.why if arr is not None else "",
            arr_at=arr.evidence_at if arr is not None else 0.0,
            attention=len(self._attention),
            needs=tuple(islice(self._attention.values(), _MOST_NAMED)),
            summary=self._summary(is_online),
            alarm=self.alarm,
        )
        before = self._said
        if (
            before is None
            or structs.replace(before, at=now, arr_at=report.arr_at) != report
            or now - before.at >= REPORT_SECONDS
        ):
            self._said = report
            self._child.report(report)

    def _summary(self, is_online: bool) -> str:
        if not is_online:
            return "No internet here: nothing that needs it is asked for until it is back"
        if self._arr is not None and not self._arr.is_known:
            return f"Waiting for the Arr: {self._arr.why or 'its queue was not read yet'}"
        return f"Looking after {len(self._share.torrents)} torrents"


def _words(record: Record) -> str:
    said = (text for entry in record.messages for text in (*entry.messages, entry.title) if text)
    return next(said, "it gives no reason")[:300]
