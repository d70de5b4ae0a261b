"""Import paths that are more than the torrent: refused, and said so."""

from typing import Any

import pytest

from qbitrr.model.torrents import TorrentFile
from tests.loops.torrent_world import HASH, LoopCase, hash_of

OTHER = hash_of(2)


@pytest.mark.correction("B2")
class PathCase(LoopCase):
    """Downloads in /downloads/radarr."""

    def listed(self, path: str, **fields: Any) -> None:
        """A finished download the Arr lists with this path."""
        self.grab(done=True, path=path)
        self.begin()
        self.hand(content_path=path, **fields)

    def hand(self, *others: Any, **fields: Any) -> None:
        self.tell(self.finished(tags=("qBitrr-allowed_seeding",), **fields), *others)
        self.settle(20)

    def files(self, hash_: str, *names: str) -> None:
        self.child.files[hash_] = tuple(TorrentFile(id=n, name=name, size_bytes=10**9) for n, name in enumerate(names))

    def assert_refused(self, words: str) -> None:
        self.settle(1800, step=5)
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

    def test_another_torrent_in_its_folder(self):
        """Another torrent lies in the same folder with files of its own."""
        self.grab(done=True, path="/downloads/radarr/Season 2")
        self.begin()
        self.files(HASH, "Season 2/e1.mkv")
        self.files(OTHER, "Season 2/e2.mkv")
        other = self.finished(OTHER, content_path="/downloads/radarr/Season 2", tags=("qBitrr-ignored",))
        self.hand(other, content_path="/downloads/radarr/Season 2")
        self.assert_refused("/downloads/radarr/Season 2 holds /downloads/radarr/Season 2/e2.mkv of Movie.0002")

    def test_a_cross_seed_in_its_folder(self):
        """What another torrent has there is its own, too: handed over."""
        self.grab(done=True, path="/downloads/radarr/Pack")
        self.begin()
        self.files(HASH, "Pack/e1.mkv", "Pack/e2.mkv")
        self.files(OTHER, "e2.mkv")
        other = self.finished(
            OTHER,
            save_path="/downloads/radarr/Pack",
            content_path="/downloads/radarr/Pack/e2.mkv",
            tags=("qBitrr-ignored",),
        )
        self.hand(other, content_path="/downloads/radarr/Pack")
        self.assertEqual(["/downloads/radarr/Pack"], [scan["path"] for scan in self.posted()])

    def test_once_it_lies_elsewhere(self):
        """A person gave it a folder: it is handed over at once."""
        self.listed("/downloads/radarr")
        self.downloads.change(HASH, content_path="/downloads/radarr/Movie")
        self.refresh()
        self.hand(content_path="/downloads/radarr/Movie")
        self.assertEqual(["/downloads/radarr/Movie"], [scan["path"] for scan in self.posted()])
        self.tell(gone=[HASH])
        self.settle(5)
        self.assertEqual({}, self.loop._paths._refused)
