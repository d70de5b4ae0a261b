"""A client that goes is unknown and never empty, and one that comes back is missed for what it had."""

from types import SimpleNamespace

from qbitrr.actors.owners.router import Router
from qbitrr.actors.services import ParallelServices
from qbitrr.assembly.clients import Clients
from qbitrr.assembly.in_force import ConfigInForce
from qbitrr.assembly.reloading.clients import ClientSteps
from qbitrr.assembly.removals import RemovalServices
from qbitrr.config.load import load
from qbitrr.model.owners import CategoryOwner, Owners
from qbitrr.resolved.reload.plan import Act
from tests.actors.world import HASH, ServicesCase

CONFIG = '[qBit]\nHost = "127.0.0.1"\nPort = 9\n[qBit-Two]\nHost = "127.0.0.1"\nPort = 9\n'
KEY = ("qBit", HASH)


class ClientsThatComeAndGo(ServicesCase):
    def setUp(self):
        super().setUp()
        for section in ("qBit", "qBit-Two"):
            self.qbit(section).add(name="Movie", hash=HASH, category="radarr", save_path="/data")
        self.build()
        self.furnish("qBit", "qBit-Two")
        owners = Owners(owners=(CategoryOwner(section="Radarr", category="radarr"),))
        self.router = Router(owners=owners, remember=lambda _: None, forget=lambda _: None)
        self.clients = Clients(
            actors=self.actors, running=ParallelServices(self.actors.values()), own_storage=set(), network=None, away=self.away,
            shared_data=self.shared_data, listings=None, unmatched_rows=None,
        )  # fmt: skip
        self.heard = []
        self.clients.subscribe(self.hear)
        base = SimpleNamespace(
            in_force=ConfigInForce(load(CONFIG, {}).config),
            reactor=self.clock,
            holds=SimpleNamespace(why=lambda *sections: ""),
        )
        removing = RemovalServices(quarantine=self.quarantine, removals=self.removals, orders=self.orders, waivers=None)
        steps = ClientSteps(base=base, clients=self.clients, router=self.router, removing=removing)
        self.steps = steps.table()
        for section, actor in self.actors.items():
            self.shared_data.expect(actor)
            self.router.route(section, SimpleNamespace(changed=actor.mirror.torrents, gone=(), lost=()))

    def hear(self, actor, change):
        self.heard.append((actor.section, change))

    def remove(self):
        self.heard.clear()
        self.done(self.steps[Act.REMOVE_CLIENT]("qBit"))

    def test_its_torrents_are_unknown(self):
        """Whoever hears of it hears that it turned, and of no torrent that it is gone; it counts for nobody any more."""
        self.remove()
        ((section, change),) = self.heard
        self.assertEqual(("qBit", True, frozenset(), frozenset()), (section, change.turned, change.gone, change.lost))
        self.assertEqual(["qBit-Two"], list(self.actors))
        self.assertEqual({"qBit-Two"}, {key[0] for key in self.router._current})
        self.assertEqual(("Radarr", "radarr"), self.router.last_owner(KEY))

    def test_what_lies_in_quarantine_stays(self):
        """Its rows stay, nothing of it is purged, and a person is told why."""
        self.gathered(self.removal())
        self.settle(10)
        self.assertEqual([KEY], list(self.quarantine.rows))
        self.remove()
        self.settle(2 * 86_400, step=3600)
        (row,) = self.quarantine.rows.values()
        self.assertIn("not configured any more", self.done(self.quarantine.purge(row, by_person=True)).why)
        self.assertIn(HASH, self.qbits["qBit"].torrents)

    def test_its_files_are_spared(self):
        """What it had when it was listed last is shared data for the others, as before."""
        torrent = self.actors["qBit-Two"].get(HASH)
        before = self.done(self.shared_data.of(torrent))
        self.remove()
        self.assertEqual(before, self.done(self.shared_data.of(torrent)))
        self.assertEqual(("Movie",), before.with_names)

    def test_one_that_comes_back(self):
        """What it had is missed until it is listed or proven gone: not being there yet is no proof."""
        self.remove()
        self.steps[Act.ADD_CLIENT]("qBit")
        actor = self.actors["qBit"]
        self.assertFalse(actor.is_listed)
        self.assertTrue(actor.mirror.absences.is_missing(HASH))
        placements = self.shared_data.placements
        self.assertEqual("qBit", self.away.over(placements.footprints[KEY], ["qBit"], placements.bases))
        self.assertIn(self.hear, actor._hearers)
