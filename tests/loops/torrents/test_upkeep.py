"""Looking after torrents: what is asked of the client, when, and when no more."""

from typing import Any

from msgspec.structs import replace
from twisted.logger import LogLevel, capturedLogs

from qbitrr.loops.torrents.upkeep import Upkeep
from qbitrr.model.steps import (
    AddTags,
    AddTrackers,
    LimitDownload,
    RemoveTags,
    RemoveTrackers,
    Result,
    SuperSeed,
)
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.wire.messages import RunNow, TrackersOf
from tests.loops.torrents.world import HASH, LoopCase, hash_of

ROWS = (AddTrackers, RemoveTrackers, LimitDownload, SuperSeed)
A, B = "https://a.example/announce", "https://b.example/announce"
HOURS = 10 * 3600.0


class UpkeepTests(LoopCase):
    torrent_settings = """\
[Radarr.Torrent.SeedingMode]
DownloadRateLimitPerTorrent = "500K"
"""
    qbit_settings = """\
[[qBit.Trackers]]
URI = "a.example"
AddTags = ["of a"]
[[qBit.Trackers]]
URI = "https://b.example/announce"
AddTrackerIfMissing = true
[[qBit.Trackers]]
URI = "c.example"
RemoveIfExists = true
AddTags = ["of c"]
"""

    def setUp(self) -> None:
        super().setUp()
        self.begin()

    def announcing(self, *hosts: str, **fields: Any) -> Torrent:
        return self.torrent(**{"private": False, "hosts": hosts, "tags": ("mine",), **fields})

    def asked_for(self, *kinds: type) -> list[Any]:
        """What was asked for beside what deciding asks for."""
        tags = [each for each in self.wanted() if not isinstance(each, AddTags | RemoveTags) or _is_ours(each)]
        return [each for each in tags if not kinds or isinstance(each, kinds)]

    def test_rows_are_carried_out(self) -> None:
        """By what is listed of a torrent alone; nothing is read for it."""
        self.tell(self.announcing("a.example"))
        self.settle(2)
        found = self.asked_for()
        self.assertEqual([AddTrackers, LimitDownload, AddTags], [type(each) for each in found])
        self.assertEqual(((B,), 512_000, ("of a",)), (found[0].urls, found[1].bytes_per_second, found[2].tags))
        self.assertEqual([], [each for each in self.child.asked if isinstance(each, TrackersOf)][1:])

    def test_what_was_done_is_not_asked_again(self) -> None:
        """Once it shows; meanwhile it is waited for, and after that a person may have it otherwise."""
        self.tell(self.announcing("a.example"))
        self.settle(60)
        self.assertEqual(3, len(self.asked_for()))
        done = self.announcing("a.example", "b.example", dl_limit=512_000, tags=("mine", "of a"))
        self.tell(done)
        self.settle(60)
        self.tell(self.announcing("a.example", "b.example", dl_limit=100, tags=("mine",)))
        self.settle(HOURS, step=60)
        self.assertEqual([], self.asked_for())

    def test_that_outlives_the_loop(self) -> None:
        """A person's change does not have to be repeated after a restart."""
        self.tell(self.announcing("a.example"))
        self.settle(2)
        done = self.announcing("a.example", "b.example", dl_limit=512_000, tags=("mine", "of a"))
        self.tell(done)
        self.settle(2)
        self.wanted()
        self.torrents[HASH] = replace(done, dl_limit=0)
        self.restart()
        self.settle(2)
        self.assertEqual([], self.asked_for())

    def test_what_never_shows_is_given_up(self) -> None:
        """Three times it is asked for."""
        self.tell(self.announcing("a.example"))
        self.settle(HOURS, step=60)
        self.assertEqual(3, len(self.asked_for(LimitDownload)))

    def test_addresses_are_read_where_they_matter(self) -> None:
        """To remove a tracker its whole address is needed; what was read and is not what is listed says nothing."""
        before = Tracker(url=A), Tracker(url="https://c.example/1"), Tracker(url="udp://c.example:2")
        self.child.trackers[HASH] = before
        self.tell(self.announcing("a.example", "b.example", "c.example", dl_limit=512_000, tags=("of a",)))
        self.settle(700, step=5)
        self.assertEqual([], self.asked_for(RemoveTrackers))
        self.child.trackers[HASH] = (*before, Tracker(url=B))
        self.settle(700, step=5)
        removals = self.asked_for(RemoveTrackers)
        self.assertEqual({("https://c.example/1", "udp://c.example:2")}, {each.urls for each in removals})

    def test_a_held_step_is_no_step(self) -> None:
        """In a dry run nothing counts as asked for: when it ends, everything is done."""
        self.child.result = lambda step: Result.HELD
        self.tell(self.announcing("a.example"), self.finished(hash_of(1), private=False, hosts=("a.example",)))
        self.settle(2)
        self.assertEqual(
            {HASH, hash_of(1)}, {each.hash for each in self.asked_for(LimitDownload)}, "whatever else is held back"
        )
        self.settle(HOURS / 4, step=30)
        self.assertGreater(len(self.asked_for(LimitDownload)), 6)
        self.assertEqual({}, self.part(Upkeep)._memories.get(("qBit", HASH)).upkept.asked)
        self.child.result = lambda step: Result.DONE
        self.loop.message(RunNow())
        self.settle(2)
        self.assertEqual(6, len(self.asked_for()))

    def test_a_client_that_refuses_is_not_asked_for_ever(self) -> None:
        """A refusal for good counts; one for now does not."""
        self.child.result = lambda step: Result.FAILED if isinstance(step, AddTrackers) else Result.RETRY
        self.tell(self.announcing("a.example"))
        self.settle(HOURS / 4, step=30)
        found = self.asked_for()
        self.assertEqual(3, sum(isinstance(each, AddTrackers) for each in found))
        self.assertGreater(sum(isinstance(each, LimitDownload) for each in found), 3)

    def test_a_client_that_is_away_is_left(self) -> None:
        """What is to be done there is done when it is back."""
        self.tell(self.announcing("a.example"), listed=False)
        self.settle(60)
        self.assertEqual([], self.asked_for())
        self.tell()
        self.settle(2)
        self.assertEqual(3, len(self.asked_for()))

    def test_another_configuration_counts_at_once(self) -> None:
        """The limit is another one, the tags are gone with their row."""
        self.tell(self.announcing("a.example", "b.example"))
        self.settle(2)
        self.wanted()
        self.tell(self.announcing("a.example", "b.example", dl_limit=512_000, tags=("of a",)))
        self.settle(2)
        self.torrent_settings = self.torrent_settings.replace("500K", "1M")
        self.loop._obeyed.renew(self.config())
        for part in self.loop.parts:
            part.configured()
        self.loop._wake()
        self.settle(2)
        self.assertEqual([1_048_576], [each.bytes_per_second for each in self.asked_for()])

    def test_many_are_taken_in_turn(self) -> None:
        """So that other steps need not wait; a torrent that leaves meanwhile leaves nothing."""
        self.child.manual = True
        self.tell(*(self.announcing("a.example", hash_=hash_of(number)) for number in range(120)))
        self.settle(2)
        asked = [steps for steps, _ in self.child.waiting if any(isinstance(each, ROWS) for each in steps)]
        self.assertEqual([50], [len({each.hash for each in steps}) for steps in asked])
        self.tell(gone=[hash_of(0)])
        for steps, waiting in self.child.waiting:
            waiting.callback(self.child.outcomes(steps))
        self.child.manual = False
        self.settle(5)
        self.assertEqual(120, len({each.hash for each in self.asked_for(LimitDownload)}))
        self.assertEqual({}, self.part(Upkeep)._memories.get(("qBit", hash_of(0))).upkept.asked)

    def test_the_last_tracker_is_named_once(self) -> None:
        """In the log, with a warning."""
        self.child.trackers[HASH] = (Tracker(url="https://c.example/1"),)
        with capturedLogs() as events:
            self.tell(self.announcing("c.example", private=True))
            self.settle(60)
            self.tell(self.announcing("c.example", private=True, state="stalledDL"))
            self.settle(60)
        said = [event["text"] for event in events if event["log_level"] is LogLevel.warn and "text" in event]
        self.assertEqual(["c.example is its last tracker and stays"], said)

    def test_one_that_cannot_be_planned_stops_no_other(self) -> None:
        """It is told once."""
        self.patch(self.loop._obeyed, "rules", _failing(self.loop._obeyed.rules))
        self.tell(self.announcing("a.example"), self.announcing("a.example", hash_=hash_of(1)))
        self.settle(2)
        self.assertEqual({hash_of(1)}, {each.hash for each in self.asked_for(*ROWS)})
        self.assertTrue(self.flushLoggedErrors(ZeroDivisionError))


