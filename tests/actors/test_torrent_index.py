"""The list of all torrents: what it shows is what a naive look at the mirrors gives, whatever changed, a page at a time."""

from collections import Counter
from itertools import count

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors import torrent_index
from qbitrr.actors.qbittorrent.mirror import Mirror
from qbitrr.actors.torrent_index import TorrentIndex
from qbitrr.model.torrents.listed import TorrentFilter, TorrentOrder
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import host_of

INSTANCES = ("qBit", "qBit-Seedbox")
FEW_HASHES = [f"{n:040x}" for n in range(12)]
TORRENTS = st.builds(
    Torrent,
    instance=st.sampled_from(INSTANCES),
    hash=st.sampled_from(FEW_HASHES),
    state=st.sampled_from(["downloading", "stalledUP", "uploading"]),
    name=st.sampled_from(["a film", "A Film", "Straße", "other", ""]),
    category=st.sampled_from(["", "radarr", "Radarr"]),
    tags=st.sampled_from([(), ("x",), ("x", "y")]),
    tracker=st.sampled_from(["", "https://one.example/announce?passkey=1", "udp://Two.example:80"]),
    added_on=st.integers(0, 3),
    size_bytes=st.integers(0, 3),
)
FILTERS = st.builds(
    TorrentFilter,
    instance=st.sampled_from([None, "qBit"]),
    category=st.sampled_from([None, "", "radarr"]),
    state=st.sampled_from([None, "uploading"]),
    tag=st.sampled_from([None, "y"]),
    tracker=st.sampled_from([None, "two.example"]),
    text=st.sampled_from([None, "F", "FILM", "STRASSE", "0", "000"]),
)


def tagged(torrent, tags):
    return replace(torrent, tags=tags)


class Actor:
    """A client of which only its mirror matters."""

    def __init__(self, section):
        self.section = section
        self.mirror = Mirror(section)

    def get(self, hash_):
        return self.mirror.torrents.get(hash_)


def section_of(key):
    return "even" if int(key[1], 16) % 2 == 0 else None


def matches(torrent, wanted):
    """The filter, said plainly."""
    return (
        wanted.instance in (None, torrent.instance)
        and wanted.category in (None, torrent.category)
        and wanted.state in (None, torrent.state)
        and (wanted.tag is None or wanted.tag in torrent.tags)
        and (wanted.tracker is None or wanted.tracker in torrent.tracker.lower())
        and (
            wanted.text is None
            or wanted.text.casefold() in torrent.name.casefold()
            or torrent.hash.startswith(wanted.text.casefold())
        )
    )


VALUE = {
    TorrentOrder.ADDED: lambda torrent: torrent.added_on,
    TorrentOrder.NAME: lambda torrent: torrent.name.casefold(),
    TorrentOrder.SIZE: lambda torrent: torrent.size_bytes,
    TorrentOrder.CATEGORY: lambda torrent: torrent.category.casefold(),
    TorrentOrder.STATE: lambda torrent: torrent.state,
}
SORTINGS = st.lists(
    st.tuples(st.sampled_from(list(VALUE)), st.booleans()), min_size=1, max_size=3, unique_by=lambda each: each[0]
).map(tuple)
VALUES = {
    "instance": lambda torrent: (torrent.instance,),
    "category": lambda torrent: (torrent.category,),
    "state": lambda torrent: (torrent.state,),
    "tag": lambda torrent: torrent.tags,
    "tracker": lambda torrent: (host_of(torrent.tracker),),
}


def by(order):
    return ((order, False),)


