from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from twisted.logger import capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire import shares
from qbitrr.wire.framing import MAX_LINE_BYTES, to_line
from qbitrr.wire.messages import Torrents
from qbitrr.wire.shares import Share


def torrent(hash_, **more):
    return Torrent(instance="qBit", hash=hash_, state="downloading", **more)


def applied(messages):
    """What a child knows after *messages*."""
    known, last = {}, None
    for last in messages:
        if last.full:
            known.clear()
        for key in last.gone:
            known.pop(key, None)
        known.update({torrent.key: torrent for torrent in last.torrents})
    return known, last


_hashes = st.sampled_from("abcdef")
_messages = st.builds(
    lambda full, names, gone, progress: Torrents(
        full=full,
        torrents=tuple(torrent(name, progress=progress) for name in sorted(names - gone)),
        gone=() if full else tuple(("qBit", name) for name in sorted(gone)),
        listed_at={"qBit": progress},
    ),
    st.booleans(),
    st.sets(_hashes),
    st.sets(_hashes),
    st.floats(0, 1),
)


def chunks(message: Torrents) -> Iterator[Torrents]:
    """What a child gets of *message*: pieces that fit into a line each."""
    share = Share()
    share.add(message)
    while share:
        yield share.take()


class Merging(SynchronousTestCase):
    """A child that reads late knows in the end what one that reads at once knows."""

    @given(st.lists(_messages, min_size=1, max_size=8), st.data())
    def test_late_readers_see_the_same(self, messages, data):
        """Whenever pieces are taken, the outcome is that of all messages one by one."""
        share, sent = Share(), []
        for message in messages:
            share.add(message)
            if data.draw(st.booleans()):
                sent.append(share.take())
        while share:
            sent.append(share.take())
        self.assertEqual(applied(messages)[0], applied(sent)[0])
        self.assertEqual(messages[-1].listed_at, sent[-1].listed_at)
        self.assertEqual(any(message.full for message in messages), any(message.full for message in sent))

    def test_a_torrent_that_comes_and_goes_unsent_leaves_no_trace(self):
        """Of a full share what is gone needs no mention."""
        share = Share()
        share.add(Torrents(full=True, torrents=(torrent("a"), torrent("b"))))
        share.add(Torrents(full=False, gone=(("qBit", "a"),)))
        self.assertEqual(Torrents(full=True, torrents=(torrent("b"),)), share.take())
        self.assertFalse(share)

    def test_clear_forgets(self):
        """Nothing waits afterwards."""
        share = Share()
        share.add(Torrents(full=True))
        share.clear()
        self.assertFalse(share)


class Pieces(SynchronousTestCase):
    """Large shares travel in several lines."""

    def test_every_piece_fits_and_nothing_is_lost(self):
        """30,000 torrents with long names arrive, each piece well within a line."""
        many = tuple(torrent(f"{number:040x}", name="n" * 100, save_path="/p" * 50) for number in range(30_000))
        message = Torrents(full=True, torrents=many, listed_at={"qBit": 5.0}, connected_since={"qBit": 3.0})
        pieces = list(chunks(message))
        self.assertGreater(len(pieces), 5)
        self.assertTrue(all(len(to_line(piece)) < 2 * shares.CHUNK_BYTES for piece in pieces))
        self.assertEqual({one.key: one for one in many}, applied(pieces)[0])
        self.assertEqual([True] + [False] * (len(pieces) - 1), [piece.full for piece in pieces])

    def test_only_the_last_piece_says_that_the_listing_is_complete(self):
        """Until then every instance is unknown to the child."""
        many = tuple(torrent(f"{number:040x}", name="n" * 1000) for number in range(2_000))
        pieces = list(chunks(Torrents(full=True, torrents=many, listed_at={"qBit": 5.0})))
        self.assertEqual([{}] * (len(pieces) - 1) + [{"qBit": 5.0}], [piece.listed_at for piece in pieces])

    def test_large_news_leave_their_clients_listed(self):
        """Pieces of a change say so each: to stop watching thousands because they all changed would be odd."""
        many = tuple(torrent(f"{number:040x}", name="n" * 1000) for number in range(2_000))
        pieces = list(chunks(Torrents(full=False, torrents=many, listed_at={"qBit": 5.0})))
        self.assertGreater(len(pieces), 1)
        self.assertEqual([{"qBit": 5.0}] * len(pieces), [piece.listed_at for piece in pieces])

    def test_many_gone_are_split_too(self):
        """What is gone takes room as well."""
        gone = tuple(("qBit", f"{number:040x}") for number in range(20_000))
        pieces = list(chunks(Torrents(full=False, gone=gone)))
        self.assertGreater(len(pieces), 1)
        self.assertEqual(gone, tuple(key for piece in pieces for key in piece.gone))

    def test_an_empty_share_is_one_piece(self):
        """Knowing that there is nothing is news."""
        self.assertEqual([Torrents(full=True)], list(chunks(Torrents(full=True))))

    def test_a_torrent_that_cannot_travel_costs_one_torrent(self):
        """Too long, or not text: left out, and said so."""
        message = Torrents(
            full=True, torrents=(torrent("a", name="\ud800"), torrent("b"), torrent("c", name="x" * MAX_LINE_BYTES))
        )
        with capturedLogs() as logs:
            self.assertEqual([Torrents(full=True, torrents=(torrent("b"),))], list(chunks(message)))
        self.assertEqual(["a", "c"], [event["hash"] for event in logs])


class Network(SynchronousTestCase):
    def test_offline_arrives(self):
        """That there is no internet reaches the child, and so does that it is back: in every piece, the newest word."""
        share = Share()
        share.add(Torrents(full=True, torrents=(torrent("a"),), listed_at={"qBit": 1.0}, is_online=False))
        self.assertFalse(share.take().is_online)
        share.add(Torrents(full=False, is_online=False))
        share.add(Torrents(full=False, is_online=True, connected_since={"qBit": 5.0}))
        piece = share.take()
        self.assertEqual((True, {"qBit": 5.0}), (piece.is_online, piece.connected_since))
