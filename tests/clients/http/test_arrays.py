"""
Long lists cut while they arrive.
"""

import json
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.http import arrays
from qbitrr.clients.http.arrays import RecordList
from qbitrr.clients.http.decoding import Seen, alone
from qbitrr.errors import BadAnswer


class Row(Struct):
    """What we keep of a record."""

    id: int
    title: str = ""


def cut(body: bytes, sizes: list[int]) -> list[bytes]:
    """*body* in pieces of these sizes, again and again."""
    pieces, at = [], 0
    while at < len(body):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(body[at : at + size])
        at += size
    return pieces


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(st.sampled_from('a"\\[]{},: \né'), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.sampled_from('k"\\}{'), max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


class RecordListTests(SynchronousTestCase):
    """The sink for arrays of records."""

    @given(
        rows=st.lists(
            st.tuples(st.integers(0, 99), st.text(st.sampled_from('a"\\[]{}, é\n'), max_size=8), JSON), max_size=6
        ),
        indent=st.none() | st.integers(0, 3),
        sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    )
    def test_like_the_whole(self, rows, indent, sizes):
        """However a list is written and cut, the records are those of the list decoded in one piece."""
        body = json.dumps(
            [{"more": more, "id": id, "title": title} for id, title, more in rows], indent=indent
        ).encode()
        sink = RecordList("There", Row)
        for piece in cut(body, sizes):
            sink.feed(piece)
        sink.close()
        self.assertEqual([Row(id, title) for id, title, _ in rows], sink.records)

    @given(
        rows=st.lists(
            st.tuples(st.integers(0, 99), st.text(st.sampled_from('a"\\[]{}, é\n'), max_size=8), JSON), max_size=12
        ),
        first=st.sampled_from(["id", "more", "title", "k"]),
        compact=st.booleans(),
        sizes=st.lists(st.integers(1, 200), min_size=1, max_size=4),
        run=st.sampled_from([1, 20, 100]),
    )
    def test_runs(self, rows, first, compact, sizes, run):
        """However long runs are and whatever records and what is in them begin with, they are those of the list in one piece."""
        records = [
            {"id": id, "title": title, "more": [more, {first: 1}, {first: "},{"}], "k": 1} for id, title, more in rows
        ]
        ordered = [{first: record[first], **record} for record in records]
        body = json.dumps(ordered, separators=(",", ":") if compact else None).encode()
        self.patch(arrays, "RUN_BYTES", run)
        sink = RecordList("There", Row)
        for piece in cut(body, sizes):
            sink.feed(piece)
        sink.close()
        self.assertEqual([Row(id, title) for id, title, _ in rows], sink.records)

    @given(
        st.lists(
            st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["a", "b", "},{"]), st.integers(0, 3)), max_size=8),
            min_size=1, max_size=4,
        ),
        st.sampled_from(["id", "title", "more"]),
        st.sampled_from([1, 60, 200]),
        st.lists(st.integers(1, 200), min_size=1, max_size=3),
    )  # fmt: skip
    def test_seen_before(self, lists, first, run, sizes):
        """List after list, what changed is decoded, and what came again byte for byte is told by its id; together they are the list."""
        self.patch(arrays, "RUN_BYTES", run)
        seen, before = Seen(), {}
        for rows in lists:
            now = {}
            for number, title, inner in rows:
                now.setdefault(number, {"id": number, "title": title, "more": [{first: 1}] * inner})
            records = [{first: record[first], **record} for record in now.values()]
            body = json.dumps(records, separators=(",", ":")).encode()
            sink = RecordList("There", Row, seen)
            for piece in cut(body, sizes):
                sink.feed(piece)
            sink.close()
            listing = sink.listing
            self.assertEqual(now.keys(), {row.id for row in listing} | listing.unchanged)
            self.assertEqual(len(now), len(listing) + len(listing.unchanged))
            for row in listing:
                self.assertEqual(now[row.id]["title"], row.title)
            for number in listing.unchanged:
                self.assertEqual(before[number], now[number])
            self.assertEqual(frozenset({99}), listing.without({99, *listing.unchanged}))
            seen, before = listing.seen, now

    def listed(self, rows, seen=None, *, size=1000):
        """A list of *rows* in pieces; which were decoded is in `decoded`."""
        self.decoded = []
        self.patch(arrays, "alone", lambda text, kind: self.decoded.append(json.loads(text)["id"]) or alone(text, kind))
        sink = RecordList("There", Row, seen)
        for piece in cut(json.dumps(rows, separators=(",", ":")).encode(), [size]):
            sink.feed(piece)
        sink.close()
        return sink.listing

    def test_what_is_decoded_again(self):
        """Wherever something was changed, added, taken away or moved: that alone."""
        rows = [{"id": number, "title": "x" * (number % 50)} for number in range(500)]
        seen = self.listed(rows, Seen()).seen
        self.assertEqual(500, len(seen))
        for first, title in ((0, "y"), (250, "yy"), (499, "z" * 100)):
            with self.subTest(first=first):
                now = [{**row, "title": title} if row["id"] == first else row for row in rows]
                listing = self.listed(now, seen)
                self.assertEqual(([first], 499), (self.decoded, len(listing.unchanged)))
        changes = {
            "added": ([*rows[:9], {"id": 900, "title": ""}, *rows[9:]], [900]),
            "gone": ([*rows[:9], *rows[10:]], []),
            "moved": ([*rows[100:], *rows[:100]], []),
            "turned": (rows[::-1], []),
        }
        for name, (now, decoded) in changes.items():
            with self.subTest(name):
                listing = self.listed(now, seen)
                self.assertEqual((decoded, [row.id for row in listing]), (self.decoded, decoded))
                self.assertEqual({row["id"] for row in now} - set(decoded), listing.unchanged)
                self.assertEqual((len(now), [row["id"] for row in now]), (len(listing.seen), list(listing.seen.ids)))

    def test_quiet(self):
        """A list that is as it was costs one hash a record, the last one included, and nothing is decoded."""
        rows = [{"id": number, "title": "x" * (number % 50)} for number in range(500)]
        self.patch(arrays, "RUN_BYTES", 4000)
        seen = self.listed(rows, Seen()).seen
        hashed = []
        self.patch(arrays, "_hash", lambda text, was=arrays._hash: hashed.append(text) or was(text))
        listing = self.listed(rows, seen)
        self.assertEqual(([], 500, 500), (self.decoded, len(listing.unchanged), len(hashed)))

    def test_same_length(self):
        """A record is read again whichever of its bytes is another one."""
        rows = [{"id": number, "title": "x" * 300} for number in range(20)]
        seen = self.listed(rows, Seen()).seen
        for place in range(300):
            title = "x" * place + "y" + "x" * (299 - place)
            listing = self.listed([{**row, "title": title} if row["id"] == 7 else row for row in rows], seen)
            self.assertEqual([Row(7, title)], list(listing))

    def test_handed_on(self):
        """Records that are handed on as they come are not kept."""
        taken: list[list[Row]] = []
        sink = RecordList("There", Row, take=taken.append)
        body = json.dumps([{"id": number, "title": "x" * 1000} for number in range(1000)], separators=(",", ":"))
        for piece in cut(body.encode(), [50_000]):
            sink.feed(piece)
        self.assertGreater(len(taken), 1)
        sink.close()
        self.assertEqual((list(range(1000)), ()), ([row.id for some in taken for row in some], sink.listing))

    @given(st.integers(0, 60), st.lists(st.integers(1, 9), min_size=1, max_size=3))
    def test_cut_short(self, length, sizes):
        """A list that ends early is an error wherever it ends."""
        body = json.dumps([{"id": 1, "title": "a]}"}, {"id": 2, "title": '"'}]).encode()
        sink = RecordList("There", Row)

        def take() -> None:
            for piece in cut(body[: min(length, len(body) - 1)], sizes):
                sink.feed(piece)
            sink.close()

        self.assertRaises(BadAnswer, take)

    def test_memory(self):
        """What is held while a list of 20 MB arrives is a run of records, not the list."""
        record = json.dumps({"id": 1, "title": "T", "overview": "x" * 5000, "images": [{"url": "u"}] * 10}).encode()
        sink = RecordList("There", Row)
        tracemalloc.start()
        try:
            sink.feed(b"[" + record)
            for _ in range(4000):
                sink.feed(b"," + record)
            sink.feed(b"]")
            sink.close()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        self.assertEqual(4001, len(sink.records))
        self.assertLess(peak, 4 * 1024 * 1024)

    def test_endless_record(self):
        """A record without an end is given up."""
        sink = RecordList("There", Row)
        sink.feed(b'[{"id":1,"title":"')

        def endless() -> None:
            for _ in range(20):
                sink.feed(b"x" * 1024 * 1024)

        self.assertRaises(BadAnswer, endless)

    def test_not_a_list(self):
        """Other JSON, pages and half-records are refused."""
        for body in (
            b'{"a":1}',
            b"<html>",
            b"null",
            b"",
            b"  ",
            b"[1,2]",
            b'[{"id":1},,{"id":2}]',
            b'[{"id":1} {"id":2}]',
            b'[{"id":1},]',
            b'[{"id":1}]]',
        ):
            for seen in (None, Seen()):
                sink = RecordList("There", Row, seen)
                with self.subTest(body), self.assertRaises(BadAnswer):
                    sink.feed(body)
                    sink.close()
