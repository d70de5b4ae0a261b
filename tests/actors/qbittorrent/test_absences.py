"""What is proven gone, and what only looks so."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.qbittorrent.absences import NEW_TRUTH_SECONDS, PROVEN_APART_SECONDS, Absences

NOW = 1_787_227_200.0
HASHES = tuple(f"{number:040x}" for number in range(8))


class _Client:
    """A client and what we make of its listings, whole ones every `step` seconds."""

    def __init__(self, count: int = 20) -> None:
        self.absences = Absences()
        self.now = NOW
        self.listed: dict[str, int] = {}
        self.lost: set[str] = set()
        self.list({f"{number:040x}": 1 for number in range(count)})

    def list(self, listed: dict[str, int], *, whole: bool = True, took: float = 0.0) -> set[str]:
        """The client lists these (by hash, with the time of adding); what is lost by that."""
        lost = set()
        for hash_ in self.listed.keys() - listed.keys():
            self.absences.left(hash_, self.listed[hash_])
        for hash_ in listed.keys() - self.listed.keys():
            if self.absences.came(hash_, listed[hash_]):
                lost.add(hash_)
        self.listed = dict(listed)
        self.absences.looked(len(listed), self.now)
        if whole:
            lost |= self.absences.whole(len(listed), took)
        self.lost |= lost
        return lost

    def pass_(self, seconds: float, step: float = 2.0) -> set[str]:
        """Time passes, the listing stays the same; whole ones come as they are wanted."""
        lost = set()
        for _ in range(round(seconds / step)):
            self.now += step
            lost |= self.list(self.listed, whole=self.absences.wants_whole)
        return lost

    def without(self, *numbers: int) -> dict[str, int]:
        return {hash_: at for hash_, at in self.listed.items() if int(hash_, 16) not in numbers}


@pytest.mark.correction("A9")
class AbsencesTests(SynchronousTestCase):
    def test_another_needs_both_dates(self):
        """Where the time of adding is not known, what comes back under its hash is the same torrent: nothing is lost with it."""
        for before, after, is_another in ((5, 6, True), (5, 5, False), (0, 6, False), (5, 0, False), (0, 0, False)):
            absences = Absences()
            absences.left(HASHES[0], before)
            self.assertIs(absences.came(HASHES[0], after), is_another)

    def test_proven(self):
        """What stays away is lost after two whole listings, within a minute or so; a delta alone proves nothing."""
        client = _Client()
        client.list(client.without(3), whole=False)
        self.assertTrue(client.absences.is_missing(HASHES[3]))
        self.assertEqual(set(), client.pass_(28))
        self.assertEqual({HASHES[3]}, client.pass_(40))
        self.assertFalse(client.absences.is_missing(HASHES[3]))
        self.assertFalse(client.absences.wants_whole)

    def test_odd_listings(self):
        """An empty listing and one of less than half prove nothing before they stayed the same for ten minutes; then they do."""
        for kept in (0, 9):
            with self.subTest(kept):
                client = _Client()
                client.now += 2
                client.list(dict.fromkeys(list(client.listed)[:kept], 1))
                self.assertEqual(set(), client.pass_(NEW_TRUTH_SECONDS - 4))
                self.assertEqual(20 - kept, len(client.pass_(2 * PROVEN_APART_SECONDS + 60)))

    def test_new_ones(self):
        """An odd listing to which new ones come is not the same: it is believed ten minutes after the last of them."""
        client = _Client()
        client.now += 2
        client.list(client.without(*range(5, 20)))
        self.assertEqual(set(), client.pass_(NEW_TRUTH_SECONDS - 100))
        client.now += 2
        client.list(client.listed | {"f" * 40: 1})
        self.assertEqual(set(), client.pass_(NEW_TRUTH_SECONDS - 4))
        self.assertEqual(15, len(client.pass_(2 * PROVEN_APART_SECONDS + 60)))

    def test_another_client(self):
        """
        A listing as long as ever that holds other torrents: its address may lead to another client. It proves nothing for ten minutes,
        and nothing at all when those of before come back meanwhile; then it is believed, whatever moves.
        """
        client = _Client()
        before, others = dict(client.listed), {f"{1000 + number:040x}": 1 for number in range(20)}
        client.now += 2
        client.list(others)
        self.assertEqual(set(), client.pass_(NEW_TRUTH_SECONDS - 100))
        client.now += 2
        client.list(before)
        self.assertEqual(set(), client.pass_(20) & before.keys())
        client.now += 2
        client.list(others)
        for _ in range(10):
            self.assertEqual(set(), client.lost & before.keys())
            client.pass_(NEW_TRUTH_SECONDS / 10 - 4)
            client.list(client.listed | {f"{2000 + len(client.listed):040x}": 1})
        client.pass_(4 * PROVEN_APART_SECONDS + 60)
        self.assertEqual(before.keys(), client.lost & before.keys())

    def test_nearly_half(self):
        """A person deletes eight of twenty, then four of those that are left: each time they are proven gone within a minute."""
        client = _Client()
        for gone in (range(8), range(8, 12)):
            client.now += 2
            client.list(client.without(*gone))
            self.assertEqual({f"{number:040x}" for number in gone}, client.pass_(2 * PROVEN_APART_SECONDS))

    def test_few(self):
        """However few there are: one of one, two of three."""
        for count, kept in ((1, 0), (3, 1)):
            client = _Client(count)
            client.now += 2
            client.list(dict.fromkeys(list(client.listed)[:kept], 1))
            self.assertEqual(set(), client.pass_(500))

    def test_expected(self):
        """What an earlier life knew counts, too: the size of its last good listing, and its torrents until they are seen."""
        client = _Client(0)
        client.absences.expect({f"{number:040x}": 1 for number in range(20)}, 20)
        client.list({HASHES[0]: 1})
        self.assertEqual(set(), client.pass_(500))
        client.list({f"{number:040x}": 1 for number in range(19)})
        self.assertEqual({f"{19:040x}"}, client.pass_(120))

    def test_loading(self):
        """A client that is still loading, past half of it, proves nothing as long as more come."""
        client = _Client(100)
        client.now += 60
        everything = dict(client.listed)
        for loaded in range(0, 100, 2):
            client.list(dict(list(everything.items())[:loaded]))
            self.assertEqual(set(), client.pass_(10))
        client.list(everything)
        self.assertEqual(set(), client.lost)

    def test_not_watched(self):
        """A clock that jumps and a client that is away prove nothing."""
        for jump in (7200, -7200, 2 * 86400):
            client = _Client()
            client.list(client.without(3))
            client.now += jump
            self.assertEqual(set(), client.list(client.listed))

    def test_cost(self):
        """Whole listings to prove something take at most a hundredth of the time, and none is asked while nothing is missing."""
        client = _Client()
        self.assertFalse(client.absences.wants_whole)
        asked = 0
        for number in range(500):
            client.now += 2
            listed = dict(list(client.listed.items())[1:]) | {f"{1000 + number:040x}": 1}  # one leaves, one comes
            if client.absences.wants_whole:
                asked += 1
                client.list(listed, took=2.0)
            else:
                client.list(listed, whole=False)
        self.assertTrue(1 <= asked <= 6, asked)


class ProofMachine(RuleBasedStateMachine):
    """A client that lists whatever it likes, and the memory of all its whole listings."""

    @initialize()
    def start(self) -> None:
        self.client = _Client(0)
        self.wholes: list[tuple[float, set[str], bool]] = []
        self.watched = 0.0
        self.good = 0
        self.same_since = 0.0
        self.base: dict[str, int] = {}
        self.lost_now: set[str] = set()
        self.client.list({})

    @rule(kept=st.sets(st.sampled_from(HASHES)), whole=st.booleans(), gap=st.sampled_from([1, 31, 100, 119, 500, -60]))
    def listing(self, kept: set[str], whole: bool, gap: int) -> None:
        self.client.now += gap
        self._list(kept, whole, gap)

    @precondition(lambda self: self.client.listed)
    @rule(times=st.integers(1, 12))
    def the_same_again(self, times: int) -> None:
        for _ in range(times):
            self.client.now += 100
            self._list(set(self.client.listed), True, 100)

    def _list(self, kept: set[str], whole: bool, gap: int) -> None:
        before = set(self.client.listed)
        self.watched += gap if 0 < gap <= 120 else 0
        if kept != before or not 0 < gap <= 120:
            self.same_since = self.watched
        is_old = self.watched - self.same_since >= NEW_TRUTH_SECONDS
        lost = self.client.list(dict.fromkeys(kept, 1), whole=whole)
        self.good = max(self.good, len(kept))
        is_plausible = is_old or (len(kept) > 0 and 2 * len(kept) >= self.good)
        if is_old:
            self.good = len(kept)
        if whole:
            self.wholes.append((self.watched, set(kept), is_plausible))
            if is_plausible:
                self.good = len(kept)
        self.lost_now = lost

    @invariant()
    def only_what_is_proven(self) -> None:
        """Lost is only what two plausible whole listings, 30 s apart and the last one among them, did not hold."""
        for hash_ in getattr(self, "lost_now", ()):
            without = []
            for at, listed, is_plausible in reversed(self.wholes):
                if hash_ in listed:
                    break
                if is_plausible:
                    without.append(at)
            assert without, "lost without any plausible listing"
            assert max(without) - min(without) >= PROVEN_APART_SECONDS


ProofTests = pytest.mark.correction("A9")(ProofMachine.TestCase)
ProofTests.settings = settings(max_examples=200, stateful_step_count=30)