class IndexTests(SynchronousTestCase):
    def setUp(self):
        self.begin()

    def begin(self):
        self.clock = Clock()
        self.now = count(1)
        self.actors = {section: Actor(section) for section in INSTANCES}
        self.index = TorrentIndex(
            clients=self.actors, section_of=section_of, quarantined={("qBit", FEW_HASHES[0])}, clock=self.clock
        )

    def show(self, section, torrents):
        """A client lists exactly these."""
        actor = self.actors[section]
        listed = {each.hash: each for each in torrents if each.instance == section}
        self.index.changed(actor, actor.mirror.replace(listed.values(), float(next(self.now))))

    def walk(self, wanted, sorting, limit):
        """All pages, and the total the first one said."""
        found, after, total = [], None, None
        for _ in range(100):
            page = self.index.page(wanted, sorting, after=after, limit=limit)
            total = page.total if total is None else total
            self.assertTrue(len(page.torrents) == limit or page.last is None)
            found += [each.torrent for each in page.torrents]
            after = page.last
            if after is None:
                return found, total
        raise AssertionError("the pages have no end")

    @given(
        st.lists(st.tuples(st.sampled_from(INSTANCES), st.lists(TORRENTS, max_size=12)), max_size=6),
        FILTERS,
        SORTINGS,
        st.integers(1, 5),
        st.sampled_from([0, 200]),
        st.sampled_from([0, 1000]),
    )
    def test_like_a_naive_look(self, listings, wanted, sorting, limit, few, soon_sorted):
        """Whatever was listed one after the other, by few changes or many, all pages together are the sorted matches."""
        self.begin()
        self.patch(torrent_index, "_FEW", few)
        self.patch(torrent_index, "_SOON_SORTED", soon_sorted)
        self.index.page(wanted, sorting, limit=1)
        self.index.page(TorrentFilter(), by(TorrentOrder.NAME), limit=1)
        for section, torrents in listings:
            self.show(section, torrents)
        every = [each for actor in self.actors.values() for each in actor.mirror.torrents.values()]
        expected = [each for each in every if matches(each, wanted)]
        expected.sort(key=lambda each: each.hash + each.instance, reverse=sorting[0][1])
        for column, falls in reversed(sorting):
            expected.sort(key=VALUE[column], reverse=falls)
        self.assertEqual((expected, len(expected)), self.walk(wanted, sorting, limit))

    @given(st.lists(st.tuples(st.sampled_from(INSTANCES), st.lists(TORRENTS, max_size=12)), max_size=4), FILTERS)
    def test_facets(self, listings, wanted):
        """For each value: as many as match if it is filtered by and everything else stays; nothing that is not there is counted."""
        self.begin()
        self.index.facets(TorrentFilter())
        for section, torrents in listings:
            self.show(section, torrents)
        every = [each for actor in self.actors.values() for each in actor.mirror.torrents.values()]
        found = self.index.facets(wanted)
        self.assertEqual(sum(matches(each, wanted) for each in every), found.total)
        for name, values in VALUES.items():
            others = evolve(wanted, **{name: None})
            expected = Counter(value for each in every if matches(each, others) for value in values(each))
            self.assertEqual(dict(expected), found.counts[name])

    def test_what_is_shown_is_new(self):
        """A figure that only creeps is shown as it is, before it was told."""
        self.show("qBit", [Torrent(instance="qBit", hash=FEW_HASHES[1], state="uploading", ratio=1.0)])
        self.index.page(TorrentFilter(), by(TorrentOrder.RATIO), limit=1)
        self.show("qBit", [Torrent(instance="qBit", hash=FEW_HASHES[1], state="uploading", ratio=1.5)])
        (shown,) = self.index.page(TorrentFilter(), by(TorrentOrder.RATIO), limit=1).torrents
        self.assertEqual(1.5, shown.torrent.ratio)

    def test_marks(self):
        """Who looks after it, and whether it waits in quarantine."""
        self.show("qBit", [Torrent(instance="qBit", hash=each, state="uploading") for each in FEW_HASHES[:2]])
        page = self.index.page(TorrentFilter(), by(TorrentOrder.ADDED), limit=5)
        self.assertEqual([("even", True), ("", False)], [(each.section, each.is_quarantined) for each in page.torrents])
        self.assertEqual("even", self.index.one(("qBit", FEW_HASHES[0])).section)
        self.assertIsNone(self.index.one(("qBit", FEW_HASHES[5])))
        self.assertIsNone(self.index.one(("qBit-Gone", FEW_HASHES[0])))

    def test_tags_kept_elsewhere(self):
        """A torrent has them from the first question on, and what is said of them later, like those of its client."""
        kept = {FEW_HASHES[1]: ("ours",)}
        index = TorrentIndex(
            clients=self.actors, section_of=section_of, quarantined=(), clock=self.clock,
            shown=lambda torrent: tagged(torrent, (*torrent.tags, *kept.get(torrent.hash, ()))),
        )  # fmt: skip
        self.index = index
        ours = TorrentFilter(tag="ours")

        def found():
            page = index.page(ours, by(TorrentOrder.NAME), limit=5)
            return [(each.torrent.hash, each.torrent.tags) for each in page.torrents], index.facets(ours).counts["tag"]

        mine = [Torrent(instance="qBit", hash=each, state="uploading", tags=("mine",)) for each in FEW_HASHES[1:3]]
        self.show("qBit", mine)
        self.assertEqual(([(FEW_HASHES[1], ("mine", "ours"))], {"mine": 2, "ours": 1}), found())
        self.assertEqual(("mine", "ours"), index.one(("qBit", FEW_HASHES[1])).torrent.tags)
        kept[FEW_HASHES[2]] = kept.pop(FEW_HASHES[1])
        index.retagged([("qBit", each) for each in (*FEW_HASHES[1:3], "nobody")])
        self.assertEqual(([(FEW_HASHES[2], ("mine", "ours"))], {"mine": 2, "ours": 1}), found())
        for few in (0, 200):
            self.patch(torrent_index, "_FEW", few)
            self.show("qBit", [tagged(each, (f"after {few}",)) for each in mine])
            self.assertEqual(([(FEW_HASHES[2], (f"after {few}", "ours"))], {f"after {few}": 2, "ours": 1}), found())

    def test_orders_that_are_kept(self):
        """However many are asked for, only some are kept, and each is right all the same."""
        self.show(
            "qBit",
            [
                Torrent(instance="qBit", hash=each, state="uploading", size_bytes=at)
                for at, each in enumerate(FEW_HASHES)
            ],
        )
        orders = [each for each in TorrentOrder if each is not TorrentOrder.SIZE]
        for order in orders:
            for falls in (False, True):
                page = self.index.page(TorrentFilter(), ((order, False), (TorrentOrder.SIZE, falls)), limit=20)
                self.assertEqual(
                    FEW_HASHES[::-1] if falls else FEW_HASHES, [each.torrent.hash for each in page.torrents]
                )
        self.assertLessEqual(len(self.index._orders), torrent_index._MOST_ORDERS)

    def test_clients_that_go_and_come(self):
        """A client that is not configured any more has no torrents, one that is new has its own."""
        both = [Torrent(instance=each, hash=FEW_HASHES[1], state="uploading") for each in INSTANCES]
        for section in INSTANCES:
            self.show(section, both)
        self.assertEqual(2, self.index.page(TorrentFilter(), by(TorrentOrder.NAME), limit=5).total)
        gone = self.actors.pop("qBit-Seedbox")
        self.assertEqual(1, self.index.page(TorrentFilter(), by(TorrentOrder.NAME), limit=5).total)
        self.actors["qBit-Seedbox"] = gone
        self.assertEqual(2, self.index.page(TorrentFilter(), by(TorrentOrder.NAME), limit=5).total)

    def test_nobody_asks(self):
        """What nobody asked for in ten minutes is kept no longer, and made anew when it is asked for."""
        for seconds in (0, 601):
            self.clock.advance(seconds)
            self.show("qBit", [Torrent(instance="qBit", hash=FEW_HASHES[1], state="uploading", name=f"{seconds}")])
            self.assertEqual({}, self.index._rows)
            self.assertEqual(1, self.index.page(TorrentFilter(), by(TorrentOrder.NAME), limit=5).total)
            self.assertNotEqual({}, self.index._rows)
