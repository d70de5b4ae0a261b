"""The running program says which tracker rows match no torrent, and works it out only when something changed."""

from unittest.mock import patch

import pytest

from qbitrr.actors.qbittorrent import unmatched_rows
from qbitrr.actors.qbittorrent.mirror import Mirror
from qbitrr.actors.qbittorrent.unmatched_rows import UnmatchedRows
from qbitrr.clients.qbittorrent.wire import main_data
from qbitrr.model.torrents.tracker_tables import TrackerTable
from qbitrr.testing.qbittorrent import Answered, Swarm
from tests.actors.world import QbitCase

TABLE = TrackerTable(place="[qBit] Trackers", clients=("qBit",), hosts=("a.example", "b.example"))
A, B = "https://t.a.example/passkey1234567890/announce", "udp://b.example:80/announce"


class UnmatchedRowsTests(QbitCase):
    def watch(self) -> UnmatchedRows:
        actor = self.begin()
        return UnmatchedRows({"qBit": actor}, lambda: (TABLE,))

    def test_rows_come_and_go_with_their_torrents(self):
        """Any tracker of a torrent counts, not only the one that answered last."""
        qbit = self.qbit()
        one = qbit.add(name="One", trackers=["http://else.example/announce", A])
        watch = self.watch()
        self.assertEqual(["notice: [qBit] Trackers[1] b.example: matches 0 of 1 torrents."], watch.problems())
        two = qbit.add(name="Two", trackers=[B])
        self.settle(5)
        self.assertEqual([], watch.problems())
        qbit.remove(one.hash)
        self.settle(5)
        self.assertEqual(["notice: [qBit] Trackers[0] a.example: matches 0 of 1 torrents."], watch.problems())
        qbit.remove(two.hash)
        self.settle(5)
        self.assertEqual([], watch.problems())

    def test_a_client_that_is_away_proves_nothing(self):
        """Its torrents are not known then."""
        qbit = self.qbit()
        qbit.add(name="One", trackers=[A])
        watch = self.watch()
        qbit.faults.next(Answered(status=500, body=b""), times=None)
        self.settle(10)
        self.assertEqual([], watch.problems())

    def test_a_client_without_lists_of_changes_proves_nothing(self):
        """Its whole lists name one tracker of each torrent only."""
        qbit = self.qbit()
        qbit.add(name="One", trackers=[A])
        qbit.faults.next(Answered(status=404, body=b"Not Found"), path="sync/maindata", times=None)
        self.assertEqual([], self.watch().problems())

    def test_asking_again_costs_nothing(self):
        """Figures that creep, and polls that bring nothing, are no reason to work it out anew."""
        qbit = self.qbit()
        qbit.add(name="One", trackers=[A], swarm=Swarm(download_speed=10))
        watch = self.watch()
        watch.problems()
        with patch.object(unmatched_rows, "unmatched_rows", side_effect=AssertionError("worked out anew")):
            for _ in range(5):
                self.settle(10)
                self.assertEqual(1, len(watch.problems()))


@pytest.mark.parametrize(
    ("bodies", "hosts"),
    [
        (['{"rid": 1, "full_update": true}'], set()),
        (['{"rid": 1, "full_update": true, "torrents": {"1": {"tracker": "http://a/x"}}}'], None),
        (['{"rid": 1, "full_update": true, "trackers": {}}'], set()),
        (['{"rid": 1, "full_update": true, "trackers": {"http://A.b/x": ["1"], "": [], "udp://c:1": ["1", "2"]}}'], {"a.b", "c"}),
        (['{"rid": 1, "full_update": true, "trackers": {"http://a/x": []}}', '{"rid": 2, "trackers_removed": ["http://a/x"]}'], set()),
        (['{"rid": 1, "full_update": true, "trackers": {"http://a/x": []}}', '{"rid": 2, "trackers": {"http://b/": []}}'], {"a", "b"}),
        (['{"rid": 2, "trackers": {"http://b/": []}}'], None),
        (['{"rid": 1, "full_update": true, "trackers": {"http://a/x": []}}', '{"rid": 3, "full_update": true}'], set()),
        (['{"rid": 1, "full_update": true, "trackers": {"http://a/x": ["1"]}}', '{"rid": 2, "trackers": {"http://b/": 7}}'], None),
        (['{"rid": 1, "full_update": true, "trackers": ["odd"]}'], None),
    ],
)  # fmt: skip
def test_hosts_of_a_mirror(bodies: list[str], hosts: set[str] | None) -> None:
    """They follow the lists of trackers; without a whole one they are not known. A client leaves out what is empty."""
    mirror = Mirror("qBit")
    for body in bodies:
        mirror.take(main_data("qBit", body.encode()), 1.0)
    assert mirror.hosts.all == hosts
