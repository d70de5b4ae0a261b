"""
The client against the simulated qBittorrent in each of its dialects: one story, told three times.
"""

import pytest
from treq.testing import RequestTraversalAgent

from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, MainData, Qbittorrent, apply
from qbitrr.errors import Banned, NotThere, Rejected, Unauthorized, Unreachable
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.addresses import qbittorrent_address
from qbitrr.testing.qbittorrent import PROFILES, Answered, Dropped, SimulatedQbittorrent, Swarm
from tests.clients.case import ClientCase

PERSON = Credentials(username="admin", password="adminadmin")


class DialectTests(ClientCase):
    """The same client, whatever answers."""

    def setUp(self) -> None:
        super().setUp()
        self.clock.advance(1_700_000_000)

    def pair(self, release: str, credentials: Credentials = PERSON) -> tuple[SimulatedQbittorrent, Qbittorrent]:
        qbit = SimulatedQbittorrent(self.clock, release)
        self.agent = RequestTraversalAgent(qbit.resource())
        http = Http(self.agent, qbittorrent_address("127.0.0.1", 8080).url, "qBit", self.clock, jitter=lambda: 0.0)
        return qbit, Qbittorrent(http, credentials, self.clock)

    def test_story(self):
        """Connecting, listing, acting, listing what changed."""
        for release in PROFILES:
            with self.subTest(release):
                self.tell(*self.pair(release))

    def tell(self, qbit: SimulatedQbittorrent, client: Qbittorrent) -> None:
        one = qbit.add(
            name="One",
            size_bytes=1000,
            files=[("One/a.mkv", 900), ("One/b.nfo", 100)],
            tags=["x"],
            trackers=["http://t.example/announce"],
        )
        version = self.result(client.connect())
        self.assertGreaterEqual(version.web_api, (2, 8, 2))
        mirror: dict[str, Torrent] = {}
        data = self.take(mirror, client, 0)
        self.assertTrue(data.full)
        self.assertEqual(
            ("One", ("x",), "qBit"), (mirror[one.hash].name, mirror[one.hash].tags, mirror[one.hash].instance)
        )
        self.assertEqual((mirror[one.hash],), self.result(client.torrents([one.hash])))

        self.result(client.create_category("failed", "/d/failed"))
        self.result(client.create_category("failed"))
        self.result(client.create_tags(["y"]))
        self.result(client.set_category([one.hash], "failed"))
        self.result(client.add_tags([one.hash], ["y", "z"]))
        self.result(client.remove_tags([one.hash], ["x"]))
        self.result(client.skip_files(one.hash, [1]))
        self.result(client.stop([one.hash]))
        data = self.take(mirror, client, data.rid)
        self.assertFalse(data.full)
        self.assertEqual(
            ("stoppedDL", "failed", ("y", "z")),
            (mirror[one.hash].state, mirror[one.hash].category, mirror[one.hash].tags),
        )
        self.assertIn("failed", data.categories)
        self.assertEqual([1, 0], [file.priority for file in self.result(client.files(one.hash))])
        self.assertEqual(
            ["http://t.example/announce"], [tracker.url for tracker in self.result(client.trackers(one.hash))]
        )

        self.result(client.start([one.hash]))
        data = self.take(mirror, client, data.rid)
        self.assertNotEqual("stoppedDL", mirror[one.hash].state)
        self.result(client.recheck([one.hash]))
        self.result(client.delete([one.hash, "f" * 40], True))
        data = self.take(mirror, client, data.rid)
        self.assertEqual((one.hash,), data.removed)
        self.assertEqual({}, mirror)
        self.result(client.transfer())
        self.result(client.preferences())
        self.result(client.logout())

    def take(self, mirror: dict[str, Torrent], client: Qbittorrent, rid: int) -> MainData:
        self.clock.advance(2)
        data = self.result(client.main_data(rid))
        for hash, patch in data.torrents.items():
            mirror[hash] = apply(mirror.get(hash), patch, client.instance, hash)
        for hash in data.removed:
            mirror.pop(hash, None)
        return data

    def test_listings_agree(self):
        """A torrent reads the same from the deltas and from the whole list."""
        for release in PROFILES:
            with self.subTest(release):
                qbit, client = self.pair(release)
                torrent = qbit.add(name="One", size_bytes=10_000_000, swarm=Swarm(download_speed=1000))
                mirror: dict[str, Torrent] = {}
                data = self.take(mirror, client, 0)
                for _ in range(5):
                    data = self.take(mirror, client, data.rid)
                self.assertEqual(
                    {torrent.hash: mirror[torrent.hash]}, {one.hash: one for one in self.result(client.torrents())}
                )

    def test_refusals(self):
        """What does not exist is `NotThere`, what cannot be is `Rejected`, a wrong password is neither."""
        for release in PROFILES:
            with self.subTest(release):
                qbit, client = self.pair(release)
                self.error(client.files("f" * 40), NotThere)
                self.error(client.trackers("f" * 40), NotThere)
                self.error(client.skip_files("f" * 40, [0]), NotThere)
                self.error(client.set_category([qbit.add(name="One", size_bytes=1).hash], "nope"), Rejected)
                self.error(client.create_category("a//b"), Rejected)
                _, stranger = self.pair(release, Credentials(username="admin", password="wrong"))
                self.error(stranger.connect(), Unauthorized)

    def test_ban(self):
        """After too many failures of anybody at our address even the right password is refused as banned."""
        for release in PROFILES:
            with self.subTest(release):
                _, client = self.pair(release)
                for _ in range(5):
                    client = self.stranger(client)
                    self.error(client.connect(), Unauthorized)
                self.error(Qbittorrent(client._session._http, PERSON, self.clock).connect(), Banned)

    @pytest.mark.correction("E8")
    def test_ban_ends(self):
        """Its time is over, or the client was restarted: within a minute we are in; until then nothing we do prolongs it."""
        for release in PROFILES:
            for restarted in (False, True):
                with self.subTest(release, restarted=restarted):
                    qbit, client = self.pair(release)
                    for _ in range(5):
                        client = self.stranger(client)
                        self.error(client.connect(), Unauthorized)
                    ours = Qbittorrent(client._session._http, PERSON, self.clock)
                    self.error(ours.connect(), Banned)
                    for _ in range(58):
                        self.clock.advance(60)
                        self.error(ours.connect(), Banned)
                    if restarted:
                        qbit.restart()
                    self.clock.advance(60 if restarted else 120)
                    self.assertTrue(self.result(ours.connect()).version)

    def stranger(self, client: Qbittorrent) -> Qbittorrent:
        return Qbittorrent(client._session._http, Credentials(username="admin", password="wrong"), self.clock)

    def test_restart(self):
        """A client that was restarted has forgotten us: one login later everything is listed again, in full."""
        for release in PROFILES:
            with self.subTest(release):
                qbit, client = self.pair(release)
                qbit.add(name="One", size_bytes=1000)
                rid = self.result(client.main_data(0)).rid
                qbit.restart()
                self.assertTrue(self.result(client.main_data(rid)).full)

    def test_faults(self):
        """A session lost on the way, a broken body for trackers, a dropped connection."""
        for release in PROFILES:
            with self.subTest(release):
                qbit, client = self.pair(release)
                torrent = qbit.add(name="One", size_bytes=1000)
                self.result(client.connect())
                qbit.logins.forget_everybody()
                self.assertEqual(1, len(self.result(client.torrents())))
                qbit.faults.next(Answered(status=200, body=b""), path="torrents/trackers")
                self.assertIsNone(self.result(client.trackers(torrent.hash)))
                qbit.faults.next(Dropped(), path="sync/maindata")
                call = self.start(client.main_data(0))
                self.agent.flush()
                self.failureResultOf(call, Unreachable)
