"""Between the clients and the owners."""

from typing import Any

import pytest
from twisted.internet.defer import Deferred

from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.router import Router
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.errors import StoreError
from qbitrr.model.owners import CategoryOwner, Owners
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import AddTags, Data, Keep, LimitDownload, Pause, RemoveTags, Result, Resume
from qbitrr.model.torrents.tags import ALLOWED_SEEDING
from qbitrr.testing.qbittorrent import Answered, Dropped
from qbitrr.wire.messages import Ask, FilesOf, MayImport, Torrents, TrackersOf
from tests.actors.world import HASH, ServicesCase

WHY = Reason(code="test", text="because")


class Owner:
    def __init__(self) -> None:
        self.heard: list[Torrents] = []

    def tell_torrents(self, message: Torrents) -> None:
        self.heard.append(message)


class Network:
    is_online = True


class DispatcherCase(ServicesCase):
    def setUp(self) -> None:
        super().setUp()
        self.sim = self.qbit()
        self.sim.add(name="Movie", hash=HASH, category="radarr", trackers=["http://t.example/a"])
        self.build()
        owners = Owners(
            owners=(CategoryOwner(section="Radarr", category="radarr"), CategoryOwner(section="Sonarr", category="tv"))
        )
        self.radarr, self.sonarr, self.network = Owner(), Owner(), Network()
        self.router = Router(owners=owners, remember=lambda _: None, forget=lambda _: None)
        self.dispatcher = Dispatcher(
            clients=self.actors,
            owners={"Radarr": self.radarr, "Sonarr": self.sonarr},  # type: ignore[dict-item]
            router=self.router,
            network=self.network,  # type: ignore[arg-type]
            quarantine=self.quarantine,
            removals=self.removals,
            journal=self.journal,
            clock=self.clock,
            shared_data=self.shared_data,
            tags=self.tags,
            waivers=self.waivers,
            clean_up=self.clean_up,
        )
        self.furnish()

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        self.dispatcher.changed(actor, change)

    def carry_out(self, *steps: Any) -> list[Any]:
        return list(self.done(self.dispatcher.carry_out("Radarr", steps), 60))

    def step(self, kind: Any, instance: str = "qBit", **fields: Any) -> Any:
        return kind(instance=instance, hash=HASH, why=WHY, **fields)


class NewsTests(DispatcherCase):
    def test_who_hears(self):
        """Each owner hears of its own torrents; others that the client is listed."""
        self.assertEqual([[HASH]], [[each.hash for each in news.torrents] for news in self.radarr.heard])
        self.assertEqual([()], [news.torrents for news in self.sonarr.heard])
        self.sim.change(HASH, category="tv")
        self.settle(3)
        self.assertEqual((("qBit", HASH),), self.radarr.heard[-1].gone)
        self.assertEqual([HASH], [each.hash for each in self.sonarr.heard[-1].torrents])
        self.assertEqual(["qBit"], list(self.sonarr.heard[-1].listed_at))

    def test_a_duty_set_aside(self):
        """Who decides is told at once, and at every start."""
        self.radarr.heard.clear()
        self.waivers.subscribe(self.dispatcher.tell_again)
        self.done(self.waivers.waive(self.actors["qBit"].get(HASH), "so be it"))
        self.assertEqual([True], [each.duty_waived for each in self.radarr.heard[-1].torrents])
        self.assertEqual([True], [each.duty_waived for each in self.dispatcher.share("Radarr").torrents])
        self.done(self.waivers.restore(self.actors["qBit"].get(HASH)))
        self.assertEqual([False], [each.duty_waived for each in self.radarr.heard[-1].torrents])

    def test_told_as_it_is(self):
        """What is told again is told as it is listed now, not as it was when that was asked for."""
        before = self.actors["qBit"].get(HASH)
        self.sim.change(HASH, category="tv")
        self.settle(3)
        self.sonarr.heard.clear()
        self.dispatcher.tell_again(before)
        self.assertEqual(["tv"], [each.category for each in self.sonarr.heard[-1].torrents])
        self.assertEqual("Sonarr", self.router.section_of(before.key))

    def test_client_turns(self):
        """Owners hear at once that a client is away, with nothing gone, and that it is back, also one that has no torrents there."""
        self.assertEqual([["qBit"]], [list(news.listed_at) for news in self.sonarr.heard])
        for owner in (self.radarr, self.sonarr):
            owner.heard.clear()
        self.sim.faults.next(Dropped(), times=None)
        self.settle(10)
        for owner in (self.radarr, self.sonarr):
            (news,) = owner.heard
            self.assertEqual(({}, (), ()), (news.listed_at, news.gone, news.torrents))
        self.sim.faults.clear()
        self.settle(60)
        for owner in (self.radarr, self.sonarr):
            self.assertEqual(["qBit"], list(owner.heard[-1].listed_at))

    def test_a_client_of_others(self):
        """Who does not watch a client is not told of it."""
        self.router.owners = Owners(
            owners=(CategoryOwner(section="Sonarr", category="tv", instances=frozenset({"qBit-box"})),)
        )
        self.sonarr.heard.clear()
        self.sim.connection_status = "disconnected"
        self.settle(3)
        self.assertEqual([], self.sonarr.heard)

    @pytest.mark.correction("A3")
    def test_connection_turns(self):
        """Owners hear that a client lost its peers, and since when it has them again; it stays listed, nothing is gone."""
        since = self.radarr.heard[-1].connected_since["qBit"]
        self.radarr.heard.clear()
        self.sim.connection_status = "disconnected"
        self.settle(3)
        (news,) = self.radarr.heard
        self.assertEqual((["qBit"], {}, ()), (list(news.listed_at), news.connected_since, news.gone))
        self.sim.connection_status = "firewalled"
        self.settle(3)
        self.assertGreater(self.radarr.heard[-1].connected_since["qBit"], since)
        self.assertEqual(self.radarr.heard[-1].connected_since, self.dispatcher.share("Radarr").connected_since)

    def test_share(self):
        """Everything for a fresh child; a client that is away does not count as listed."""
        share = self.dispatcher.share("Radarr")
        self.assertEqual(
            (True, [HASH], ["qBit"]), (share.full, [t.hash for t in share.torrents], list(share.listed_at))
        )
        self.sim.faults.next(Dropped(), times=None)
        self.settle(10)
        share = self.dispatcher.share("Radarr")
        self.assertEqual(([HASH], {}), ([t.hash for t in share.torrents], share.listed_at))

    def test_network(self):
        """Everybody hears when the internet turns."""
        self.network.is_online = False
        self.dispatcher.network_turned()
        self.assertEqual([False, False], [owner.heard[-1].is_online for owner in (self.radarr, self.sonarr)])


