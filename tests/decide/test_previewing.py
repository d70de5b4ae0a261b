"""Counting what would be done, and listing some of it."""

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.decide.previewing import Tally, is_wanted, page_of, together
from qbitrr.model.reasons import Reason
from qbitrr.model.shown.previewed import STEP_ORDER, PreviewedShare, PreviewFilter
from qbitrr.model.steps import AddTags, ClientStep, Data, Import, Keep, Pause, Removal, Step
from qbitrr.model.torrents.torrent import Torrent

WHY = Reason(code="why", rule=3, text="So it is.")


def torrent(number: int, instance: str = "qBit") -> Torrent:
    return Torrent(instance=instance, hash=f"{number:040x}", state="stalledUP", category="radarr")


def steps_of(kinds: set[str], of: Torrent) -> list[Step]:
    key = {"instance": of.instance, "hash": of.hash, "why": WHY}
    made = {"removal": Removal(data=Data.DELETE, **key), "pause": Pause(**key), "import": Import(**key)}
    return [made[kind] for kind in sorted(kinds)]


KINDS = st.sets(st.sampled_from(["removal", "pause", "import"]))


class TallyTests(SynchronousTestCase):
    def test_every_step_has_a_rank(self) -> None:
        """Whatever may be asked of a client, and what loops do, can be told."""
        kinds = {each.__struct_config__.tag for each in (*ClientStep.__args__, Import, Removal, Keep)}
        self.assertEqual({"reannounce", "move_to_top"}, kinds - set(STEP_ORDER))  # a person's, and the queue's

    @given(st.lists(KINDS, max_size=40), st.integers(1, 7), st.sets(st.sampled_from(["removal", "pause", "import"])))
    def test_pages(self, torrents: list[set[str]], limit: int, shown: set[str]) -> None:
        """Page after page lists every step once, in one order, however few are kept; all are counted on each."""
        listed: list[tuple[int, str, str]] = []
        wanted = PreviewFilter(steps=tuple(sorted(shown)), limit=limit)
        while True:
            tally = Tally("Radarr", wanted)
            for number, kinds in enumerate(torrents):
                tally.add(torrent(number), steps_of(kinds, torrent(number)), WHY, "")
            told = tally.told()
            self.assertEqual(sum(map(len, torrents)), sum(each.count for each in told.counts))
            page, last = page_of(told.listed, limit)
            self.assertLessEqual(len(page), limit)
            listed += [each.place for each in page]
            if last is None:
                break
            wanted = PreviewFilter(steps=wanted.steps, limit=limit, after=last)
        expected = [
            (STEP_ORDER.index(kind), "qBit", torrent(number).hash)
            for number, kinds in enumerate(torrents)
            for kind in kinds
            if not shown or kind in shown
        ]
        self.assertEqual(sorted(expected), listed)

    def test_what_is_new(self) -> None:
        """What was decided before is not; a removal that would not be any more is told as kept."""
        tally = Tally("Radarr", PreviewFilter())
        tally.add(torrent(1), steps_of({"removal"}, torrent(1)), WHY, "removal")
        tally.add(torrent(2), steps_of({"pause"}, torrent(2)), WHY, "removal")
        tally.add(torrent(3), [], WHY, "resume")
        told = tally.told()
        self.assertEqual(
            [("removal", 1, 0), ("keep", 1, 1), ("pause", 1, 1)],
            [(each.step, each.count, each.new) for each in told.counts],
        )
        self.assertEqual([False, True, True], [each.is_new for each in told.listed])

    def test_one_of_a_kind(self) -> None:
        """Two steps of a kind on a torrent are one in the list."""
        tally, key = Tally("Radarr", PreviewFilter()), {"instance": "qBit", "hash": torrent(1).hash, "why": WHY}
        tally.add(torrent(1), [AddTags(tags=("a",), **key), AddTags(tags=("b",), **key)], WHY, "")
        self.assertEqual((1, 1), (tally.told().counts[0].count, len(tally.told().listed)))

    def test_together(self) -> None:
        """Two shares of a section are told as one."""
        tally = Tally("Radarr", PreviewFilter())
        tally.torrents = tally.unread = 1
        tally.add(torrent(1), steps_of({"pause"}, torrent(1)), WHY, "")
        both = together(tally.told(), tally.told())
        self.assertEqual((2, 2, 0, 0), (both.torrents, both.unread, both.unlisted, both.failed))
        self.assertEqual([(2, 2)], [(each.count, each.new) for each in both.counts])
        self.assertEqual(tally.told(), together(tally.told(), PreviewedShare()))

    def test_scope(self) -> None:
        """What is empty does not narrow it."""
        one, wanted = torrent(1), PreviewFilter(instance="qBit", category="radarr", hash=torrent(1).hash)
        self.assertTrue(is_wanted(one, PreviewFilter()) and is_wanted(one, wanted))
        for narrow in ({"instance": "qBit-b"}, {"category": "sonarr"}, {"hash": "f" * 40}):
            self.assertFalse(is_wanted(one, PreviewFilter(**narrow)), narrow)  # type: ignore[arg-type]
