"""A client whose clock is wrong, through the torrent loop: the same happens at the same time as with one that is right."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.model.steps import Resume
from qbitrr.model.torrents.torrent import Torrent
from tests.loops.torrents.world import HASH, NOW, LoopCase, hash_of

WRONG_BY = (0, -600, 600, -3 * 3600, 3 * 3600)
LIMIT_MINUTES = 30


@pytest.mark.correction("A2")
class ClientClockTests(LoopCase):
    torrent_settings = "ImportDelay = 30"

    def client(self, wrong_by: int, torrent: Torrent) -> Torrent:
        """A torrent as a client lists it whose clock is wrong."""
        stamps = {name: getattr(torrent, name) for name in ("added_on", "last_activity", "completion_on")}
        return replace(torrent, **{name: at + wrong_by if at > 0 else at for name, at in stamps.items()})

    def with_each(self, story: Callable[[Callable[..., None]], Any]) -> None:
        """A story with a client that is right and with others; it has what the client says told and returns what came of it."""
        found = []
        for wrong_by in WRONG_BY:
            self.begin()

            def tell(torrent: Torrent, wrong_by: int = wrong_by) -> None:
                self.tell(self.client(wrong_by, torrent))

            found.append(story(tell))
            self.end()
            self.torrents.clear()
            (self.folder / "torrents.db").unlink()
        self.assertEqual([found[0]] * len(found), found)

    def again(self) -> None:
        """A restart of ours."""
        self.restart()
        self.settle(0)

    def test_handed_over_in_time(self):
        """Half a minute after it was complete, as configured, also over a restart and where we saw nothing but the end."""

        def story(tell: Callable[..., None]) -> list[int]:
            delays = []
            for number, is_watched in ((1, True), (2, False)):
                hash_ = hash_of(number)
                self.grab(hash_, done=True)
                if is_watched:
                    tell(self.torrent(hash_))
                    self.settle(5)
                done_at, before = self.clock.seconds(), len(self.posted())
                tell(self.finished(hash_, completion_on=int(done_at)))
                self.settle(10)
                self.again()
                while len(self.posted()) == before and self.clock.seconds() < done_at + 100:
                    self.settle(1)
                delays.append(round(self.clock.seconds() - done_at))
            self.assertTrue(all(30 <= delay <= 34 for delay in delays), delays)
            self.sim.requests.clear()
            return delays

        self.with_each(story)

    def test_what_the_client_stopped(self):
        """At its limit for inactive seeds it stays so; short of it somebody else stopped it, and it is started, over a restart, too."""

        def seed(quiet_seconds: int = 0, state: str = "uploading") -> Torrent:
            return self.finished(
                state=state, last_activity=int(self.clock.seconds()) - quiet_seconds, tags=("qBitrr-imported",),
                max_inactive_seeding_time_minutes=LIMIT_MINUTES,
            )  # fmt: skip

        def uploads(tell: Callable[..., None]) -> None:
            for _ in range(5):
                tell(seed())
                self.settle(60, step=5)

        def story(tell: Callable[..., None]) -> list[tuple[str, int]]:
            started = []
            for what, quiet_seconds in (
                ("stopped soon", 300),
                ("at its limit", LIMIT_MINUTES * 60),
                ("we restart", 300),
            ):
                uploads(tell)
                tell(seed(60, "stalledUP"))
                self.settle(quiet_seconds - 60, step=5)
                if what == "we restart":
                    self.again()
                self.wanted()
                tell(seed(quiet_seconds, "stoppedUP"))
                self.settle(60, step=5)
                started.append((what, len(self.wanted(Resume))))
            self.assertEqual([("stopped soon", 1), ("at its limit", 0), ("we restart", 1)], started)
            return started

        self.with_each(story)

    def test_stopped_before_we_came(self):
        """When it moved last is not known then: nobody fights a client that stops what is inactive."""

        def story(tell: Callable[..., None]) -> int:
            tell(
                self.finished(
                    state="stoppedUP", tags=("qBitrr-imported",), max_inactive_seeding_time_minutes=LIMIT_MINUTES
                )
            )
            self.settle(2 * LIMIT_MINUTES * 60, step=10)
            self.assertEqual([], self.wanted(Resume))
            tell(self.finished(state="stoppedUP", tags=("qBitrr-imported",)))
            self.settle(10)
            return len(self.wanted(Resume))

        self.with_each(story)

    def test_the_client_sets_its_clock(self):
        """A thousand stopped seeds get another date each at once: no byte came, none of them is started."""
        self.begin()
        stopped = self.finished(
            state="stoppedUP", tags=("qBitrr-imported",), max_inactive_seeding_time_minutes=LIMIT_MINUTES
        )
        self.tell(stopped)
        self.settle(10)
        for step in (600, -7200):
            stopped = replace(stopped, last_activity=stopped.last_activity + step)
            self.tell(stopped)
            self.settle(200, step=5)
        self.assertEqual([], self.wanted(Resume))

    def test_the_queue_is_read_often_after_something_new(self):
        """A new torrent has the Arr's queue read at every turn for some minutes, whenever its client says that it was added."""

        def story(tell: Callable[..., None]) -> int:
            tell(self.finished(HASH, tags=("qBitrr-imported",), added_on=int(NOW) - 10**6))
            self.settle(400, step=1)
            reads = self.part(ArrQueue).reads
            self.settle(60, step=1)
            self.assertLessEqual(self.part(ArrQueue).reads - reads, 7)
            tell(self.finished(hash_of(2), tags=("qBitrr-imported",), added_on=int(self.clock.seconds())))
            reads = self.part(ArrQueue).reads
            self.settle(200, step=1)
            return self.part(ArrQueue).reads - reads > 30

        self.with_each(story)
