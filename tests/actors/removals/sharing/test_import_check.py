"""No path is handed over that is more than the torrent, whoever has the rest: all clients and owners are in view."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change, Mirror
from qbitrr.actors.removals.sharing.import_check import ImportCheck
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.clients.qbittorrent.wire import Category, Preferences
from qbitrr.decide.imports.path_mapping import Row, is_within, mapped
from qbitrr.decide.removals.sharing import bases_of
from qbitrr.errors import NotReady
from qbitrr.model.removals.sharing import Placement, placement_of
from qbitrr.model.status import QbitStatus
from qbitrr.model.torrents.torrent import Torrent, TorrentFile
from qbitrr.testing.qbittorrent import Answered, Dropped
from qbitrr.testing.qbittorrent.model.categories import SimulatedCategory
from qbitrr.testing.strategies.removals import placements
from qbitrr.wire.messages import MayImport
from tests.actors.world import HASH, QbitCase

GIB = 2**30
pytestmark = pytest.mark.correction("B2")


class CheckCase(QbitCase):
    """Two clients; the first has a finished movie at /downloads/radarr/Movie."""

    own_storage: frozenset[str] = frozenset()

    def setUp(self) -> None:
        super().setUp()
        for section in ("qBit", "qBit-box"):
            self.qbit(section)
        self.sim = self.qbits["qBit"]
        self.shared = SharedData(clients=self.actors, clock=self.clock, own_storage=self.own_storage)
        self.check = ImportCheck(clients=self.actors, shared=self.shared)
        self.put("Movie", "Movie/a.mkv", "Movie/b.mkv", hash=HASH, save_path="/downloads/radarr", category="radarr")

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        self.shared.seen(actor.section, change)

    def put(self, name: str, *files: str, section: str = "qBit", **more: Any) -> str:
        sizes = [(each, GIB) for each in files]
        return self.qbits[section].add(name=name, files=sizes, **{"progress": 1.0, **more}).hash

    def start(self, *sections: str) -> None:
        for section in ("qBit", "qBit-box"):
            self.actor(section)
        for section in sections or ("qBit", "qBit-box"):
            self.begin(section)
        for section, actor in self.actors.items():
            actor.status = replace(actor.status, host=f"{section}.example".lower())

    def ask(self, path: str, *mappings: Row, section: str = "qBit") -> str:
        """What is said against a path."""
        question = MayImport(instance=section, hash=HASH, path=path, mappings=mappings)
        return self.done(self.check.objection(question))

    def assert_not_yet(self, words: str) -> None:
        asking = Deferred.fromCoroutine(
            self.check.objection(MayImport(instance="qBit", hash=HASH, path="/downloads/radarr/Movie"))
        )
        self.settle(1)
        self.assertIn(words, str(self.failureResultOf(asking, NotReady).value))


class PlaceTests(CheckCase):
    """Folders in which a client saves more than this torrent."""

    def test_its_own_place(self):
        """What is only its own is handed over, and costs no list of files."""
        self.start()
        self.asked(reads=True)
        for path in ("/downloads/radarr/Movie", "/downloads/radarr/Movie/", "/downloads/radarr/Movie/a.mkv"):
            self.assertEqual("", self.ask(path))
        self.assertNotIn("torrents/files", self.asked(reads=True))

    def test_folders_of_the_client(self):
        """Its default ones and those of all its categories, given or implied, whoever they are for; and what holds them."""
        put = self.sim.categories.put
        put(SimulatedCategory(name="tv", save_path="/elsewhere/shows"))
        put(SimulatedCategory(name="music"))
        put(SimulatedCategory(name="books", save_path="shelf", download_path="/unfinished/books"))
        self.sim.preferences["temp_path"] = "/unfinished"
        self.start()
        for path, words in {
            "/downloads": "/downloads is the client's folder for downloads",
            "/unfinished": "/unfinished",
            "/elsewhere/shows/": "/elsewhere/shows is the folder of the category tv",
            "/elsewhere": "/elsewhere holds /elsewhere/shows, the folder of the category tv",
            "/downloads/music": "is the folder of the category music",
            "/downloads/shelf": "is the folder of the category books",
            "/unfinished/books": "is the folder of the category books for incomplete downloads",
            "/downloads/radarr": "/downloads/radarr is the folder",
        }.items():
            self.assertIn(words, self.ask(path), path)

    def test_new_since(self):
        """A category that was made a moment ago counts."""
        self.start()
        self.assertEqual("", self.ask("/elsewhere"))
        self.sim.categories.put(SimulatedCategory(name="new", save_path="/elsewhere"))
        self.assertIn("the category new", self.ask("/elsewhere"))

    def test_mapped(self):
        """Compared as the Arr sees them."""
        self.sim.categories.put(SimulatedCategory(name="tv", save_path="/elsewhere/shows"))
        self.start()
        row = ("qbit.example", "/elsewhere/", "/mnt/q")
        self.assertIn("/mnt/q/shows is the folder of the category tv", self.ask("/mnt/q/shows", row))
        self.assertEqual("", self.ask("/elsewhere/shows", row))

    def test_client_that_says_less(self):
        """One behind something that lets no settings through: what it does say counts."""
        self.sim.categories.put(SimulatedCategory(name="tv", save_path="/elsewhere/shows"))
        self.start()
        for status in (404, 403):
            with self.subTest(status):
                self.sim.faults.clear()
                self.sim.faults.next(Answered(status=status), path="app/preferences", times=None)
                self.assertIn("the category tv", self.ask("/elsewhere"))
                self.assertEqual("", self.ask("/downloads/radarr/Movie"))


class NeighbourTests(CheckCase):
    """Files of others, of whatever owner and client."""

    def test_of_another_owner(self):
        """In the same folder with files of its own, or saved inside it."""
        self.put("Other", "Movie/c.mkv", "Movie/d.mkv", save_path="/downloads/radarr", category="other")
        self.start()
        self.assertEqual(
            "/downloads/radarr/Movie holds /downloads/radarr/Movie/c.mkv of Other, too", self.ask("/downloads/radarr/Movie")
        )  # fmt: skip
        self.assertEqual("", self.ask("/downloads/radarr/Movie/a.mkv"))

    def test_saved_inside(self):
        """Another torrent is saved in its folder; one without metadata will be."""
        one = self.put("c.mkv", save_path="/downloads/radarr/Movie", category="other")
        self.start()
        self.assertIn("c.mkv of c.mkv", self.ask("/downloads/radarr/Movie"))
        self.sim.remove(one)
        self.put("Magnet", save_path="/downloads/radarr/Movie", has_metadata=False, progress=0.0)
        self.settle(120)
        self.assertIn("holds Magnet, too", self.ask("/downloads/radarr/Movie"))

    def test_a_cross_seed(self):
        """What another torrent has there is its own, too: with the same folder, or saved inside it, here or on the other client."""
        self.put("Twin", "Movie/a.mkv", "Movie/b.mkv", save_path="/downloads/radarr", category="cross")
        self.put("a.mkv", save_path="/downloads/radarr/Movie", category="cross")
        self.put("Far", "Movie/a.mkv", "Movie/b.mkv", section="qBit-box", save_path="/downloads/radarr")
        self.start()
        self.assertEqual("", self.ask("/downloads/radarr/Movie"))

    def test_flat_ones(self):
        """One without a folder of its own may have files in this one."""
        self.put("Flat", "Movie/extra.mkv", "else.mkv", save_path="/downloads/radarr", category="other")
        self.put("Harmless", "x/extra.mkv", "else.mkv", save_path="/downloads/radarr", category="other")
        self.start()
        self.assertIn("extra.mkv of Flat", self.ask("/downloads/radarr/Movie"))

    def test_inside_the_folder_of_another(self):
        """It is saved in the folder of another torrent: only that one's files there count."""
        self.put("Pack", "radarr/Movie/extra.mkv", "radarr/x.mkv", save_path="/downloads", category="other")
        self.start()
        self.assertIn("extra.mkv of Pack", self.ask("/downloads/radarr/Movie"))
        self.assertEqual("", self.ask("/downloads/radarr/Movie/a.mkv"))

    def test_many(self):
        """Of many of them the files are not even compared."""
        for number in range(12):
            self.put(f"e{number}.mkv", save_path="/downloads/radarr/Movie", category="other")
        self.start()
        self.asked(reads=True)
        self.assertIn("holds 12 other torrents", self.ask("/downloads/radarr/Movie"))
        self.assertNotIn("torrents/files", self.asked(reads=True))

    def test_other_client(self):
        """By the path the Arr sees, not by that of each client; also one that is away since."""
        self.put("Other", "Movie/c.mkv", "Movie/d.mkv", section="qBit-box", save_path="/data/radarr")
        self.start()
        rows = (("qbit.example", "/downloads", "/mnt/q"), ("qbit-box.example", "/data", "/mnt/q"))
        self.assertEqual("", self.ask("/downloads/radarr/Movie"))
        self.assertIn("c.mkv of Other", self.ask("/mnt/q/radarr/Movie", *rows))
        apart = (rows[0], ("qbit-box.example", "/data", "/mnt/box"))
        self.assertEqual("", self.ask("/mnt/q/radarr/Movie", *apart))
        self.qbits["qBit-box"].faults.next(Dropped(), times=None)
        self.settle(30)
        self.assertIn("c.mkv of Other", self.ask("/mnt/q/radarr/Movie", *rows))

    def test_renamed_since(self):
        """What no listing tells is asked of the client."""
        other = self.put("Other", "Movie/c.mkv", "Movie/d.mkv", save_path="/downloads/radarr", category="other")
        self.start()
        self.assertIn("c.mkv of Other", self.ask("/downloads/radarr/Movie"))
        for file in self.sim.torrents[other].files:
            file.name = file.name.replace("Movie/", "Elsewhere/")
        self.assertEqual("", self.ask("/downloads/radarr/Movie"))


