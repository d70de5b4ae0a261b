"""What the supervisor keeps of a torrent goes with the torrent, wherever that is."""

import pytest

from qbitrr.actors.owners.tags.migration import TagMigration
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, FREE_SPACE_PAUSED, IMPORTED
from tests.actors.owners.test_special_seeker import SeekerCase
from tests.growth import kept

MANY = 1000
TAGS = (IMPORTED, ALLOWED_SEEDING, FREE_SPACE_PAUSED)
HASHES = [f"{number:040x}" for number in range(1, MANY + 1)]
OWNED, STRANGE, KNOWN = HASHES[:700], HASHES[700:900], HASHES[900:]


@pytest.mark.correction("A6")
class GrowthTests(SeekerCase):
    """A thousand torrents with tags of ours, three hundred of which are in a special category and were nobody's before."""

    def setUp(self) -> None:
        self.migration: TagMigration | None = None
        super().setUp()
        self.migration = TagMigration(
            clients=self.actors,
            tags=self.tags,
            why_not=lambda section, torrent: "",
            journal=self.journal,
            clock=self.clock,
        )
        self.migration.startService()
        self.addCleanup(lambda: self.done(self.migration.stopService()))  # type: ignore[union-attr]

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        if self.migration is not None:
            self.migration.seen(actor, change)

    def left(self, hashes: list[str] = HASHES) -> set[str]:
        keys = {*hashes, *(("qBit", hash_) for hash_ in hashes)}
        roots = [
            self.dispatcher,
            self.seeker,
            self.migration,
            self.removals,
            self.quarantine,
            self.rails,
            self.shared_data,
        ]
        return set(kept(roots, keys.__contains__, "qbitrr.actors."))

    def arrive(self) -> None:
        for tag in TAGS:
            self.sim.tags.add(tag)
        for number, hash_ in enumerate(HASHES):
            category = "radarr" if number < len(OWNED) else "failed"
            self.sim.add(name=f"Movie {number}", hash=hash_, category=category)
            self.sim.change(hash_, tags={TAGS[number % len(TAGS)]})

    def leave(self, hashes: list[str]) -> None:
        for hash_ in self.sim.torrents.keys() & hashes:
            self.sim.remove(hash_)

    def test_nothing_is_kept_of_what_is_gone(self):
        """Not of those either that leave while they are sought, or while their tags are on the way, out of a client or back."""
        for section, known in (("Radarr", []), ("Sonarr", KNOWN)):
            self.arrs[section].says.append({hash_: hash_ in known for hash_ in HASHES})
        self.arrive()
        self.settle(60, step=1)
        seen = self.left()
        self.assertLessEqual(
            {"Router.sought", "SpecialSeeker._again_at", "SpecialSeeker._told", "TagMigration._carrying"}, seen
        )
        self.leave(HASHES[1::4])
        self.settle(10, step=1)
        self.assertNotIn("TagMigration._carrying", self.left(HASHES[1::4]))
        self.is_tagless = True
        self.settle(30, step=1)
        self.assertLessEqual({"InternalTags.kept", "InternalTags.waiting", "InternalTags._taken_off"}, self.left())
        self.leave(HASHES[::4])
        self.settle(10, step=1)
        self.is_tagless = False
        while "TagMigration._asked" not in self.left():
            self.settle(0.25)
        self.leave(HASHES)
        self.settle(900, step=6)  # nothing is proven by a listing that shrank as much, for ten minutes
        self.assertEqual({"Placements._lost"}, self.left())  # until it is written, which nobody does here
