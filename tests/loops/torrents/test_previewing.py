"""A torrent loop tells what it would do by another configuration, and does nothing of it."""

from typing import Any

from attrs import evolve
from twisted.internet.defer import Deferred

from qbitrr.config.plain import share_for
from qbitrr.config.schema.config import Config
from qbitrr.loops.torrents.deciding import previewing
from qbitrr.loops.torrents.loop import TorrentLoop
from qbitrr.model.shown.previewed import PreviewedShare, PreviewFilter
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.wire.messages import Perform, Performed
from qbitrr.wire.torrent_orders import PreviewTorrents
from tests.loops.torrents.world import LoopCase, hash_of

LIMIT = "[Radarr.Torrent.SeedingMode]\nMaxUploadRatio = 1\nRemoveTorrent = 1\n"
DUTY = '[[Radarr.Torrent.Trackers]]\nName = "t"\nURI = "https://t.example/announce"\nHitAndRunMode = "and"\nMinSeedRatio = 9.0\n'


class PreviewingCase(LoopCase):
    """Asks a loop as the supervisor does."""

    loop: TorrentLoop

    def draft(self, more: str) -> Config:
        """The configuration as it would be."""
        before, self.torrent_settings = self.torrent_settings, self.torrent_settings + "\n" + more
        try:
            return self.config()
        finally:
            self.torrent_settings = before

    def asked(self, config: Config, section: str = "Radarr", **more: Any) -> Performed:
        wanted = more.pop("wanted", PreviewFilter())
        order = PreviewTorrents(section=section, config=share_for(config, section), wanted=wanted, **more)
        self.loop.message(Perform(id=7, what=order))
        self.settle()
        self.settle()
        return self.child.performed_.pop()

    def previewed(self, config: Config, section: str = "Radarr", **more: Any) -> PreviewedShare:
        answer = self.asked(config, section, **more)
        self.assertEqual((7, "done"), (answer.id, answer.result))
        assert answer.previewed is not None
        return answer.previewed

    def going(self, found: PreviewedShare) -> int:
        """How many would be removed."""
        return sum(each.count for each in found.counts if each.step == "removal")

    def seeds(self, count: int, **fields: Any) -> None:
        """So many torrents that were imported and seed, with a ratio of 2."""
        usual: dict[str, Any] = {"ratio": 2.0, "tags": (IMPORTED,), "hosts": ("t.example",)}
        self.tell(*(self.finished(hash_of(number), **{**usual, **fields}) for number in range(count)))
        self.settle(3)