class OwnStorageTests(CheckCase):
    own_storage = frozenset({"qBit-box"})

    def test_own_storage(self):
        """An equal path on a client with its own storage is another place."""
        self.put("Other", "Movie/c.mkv", "Movie/d.mkv", section="qBit-box", save_path="/downloads/radarr")
        self.start()
        self.assertEqual("", self.ask("/downloads/radarr/Movie"))


class NotYetTests(CheckCase):
    """Nobody can tell: neither yes nor no."""

    def test_client_away(self):
        """The client of the torrent does not list it."""
        self.start()
        self.sim.faults.next(Dropped(), times=None)
        self.settle(30)
        self.assert_not_yet("qBit does not list it now")

    def test_client_does_not_say_its_folders(self):
        """It does not answer that, at this moment."""
        self.start()
        self.sim.faults.next(Dropped(), path="torrents/categories", times=None)
        asking = Deferred.fromCoroutine(self.check.objection(MayImport(instance="qBit", hash=HASH, path="/x")))
        self.settle(60)
        self.failureResultOf(asking, NotReady)

    def test_client_does_not_say_the_files(self):
        """Whether they are also those of the other torrent there cannot be told."""
        self.put("Other", "Movie/c.mkv", "Movie/d.mkv", save_path="/downloads/radarr", category="other")
        self.start()
        self.sim.faults.next(Answered(status=500), path="torrents/files", times=None)
        question = MayImport(instance="qBit", hash=HASH, path="/downloads/radarr/Movie")
        asking = Deferred.fromCoroutine(self.check.objection(question))
        self.settle(60)
        self.assertIn("does not say its files", str(self.failureResultOf(asking, NotReady).value))

    def test_another_client_is_not_asked_yet(self):
        """Right after a start; one that failed to answer, or of which an earlier listing is known, holds nobody up."""
        self.start("qBit")
        self.assert_not_yet("qBit-box")
        kept = Placement(instance="qBit-box", hash="b" * 40, save_path="/far", content_path="/far/x")
        self.shared.load([kept])
        self.assertEqual("", self.ask("/downloads/radarr/Movie"))

    def test_another_client_is_not_there(self):
        """One that does not answer at all must not hold every import up."""
        self.qbits["qBit-box"].faults.next(Dropped(), times=None)
        self.start()
        self.settle(30)
        self.assertEqual("", self.ask("/downloads/radarr/Movie"))


