"""
Telling what was decided about each torrent, when that is another thing than before.
"""

import math

from msgspec.structs import replace

from qbitrr.decide.torrents.look import LATEST_SECONDS
from qbitrr.decide.torrents.rules import Decision, step_names
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Verdicts

__all__ = ["VerdictNews"]

_AT_ONCE = 400
_EVERY_SECONDS = 0.5
_LONGEST_TEXT = 300
# A time to come that creeps with every byte is told again when what is left of it is another by so much.
_TOLD_AGAIN_SHARE, _TOLD_AGAIN_SECONDS = 0.2, 30.0


class VerdictNews(Part):
    """
    Costs as much as decisions change: one that is the same as was told is not told again, though its figures creep. At a start all of
    them go, some at a time.
    """

    def __init__(self, context: PartContext) -> None:
        self._child = context.child
        self._clock = context.clock
        self._told: dict[Key, TorrentVerdict] = {}
        self._waiting: dict[Key, TorrentVerdict] = {}
        self._sent_at = 0.0

    def note(self, torrent: Torrent, decision: Decision, now: float) -> None:
        """This was decided about a torrent."""
        key, why = torrent.key, decision.why
        is_distant = decision.look_again_at >= now + LATEST_SECONDS
        verdict = TorrentVerdict(
            instance=key[0],
            hash=key[1],
            rule=why.rule,
            code=why.code,
            text=why.text[:_LONGEST_TEXT],
            step=next(iter(step_names(decision)), ""),
            holds_until=0.0 if is_distant else decision.look_again_at,
        )
        if not _is_told(self._told.get(key), verdict, now):
            self._told[key] = self._waiting[key] = verdict

    def step_of(self, key: Key) -> str:
        """The step that the last decision about a torrent asks for, empty for none, or if nothing was decided yet."""
        told = self._told.get(key)
        return told.step if told is not None else ""

    def gone(self, key: Key) -> None:
        self._told.pop(key, None)
        self._waiting.pop(key, None)

    def next_at(self) -> float:
        return self._sent_at + _EVERY_SECONDS if self._waiting else math.inf

    async def turn(self, now: float) -> None:
        if now < self.next_at():
            return
        self._sent_at = now
        keys = list(self._waiting)[:_AT_ONCE]
        self._child.send(Verdicts(verdicts=tuple(self._waiting.pop(key) for key in keys)))


def _is_told(before: TorrentVerdict | None, verdict: TorrentVerdict, now: float) -> bool:
    if before is None or replace(before, text="", holds_until=0.0) != replace(verdict, text="", holds_until=0.0):
        return False
    if not before.holds_until or not verdict.holds_until:
        return before.holds_until == verdict.holds_until
    left = max(0.0, verdict.holds_until - now)
    return abs(before.holds_until - verdict.holds_until) <= max(_TOLD_AGAIN_SECONDS, left * _TOLD_AGAIN_SHARE)
