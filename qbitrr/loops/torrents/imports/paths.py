"""
Where the Arr is to import a download from, and whether that is more than the torrent: then it is refused, and said why.
"""

from attrs import frozen

from qbitrr.decide.imports.path_mapping import mapped
from qbitrr.decide.imports.paths import objection
from qbitrr.errors import NotReady
from qbitrr.loops.torrents.arr.folders import ArrFolders
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import MayImport

__all__ = ["ImportPaths"]

_REFUSED_FOR_SECONDS = 600.0


@frozen
class _Refused:
    """Why a place was refused, for what the torrent looked like then."""

    why: str
    place: tuple[str, str, str]
    at: float


class ImportPaths(Part):
    """
    What the clients have is asked of the supervisor at that moment. What is refused is looked at again ten minutes later, or once the
    torrent lies elsewhere.
    """

    def __init__(self, context: PartContext, known: ArrFolders) -> None:
        self._known = known
        self._context = context
        self._clock = context.clock
        self._refused: dict[Key, _Refused] = {}

    def objection(self, torrent: Torrent, record: Record | None) -> str:
        """Why its place was refused lately; empty when it was not."""
        refused = self._refused.get(torrent.key)
        if refused is None or refused.place != _place(torrent, record):
            return ""
        return refused.why if self._clock.seconds() - refused.at < _REFUSED_FOR_SECONDS else ""

    def configured(self) -> None:
        self._refused.clear()

    def gone(self, key: Key) -> None:
        self._refused.pop(key, None)

    async def find(self, torrent: Torrent, record: Record | None) -> tuple[str, str]:
        """
        The path to import from, as the Arr sees it, and why not (empty: do). Raises `RemoteError`, and `NotReady` while nobody can tell.
        """
        rows = await self._known.mappings()
        settings = self._context.obeyed.settings
        host = settings.hosts.get(torrent.instance, "")
        path = record.output_path if record is not None and record.output_path else ""
        path = path or mapped(torrent.content_path, rows, host)
        places = dict.fromkeys(await self._known.roots(), f"a root folder of {self._context.section}")
        places |= {mapped(folder, rows, host): what for folder, what in settings.shared_folders.items()}
        why = objection(path, places, (), ()) or await self._ask(torrent, path, rows)
        if why and torrent.key in self._context.share.torrents:
            self._refused[torrent.key] = _Refused(why, _place(torrent, record), self._clock.seconds())
        else:
            self._refused.pop(torrent.key, None)
        return path, why

    async def _ask(self, torrent: Torrent, path: str, rows: tuple[tuple[str, str, str], ...]) -> str:
        question = MayImport(instance=torrent.instance, hash=torrent.hash, path=path, mappings=rows)
        answer = await self._context.child.ask(question)
        if answer.objection is None:
            raise NotReady(f"whether {path} may be handed over is not known yet: {answer.error}")
        return answer.objection


def _place(torrent: Torrent, record: Record | None) -> tuple[str, str, str]:
    return (torrent.content_path, torrent.save_path, record.output_path if record is not None else "")
