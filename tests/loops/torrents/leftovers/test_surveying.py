"""Looking through the folder of a category, and deleting in it, on a real disk."""

import os
import tempfile
import time
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.torrents.leftovers.surveying import Leftover, delete_leftovers, newly_ripe, survey_folder

WANTED = frozenset({".mkv", ".srt"})


class _Mounted:
    """An entry of a folder, which says of what is *there* that it is on another disk."""

    def __init__(self, entry: os.DirEntry[str], there: Path) -> None:
        self._entry, self._there = entry, there
        self.name, self.path = entry.name, entry.path

    def stat(self, *, follow_symlinks: bool) -> os.stat_result:
        at = list(self._entry.stat(follow_symlinks=follow_symlinks))
        found = self._entry.stat(follow_symlinks=follow_symlinks)
        if self._there == Path(self.path) or self._there in Path(self.path).parents:
            at[2] = found.st_dev + 1  # its place in the tuple
            return os.stat_result(at)
        return found


class FolderCase(SynchronousTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(os.path.realpath(folder.name))
        self.root = self.top / "done" / "radarr"
        self.root.mkdir(parents=True)
        self.now = time.time() + 7200
        self.film = self.file("Film/Film.mkv")

    def file(self, name: str, where: Path | None = None) -> Path:
        path = (where or self.root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        return path

    def survey(self, saved_in: list[Path] | None = None, finished: list[Path] | None = None):
        return survey_folder(
            str(self.root), WANTED, [str(each) for each in saved_in or [self.root]],
            [str(each) for each in finished or [self.film.parent]], self.now,
        )  # fmt: skip

    def found(self) -> list[str]:
        return sorted(str(Path(each.path).relative_to(self.root)) for each in self.survey().found)


class SurveyTests(FolderCase):
    def test_what_nobody_wants(self):
        """Files with other extensions or none, and empty folders; nothing unfinished."""
        for name in ("a.nfo", "b", "Gone/c.EXE", "Gone/d.MKV", "e.mkv.!qB", "f.parts", "g.srt"):
            self.file(name)
        (self.root / "Empty" / "Deep").mkdir(parents=True)
        self.assertEqual(["Empty/Deep", "Gone/c.EXE", "a.nfo", "b"], self.found())

    def test_young(self):
        """Nothing that came, or was renamed, within the hour."""
        self.file("a.nfo")
        self.now = time.time() + 3000
        self.assertEqual([], self.found())
        os.utime(self.root / "a.nfo", (1, 1))  # its status changed now all the same
        self.assertEqual([], self.found())

    def test_links(self):
        """None is followed, none counts, and a root that is one is refused."""
        outside = self.file("x.nfo", self.top / "elsewhere")
        (self.root / "link").symlink_to(outside.parent)
        (self.root / "file.nfo").symlink_to(outside)
        self.assertEqual([], self.found())
        self.root.rename(self.top / "real")
        self.root.symlink_to(self.top / "real")
        self.assertIn("cannot be looked at", self.survey().objection)

    def test_mounts(self):
        """None is entered: what is on another disk is somebody else's."""
        for name in ("Mounted/a.nfo", "Mounted/Deep/b.nfo", "c.nfo"):
            self.file(name)
        (self.root / "Mounted" / "Empty").mkdir()
        there = self.root / "Mounted"
        real = os.scandir
        self.patch(os, "scandir", lambda path: [_Mounted(each, there) for each in real(path)])
        self.assertEqual(["c.nfo"], self.found())

    def test_another_folder_of_that_name(self):
        """What a client has finished is not there, or a folder it saves in is not to be seen: then nothing is touched."""
        self.file("a.nfo")
        self.assertIn("is not to be seen here", self.survey(finished=[self.root / "Other"]).objection)
        self.assertIn("cannot be looked at", self.survey(saved_in=[self.top / "nothing"]).objection)

    def test_another_name_of_that_folder(self):
        """A client saves in this folder, in one on the way to it or in one below by way of another path: nothing is touched."""
        self.file("a.nfo")
        self.file("deep/b.nfo")
        for target in (self.root, self.root.parent, self.root / "deep"):
            alias = self.top / f"alias-of-{target.name}"
            alias.symlink_to(target)
            self.assertIn("under another name", self.survey(saved_in=[alias]).objection)
        self.assertEqual("", self.survey(saved_in=[self.root / "deep", self.root.parent, self.root]).objection)

    def test_twice(self):
        """Only what was there before, and is the same, is ripe."""
        self.file("a.nfo")
        self.file("b.nfo")
        before = self.survey().found
        (self.root / "b.nfo").unlink()
        self.file("b.nfo")
        os.utime(self.root / "b.nfo", (1, 1))
        self.file("c.nfo")
        ripe = newly_ripe(self.survey().found, before)
        self.assertEqual(["a.nfo"], [Path(each.path).name for each in ripe])


class DeleteTests(FolderCase):
    def delete(self, *leftovers: Leftover) -> list[str]:
        return [Path(path).name for path in delete_leftovers(str(self.root), leftovers)]

    def test_deleted(self):
        """What was found is gone, and nothing else."""
        self.file("a.nfo")
        self.file("Film/b.txt")
        (self.root / "Empty").mkdir()
        self.assertEqual(["Empty", "a.nfo", "b.txt"], sorted(self.delete(*self.survey().found)))
        self.assertEqual([self.film], [each for each in self.root.rglob("*") if each.is_file()])
        self.assertFalse((self.root / "Empty").exists())

    def test_what_changed_meanwhile(self):
        """Another file, a folder that is not empty any more, a link in its place or on the way: it stays."""
        for name in ("a.nfo", "way/b.nfo", "c.nfo"):
            self.file(name)
        (self.root / "Empty").mkdir()
        found = self.survey().found
        outside = self.file("b.nfo", self.top / "elsewhere")
        os.utime(self.root / "a.nfo", (5, 5))
        (self.root / "way").rename(self.top / "way")
        (self.root / "way").symlink_to(self.top / "way")
        (self.root / "c.nfo").unlink()
        (self.root / "c.nfo").symlink_to(outside)
        self.file("Empty/new.mkv")
        self.assertEqual([], self.delete(*found))
        self.assertTrue((self.top / "way" / "b.nfo").exists())
        self.assertTrue(outside.exists())

    def test_a_top_that_is_a_link(self):
        """Links above the folder of the category are a person's, and no harm."""
        self.file("a.nfo")
        (self.top / "by-link").symlink_to(self.top / "done")
        self.root = self.top / "by-link" / "radarr"
        self.film = self.root / "Film" / "Film.mkv"
        self.assertEqual(["a.nfo"], self.delete(*self.survey().found))
