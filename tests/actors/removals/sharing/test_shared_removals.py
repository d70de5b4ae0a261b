"""Data that several torrents have, from the decision to the deletion, through all services together."""

from typing import Any

import pytest

from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Result
from qbitrr.testing.qbittorrent import Dropped
from tests.actors.world import HASH, ServicesCase

GIB = 2**30
SEEDED = Reason(code="limit", rule=10, text="It has seeded long enough.")


class SharedCase(ServicesCase):
    """Torrents on two clients, at their limit."""

    def setUp(self) -> None:
        super().setUp()
        for section in ("qBit", "qBit-box"):
            self.qbit(section)
            for name in ("One", "Two", "Three"):
                self.qbits[section].add(name=f"{name} {section}", category="other", stopped=True, save_path="/other")

    def put(self, name: str, hash_: str, *files: str, section: str = "qBit", **more: Any) -> None:
        sizes = [(each, GIB) for each in files]
        self.qbits[section].add(name=name, hash=hash_, files=sizes, progress=1.0, **{"category": "radarr", **more})

    def start(self) -> None:
        self.build()
        self.furnish("qBit", "qBit-box")

    def at_limit(self, *keys: tuple[str, str]) -> None:
        """These are due, all together."""
        removals = [
            self.removal(section, hash_, why=SEEDED, blocklist=False, search_again=False) for section, hash_ in keys
        ]
        self.submit(*removals)
        self.settle(60, step=0.5)

    def deletions(self) -> list[tuple[str, bool]]:
        """What was deleted, on all clients, in order: hash, and whether with files."""
        seen = [
            (each.at, each.params["hashes"], each.params["deleteFiles"] == "true")
            for qbit in self.qbits.values()
            for each in qbit.requests
            if each.path == "torrents/delete"
        ]
        return [(hash_, with_files) for _, hash_, with_files in sorted(seen)]


@pytest.mark.correction("B1")
class NestedTests(SharedCase):
    def test_inside_a_pack(self):
        """A pack at its limit goes without the files a cross-seed in its folder has, too, and the journal says whose they are."""
        for grace in (0.0, 60.0):
            with self.subTest(grace):
                self.grace = grace
                pack, seed = f"{int(grace) + 1:040x}", f"{int(grace) + 2:040x}"
                name = f"Show.S0{int(grace)}"
                self.put(name, pack, f"{name}/E01.mkv", f"{name}/E02.mkv", save_path="/dl")
                self.put("E01.mkv", seed, category="cross-seed", save_path=f"/dl/{name}")
                if not grace:
                    self.start()
                self.settle(3)
                self.at_limit(("qBit", pack))
                self.settle(400, step=2)
                self.assertIn((pack, False), self.deletions())
                self.assertIn("E01.mkv", " ".join(self.texts()))
                self.assertIn(seed, self.qbits["qBit"].torrents)

    def test_equal_folder_names(self):
        """Two flat torrents, or two folders of one name with other files: each takes its own."""
        self.grace = 0.0
        flat, folder = f"{1:040x}", f"{3:040x}"
        self.put("A", flat, "a.mkv", "a.nfo", save_path="/dl")
        self.put("B", f"{2:040x}", "b.mkv", "b.nfo", save_path="/dl")
        self.put("C", folder, "Season 2/c1.mkv", "Season 2/c2.mkv", save_path="/tv")
        self.put("D", f"{4:040x}", "Season 2/d1.mkv", "Season 2/d2.mkv", save_path="/tv")
        self.start()
        self.at_limit(("qBit", flat), ("qBit", folder))
        self.settle(100, step=1)
        self.assertEqual({(flat, True), (folder, True)}, set(self.deletions()))


@pytest.mark.correction("A8")
class OtherClientTests(SharedCase):
    def test_client_that_is_off(self):
        """
        A cross-seed on a client that is switched off keeps its data. What it is not known to have waits for a day, and goes then.
        """
        self.grace = 0.0
        self.put("Movie", HASH, save_path="/data")
        self.put("Movie", "b" * 40, section="qBit-box", save_path="/data")
        self.put("Other", "c" * 40, save_path="/data")
        self.start()
        self.qbits["qBit-box"].faults.next(Dropped(), times=None)
        self.settle(20)
        self.away.look()
        self.at_limit(("qBit", HASH), ("qBit", "c" * 40))
        self.settle(600, step=2)
        self.assertEqual([(HASH, False)], self.deletions())
        self.running_time.seconds += 86400
        self.settle(700, step=2)
        self.assertEqual([(HASH, False), ("c" * 40, True)], self.deletions())

    def test_client_that_was_never_there(self):
        """While a client was never listed nothing goes with files, for however long; what a person orders does."""
        self.grace = 0.0
        self.put("Movie", HASH, save_path="/data")
        self.put("Other", "c" * 40, save_path="/data")
        self.qbits["qBit-box"].faults.next(Dropped(), times=None)
        self.start()
        self.at_limit(("qBit", HASH), ("qBit", "c" * 40))
        for _ in range(2):
            self.settle(700, step=2)
            self.running_time.seconds += 10 * 86400
        self.assertEqual([], self.deletions())
        self.done(self.orders.release("qBit", HASH), 60)
        self.settle(60)
        self.assertEqual([(HASH, True)], self.deletions())


@pytest.mark.correction("B1")
class SiblingTests(SharedCase):
    def test_in_quarantine(self):
        """A sibling in quarantine counts as living: it may be taken back, and its files must be there then."""
        self.put("Movie", HASH, save_path="/data")
        self.put("Movie", "b" * 40, section="qBit-box", save_path="/data")
        self.start()
        self.at_limit(("qBit-box", "b" * 40))
        self.assertTrue(self.in_quarantine("qBit-box", "b" * 40))
        self.at_limit(("qBit", HASH))
        self.assertTrue(self.in_quarantine())
        row = self.quarantine.rows["qBit", HASH]
        self.assertEqual(Result.DONE, self.done(self.quarantine.purge(row), 60).result)
        self.assertEqual([(HASH, False)], self.deletions())
        self.assertIn("which are also those of Movie", self.texts("purge")[-1])


@pytest.mark.correction("B10")
class TwinTests(SharedCase):
    def test_all_due(self):
        """Twins that are due together: all but the last go without files, the last takes them; with and without a time of grace."""
        for number, grace in enumerate((0.0, 60.0)):
            with self.subTest(grace):
                self.grace = grace
                keys = [(("qBit", "qBit-box")[n % 2], f"{10 * number + n + 1:040x}") for n in range(3)]
                for section, hash_ in keys:
                    self.put(f"Movie {number}", hash_, section=section, save_path="/data")
                if not number:
                    self.start()
                for qbit in self.qbits.values():
                    qbit.requests.clear()
                self.settle(3)
                self.at_limit(*keys)
                self.settle(900, step=2)
                self.assertEqual([False, False, True], [with_files for _, with_files in self.deletions()])
