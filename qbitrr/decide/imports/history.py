"""
Answers of an Arr's history: which of several counts, and whether the history is still the one it was.
"""

from collections.abc import Collection, Iterable, Mapping

from qbitrr.model.torrents.told import Told, Word

__all__ = ["newer", "vanished"]

_LOST_SHARE = 0.1


def newer(words: Iterable[Word]) -> Word:
    """The newest of the answers about one download that is known by several hashes."""
    return max(words, key=lambda word: (word.told not in (Told.NONE, Told.UNKNOWN), word.event_at), default=Word())


def vanished(known: Mapping[str, int], there: Collection[str], since: int) -> frozenset[str]:
    """
    Which of the imports that were *known* (hash to the Arr's date) are gone, if so many that the history must be another one, else
    nothing. *there* are the hashes of the imports after *since*, by the Arr's clock.
    """
    looked_at = {hash_ for hash_, at in known.items() if at > since}
    gone = frozenset(looked_at.difference(there))
    return gone if len(gone) > _LOST_SHARE * len(looked_at) else frozenset()
