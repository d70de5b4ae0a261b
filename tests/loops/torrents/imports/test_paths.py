"""Import paths that are more than the torrent: refused, and said so."""

from typing import Any

import pytest

from qbitrr.loops.torrents.imports.paths import ImportPaths
from qbitrr.wire.messages import MayImport
from tests.loops.torrents.world import HASH, LoopCase


@pytest.mark.correction("B2")
class PathCase(LoopCase):
    """Downloads in /downloads/radarr."""

    def listed(self, path: str, **fields: Any) -> None:
        """A finished download the Arr lists with this path."""
        self.grab(done=True, path=path)
        self.begin()
        self.hand(content_path=path, **fields)

    def hand(self, **fields: Any) -> None:
        self.tell(self.finished(tags=("qBitrr-allowed_seeding",), **fields))
        self.settle(20)

    def assert_refused(self, words: str) -> None:
        self.settle(1750, step=5)  # just then nobody is asking whether it is still so
        self.assertEqual([], self.posted())
        notes = [note for note in self.child.notes if note.act == "import"]
        self.assertEqual(["held"], [note.result for note in notes])
        self.assertIn(words, notes[0].text)
        report = self.child.reports[-1]
        self.assertEqual((1, ["import_path"]), (report.attention, [each.code for each in report.needs]))

    def test_the_save_path_as_the_arr_says_it(self):
        """A torrent without a folder of its own; the Arr itself names the folder of all downloads."""
        self.listed("/downloads/radarr")
        self.assert_refused("/downloads/radarr is")

    def test_the_save_path_of_an_unlisted_one(self):
        """Not listed, and grabbed."""
        self.sim.grab([self.sim.add_movie("Movie", 2020).id], HASH)
        self.on_disk = {"/downloads/radarr": True}
        self.begin()
        self.hand(content_path="/downloads/radarr")
        self.assert_refused("/downloads/radarr is")

    def test_a_root_folder(self):
        """The library itself."""
        self.listed("/movies", save_path="/elsewhere")
        self.assert_refused("/movies is a root folder of Radarr")

    def test_mapped(self):
        """Compared as the Arr sees them."""
        self.sim.settings.mappings.add({"host": "qbit.example", "remotePath": "/downloads/", "localPath": "/mnt/q/"})
        self.listed("/mnt/q/radarr/")
        self.assert_refused("/mnt/q/radarr")

    def test_what_the_supervisor_says(self):
        """It knows all folders of the client and the torrents of all owners: asked of right before, as the Arr says the path."""
        row = {"host": "qbit.example", "remotePath": "/downloads/", "localPath": "/mnt/q/"}
        self.sim.settings.mappings.add(row)
        self.grab(done=True, path="/mnt/q/radarr/Movie")
        self.begin()
        self.child.objection = lambda question: f"{question.path} holds the file of another"
        self.hand(content_path="/downloads/radarr/Movie")
        (asked,) = [each for each in self.child.asked if isinstance(each, MayImport)]
        mappings = (("qbit.example", "/downloads/", "/mnt/q/"),)
        self.assertEqual(
            MayImport(instance="qBit", hash=HASH, path="/mnt/q/radarr/Movie", mappings=mappings), asked
        )  # fmt: skip
        self.assert_refused("/mnt/q/radarr/Movie holds the file of another")

    def test_nobody_can_tell_yet(self):
        """A client is away, say: nothing is handed over and nothing is used up, and a moment later it is."""
        self.grab(done=True, path="/downloads/radarr/Movie")
        self.begin()
        self.child.objection = lambda question: None
        self.hand(content_path="/downloads/radarr/Movie")
        self.settle(120)
        self.assertEqual([], self.posted())
        self.assertEqual(0, self.loop._memories.get(("qBit", HASH)).imports.attempts)
        self.child.objection = lambda question: ""
        self.settle(15)
        self.assertEqual(["/downloads/radarr/Movie"], [scan["path"] for scan in self.posted()])

    def test_once_it_lies_elsewhere(self):
        """A person gave it a folder: it is handed over at once."""
        self.listed("/downloads/radarr")
        self.downloads.change(HASH, content_path="/downloads/radarr/Movie")
        self.refresh()
        self.hand(content_path="/downloads/radarr/Movie")
        self.assertEqual(["/downloads/radarr/Movie"], [scan["path"] for scan in self.posted()])
        self.tell(gone=[HASH])
        self.settle(5)
        self.assertEqual({}, self.part(ImportPaths)._refused)
