"""
Whether an Arr may be handed a path for import: asked right before, answered with all clients and all torrents in view.
"""

from collections.abc import Callable, Collection, Mapping

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.decide.imports.path_mapping import Row, is_within, mapped, unmapped
from qbitrr.decide.imports.paths import Neighbour, folders_of_many, objection
from qbitrr.decide.removals.sharing import normal_path
from qbitrr.errors import BadAnswer, NotReady, Rejected, RemoteError, Unauthorized
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import MayImport

__all__ = ["ImportCheck"]

Key = tuple[str, str]
# Torrents in one folder are at most a few cross-seeds; of more of them the files are not even compared.
_MOST_NEIGHBOURS = 10


class ImportCheck:
    """
    Compares as the Arr sees it. What an earlier listing of another client holds counts while that client is away; one that was never
    listed holds nobody up once it failed to answer.
    """

    def __init__(self, *, clients: Mapping[str, QbitActor], shared: SharedData) -> None:
        self._clients = clients
        self._shared = shared

    async def objection(self, question: MayImport) -> str:
        """
        Why the path must not be handed over for this torrent; empty: it may be. Raises `NotReady` while that is not known.
        """
        actor = self._clients.get(question.instance)
        torrent = actor.get(question.hash) if actor is not None and actor.is_listed else None
        if actor is None or torrent is None:
            raise NotReady(f"{question.instance} does not list it now")
        for section, other in self._clients.items():
            if other.status.state == "connecting" and not self._shared.knows(section):
                raise NotReady(f"what {section} has is not known yet")
        rows = [(host, normal_path(remote), normal_path(local)) for host, remote, local in question.mappings]
        path = normal_path(question.path)
        seen = self._view(rows)
        places = {seen(normal_path(each), actor.section): what for each, what in (await _folders(actor)).items()}
        for folder in (torrent.save_path, torrent.download_path):
            if folder:
                places[seen(normal_path(folder), actor.section)] = "the folder it is saved in with others"
        return objection(path, places, (), ()) or await self._with_others(torrent, path, rows, seen)

    async def _with_others(
        self, torrent: Torrent, path: str, rows: Collection[Row], seen: Callable[[str, str], str]
    ) -> str:
        """Whether other torrents have files there that are not its own, too."""
        shared = self._shared
        others = shared.around(torrent.key, unmapped(path, rows)) | shared.saved_at(
            torrent.key, lambda base, section: is_within(seen(base, section), path)
        )
        inside, above = set(), set()
        for key in others:
            seen_roots = [seen(part, key[0]) for root in shared.roots_of(key) for part in _parts(root, rows)]
            if any(
                is_within(each, path) for each in (*seen_roots, *(seen(base, key[0]) for base in shared.bases_of(key)))
            ):
                inside.add(key)
            elif any(is_within(path, each) for each in seen_roots):
                above.add(key)
        if not inside | above:
            return ""
        if len(inside) > _MOST_NEIGHBOURS:
            return f"{path} holds {len(inside)} other torrents"
        names = {key: shared.name_of(key) for key in sorted(inside | above)}
        files = await shared.files_of(torrent, names)
        own = _seen_files(files.get(torrent.key), torrent.instance, seen)
        if own is None:
            raise NotReady(f"{torrent.instance} does not say its files now")
        return objection(
            path, {}, own, [Neighbour(names[key], _seen_files(files.get(key), key[0], seen)) for key in names]
        )

    def _view(self, rows: Collection[Row]) -> Callable[[str, str], str]:
        """How the Arr sees a (normal) path of a client, by section."""
        hosts = {section: actor.status.host for section, actor in self._clients.items()}
        return lambda path, section: normal_path(mapped(path, rows, hosts.get(section, "")))


def _parts(root: str, rows: Collection[Row]) -> list[str]:
    """A folder, and what of it is mapped to somewhere else."""
    return [root, *(remote for _, remote, _ in rows if remote and is_within(remote, root))]


def _seen_files(files: Collection[str] | None, section: str, seen: Callable[[str, str], str]) -> frozenset[str] | None:
    return None if files is None else frozenset(seen(each, section) for each in files)


async def _folders(actor: QbitActor) -> dict[str, str]:
    """The folders in which a client saves torrents, as far as it says. Raises `NotReady` when it does not answer."""
    try:
        return await _read_folders(actor.client)
    except RemoteError as error:
        raise NotReady(f"the folders of {actor.section} are not known: {error}") from error


async def _read_folders(client: Qbittorrent) -> dict[str, str]:
    categories = {
        name: (each.save_path, each.download_path if isinstance(each.download_path, str) else "")
        for name, each in (await client.categories()).items()
    }
    try:
        preferences = await client.preferences()
    except (Rejected, BadAnswer, Unauthorized):  # a proxy that lets only torrents through: those say where they are
        return folders_of_many("", "", categories)
    return folders_of_many(preferences.save_path, preferences.temp_path, categories)
