"""
Telling why a torrent is still there, from what its decisions are made of.
"""

from msgspec.structs import replace
from twisted.logger import Logger

from qbitrr.decide.torrents.asking.explain import explain
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.deciding.facts import FactFinder
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.model.shown.explained import Explained, ExplainedCheck
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Perform, Performed
from qbitrr.wire.torrent_orders import ExplainTorrent

__all__ = ["Explaining"]


class Explaining(Part):
    """Decides about a torrent as it is now, does nothing of it, and tells all of it."""

    log = Logger()

    def __init__(self, context: PartContext, clocks: ClientClocks, facts: FactFinder) -> None:
        self._context = context
        self._clocks = clocks
        self._facts = facts

    def asked(self, request: Perform) -> None:
        if not isinstance(request.what, ExplainTorrent):
            return
        key = request.what.instance, request.what.hash
        torrent = self._context.share.torrents.get(key)
        if torrent is None:
            answer = Performed(id=request.id, result="failed", text="its loop was not told of it yet")
        else:
            answer = self._answer(request.id, torrent, request.what.upload_speed)
        self._context.child.send(answer)

    def _answer(self, number: int, torrent: Torrent, upload_speed: float | None) -> Performed:
        try:
            explained = self._explained(torrent, upload_speed)
        except Exception:
            self.log.failure("{name} cannot be explained", name=torrent.name)
            return Performed(id=number, result="failed", text="deciding about it failed, see the log of its loop")
        return Performed(id=number, result="done", explained=explained)

    def _explained(self, torrent: Torrent, upload_speed: float | None) -> Explained:
        context, now = self._context, self._context.clock.seconds()
        rules = context.rules_of(torrent)
        facts = self._facts.of(torrent, rules, now)
        found = explain(facts, rules, context.memories.get(torrent.key), now, upload_speed)
        placed = tuple(
            replace(each, checks=tuple(self._placed(torrent, check) for check in each.checks)) for each in found.rules
        )
        return replace(
            found,
            rules=placed,
            look_again_at=context.share.next_look_at(torrent.key) or found.look_again_at,
            is_listed=torrent.instance in self._clocks,
            under_way=context.share.is_held(torrent.key, now),
        )

    def _placed(self, torrent: Torrent, check: ExplainedCheck) -> ExplainedCheck:
        """The check with the key of its setting as it stands in the configuration."""
        before = self._context.category_before(torrent)
        place = self._context.obeyed.place_of(torrent, check.setting, before)
        by_setting = f"Change {place}." if place else ""
        return replace(check, setting=place, would_change=" ".join(filter(None, (check.would_change, by_setting))))
