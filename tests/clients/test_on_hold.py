"""While something is on hold, the clients send nothing that changes anything, whoever asks and whatever for."""

import inspect

from treq.testing import RequestTraversalAgent

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent
from qbitrr.errors import OnHold
from qbitrr.testing.arr import MemoryDownloads, SimulatedArr
from qbitrr.testing.qbittorrent import SimulatedQbittorrent
from tests.clients.case import ClientCase

HASH = "a" * 40
WHY = "on hold until noon"
QBITTORRENT = {
    "stop": ([HASH],),
    "start": ([HASH],),
    "delete": ([HASH], True),
    "recheck": ([HASH],),
    "reannounce": ([HASH],),
    "skip_files": (HASH, [0]),
    "set_category": ([HASH], "x"),
    "set_auto_management": ([HASH], True),
    "create_category": ("x",),
    "add_tags": ([HASH], ["x"]),
    "remove_tags": ([HASH], ["x"]),
    "create_tags": (["x"],),
    "delete_tags": (["x"],),
    "set_preferences": ({"dht": False},),
    "add_trackers": (HASH, ["http://t.example/announce"]),
    "remove_trackers": (HASH, ["http://t.example/announce"]),
    "limit_download": ([HASH], 1024),
    "limit_upload": ([HASH], 1024),
    "super_seed": ([HASH],),
    "move_to_top": ([HASH],),
}
ARR = {
    "mark_failed": (1,),
    "search": ([1],),
    "import_scan": ("/x", HASH),
    "rss_sync": (),
    "refresh_downloads": (),
    "replace": ("downloadclient/1", {}),
}


def senders(kind, names):
    """The methods of a client whose text sends something else than GET, by name."""
    words = (
        "self._post(",
        "self._act(",
        "self._renamed(",
        "self._change(",
        "self._command(",
        '"POST"',
        '"PUT"',
        '"DELETE"',
    )
    found = {
        name
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_") and any(word in inspect.getsource(method) for word in words)
    }
    return found - names


class OnHoldTests(ClientCase):
    def setUp(self):
        super().setUp()
        self.clock.advance(1_700_000_000)

    def test_qbittorrent(self):
        """Logging in and reading go on; no action is sent."""
        sim = SimulatedQbittorrent(self.clock)
        sim.add(name="One", hash=HASH)
        self.agent = RequestTraversalAgent(sim.resource())
        http = Http(self.agent, "http://127.0.0.1:8080/api/v2", "qBit", self.clock, jitter=lambda: 0.0)
        credentials = Credentials(username="admin", password="adminadmin")
        client = Qbittorrent(http, credentials, self.clock, on_hold=lambda: WHY)
        self.result(client.connect())
        self.assertEqual(1, len(self.result(client.torrents())))
        for name, arguments in QBITTORRENT.items():
            if hasattr(client, name):
                self.assertIn(WHY, str(self.error(getattr(client, name)(*arguments), OnHold)), name)
        changing = [each.path for each in sim.requests if each.method != "GET" and not each.path.startswith("auth/")]
        self.assertEqual(([], set()), (changing, senders(Qbittorrent, set(QBITTORRENT))))

    def test_arr(self):
        """Reading goes on; no command and no change is sent."""
        sim = SimulatedArr("radarr", self.clock, "key", MemoryDownloads())
        sim.start()
        self.addCleanup(sim.stop)
        self.agent = RequestTraversalAgent(sim.resource())
        arr = Arr("radarr", Http(self.agent, "http://arr", "Arr", self.clock, jitter=lambda: 0.0), "key", lambda: WHY)
        self.assertEqual("Radarr", self.result(arr.status()).app_name)
        for name, arguments in ARR.items():
            self.assertIn(WHY, str(self.error(getattr(arr, name)(*arguments), OnHold)), name)
        self.error(arr.delete_queue(1, blocklist=True, skip_redownload=True), OnHold)
        self.assertEqual([], [each for each in sim.requests if each["method"] != "GET"])
        self.assertEqual(set(), senders(Arr, {*ARR, "delete_queue"}))