class DeadTrackerTests(LoopCase):
    torrent_settings = """\
[Radarr.Torrent.SeedingMode]
RemoveDeadTrackers = true
"""

    def test_a_message_must_last(self) -> None:
        """An hour, by what was read; while the client reaches nobody, nothing counts."""
        self.begin()
        self.child.trackers[HASH] = (Tracker(url=A), Tracker(url=B, message="No such host is known"))
        self.tell(self.torrent(hosts=("a.example", "b.example")))
        self.settle(3000, step=10)
        self.assertEqual([], self.wanted(RemoveTrackers))
        self.settle(700, step=10)
        (removal,) = self.wanted(RemoveTrackers)
        self.assertEqual((B,), removal.urls)


class ManagedCategoryTests(LoopCase):
    qbit_settings = """\
ManagedCategories = ["seed"]
[qBit.CategorySeeding]
UploadRateLimitPerTorrent = 100
"""

    def test_its_rates_are_in_kibibytes(self) -> None:
        """There is one writer of them: the loop that decides about the torrent."""
        self.begin("qBit")
        self.tell(self.torrent(category="seed", hosts=()))
        self.settle(2)
        self.assertEqual(
            [102_400], [each.bytes_per_second for each in self.wanted() if hasattr(each, "bytes_per_second")]
        )


def _is_ours(step: AddTags | RemoveTags) -> bool:
    return any(not tag.startswith("qBitrr-") for tag in step.tags)


def _failing(rules: Any) -> Any:
    def fail(*torrent: Torrent) -> Any:
        if torrent and torrent[0].hash == HASH:
            raise ZeroDivisionError
        return rules(*torrent)

    return fail
