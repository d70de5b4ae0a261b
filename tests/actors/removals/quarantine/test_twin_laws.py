"""Two clients with torrents under the same hashes: one is never taken for the other, and no listing that shrank loses one."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from twisted.internet.defer import CancelledError, Deferred

from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.errors import QbitrrError
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from tests.actors.removals.quarantine import test_ways

CLIENTS = ("qBit", "qBit-box")
HASHES = tuple(f"{number:040x}" for number in (1, 2, 3))
_NOT_SMALLER = (Phase.explicit, Phase.reuse, Phase.generate)
met: Counter[str] = Counter()
"""How often what the laws are about came to pass, over all examples."""


class World(test_ways.World):
    """Both clients have three movies under the same hashes, in folders of their own; each deletion is known with its client."""

    def setUp(self) -> None:
        super().setUp()
        self.gone: list[tuple[str, str]] = []
        for section in CLIENTS:
            for hash_ in HASHES:
                self.qbits[section].add(
                    name=f"Movie {hash_[-1]} of {section}", hash=hash_, category="radarr", tags=["x"], progress=1.0,
                    save_path=f"/{section}/radarr",
                )  # fmt: skip
            self._note(section)
        self.furnish(*CLIENTS)

    def _note(self, section: str) -> None:
        remove = self.qbits[section].remove

        def removed(hash_: str, *, delete_files: bool = False) -> None:
            self.gone.append((section, hash_.lower()))
            remove(hash_, delete_files=delete_files)

        self.qbits[section].remove = removed  # type: ignore[method-assign]


class TwinMachine(RuleBasedStateMachine):
    """Removals, ways back, listings that shrink or are empty, and kills, on either client in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.world.setUp()
        self.asked: set[tuple[str, str]] = set()
        self.shrunk: set[str] = set()

    def teardown(self) -> None:
        self.world.end()

    clients = st.sampled_from(CLIENTS)
    hashes = st.sampled_from(HASHES)

    def attempt(self, call: Any, seconds: float) -> None:
        waiting = call if isinstance(call, Deferred) else Deferred.fromCoroutine(call)
        waiting.addErrback(lambda failure: failure.trap(QbitrrError, CancelledError, AssertionError))
        self.world.settle(seconds, step=1.0)

    @rule(section=clients, hash_=hashes, by_operator=st.booleans())
    def remove(self, section: str, hash_: str, by_operator: bool) -> None:
        removal = self.world.removal(section, hash_, by_operator=by_operator, blocklist=False, search_again=False)
        if removal.seen is None or removal.seen.category != "radarr":
            return
        self.asked.add((section, hash_))
        self.attempt(self.world.removals.submit("Radarr", [removal]), 14)

    @rule(section=clients, hash_=hashes)
    def remove_for_good(self, section: str, hash_: str) -> None:
        """Wanted, set aside, and purged when its time of grace is over, if nothing comes between."""
        self.remove(section, hash_, by_operator=True)
        self.world.settle(150, step=1.0)

    @rule(section=clients, hash_=hashes)
    def purge_at_once(self, section: str, hash_: str) -> None:
        """As a person may."""
        self.remove(section, hash_, by_operator=True)
        row = self.world.quarantine.rows.get((section, hash_))
        if row is not None:
            self.attempt(self.world.quarantine.purge(row, by_person=True), 6)

    @rule(section=clients, hash_=hashes)
    def take_back(self, section: str, hash_: str) -> None:
        self.attempt(self.world.quarantine.undo(section, hash_), 5)

    @rule(section=clients, kept=st.integers(0, 2), seconds=st.sampled_from([4, 40, 100]))
    def list_less(self, section: str, kept: int, seconds: int) -> None:
        """As a client that just starts, or has lost its torrents: nothing is done about what it lists meanwhile, or does not."""
        sim, before = self.world.qbits[section], len(self.world.gone)
        movies = [hash_ for hash_ in HASHES if hash_ in sim.torrents][:kept]
        hidden = {hash_: torrent for hash_, torrent in sim.torrents.items() if hash_ not in movies}
        for hash_ in hidden:
            sim.publisher.forget(sim.torrents.pop(hash_))
        self.world.settle(4, step=1.0)
        held = {hash_: torrent.category for hash_, torrent in sim.torrents.items()}
        for listed in [hash_ for hash_ in sim.torrents if hash_ in HASHES]:
            self.remove(section, listed, by_operator=False)
        self.world.settle(seconds, step=1.0)
        assert {hash_: torrent.category for hash_, torrent in sim.torrents.items()} == held
        assert [section_ for section_, _ in self.world.gone[before:] if section_ == section] == []
        met["shrunk" if movies else "empty"] += 1
        sim.torrents.update(hidden)
        for torrent in hidden.values():
            torrent.published = None
            sim.publisher.touch(torrent, self.world.clock.seconds())
        self.world.settle(6, step=1.0)

    @rule()
    def restart(self) -> None:
        self.world.kill()
        self.world.build()
        for actor in self.world.actors.values():
            self.world.quarantine.seen(actor, Change(changed=dict(actor.mirror.torrents), full=True))

    @rule(seconds=st.sampled_from([20, 150]))
    def wait(self, seconds: int) -> None:
        self.world.settle(seconds, step=1.0)

    @invariant()
    def only_what_was_asked_for(self) -> None:
        """What was wanted on one client alone is wanted on no other: there the torrent stays as it is."""
        assert set(self.world.gone) <= self.asked
        met["purged"] += bool(self.world.gone)
        for section in CLIENTS:
            for hash_ in HASHES:
                torrent = self.world.qbits[section].torrents.get(hash_)
                if (section, hash_) in self.asked:
                    other = CLIENTS[section == CLIENTS[0]]
                    met["aside"] += torrent is None or torrent.category == QUARANTINE_CATEGORY
                    met["twin asked alone"] += (other, hash_) not in self.asked
                    continue
                assert torrent is not None
                assert (torrent.category, torrent.tags, torrent.stopped) == ("radarr", {"x"}, False)
        assert set(self.world.quarantine.rows) <= self.asked


@pytest.mark.correction("A9")
class TwinLawsTest(TwinMachine.TestCase):  # type: ignore[name-defined,misc]
    """Judged over worlds in which each of it happens."""

    settings = settings(max_examples=10, stateful_step_count=10, phases=_NOT_SMALLER, derandomize=True, database=None)

    @classmethod
    def tearDownClass(cls) -> None:
        super().tearDownClass()
        assert min(met[name] for name in ("empty", "shrunk", "aside", "purged", "twin asked alone")) >= 3, met
