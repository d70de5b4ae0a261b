"""
What may be deleted beside torrents: asked by the loop of a section before it touches anything in the folder of its category.
"""

import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping

from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.journal import Journal
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.decide.removals.sharing import contains, normal_path
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.torrents.torrent import COMPLETE_STATES
from qbitrr.wire.messages import FolderOf, FolderProof, MayDelete

__all__ = ["CleanUpCheck"]

_MOST_FINISHED = 50
_MOST_NAMED = 20


class CleanUpCheck:
    """
    Nothing is deleted that lies in, at or above a place of any torrent of any client, listed now or lately, and nothing at all unless
    every client is listed, of all *sections* that the file has, unused ones too. *folders* are those of all categories, *why_not(section,
    *clients)* says why nothing may be changed now.
    """

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        shared: SharedData,
        sections: Callable[[], Collection[str]],
        journal: Journal,
        own_storage: Collection[str],
        folders: Callable[[], Collection[str]],
        why_not: Callable[..., str],
        clock: IReactorTime,
    ) -> None:
        self._clients = clients
        self._shared = shared
        self._written = sections
        self._journal = journal
        self._own_storage = own_storage
        self._folders = folders
        self._why_not = why_not
        self._clock = clock

    def proof(self, question: FolderOf) -> FolderProof:
        """What must be seen there for it to be the folder that clients mean; or why nothing there may be touched."""
        root = normal_path(question.root)
        objection = self._objection(question.section)
        finished = tuple(self._finished(root))
        if not objection and not finished:
            objection = "no client has finished anything there, so it may be another folder"
        bases = self._shared.placements.bases
        saved_in = {base for section in self._sections() for base in bases.get(section, ())}
        return FolderProof(objection=objection, saved_in=tuple(sorted(saved_in)), finished=finished[:_MOST_FINISHED])

    async def allow(self, question: MayDelete) -> tuple[str, ...]:
        """Which of these may be deleted now; that they will be is in the journal then. Raises `StoreError`."""
        root = normal_path(question.root)
        if self._objection(question.section) or not any(self._finished(root)):
            return ()
        await self._read_around((*question.files, *question.folders))
        if self._objection(question.section):
            return ()
        files = tuple(path for path in question.files if self._is_nobodys(path, root))
        folders = tuple(path for path in question.folders if self._is_nobodys(path, root) and not self._is_used(path))
        if files or folders:
            await self._journal.act([self._entry(question.section, root, files, folders)], _nothing)
        return (*files, *folders)

    def _objection(self, section: str) -> str:
        """Why nothing may be touched now."""
        if why := self._why_not(section, *self._sections()):
            return why
        for client in sorted(self._written()):
            actor = self._clients.get(client)
            if client not in self._own_storage and (actor is None or not actor.is_listed):
                return f"{client} is not there: what it has is not known"
        return ""

    def _sections(self) -> list[str]:
        """The clients in use whose paths mean something here."""
        return [section for section in self._clients if section not in self._own_storage]

    def _finished(self, root: str) -> Iterator[str]:
        for section in self._sections():
            for torrent in self._clients[section].mirror.torrents.values():
                path = normal_path(torrent.content_path)
                if torrent.state in COMPLETE_STATES and torrent.progress == 1 and contains(root, path):
                    yield path

    async def _read_around(self, paths: Collection[str]) -> None:
        """Of torrents without a folder of their own only their files tell what is theirs."""
        near = self._shared.placements.around(normal_path(path) for path in paths)
        await self._shared.read_files(near)

    def _is_nobodys(self, path: str, root: str) -> bool:
        plain = normal_path(path)
        if ".." in path.split("/") or not contains(root, plain) or self._shared.placements.around([plain]):
            return False
        if self._is_beside_data(plain, root):
            return False
        return not any(contains(root, other) and (other == plain or contains(other, plain)) for other in self._others())

    def _is_beside_data(self, path: str, root: str) -> bool:
        """
        Whether a path is in a folder that holds something of a torrent, below where that is saved: clients call a lone file its place.
        """
        folder = posixpath.dirname(path)
        while contains(root, folder):
            for key in self._shared.placements.around([folder]):
                if any(contains(base, folder) for base in self._shared.bases_of(key)):
                    return True
            folder = posixpath.dirname(folder)
        return False

    def _is_used(self, path: str) -> bool:
        """Whether a client saves in a folder, or below it, or it is one on the way to that of a category."""
        plain = normal_path(path)
        saved_in = (base for used in self._shared.placements.bases.values() for base in used)
        return any(each == plain or contains(plain, each) for each in (*saved_in, *self._others()))

    def _others(self) -> list[str]:
        return [normal_path(folder) for folder in self._folders()]

    def _entry(self, section: str, root: str, files: tuple[str, ...], folders: tuple[str, ...]) -> Entry:
        paths = [path.removeprefix(f"{root}/") for path in (*files, *folders)]
        named = ", ".join(paths[:_MOST_NAMED]) + (", …" if len(paths) > _MOST_NAMED else "")
        why = Reason(
            code="auto_delete",
            text="They belong to no torrent, nobody wants their extensions, or they are empty.",
            measured={"files": len(files), "folders": len(folders)},
            configured={"AutoDelete": True},
        )
        text = (
            f"Deleted in {root}, {len(files)} files and {len(folders)} empty folders that belong to no torrent: {named}"
        )
        return Entry(at=self._clock.seconds(), section=section, act="clean_up", result="done", text=text, why=why)


def _nothing(database: object) -> None:
    """What is deleted stands nowhere else."""