class PreviewingTests(PreviewingCase):
    def test_a_limit(self) -> None:
        """A limit that is not saved: what would go is counted, and as much as was asked for listed, in order."""
        self.begin()
        self.seeds(5)
        self.wanted()
        found = self.previewed(self.draft(LIMIT), wanted=PreviewFilter(limit=2))
        (count,) = found.counts
        self.assertEqual(("removal", "delete", 10, 5, 5), (count.step, count.data, count.rule, count.count, count.new))
        self.assertEqual([hash_of(0), hash_of(1), hash_of(2)], [each.hash for each in found.listed])
        self.assertEqual({"removal"}, {each.step for each in found.listed})
        self.assertEqual("seeding_limit", found.listed[0].why.code)
        after = found.listed[1].place
        rest = self.previewed(self.draft(LIMIT), wanted=PreviewFilter(limit=2, after=after))
        self.assertEqual([hash_of(2), hash_of(3), hash_of(4)], [each.hash for each in rest.listed])

    def test_nothing_is_touched(self) -> None:
        """Nothing is asked, done or remembered, and what is in force stays so."""
        self.begin()
        self.seeds(3)
        self.done(self.loop._memories.save(self.clock.seconds(), at_once=True))
        self.wanted()
        self.child.asked.clear()
        memories, requests = dict(self.loop._memories._all), len(self.sim.requests)
        self.previewed(self.draft(LIMIT + DUTY))
        self.assertEqual(([], [], {}), (self.wanted(), self.child.asked, self.loop._memories._changed))
        self.assertEqual(memories, self.loop._memories._all)
        self.assertEqual(requests, len(self.sim.requests))
        self.assertEqual(-1, self.loop._obeyed.rules().seeding.remove)

    def test_a_duty(self) -> None:
        """Rows of trackers that were never read count by the hosts of the listing; without these a duty may be open."""
        self.begin()
        self.seeds(2)
        found = self.previewed(self.draft(LIMIT + DUTY))
        self.assertEqual((0, 0), (self.going(found), found.unread))
        self.seeds(2, hosts=None)
        found = self.previewed(self.draft(LIMIT + DUTY))
        self.assertEqual((0, 2), (self.going(found), found.unread))
        self.seeds(2, hosts=("other.example",))
        self.assertEqual(2, self.going(self.previewed(self.draft(LIMIT + DUTY))))

    def test_what_would_not_go_any_more(self) -> None:
        """What is to be removed now, and would not be, is told as kept; what is decided as before is not new."""
        self.torrent_settings = LIMIT
        self.begin()
        self.seeds(2)
        found = self.previewed(self.draft(""))
        self.assertEqual([("removal", 2, 0)], [(each.step, each.count, each.new) for each in found.counts])
        found = self.previewed(self.draft(DUTY))
        self.assertEqual(("keep", 2, 2), (found.counts[0].step, found.counts[0].count, found.counts[0].new))
        self.assertEqual(0, self.going(found))
        self.assertIn("duty is open", found.listed[0].why.text)

    def test_upkeep(self) -> None:
        """Tags, rates and trackers are told, too."""
        self.begin()
        self.seeds(1)
        row = '[[Radarr.Torrent.Trackers]]\nName = "t"\nURI = "https://t.example/announce"\nAddTags = ["private"]\nUploadRateLimit = 1000\n'
        found = self.previewed(self.draft(row))
        self.assertEqual(["limit_upload", "add_tags"], [each.step for each in found.counts])

    def test_scope_and_kinds(self) -> None:
        """Only what is asked about is looked at, and only what is asked for listed."""
        self.begin()
        self.seeds(3)
        self.assertEqual(1, self.previewed(self.draft(LIMIT), wanted=PreviewFilter(hash=hash_of(1))).torrents)
        self.assertEqual(0, self.previewed(self.draft(LIMIT), wanted=PreviewFilter(category="other")).torrents)
        self.assertEqual(0, self.previewed(self.draft(LIMIT), wanted=PreviewFilter(instance="qBit-b")).torrents)
        found = self.previewed(self.draft(LIMIT), wanted=PreviewFilter(steps=("import",)))
        self.assertEqual((3, ()), (found.counts[0].count, found.listed))

    def test_what_leaves(self) -> None:
        """Torrents of categories that would be somebody else's are not its own."""
        self.begin()
        self.seeds(2)
        self.assertEqual(0, self.previewed(self.draft(LIMIT), leaving=(("qBit", "radarr"),)).torrents)

    def test_a_client_that_is_away(self) -> None:
        """Nothing is decided about its torrents, and that is said."""
        self.begin()
        self.seeds(2)
        self.tell(listed=False)
        found = self.previewed(self.draft(LIMIT))
        self.assertEqual((2, 2, ()), (found.torrents, found.unlisted, found.counts))

    def test_a_client_with_another_name(self) -> None:
        """The rows of a client count under its new name."""
        config = self.draft(LIMIT)
        row = self.draft(DUTY).arr("Radarr").torrent.trackers  # type: ignore[union-attr]
        (qbit,) = config.qbits
        renamed = evolve(config, qbits=(evolve(qbit, section="qBit-new", trackers=row),))
        self.begin()
        self.seeds(1)
        found = self.previewed(renamed, clients={"qBit": "qBit-new"})
        self.assertEqual(0, self.going(found))
        self.assertEqual(1, self.going(self.previewed(renamed)))

    def test_what_cannot_be_decided(self) -> None:
        """One torrent costs only itself; a configuration without the section is an answer."""
        self.begin()
        self.seeds(2)
        found, broken = previewing.decide, hash_of(1)

        def fragile(facts: Any, *more: Any) -> Any:
            if facts.torrent.hash == broken:
                raise ZeroDivisionError
            return found(facts, *more)

        self.patch(previewing, "decide", fragile)
        answer = self.previewed(self.draft(LIMIT))
        self.assertEqual((2, 1, 1), (answer.torrents, answer.failed, answer.counts[0].count))
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))
        order = PreviewTorrents(section="Sonarr", config=share_for(self.config(), "Radarr"), wanted=PreviewFilter())
        self.loop.message(Perform(id=8, what=order))
        self.settle()
        self.assertEqual("failed", self.child.performed_.pop().result)
        self.assertEqual(1, len(self.flushLoggedErrors(KeyError)))

    def test_the_loop_goes_on(self) -> None:
        """Between a hundred torrents and the next the loop has its turn; one that stops meanwhile answers nothing."""
        self.begin()
        self.seeds(250)
        order = PreviewTorrents(section="Radarr", config=share_for(self.draft(LIMIT), "Radarr"), wanted=PreviewFilter())
        turns: list[Deferred[None]] = []

        def later(*_: Any) -> Deferred[None]:
            turns.append(Deferred())
            return turns[-1]

        self.patch(previewing, "deferLater", later)
        self.loop.message(Perform(id=9, what=order))
        for _ in range(3):
            self.assertEqual([], self.child.performed_)
            turns.pop().callback(None)
        (answer,) = self.child.performed_
        self.assertEqual(250, answer.previewed.counts[0].count)  # type: ignore[union-attr]
        self.loop.message(Perform(id=10, what=order))
        self.end()
        self.assertEqual([answer], self.child.performed_)


class ManagedTests(PreviewingCase):
    qbit_settings = 'ManagedCategories = ["misc"]\n'

    def test_a_managed_category(self) -> None:
        """Without an Arr it is told the same way; the files stay."""
        self.begin("qBit")
        self.tell(self.finished(category="misc", ratio=3.0))
        self.settle(3)
        self.qbit_settings += "[qBit.CategorySeeding]\nMaxUploadRatio = 2\nRemoveTorrent = 1\n"
        (step,) = self.previewed(self.config(), "qBit").listed
        self.assertEqual(("removal", "keep", "misc"), (step.step, step.data, step.category))
