"""What a section wanted removed and had set aside is its own under the name it gets while everything runs."""

import tempfile
from types import SimpleNamespace

from twisted.internet.defer import succeed

from qbitrr.actors.owners.router import Router
from qbitrr.assembly.reloading import renaming
from qbitrr.assembly.removals import RemovalServices
from qbitrr.config.load import load
from qbitrr.config.renamed_folders import note_renames
from qbitrr.model.owners import Owners
from qbitrr.store.renames import rename_rows
from tests.actors.world import HASH, ServicesCase

OTHER = "b" * 40
CONFIG = '[{}]\nURI = "http://127.0.0.1:9"\nAPIKey = "k"\nCategory = "radarr"\n'


class FollowingNames(ServicesCase):
    rule = 11

    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.sim = self.qbit()
        for hash_ in (HASH, OTHER):
            self.sim.add(name=f"Movie {hash_[0]}", hash=hash_, category="radarr", progress=1.0)
        self.patch(renaming, "deferToThreadPool", lambda reactor, pool, do, *args: succeed(do(*args)))
        self.build()
        self.furnish()

    def rename(self, old: str, new: str) -> None:
        """As a reload does it, between the end of the old section and the beginning of the new one."""
        note_renames(self.folder, {old: new})
        base = SimpleNamespace(
            reactor=SimpleNamespace(getThreadPool=lambda: None),
            start=SimpleNamespace(folder=self.folder),
            database=self.database,
            holds=SimpleNamespace(rename=lambda names: None),
        )
        router = Router(owners=Owners(), remember=lambda _: None, forget=lambda _: None)
        removing = RemovalServices(quarantine=self.quarantine, removals=self.removals, orders=self.orders)
        config = load(CONFIG.format(new), {}).config
        self.done(renaming.follow_names(base, router, removing, config))
        self.managed = {new}
        self.owners = {"radarr": new, "failed": new}
        self.removals.ready(new)

    def restart(self) -> None:
        """What is pending is done to the rows before anything opens them, as at a start."""
        self.kill()
        for each in renaming.renamings(self.folder):
            rename_rows(self.path, each.names, each.id)
        self.build()
        self.settle(5)

    def remove(self, hash_: str = HASH) -> None:
        self.gathered(self.removal(hash_=hash_))
        self.settle(5)

    def test_quarantine(self) -> None:
        """What is in quarantine is purged when its time comes, and told under the new name."""
        self.remove()
        self.rename("Radarr", "Radarr-4K")
        self.assertEqual("Radarr-4K", self.quarantine.rows["qBit", HASH].section)
        self.settle(3700, step=5)
        self.assertNotIn(HASH, self.sim.torrents)
        self.assertEqual({"Radarr-4K"}, {each.section for each in self.done(self.journal.read(limit=10, act="purge"))})

    def test_a_removal_that_waits_for_its_arr(self) -> None:
        """One that is under way goes on under the new name: told, set aside, searched again."""
        self.arr_children.absent = True
        self.remove()
        (case,) = self.removals.open.values()
        self.assertEqual("Radarr", case.removal.section)
        self.rename("Radarr", "Radarr-4K")
        self.arr_children.absent = False
        self.removals.ready("Radarr-4K")
        self.settle(30)
        self.assertTrue(self.in_quarantine())
        self.assertEqual(({}, "Radarr-4K"), (self.removals.open, self.quarantine.rows["qBit", HASH].section))
        self.assertEqual((1, 1), (len(self.arr_children.blocklisted), len(self.arr_children.searched)))

    def test_a_removal_that_waits_for_its_turn(self) -> None:
        """One that is gathered goes when its turn comes, and counts for the section."""
        self.submit(self.removal())
        self.assertEqual([("qBit", HASH)], list(self.waiting()))
        self.rename("Radarr", "Radarr-4K")
        self.settle(30)
        self.assertTrue(self.in_quarantine())
        self.assertEqual(
            ["Radarr-4K"], [each.section for each in self.done(self.journal.read(limit=10, act="removal"))]
        )
        self.assertEqual((), tuple(self.waiting()))

    def test_a_name_that_is_used_again(self) -> None:
        """What a new section of the old name does is its own after a start, and what the old one did is not."""
        self.remove()
        self.rename("Radarr", "Radarr-4K")
        self.managed.add("Radarr")
        self.owners["radarr"] = "Radarr"
        self.remove(OTHER)
        for _ in range(2):
            names = {key[1]: row.section for key, row in self.quarantine.rows.items()}
            self.assertEqual({HASH: "Radarr-4K", OTHER: "Radarr"}, names)
            self.restart()

    def test_what_is_written_late(self) -> None:
        """Who still goes by the row with the old name writes it under the new one."""
        self.remove()
        row = self.quarantine.rows["qBit", HASH]
        self.rename("Radarr", "Radarr-4K")
        self.done(self.quarantine._register.amend(row))
        self.restart()
        self.assertEqual("Radarr-4K", self.quarantine.rows["qBit", HASH].section)
