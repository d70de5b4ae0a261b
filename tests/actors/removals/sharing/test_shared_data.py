"""Whose the data of a torrent is, too: over all clients, at the price of a look."""

from typing import Any

import pytest
from attrs import evolve

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.qbittorrent import Answered
from tests.actors.world import HASH, QbitCase

GIB = 2**30


class SharedCase(QbitCase):
    """Clients whose changes are followed."""

    own_storage: frozenset[str] = frozenset()

    def setUp(self) -> None:
        super().setUp()
        self.qbit()
        self.shared = SharedData(clients=self.actors, clock=self.clock, own_storage=self.own_storage)

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        self.shared.seen(actor.section, change)

    def put(self, name: str, *files: str, section: str = "qBit", **more: Any) -> str:
        """One more torrent of these files (default: one called *name*); its hash."""
        sizes = [(each, GIB) for each in files]
        return self.qbits[section].add(name=name, files=sizes, progress=1.0, **more).hash

    def names(self, hash_: str, section: str = "qBit") -> set[str]:
        """Who shares with a listed torrent."""
        torrent = self.actors[section].get(hash_)
        return set(self.done(self.shared.of(torrent)).with_names)


@pytest.mark.correction("B1")
class FilesTests(SharedCase):
    def test_inside(self):
        """A torrent saved in the folder of another shares with it; both ways."""
        pack = self.put("Show.S01", "Show.S01/E01.mkv", "Show.S01/E02.mkv")
        single = self.put("E01.mkv", save_path="/downloads/Show.S01")
        self.begin()
        self.assertEqual(({"E01.mkv"}, {"Show.S01"}), (self.names(pack), self.names(single)))
        self.assertNotIn("torrents/files", self.asked(reads=True))

    def test_equal_folder_names(self):
        """Two flat torrents, or two folders of one name, share nothing as long as their files differ."""
        flat = [self.put(name, f"{name}.mkv", f"{name}.nfo") for name in ("One", "Two")]
        folders = [self.put(name, f"Season 2/{name}.mkv", f"Season 2/{name}.nfo") for name in ("Three", "Four")]
        twins = [self.put(name, "Season 2/E01.mkv", "Season 2/E02.mkv") for name in ("Five", "Six")]
        self.begin()
        self.assertEqual([set()] * 4, [self.names(each) for each in (*flat, *folders)])
        self.assertEqual([{"Six"}, {"Five"}], [self.names(each) for each in twins])

    def test_read_once(self):
        """A list of files is read once, and again when the torrent lies elsewhere."""
        one = self.put("One", "S/1.mkv", "S/1.nfo")
        self.put("Two", "S/2.mkv", "S/2.nfo")
        self.begin()
        self.names(one)
        self.names(one)
        self.assertEqual(2, self.asked(reads=True).count("torrents/files"))
        self.qbits["qBit"].change(one, save_path="/elsewhere")
        self.settle(3)
        self.assertEqual(set(), self.names(one))
        self.qbits["qBit"].change(one, save_path="/downloads")
        self.settle(3)
        self.asked(reads=True)
        self.names(one)
        self.assertEqual(1, self.asked(reads=True).count("torrents/files"))

    def test_renamed_since(self):
        """What no listing tells, that a file was renamed, is seen at the moment of deletion; a client that is away keeps what it had."""
        one = self.put("One", "S/1.mkv", "S/1.nfo")
        two = self.put("Two", "S/2.mkv", "S/2.nfo")
        self.begin()
        self.assertEqual(set(), self.names(one))
        torrent = self.qbits["qBit"].torrents[two]
        torrent.files = [evolve(file, name=file.name.replace("2", "1")) for file in torrent.files]
        claim = self.done(self.shared.claim(self.actors["qBit"].get(one)))
        self.assertEqual(("Two",), claim.sharing.with_names)

    def test_unreadable(self):
        """A list that cannot be read counts for what lies at, above or below, and is not asked for at every look."""
        one = self.put("One", "S/1.mkv", "S/1.nfo")
        self.put("Two", "S/2.mkv", "S/2.nfo")
        apart = self.put("Three", "T/3.mkv", "T/3.nfo")
        self.begin()
        self.qbits["qBit"].faults.next(Answered(status=500), path="torrents/files", times=None)
        self.assertEqual(({"Two"}, set()), (self.names(one), self.names(apart)))
        asked = self.asked(reads=True).count("torrents/files")
        self.names(one)
        self.assertEqual(0, self.asked(reads=True).count("torrents/files"))
        self.assertGreater(asked, 0)
        self.qbits["qBit"].faults.clear()
        self.settle(61, step=1)
        self.assertEqual(set(), self.names(one))

    def test_own_list_unreadable(self):
        """Without its own list those of the others tell nothing, and are not asked for."""
        flat = self.put("Flat", "1.mkv", "1.nfo")
        for number in range(5):
            self.put(f"Movie {number}")
        self.begin()
        self.qbits["qBit"].faults.next(Answered(status=500), path="torrents/files", times=None)
        self.asked(reads=True)
        self.assertEqual(5, len(self.names(flat)))
        asked_for_one = self.asked(reads=True).count("torrents/files")  # and tried again
        self.assertLess(asked_for_one, 5)

    def test_without_metadata(self):
        """A magnet that knows nothing yet has no files."""
        one = self.put("One", has_metadata=False)
        self.put("One", hash="b" * 40, has_metadata=False)
        self.begin()
        self.assertEqual(set(), self.names(one))

    def test_follows(self):
        """What is new shares at once, what is proven gone no more."""
        one = self.put("Movie", hash=HASH)
        self.begin()
        self.assertEqual(set(), self.names(one))
        twin = self.put("Movie", hash="b" * 40)
        self.settle(3)
        self.assertEqual({"Movie"}, self.names(one))
        self.shared.seen("qBit", Change(gone=frozenset({twin})))
        self.assertEqual({"Movie"}, self.names(one))
        self.shared.seen("qBit", Change(lost=frozenset({twin})))
        self.assertEqual(set(), self.names(one))

    def test_other_clients(self):
        """Equal paths are the same place on every client."""
        self.qbit("qBit-box")
        one = self.put("Movie", hash=HASH)
        self.put("Movie again", "Movie", section="qBit-box")
        self.begin()
        self.begin("qBit-box")
        self.assertEqual({"Movie again"}, self.names(one))


