"""The counts of films are kept as films are written: whatever is written, they are those of a look at every film."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.store.catalog.browse.asked import Scope
from qbitrr.store.catalog.browse.movies import movie_counts
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.sqlite.reader import Snapshot

FLAGS = st.integers(0, 1)
FACTS = st.tuples(FLAGS, st.none() | FLAGS, st.none() | st.integers(1, 3), st.none() | st.integers(0, 9), FLAGS, FLAGS)
WRITE = (
    "INSERT INTO movie(id, title, title_fold, sort_key, monitored, available, file_id, release_at, quality_met, is_request)"
    " VALUES (?, 't', 't', 't', ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET monitored = excluded.monitored,"
    " available = excluded.available, file_id = excluded.file_id, release_at = excluded.release_at,"
    " quality_met = excluded.quality_met, is_request = excluded.is_request"
)
ACTS = st.lists(st.tuples(st.integers(1, 4), FACTS | st.none() | FLAGS), max_size=12)


def looked(films, now):
    """The counts by the words of the specification: of what is released or has a file."""
    counts = [0, 0, 0, 0, 0]
    for monitored, available, file_id, release_at, met, request in films:
        released = bool(available) if available is not None else release_at is not None and release_at <= now
        if released or file_id is not None:
            there = monitored and file_id is not None
            for place, value in enumerate((there, monitored, monitored and not there, met, request)):
                counts[place] += bool(value)
    return tuple(counts)


class TallyTests(SynchronousTestCase):
    """What is kept while films are written."""

    @given(ACTS, st.lists(st.integers(0, 9), min_size=1, max_size=2))
    def test_like_a_look_at_all(self, acts, moments):
        """Films come, change, lose their request and go; the counts are right at any time."""
        database = sqlite3.connect(":memory:")
        database.executescript(str(catalog_schema("radarr").steps[0]))
        films = {}
        for number, facts in acts:
            if facts is None:
                films.pop(number, None)
                database.execute("DELETE FROM movie WHERE id = ?", (number,))
            elif isinstance(facts, int):
                if number in films:
                    films[number] = (*films[number][:5], facts)
                database.execute("UPDATE movie SET is_request = ? WHERE id = ?", (facts, number))
            else:
                films[number] = facts
                database.execute(WRITE, (number, *facts))
        for now in moments:
            found = movie_counts(Snapshot(database), Scope(category="radarr", now=now))
            shown = (found.available, found.monitored, found.missing, found.quality_met, found.requests)
            self.assertEqual(looked(films.values(), now), shown)
        database.close()
