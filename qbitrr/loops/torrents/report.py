"""
What a torrent loop says about itself: when it changes, and now and then.
"""

from itertools import islice

from msgspec import structs

from qbitrr.loops.torrents.arr.section import ArrStanding, NoArr
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.model.reasons import Reason
from qbitrr.model.status import Attention, TorrentReport
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Torrents

__all__ = ["REPORT_SECONDS", "Reporter"]

REPORT_SECONDS = 15.0
# Decisions that leave something to a person.
_NEEDS_A_LOOK = frozenset({"seeding_limit_unimported", "import_given_up", "import_path", "duty_unknown"})
_HELD_BY_ARR = frozenset({"importBlocked", "importFailed"})
_UNKNOWN_SECONDS = 600.0
# So many are named; the rest is counted.
_MOST_NAMED = 50


class Reporter(Part):
    """Keeps what needs a person's attention and reports. *alarm* is something a person must see."""

    def __init__(self, context: PartContext, arr: NoArr, alarm: str) -> None:
        self._alarm = alarm
        self._child = context.child
        self._share = context.share
        self._obeyed = context.obeyed
        self._disk = context.disk
        self._arr = arr
        self._clock = context.clock
        self._is_online = True
        self._attention: dict[Key, Attention] = {}
        self._unknown: dict[Key, float] = {}
        self._said: TorrentReport | None = None

    def note(self, torrent: Torrent, record: Record | None, why: Reason, remark: Reason | None = None) -> None:
        """What was decided about a torrent, what a person should know beside that, and what the Arr's record of it says now."""
        code, text = why.code, why.text
        since = self._unknown_since(torrent.key, why)
        if since is not None and self._clock.seconds() - since >= _UNKNOWN_SECONDS:
            code = "duty_unknown"
            text = "Its trackers cannot be read: its limits are not known and a duty may be open, so it stays."
        if record is not None and record.state in _HELD_BY_ARR:
            code, text = "held_by_arr", f"The Arr does not import it by itself: {_words(record)}"
        elif remark is not None:
            code, text = remark.code, remark.text
        elif code not in _NEEDS_A_LOOK:
            self._attention.pop(torrent.key, None)
            return
        instance, hash_ = torrent.key
        self._attention[torrent.key] = Attention(instance=instance, hash=hash_, name=torrent.name, code=code, text=text)

    def _unknown_since(self, key: Key, why: Reason) -> float | None:
        """Since when nobody knows whether a duty keeps it; reading its trackers takes a moment, and may fail now and then."""
        if why.measured.get("hit_and_run") != "unknown":
            self._unknown.pop(key, None)
            return None
        return self._unknown.setdefault(key, self._clock.seconds())

    def gone(self, key: Key) -> None:
        self._attention.pop(key, None)
        self._unknown.pop(key, None)

    def listed(self, news: Torrents, new: frozenset[Key]) -> None:
        self._is_online = news.is_online

    def next_at(self) -> float:
        """Whatever happens, something is said that often."""
        return self._clock.seconds() + REPORT_SECONDS

    async def turn(self, now: float) -> None:
        """Say how things stand, unless that was said lately."""
        arr = self._arr.status()
        report = TorrentReport(
            at=now,
            torrents=len(self._share.torrents),
            queue=arr.queue,
            arr_connected=arr.is_connected,
            arr_version=arr.version,
            arr_why=arr.why,
            arr_at=arr.at,
            arr_since=arr.since,
            arr_answered_after=arr.answered_after,
            queue_trouble=arr.queue_trouble,
            attention=len(self._attention),
            needs=tuple(islice(self._attention.values(), _MOST_NAMED)),
            summary=self._summary(arr),
            alarm=" ".join(text for text in (self._disk.trouble, self._alarm, self._obeyed.alarm) if text),
        )
        before = self._said
        if (
            before is None
            or structs.replace(before, at=now, arr_at=report.arr_at, arr_answered_after=report.arr_answered_after)
            != report
            or now - before.at >= REPORT_SECONDS
        ):
            self._said = report
            self._child.report(report)

    def _summary(self, arr: ArrStanding) -> str:
        if not self._is_online:
            return "No internet here: nothing that needs it is asked for until it is back"
        if arr.waits_for:
            return f"Waiting for the Arr: {arr.waits_for}"
        return f"Looking after {len(self._share.torrents)} torrents"


def _words(record: Record) -> str:
    said = (text for entry in record.messages for text in (*entry.messages, entry.title) if text)
    return next(said, "it gives no reason")[:300]
