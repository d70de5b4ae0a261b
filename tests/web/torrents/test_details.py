"""What only a client knows of its torrents, over HTTP."""

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady, TimedOut, Unknown
from qbitrr.model.shown.torrent_speeds import TorrentSpeed
from qbitrr.model.torrents.torrent import TorrentFile, Tracker
from tests.web.program import Client

HASH = "a" * 40
KEY = "0123456789abcdef0123456789abcdef"


class DetailsCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.details = self.client.torrent_details

    def get(self, path, status=200):
        reply = self.successResultOf(self.client.start("GET", f"/web/{path}"))
        self.assertEqual(status, reply.status, reply.body)
        return reply.json()


class FilesTests(DetailsCase):
    def test_files(self):
        """As documented; of very many only the first."""
        file = TorrentFile(id=0, name="Film/film.mkv", size_bytes=7, priority=0, progress=0.5)
        self.details.found = (file,) * 5001
        shape = self.get(f"torrents/qBit/{HASH.upper()}/files")
        self.assertEqual((5001, 5000), (shape["total"], len(shape["files"])))
        self.assertEqual({"name": "Film/film.mkv", "sizeBytes": 7, "progress": 0.5, "wanted": False}, shape["files"][0])
        self.assertEqual([("files", "qBit", HASH)], self.details.asked)

    def test_refused(self):
        """No such torrent, a client that is away or too slow."""
        for error, status in ((Unknown("no"), 404), (NotReady("no"), 503), (TimedOut(where="qBit", why="no"), 502)):
            self.details.found = error
            self.get(f"torrents/qBit/{HASH}/files", status)
        self.get("torrents/qBit/xyz/files", 404)


class TrackersTests(DetailsCase):
    def test_no_key_is_shown(self):
        """Wherever a tracker has it: in the path, the query, before the host, in what it says."""
        for url, shown in (
            (f"https://tracker.example/{KEY}/announce", "https://tracker.example/…/announce"),
            (f"https://tracker.example/announce?passkey={KEY}", "https://tracker.example/announce"),
            (f"https://tracker.example:8080/announce/{KEY}", "https://tracker.example:8080/…"),
            (f"https://me:{KEY}@tracker.example/a.php?key={KEY}", "https://tracker.example/…"),
            ("udp://tracker.example:6969", "udp://tracker.example:6969/…"),
        ):
            self.details.found = (Tracker(url=url, message=f"bad https://tracker.example/{KEY}/announce", status=4),)
            (tracker,) = self.get(f"torrents/qBit/{HASH}/trackers")["trackers"]
            self.assertEqual(
                ("tracker.example", shown, "not working"), (tracker["host"], tracker["url"], tracker["status"])
            )
            self.assertNotIn(KEY, str(tracker))

    def test_unknown(self):
        """Not known is not none; a status nobody knows is a word, too; what is no address breaks nothing."""
        self.details.found = None
        self.assertIsNone(self.get(f"torrents/qBit/{HASH}/trackers")["trackers"])
        self.details.found = (Tracker(url="http://[half/announce", status=17),)
        (tracker,) = self.get(f"torrents/qBit/{HASH}/trackers")["trackers"]
        self.assertEqual(("", "unknown"), (tracker["host"], tracker["status"]))


class SpeedsTests(DetailsCase):
    def test_speeds(self):
        """Of what was asked for; nothing asked, nobody bothered."""
        self.details.found = (
            TorrentSpeed(
                hash=HASH, download_bytes=5.7, upload_bytes=0, seeds=2, peers=1, seeds_known=40, uploaded_bytes=123
            ),
        )  # fmt: skip
        shape = self.get(f"torrent-speeds/qBit?hashes={HASH.upper()},")
        known = {"seedsKnown": 40, "peersKnown": -1, "uploadedBytes": 123}
        self.assertEqual([{"hash": HASH, "down": 5, "up": 0, "seeds": 2, "peers": 1, **known}], shape["speeds"])
        self.assertEqual([], self.get("torrent-speeds/qBit")["speeds"])
        self.assertEqual([("speeds", "qBit", HASH)], self.details.asked)
        self.get(f"torrent-speeds/qBit?hashes={','.join([HASH] * 101)}", 400)
        self.get("torrent-speeds/qBit?hashes=x", 404)
