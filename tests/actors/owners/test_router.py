"""Who hears of which torrent."""

import pytest
from attrs import evolve
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.owners.last_owners import LastOwners
from qbitrr.actors.owners.router import Router, Shares
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.model.owners import CategoryOwner, Owners
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.supervisor import owners as owner_table
from qbitrr.store.supervisor import removals as removal_table
from qbitrr.store.supervisor.schema import SCHEMA

A, B = "a" * 40, "b" * 40
OWNERS = Owners(
    owners=(
        CategoryOwner(section="Radarr", category="radarr"),
        CategoryOwner(section="Sonarr", category="tv", match_subcategories=True),
        CategoryOwner(section="qBit", category="misc", kind="managed", instances=frozenset({"qBit"})),
    )
)


def torrent(category: str, hash_: str = A, instance: str = "qBit") -> Torrent:
    return Torrent(instance=instance, hash=hash_, state="stalledUP", category=category)


class RouterTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.database = Database(":memory:", "facts", SCHEMA, reactor=Clock(), run=immediately)
        self.successResultOf(self.database.open())
        self.addCleanup(self.database.close)
        self.start()

    def start(self, owners: Owners = OWNERS) -> None:
        """A router over the database, as after a start."""
        self.last = LastOwners(self.database)
        self.router = Router(
            owners=owners,
            remember=self.last.remember,
            forget=self.last.forget,
        )
        self.router.recall(self.successResultOf(self.last.read()))

    def see(self, *torrents: Torrent, gone: tuple[str, ...] = (), lost: tuple[str, ...] = ()) -> Shares:
        change = Change(changed={each.hash: each for each in torrents}, gone=frozenset(gone), lost=frozenset(lost))
        return self.router.route("qBit", change)

    def test_by_category(self):
        """Each to its owner, also below its category where that is wanted; nobody's to nobody."""
        shares = self.see(torrent("radarr"), torrent("tv/hd", B), torrent("other", "c" * 40))
        self.assertEqual({"Radarr": [A], "Sonarr": [B]}, {s: [t.hash for t in ts] for s, ts in shares.torrents.items()})
        self.assertEqual((1, 1, 0), tuple(map(self.router.count, ("Radarr", "Sonarr", "qBit"))))
        self.assertEqual([A], [t.hash for t in self.router.share_of("Radarr", [torrent("radarr"), torrent("tv", B)])])
        self.assertEqual("Sonarr", self.router.section_of(("qBit", B)))

    def test_who_watches_a_client(self):
        """Who looks after what lies there, now or as soon as something does; and who still has torrents of a client it watches no more."""
        self.assertEqual({"Radarr", "Sonarr", "qBit"}, self.router.watchers("qBit"))
        self.assertEqual({"Radarr", "Sonarr"}, self.router.watchers("qBit-box"))
        self.see(torrent("radarr"))
        self.router.owners = Owners(owners=())
        self.assertEqual({"Radarr"}, self.router.watchers("qBit"))

    def test_new_owner(self):
        """For the old owner it is gone, for the new one new."""
        self.see(torrent("radarr"))
        shares = self.see(torrent("tv"))
        self.assertEqual({"Radarr": [("qBit", A)]}, shares.gone)
        self.assertEqual({"Sonarr"}, set(shares.torrents))
        self.assertEqual((0, 1), (self.router.count("Radarr"), self.router.count("Sonarr")))

    def test_other_owners(self):
        """Told are those that get a torrent and those that lose one; for all others nothing has happened."""
        torrents = [torrent("radarr"), torrent("tv", B), torrent("other", "c" * 40)]
        self.see(*torrents)
        films, tv = (owner for owner in OWNERS.owners if owner.section in ("Radarr", "Sonarr"))
        shares = self.router.renew(evolve(OWNERS, owners=(evolve(films, category="other"), tv)), torrents)
        self.assertEqual({"Radarr": ["c" * 40]}, {s: [t.hash for t in ts] for s, ts in shares.torrents.items()})
        self.assertEqual({"Radarr": [("qBit", A)]}, shares.gone)
        self.assertEqual((1, 1), tuple(map(self.router.count, ("Radarr", "Sonarr"))))

    def test_a_client_that_goes(self):
        """Its torrents are nobody's; who had them last is still known."""
        self.see(torrent("radarr"))
        self.router.forget_client("qBit")
        self.assertEqual((0, ("Radarr", "radarr")), (self.router.count("Radarr"), self.router.last_owner(("qBit", A))))
        self.assertEqual((A,), self.router.known_on("qBit"))

    def test_a_section_with_another_name(self):
        """What it had last is its own under the new name, also after a start."""
        self.see(torrent("radarr"))
        self.router.rename({"Radarr": "Radarr-4K"})
        self.assertEqual(("Radarr-4K", "radarr"), self.router.last_owner(("qBit", A)))
        self.start()
        self.assertEqual(("Radarr-4K", "radarr"), self.router.last_owner(("qBit", A)))

    def test_special_categories(self):
        """A torrent moved to a special category still reaches who had it last, also after a restart."""
        for category in ("failed", "recheck"):
            for restart in (False, True):
                with self.subTest(f"{category} {restart}"):
                    self.see(torrent("tv"))
                    if restart:
                        self.start()
                    shares = self.see(torrent(category))
                    self.assertEqual((["Sonarr"], {}), (list(shares.torrents), shares.gone))

    def test_special_and_unknown(self):
        """One whose owner was never seen, or is not configured any more, is nobody's until it is found out whose it is."""
        self.assertEqual({}, self.see(torrent("failed")).torrents)
        self.see(torrent("tv", B))
        self.start(Owners(owners=(CategoryOwner(section="Radarr", category="radarr"),)))
        self.assertEqual({}, self.see(torrent("failed"), torrent("failed", B)).torrents)
        self.assertEqual({("qBit", A), ("qBit", B)}, self.router.sought)
        self.router.found(torrent("failed", B), "Radarr")
        self.assertEqual(["Radarr"], list(self.see(torrent("failed", B)).torrents))
        self.assertEqual(("Radarr", "radarr"), self.router.last_owner(("qBit", B)))
        self.see(gone=(A,))
        self.assertEqual(set(), self.router.sought)

    def test_special_without_an_arr(self):
        """Where no Arr could know it, it goes to who looks after the client's own categories."""
        self.start(Owners(owners=(CategoryOwner(section="qBit", category="misc", kind="managed"),)))
        self.assertEqual(["qBit"], list(self.see(torrent("failed")).torrents))

    def test_quarantine(self):
        """What is in quarantine belongs to nobody, but is remembered: back from there it is its owner's again."""
        self.see(torrent("radarr"))
        shares = self.see(torrent(QUARANTINE_CATEGORY))
        self.assertEqual(({}, {"Radarr": [("qBit", A)]}), (shares.torrents, shares.gone))
        self.assertEqual(["Radarr"], list(self.see(torrent("failed")).torrents))

    @pytest.mark.correction("A9")
    def test_gone(self):
        """What left the listing leaves its owner, who is remembered: it may come back."""
        self.see(torrent("radarr"), torrent("other", B))
        self.successResultOf(self.database.run(removal_table.pardon, "qBit", A, 1.0))
        self.assertEqual({"Radarr": [("qBit", A)]}, self.see(gone=(A, B)).gone)
        self.assertEqual(0, self.router.count("Radarr"))
        self.assertEqual(1, len(self.successResultOf(self.database.run(owner_table.owners))))
        self.assertEqual(1, len(self.successResultOf(self.database.run(removal_table.pardoned))))
        self.assertEqual(["Radarr"], list(self.see(torrent("failed")).torrents))

    @pytest.mark.correction("A9")
    def test_lost(self):
        """What is proven gone is forgotten, pardon and all."""
        self.see(torrent("radarr"))
        self.successResultOf(self.database.run(removal_table.pardon, "qBit", A, 1.0))
        self.see(gone=(A,))
        self.assertEqual({}, self.see(lost=(A,)).gone)
        self.assertEqual({}, self.successResultOf(self.database.run(owner_table.owners)))
        self.assertEqual({}, self.successResultOf(self.database.run(removal_table.pardoned)))

    @pytest.mark.correction("A9")
    def test_another_under_an_old_hash(self):
        """A torrent that is new under an old hash is not its earlier owner's."""
        self.see(torrent("tv"))
        self.assertEqual({}, self.see(torrent("failed"), lost=(A,)).torrents)
        self.assertEqual({("qBit", A)}, self.router.sought)
        self.see(torrent("tv"), lost=(A,))
        self.assertEqual({("qBit", A): ("Sonarr", "tv")}, self.successResultOf(self.database.run(owner_table.owners)))

    def test_written_once(self):
        """An owner that stays the same is not written again at every change."""
        self.see(torrent("radarr"))
        written = []
        self.patch(self.router, "_remember", written.append)
        self.see(torrent("radarr"))
        self.assertEqual([], written)