class LimitTests(DispatcherCase):
    """A limit that is to be changed only from what it was."""

    def limit(self, only_from: int) -> tuple[Any, str, int]:
        """How that ends, and what it is then."""
        (outcome,) = self.carry_out(self.step(LimitDownload, bytes_per_second=-1, only_from=only_from))
        return outcome.result, outcome.why, self.sim.torrents[HASH].dl_limit if HASH in self.sim.torrents else 0

    def setUp(self) -> None:
        super().setUp()
        self.sim.change(HASH, dl_limit=500)
        self.settle(3)

    def test_it_is_so(self):
        """It is changed, and that is told."""
        result, why, now = self.limit(500)
        self.assertEqual((Result.DONE, ""), (result, why))
        self.assertLessEqual(now, 0)
        self.assertEqual(1, len(self.texts("limit_download")))

    def test_it_is_another(self):
        """Somebody's: it stays, and nothing is told."""
        self.assertEqual((Result.DONE, "it is 500 bytes/s by now, and that is not ours", 500), self.limit(600))
        self.assertEqual([], self.texts("limit_download"))

    def test_it_is_gone(self):
        """One that is only not listed may come back; one that is proven gone does not."""
        self.sim.add(name="Other", hash="b" * 40, category="radarr")
        self.settle(3)
        self.sim.remove(HASH)
        self.settle(2)
        self.assertEqual((Result.RETRY, "it is not listed"), self.limit(500)[:2])
        self.settle(120)
        self.assertEqual((Result.DONE, "the torrent is gone"), self.limit(500)[:2])


