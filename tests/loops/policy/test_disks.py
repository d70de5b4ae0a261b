"""Measuring file systems."""

import os
import tempfile
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.policy.disks import device_name, measure, measure_all

MOUNTS = """\
20 1 8:1 / / rw - ext4 /dev/sda1 rw
21 20 0:40 /@films /films rw - btrfs /dev/sdb1 rw
22 20 0:41 /@music /more\\040music rw - btrfs /dev/sdb1 rw
23 20 0:42 / /nfs rw - nfs4 nas:/x rw
"""


class MeasureTests(SynchronousTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_what_is_there(self):
        """Where it is, or in the folder above for what is still to be created: no farther away, and never at the root."""
        here = measure(str(self.folder))
        assert here is not None
        self.assertEqual(str(self.folder), here.path)
        self.assertGreater(here.total_bytes, 0)
        below = measure(str(self.folder / "films"))
        assert below is not None
        self.assertEqual((str(self.folder), here.device), (below.path, below.device))
        self.assertIsNone(measure(str(self.folder / "films" / "new")))
        self.assertIsNone(measure("/surely-nothing-here"))

    def test_several(self):
        """Each by its path."""
        found = measure_all(str(self.folder), ["/surely/nothing/here"])
        self.assertEqual([str(self.folder), "/surely/nothing/here"], list(found))
        self.assertIsNone(found["/surely/nothing/here"])

    def test_subvolumes(self):
        """Those of one Btrfs share its room; other devices are told apart by their numbers; without a list, all are."""
        file = self.folder / "mountinfo"
        file.write_text(MOUNTS)

        def name(path: str) -> str:
            return device_name(path, 7, str(file))

        self.assertEqual(name("/films/a"), name("/more music/b"))
        self.assertEqual(("7", "7", "7"), (name("/nfs/x"), name("/filmsy"), name("/")))
        self.assertEqual("7", device_name("/films", 7, os.fspath(self.folder / "none")))
