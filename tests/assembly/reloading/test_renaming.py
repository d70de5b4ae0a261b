"""What a section wanted removed and had set aside is its own under the name it gets while everything runs."""

import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from twisted.internet.defer import succeed

from qbitrr.actors.owners.router import Router
from qbitrr.actors.removals.sharing.listings import Listings
from qbitrr.actors.services import ParallelServices
from qbitrr.assembly.reloading import renaming
from qbitrr.assembly.reloading.clients import ClientSteps
from qbitrr.assembly.removals import RemovalServices
from qbitrr.config.load import load
from qbitrr.config.renamed_folders import note_renames
from qbitrr.model.journal import Entry
from qbitrr.model.owners import Owners
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.torrents.labels import ClientLabels
from qbitrr.resolved.reload.plan import ReloadPlan, ReloadType
from qbitrr.store.renames import rename_rows
from tests.actors.world import HASH, NOW, ServicesCase

OTHER = "b" * 40
CONFIG = '[{}]\nURI = "http://127.0.0.1:9"\nAPIKey = "k"\nCategory = "radarr"\n'
CLIENT = (
    '[{}]\nHost = "127.0.0.1"\nPort = 8080\n[Radarr]\nURI = "http://127.0.0.1:9"\nAPIKey = "k"\nCategory = "radarr"\n'
)


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

    def follow(self, old: str, new: str, text: str, **clients: str) -> None:
        """As a reload does it, between the end of sections by their old names and the beginning by the new ones."""
        note_renames(self.folder, {old: new})
        base = SimpleNamespace(
            reactor=SimpleNamespace(getThreadPool=lambda: None),
            start=SimpleNamespace(folder=Path(self.folder)),
            database=self.database,
            journal=self.journal,
            holds=SimpleNamespace(rename=lambda names: None),
        )
        self.router = Router(owners=Owners(), remember=lambda _: None, forget=lambda _: None)
        self.router.recall({("qBit", HASH): ("Radarr", "radarr")})
        removing = RemovalServices(quarantine=self.quarantine, removals=self.removals, orders=self.orders, waivers=None)
        steps = ClientSteps(base=base, clients=self.clients(), router=self.router, removing=removing)
        names = renaming.FollowingNames(base=base, clients=steps, owners={}, tags=self.tags)
        config = load(text, {}).config
        plan = ReloadPlan(config=config, reload_type=ReloadType.FULL, renamed_clients=clients)
        self.done(names.follow(plan))

    def clients(self) -> Any:
        """What a reload knows of the clients."""
        listings = Listings(database=self.database, shared=self.shared_data, away=self.away, clock=self.clock)
        listings.startService()
        self.addCleanup(lambda: self.done(listings.stopService()))
        return SimpleNamespace(
            actors=self.actors, running=ParallelServices(self.actors.values()), away=self.away,
            shared_data=self.shared_data, listings=listings,
        )  # fmt: skip

    def rename_client(self, old: str, new: str) -> None:
        """The same, and what begins then: the client is asked under its new name."""
        self.follow(old, new, CLIENT.format(new), **{old: new})
        self.assertNotIn(old, self.actors)
        self.qbits[new], self.agents[new] = self.qbits.pop(old), self.agents.pop(old)
        self.shared_data.expect(self.actor(new, wishes=ClientLabels(categories=(QUARANTINE_CATEGORY,))))
        self.begin(new, seconds=2.0)

    def rename(self, old: str, new: str) -> None:
        self.follow(old, new, CONFIG.format(new))
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

    def test_an_entry_that_waits(self) -> None:
        """What was told just before, and is not written yet, is found under the new name as well."""
        self.journal.write(Entry(at=NOW, section="Radarr", act="removal", result="held", text="late", instance="qBit"))
        self.follow("Radarr", "Radarr-4K", CONFIG.format("Radarr-4K"))
        (late,) = (each for each in self.done(self.journal.read(limit=10)) if each.text == "late")
        self.assertEqual("Radarr-4K", late.section)

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

    def test_a_client(self) -> None:
        """What is in quarantine can be taken back, what is under way goes on, what waits may be wanted again: under the new name."""
        self.remove()
        self.arr_children.absent = True
        self.remove(OTHER)
        self.assertEqual([("qBit", OTHER)], list(self.removals.open))
        self.rename_client("qBit", "qBit-Main")
        self.assertEqual([("qBit-Main", HASH)], list(self.quarantine.rows))
        self.assertEqual([("qBit-Main", OTHER)], list(self.removals.open))
        self.assertEqual(("Radarr", "radarr"), self.router.last_owner(("qBit-Main", HASH)))
        self.assertEqual({"qBit-Main"}, {key[0] for key in self.shared_data.placements.by_key})
        self.arr_children.absent = False
        self.removals.ready("Radarr")
        self.settle(30)
        self.assertTrue(self.in_quarantine("qBit-Main", OTHER))
        self.assertEqual("done", self.done(self.quarantine.undo("qBit-Main", HASH)).result)
        self.settle(5)
        self.assertEqual("radarr", self.sim.torrents[HASH].category)
        self.settle(3700, step=5)
        self.assertEqual([HASH], list(self.sim.torrents))

    def test_a_client_that_was_let_go_in_the_middle(self) -> None:
        """Folders that cannot be moved: said, and what removes works again; the next start brings the names in order."""
        self.remove()
        self.patch(renaming, "settle_renames", lambda folder, sections: (_ for _ in ()).throw(OSError("read-only")))
        self.assertRaises(OSError, self.rename_client, "qBit", "qBit-Main")
        self.assertEqual((1, 1), (self.removals.running, self.quarantine.running))
        self.assertEqual([("qBit", HASH)], list(self.quarantine.rows))