class FixedClient:
    """A client that only says its folders."""

    def __init__(self, categories: dict[str, str], save_path: str, temp_path: str) -> None:
        self._categories = {name: Category(name=name, save_path=path) for name, path in categories.items()}
        self._preferences = Preferences(save_path=save_path, temp_path=temp_path)

    async def categories(self) -> dict[str, Category]:
        return self._categories

    async def preferences(self) -> Preferences:
        return self._preferences


class FixedActor:
    """An actor of which everything is known."""

    is_listed = True

    def __init__(self, section: str, listed: list[Placement], client: FixedClient) -> None:
        self.section = section
        self.client = client
        self.status = QbitStatus(section=section, state="connected", host=section)
        self.mirror = Mirror(section)
        self.placements = {each.hash: each for each in listed}
        self.mirror.listed_at = 1.0

    def get(self, hash_: str) -> Torrent:
        at = self.placements[hash_]
        return Torrent(
            instance=self.section, hash=hash_, name=at.name, state="stalledUP", save_path=at.save_path,
            download_path=at.download_path, content_path=at.content_path,
        )  # fmt: skip

    async def files(self, hash_: str) -> tuple[TorrentFile, ...]:
        return tuple(TorrentFile(id=n, name=name, size_bytes=1) for n, name in enumerate(self.placements[hash_].files))