class StepTests(DispatcherCase):
    def test_done(self):
        """Steps are carried out and put into the journal with their reason."""
        outcomes = self.carry_out(self.step(AddTags, tags=("x",)), self.step(Pause))
        self.assertEqual([Result.DONE] * 2, [each.result for each in outcomes])
        self.assertEqual(["Movie: tagged x (because)", "Movie: pause (because)"], self.texts())

    def test_no_news(self):
        """A tag that nearly every torrent gets, and what did not work yet, are no news."""
        self.sim.faults.next(Answered(status=500), path="torrents/stop", times=None)
        (retry,) = self.carry_out(self.step(Pause))
        self.carry_out(self.step(AddTags, tags=(ALLOWED_SEEDING,)), self.step(RemoveTags, tags=(ALLOWED_SEEDING,)))
        self.assertEqual((Result.RETRY, []), (retry.result, self.texts()))

    def test_refused(self):
        """A refusal is journaled as failed."""
        self.sim.faults.next(Answered(status=400, body=b"no"), path="torrents/stop", times=None)
        (outcome,) = self.carry_out(self.step(Pause))
        self.assertEqual(Result.FAILED, outcome.result)
        self.assertIn("failed", self.texts()[0])

    def test_client_gone(self):
        """Steps of a client that is stopped or not configured are to be tried again; those of others are done."""
        outcomes = self.carry_out(self.step(Pause, "qBit-none"), self.step(Pause))
        self.assertEqual([Result.RETRY, Result.DONE], [each.result for each in outcomes])
        self.done(self.actors["qBit"].stopService())
        (outcome,) = self.carry_out(self.step(Pause))
        self.assertEqual((Result.RETRY, "pause"), (outcome.result, outcome.step))

    def test_removals_in_order(self):
        """Removals and steps mixed: each has its own outcome, in its place, at once: nothing waits for what is gathered."""
        outcomes = self.carry_out(self.removal(), self.step(Pause, "qBit-none"), self.removal(hash_="f" * 40))
        self.assertEqual([Result.HELD, Result.RETRY, Result.RETRY], [each.result for each in outcomes])
        self.assertEqual(["removal", "pause", "removal"], [each.step for each in outcomes])

    @pytest.mark.correction("B9")
    def test_kept_after_all(self):
        """What waits and is not wanted any more waits no more; what is under way is asked again anyway."""
        (held,) = self.carry_out(self.removal())
        self.assertEqual((Result.HELD, 1), (held.result, len(self.waiting())))
        (kept,) = self.carry_out(self.step(Keep))
        self.assertEqual((Result.DONE, {}), (kept.result, self.waiting()))
        self.settle(30)
        self.assertEqual([], self.arr_children.log)

    @pytest.mark.torrent_vector("S07")
    def test_leaving(self):
        """S07: while a torrent is being removed nothing else is done to it; one that stays is not concerned."""
        self.arr_children.absent = True
        self.carry_out(self.removal(by_operator=True))
        self.asked()
        (outcome,) = self.carry_out(self.step(Pause))
        self.assertEqual((Result.RETRY, "its removal is under way", []), (outcome.result, outcome.why, self.asked()))

    def test_staying(self):
        """A removal that only gives up the release holds nothing back: the torrent stays, and is seen to as ever."""
        self.arr_children.absent = True
        self.carry_out(self.removal(data=Data.STAY))
        self.assertEqual({("qBit", HASH)}, set(self.removals.open))
        self.asked()
        (outcome,) = self.carry_out(self.step(Pause))
        self.assertEqual((Result.DONE, ["torrents/stop"]), (outcome.result, self.asked()))

    def test_in_quarantine(self):
        """
        What was decided before a torrent went into quarantine is not done to it there: nobody starts it again. The removal is over
        by then. Taken back, it is like any other.
        """
        self.carry_out(self.removal(by_operator=True))
        self.settle(30)
        self.assertEqual({("qBit", HASH)}, set(self.quarantine.rows))
        self.assertEqual({}, dict(self.removals.open))
        self.asked()
        (outcome,) = self.carry_out(self.step(Resume))
        self.assertEqual((Result.RETRY, "it is in quarantine", []), (outcome.result, outcome.why, self.asked()))
        self.done(Deferred.fromCoroutine(self.quarantine.undo("qBit", HASH)))
        (outcome,) = self.carry_out(self.step(Resume))
        self.assertEqual(Result.DONE, outcome.result)

    def test_file_trouble(self):
        """Removals that cannot be written down are to be asked for again."""

        async def submit(*_: Any) -> Any:
            raise StoreError("disk full")

        self.patch(self.removals, "submit", submit)
        (outcome,) = self.carry_out(self.removal())
        self.assertEqual((Result.RETRY, "disk full"), (outcome.result, outcome.why))

    def test_answers(self):
        """Files and trackers of a torrent, None when they cannot be read, an error for a client we do not have."""
        files = self.done(self.dispatcher.answer(Ask(id=1, what=FilesOf(instance="qBit", hash=HASH))))
        self.assertEqual((1, ["Movie"], None), (files.id, [each.name for each in files.files], files.trackers))
        trackers = self.done(self.dispatcher.answer(Ask(id=2, what=TrackersOf(instance="qBit", hash=HASH))))
        self.assertEqual(["http://t.example/a"], [each.url for each in trackers.trackers])
        none = self.done(self.dispatcher.answer(Ask(id=3, what=FilesOf(instance="qBit", hash="f" * 40))))
        self.assertEqual((None, ""), (none.files, none.error))
        import_ = MayImport(instance="qBit", hash=HASH, path="/downloads/Movie")
        may = self.done(self.dispatcher.answer(Ask(id=5, what=import_)))
        self.assertEqual(("", ""), (may.objection, may.error))
        self.sim.faults.next(Dropped(), times=None)
        self.settle(10)
        not_yet = self.done(self.dispatcher.answer(Ask(id=6, what=import_)))
        self.assertEqual((None, "qBit does not list it now"), (not_yet.objection, not_yet.error))
        unknown: Deferred[Any] = self.dispatcher.answer(Ask(id=4, what=FilesOf(instance="x", hash=HASH)))
        self.assertTrue(self.done(unknown).error)
