"""What may be deleted beside torrents: nothing that lies in, at or above a place of any torrent, and nothing while one is not known."""

from typing import Any

from qbitrr.testing.qbittorrent import Answered, Dropped
from qbitrr.wire.messages import FolderOf, FolderProof, MayDelete
from tests.actors.world import HASH, ServicesCase

ROOT = "/downloads/radarr"


class CleanUpTests(ServicesCase):
    def setUp(self) -> None:
        super().setUp()
        self.sim = self.qbit()
        self.sim.add(
            name="Film",
            hash=HASH,
            category="radarr",
            save_path=ROOT,
            progress=1.0,
            files=[("Film/Film.mkv", 9), ("Film/x.nfo", 1)],
        )
        self.build()
        self.furnish()

    def proof(self, root: str = ROOT) -> FolderProof:
        return self.clean_up.proof(FolderOf(section="Radarr", root=root))

    def allowed(self, *files: str, folders: tuple[str, ...] = (), root: str = ROOT) -> list[str]:
        question = MayDelete(
            section="Radarr", root=root, files=tuple(f"{root}/{each}" for each in files),
            folders=tuple(f"{root}/{each}" for each in folders),
        )  # fmt: skip
        return [path.removeprefix(f"{root}/") for path in self.done(self.clean_up.allow(question))]

    def add(self, number: int, **fields: Any) -> None:
        self.sim.add(
            **{"name": f"Other {number}", "hash": f"{number:040x}", "category": "other", "progress": 1.0, **fields}
        )
        self.settle(5)

    def test_proof(self):
        """What must be seen: the folders that clients save in, and what they have finished there; else why not."""
        self.assertEqual(FolderProof(saved_in=(ROOT,), finished=(f"{ROOT}/Film",)), self.proof())
        self.assertIn("may be another folder", self.proof("/downloads/sonarr").objection)

    def test_what_is_nobodys(self):
        """It goes, and the journal says so before it does."""
        self.assertEqual(["a.nfo", "Gone/b.exe", "Gone2"], self.allowed("a.nfo", "Gone/b.exe", folders=("Gone2",)))
        (text,) = self.texts("clean_up")
        self.assertIn("2 files and 1 empty folders that belong to no torrent: a.nfo, Gone/b.exe, Gone2", text)

    def test_what_is_somebodys(self):
        """Whatever is in the folder of a torrent, listed by it or not, what is above it, and what lies outside."""
        self.assertEqual(
            [], self.allowed("Film/x.nfo", "Film/new.nfo", "Film", "../sonarr/a.nfo", folders=("Film", "Film/Empty"))
        )
        self.assertEqual([], self.texts("clean_up"))

    def test_files_without_a_folder(self):
        """Of a torrent without a folder of its own its files are spared; while they cannot be read, everything there is."""
        self.sim.faults.next(Answered(status=500), path="torrents/files", times=None)
        self.add(1, save_path=f"{ROOT}/flat", files=[("one.mkv", 5), ("two.nfo", 5)])
        self.assertEqual([], self.allowed("flat/two.nfo", "flat/three.nfo"))
        self.sim.faults.clear()
        self.settle(70)
        self.assertEqual(["flat/three.nfo"], self.allowed("flat/two.nfo", "flat/three.nfo"))

    def test_beside_a_lone_file(self):
        """A client calls the only file of a torrent its place: what lies beside it in its folder is spared, too."""
        self.add(1, save_path=ROOT, files=[("Lone/x.mkv", 5)])
        self.add(2, save_path=f"{ROOT}/way", files=[("y.mkv", 5)])
        self.assertEqual(f"{ROOT}/Lone/x.mkv", self.actors["qBit"].mirror.torrents[f"{1:040x}"].content_path)
        self.assertEqual(["way/b.nfo"], self.allowed("Lone/a.nfo", "Lone/deep/a.nfo", "way/b.nfo"))

    def test_quarantine(self):
        """What lies in quarantine is still a torrent's."""
        self.sim.change(HASH, category="qbitrr-quarantine")
        self.settle(5)
        self.assertEqual([], self.allowed("Film/x.nfo"))

    def test_folders_in_use(self):
        """Not one that a client saves in, or that is on the way to one, or of another category."""
        self.add(1, save_path=f"{ROOT}/way/deep", files=[("Other/x.mkv", 5)])
        self.folders = [ROOT, f"{ROOT}/4k"]
        self.assertEqual(["fine"], self.allowed(folders=("way", "way/deep", "4k", "fine")))
        self.assertEqual([], self.allowed("4k/a.nfo"))

    def test_clients_that_are_not_there(self):
        """One that is away, or in the file and not used, may have anything; one with a storage of its own has nothing here."""
        self.sections = ["qBit", "qBit-b"]
        self.assertIn("qBit-b is not there", self.proof().objection)
        self.assertEqual([], self.allowed("a.nfo"))
        self.own_storage.add("qBit-b")
        self.assertEqual(["a.nfo"], self.allowed("a.nfo"))
        self.sim.faults.next(Dropped(), times=None)
        self.settle(10)
        self.assertEqual([], self.allowed("a.nfo"))

    def test_held(self):
        """On hold, or in a dry run, nothing goes."""
        self.on_hold = lambda *sections: "on hold" if {"Radarr", "qBit"} <= set(sections) else ""
        self.assertEqual(("on hold", []), (self.proof().objection, self.allowed("a.nfo")))