PATHS = st.sampled_from(["/dl", "/dl/S", "/dl/S/x", "/dl/x", "/other", "/inc/S", "/mnt", "/mnt/S", "/mnt/S/x", "/"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["qBit", "qBit-box", "host"]), PATHS, st.sampled_from(["/mnt", "/mnt/S", "/dl/x", "/"])),
    max_size=2,
)
SECTIONS = ("qBit", "qBit-box")


@given(
    st.lists(placements(), min_size=1, max_size=5, unique_by=lambda each: each.key),
    st.dictionaries(st.sampled_from(["S", "tv", "S/x"]), st.sampled_from(["", "/dl/S", "x", "/other"]), max_size=2),
    st.sampled_from(["", "/dl", "/other"]), PATHS, ROWS,
)  # fmt: skip
def test_no_more_than_the_torrent(
    listed: list[Placement], categories: dict[str, str], save_path: str, path: str, rows: list[Row]
) -> None:
    """Whatever is allowed has no file in it that is only another's, and is no folder of a client or with one in it."""
    actors = {
        section: FixedActor(
            section, [each for each in listed if each.instance == section], FixedClient(categories, save_path, "/inc")
        )
        for section in SECTIONS
    }
    shared = SharedData(clients=actors, clock=Clock())  # type: ignore[arg-type]
    for each in listed:
        torrent = actors[each.instance].get(each.hash)
        shared.seen(each.instance, Change(changed={each.hash: torrent}))
    mine = listed[0]
    question = MayImport(instance=mine.instance, hash=mine.hash, path=path, mappings=tuple(rows))
    said = SynchronousTestCase().successResultOf(
        Deferred.fromCoroutine(ImportCheck(clients=actors, shared=shared).objection(question))  # type: ignore[arg-type]
    )

    def seen(each: str, section: str) -> str:
        return mapped(each, rows, section)

    def files(of: Placement) -> set[str]:
        return {seen(f"{base}/{name}", of.instance) for base in bases_of(of) for name in of.files}

    def is_more(folder: str) -> bool:
        return is_within(seen(folder, mine.instance), path)

    foreign = {file for other in listed[1:] for file in files(other) if is_within(file, path)} - files(mine)
    folders = {"/inc", save_path, *bases_of(placement_of(actors[mine.instance].get(mine.hash)))} - {""}
    for name, own in categories.items():
        folders |= {own} if own.startswith("/") else {f"{save_path}/{own or name}"} if save_path else set()
        folders.add(f"/inc/{name}")
    is_its_own = not foreign and not any(is_more(each) for each in folders) and path != "/"
    assert (said == "") is is_its_own