@pytest.mark.correction("B1")
class OwnStorageTests(SharedCase):
    own_storage = frozenset({"qBit-box"})

    def test_own_storage(self):
        """A client with its own storage shares with nobody else, but with itself."""
        self.qbit("qBit-box")
        one = self.put("Movie", hash=HASH)
        box = self.put("Movie", hash="b" * 40, section="qBit-box")
        self.put("Twin", "Movie", section="qBit-box")
        self.begin()
        self.begin("qBit-box")
        self.assertEqual((set(), {"Twin"}), (self.names(one), self.names(box, "qBit-box")))


@pytest.mark.correction("B1")
class CostTests(SharedCase):
    def test_many(self):
        """Among 5,000 torrents in one folder a look compares the few that lie near."""
        torrents = {
            f"{number:040x}": Torrent(
                instance="qBit", hash=f"{number:040x}", state="stalledUP", name=f"M{number}", save_path="/dl", content_path=f"/dl/M{number}"
            )
            for number in range(5000)
        }  # fmt: skip
        self.shared.seen("qBit", Change(changed=torrents))
        compared: list[Any] = []
        real = self.shared._may_meet
        self.patch(self.shared, "_may_meet", lambda *keys: compared.append(keys) or real(*keys))
        for torrent in list(torrents.values())[:100]:
            self.assertEqual((), self.done(self.shared.of(torrent)).with_names)
        self.assertEqual([], compared)
