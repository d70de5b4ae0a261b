"""
What the loops decided about each torrent last, as they told it.
"""

from collections import OrderedDict
from collections.abc import Iterable

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.model.torrents.listed import TorrentVerdict

__all__ = ["VerdictBook"]

Key = tuple[str, str]
_MOST_RECENT = 200


class VerdictBook:
    """
    Keeps the last verdict of each torrent, with the section whose loop said it, until the torrent leaves the listing. `recent` are those
    that changed last, `revision` another number after each change.
    """

    def __init__(self) -> None:
        self.recent: OrderedDict[Key, TorrentVerdict] = OrderedDict()
        self.revision = 0
        self._by_key: dict[Key, tuple[str, TorrentVerdict]] = {}

    def take(self, section: str, verdicts: Iterable[TorrentVerdict]) -> None:
        """The loop of a section tells these."""
        self.revision += 1
        for verdict in verdicts:
            key = verdict.instance, verdict.hash
            self._by_key[key] = section, verdict
            self.recent.pop(key, None)
            self.recent[key] = verdict
        while len(self.recent) > _MOST_RECENT:
            self.recent.popitem(last=False)

    def of(self, key: Key, section: str) -> TorrentVerdict | None:
        """What the loop of this section said last of a torrent; what another said before counts no more."""
        told_by, verdict = self._by_key.get(key, ("", None))
        return verdict if told_by == section else None

    def seen(self, actor: QbitActor, change: Change) -> None:
        """What left a listing is told of anew when it is back."""
        for hash_ in (*change.gone, *change.lost):
            key = actor.section, hash_
            if self._by_key.pop(key, None) is not None:
                self.recent.pop(key, None)
                self.revision += 1
