"""
Everything a decision about a torrent is made from.
"""

from typing import Any

from hypothesis import strategies as st

from qbitrr.model.torrents.content.media import Playable, Verified
from qbitrr.model.torrents.content.scores import FormatScores, SpentOnScores
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.told import Told
from qbitrr.testing.strategies.memories import memories, watches
from qbitrr.testing.strategies.owners import rules
from qbitrr.testing.strategies.queue import records
from qbitrr.testing.strategies.torrents import files, torrents, trackers
from qbitrr.testing.strategies.values import maybe, moments

__all__ = ["Looked", "facts", "looks"]

Looked = tuple[TorrentFacts, OwnerRules, Memory]


def facts(**given: st.SearchStrategy[Any]) -> st.SearchStrategy[TorrentFacts]:
    """Everything that may be known about a torrent; *given* takes the place of fields."""
    scores = st.integers(-100, 100)
    usual: dict[str, st.SearchStrategy[Any]] = {
        "torrent": torrents(),
        "trackers": maybe(trackers()),
        "trackers_at": maybe(moments(future=0)),
        "files": maybe(files()),
        "record": maybe(records()),
        "queue_known": st.integers(0, 9).map(bool),
        "record_gone_at": maybe(moments(future=0)),
        "record_same_since": maybe(moments(future=0)),
        "told": st.sampled_from(Told),
        "told_event_at": st.integers(0, 9),
        "told_at": maybe(moments(future=0)),
        "told_asks": st.integers(0, 9),
        "storage_ok": st.sampled_from([True, None, False]),
        "path_ok": st.booleans(),
        "path_objection": st.sampled_from(["", "its place is the folder of everybody's downloads"]),
        "scores": maybe(st.builds(FormatScores, minimum=scores, existing=maybe(scores))),
        "spent": st.builds(SpentOnScores, in_hour=_asked_at(6), for_item=_asked_at(4)),
        "media": st.builds(
            Verified, playable=st.sampled_from(Playable), why=st.just("it has no video"), file=st.just("M/m.mkv")
        ),
        "watch": maybe(watches()),
        "forced_by_arr": st.booleans(),
    }
    return st.builds(TorrentFacts, **{**usual, **given})


def _asked_at(most: int) -> st.SearchStrategy[tuple[float, ...]]:
    return st.lists(moments(future=0).map(float), max_size=most).map(lambda found: tuple(sorted(found)))


def looks() -> st.SearchStrategy[Looked]:
    """The three inputs of a decision at `NOW`."""
    return st.tuples(facts(), rules(), memories())
