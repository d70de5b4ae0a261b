"""What is known of releases: asked for when somebody looks, kept, and never a burden."""

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.logger import LogLevel, capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.browser.release_watch import FAILED_SECONDS, GOOD_SECONDS, ReleaseWatch
from qbitrr.errors import Unreachable
from qbitrr.model.shown.releases import Release


class FakeSource:
    """Releases that come when the test says so."""

    def __init__(self):
        self.asked = []
        self.coming = None

    async def of_channel(self, channel):
        self.asked.append(channel)
        self.coming = Deferred()
        return await self.coming

    async def notes_of(self, version):
        return f"notes of {version}"


class WatchCase(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.clock.advance(1_700_000_000)
        self.source = FakeSource()
        self.channel = "latest"
        self.watch = self.made(self.source)

    def made(self, source):
        return ReleaseWatch(
            releases=source, repository="o/n", version="1.0", channel=lambda: self.channel,
            advice=lambda version: f"install {version}", is_allowed=lambda: True, clock=self.clock,
        )  # fmt: skip

    def news(self, **how):
        return self.successResultOf(self.watch.news(**how))

    def comes(self, version="v1.1", **more):
        self.source.coming.callback(Release(version=version, **more))

    def fails(self, why="connection refused"):
        self.source.coming.errback(Unreachable(where="GitHub", why=why))


class NewsTests(WatchCase):
    def test_nobody_waits(self):
        """The first look begins the question and is answered without it; looks meanwhile begin none."""
        self.assertIsNone(self.news().latest)
        self.news()
        self.assertEqual(["latest"], self.source.asked)
        self.comes()
        news = self.news()
        self.assertEqual(
            ("v1.1", True, "notes of 1.0", ""), (news.latest.version, news.is_newer, news.own_notes, news.error)
        )
        self.assertEqual(("https://github.com/o/n", self.clock.seconds()), (news.repository_url, news.checked_at))

    def test_kept_for_an_hour(self):
        """Then the next look asks again; another channel is asked for at once."""
        self.news()
        self.comes()
        self.clock.advance(GOOD_SECONDS - 1)
        self.news()
        self.assertEqual(1, len(self.source.asked))
        self.clock.advance(1)
        self.news()
        self.comes("v1.0")
        self.assertFalse(self.news().is_newer)
        self.channel = "nightly"
        self.news()
        self.comes("nightly-0123456", sha="0123456789")
        self.assertEqual((["latest", "latest", "nightly"], True), (self.source.asked, self.news().is_newer))

    def test_forced(self):
        """Waits for what is true now; all who ask meanwhile for one question."""
        self.news()
        self.comes()
        waiting = [self.watch.news(force=True) for _ in range(3)]
        left = self.watch.news(force=True)
        left.addErrback(lambda _: None).cancel()
        self.assertEqual(2, len(self.source.asked))
        self.comes("v1.2")
        self.assertEqual(["v1.2"] * 3, [self.successResultOf(each).latest.version for each in waiting])

    def test_no_way_out(self):
        """What was known stays, with the reason; asked again after five minutes; one warning a day."""
        self.news()
        self.comes()
        with capturedLogs() as events:
            for _ in range(3):
                self.clock.advance(GOOD_SECONDS)
                self.news()
                self.fails("x" * 500)
                self.assertEqual(("v1.1", 200), (self.news().latest.version, len(self.news().error)))
                asked = len(self.source.asked)
                self.clock.advance(FAILED_SECONDS - 1)
                self.news()
                self.assertEqual(asked, len(self.source.asked))
                self.clock.advance(1)
                self.news()
                self.assertEqual(asked + 1, len(self.source.asked))
                self.fails()
        self.assertEqual(1, len([event for event in events if event["log_level"] is LogLevel.warn]))

    def test_no_home(self):
        """A build that has no repository says so, and asks nobody."""
        self.watch = self.made(None)
        self.assertEqual("this build does not know where its releases are", self.news(force=True).error)

    def test_a_mistake_of_ours(self):
        """Is logged, and whoever waits is answered."""
        waiting = self.watch.news(force=True)
        self.source.coming.errback(ZeroDivisionError())
        self.assertIsNone(self.successResultOf(waiting).latest)
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))

    def test_stopping(self):
        """Ends the question; nothing is left."""
        self.watch.startService()
        waiting = self.watch.news(force=True)
        self.watch.stopService()
        self.assertTrue(waiting.called)
        self.assertEqual([], self.clock.getDelayedCalls())


class UpdateTests(WatchCase):
    def ended(self):
        state = self.watch.update
        return state.in_progress, state.result, state.error, state.completed_at

    def test_a_newer_one(self):
        """Nothing is installed, and it says so: how a person gets it."""
        self.assertTrue(self.watch.begin_update())
        self.assertFalse(self.watch.begin_update())
        self.assertTrue(self.watch.update.in_progress)
        self.comes()
        self.assertEqual((False, "error", "install v1.1", self.clock.seconds()), self.ended())
        self.assertTrue(self.watch.begin_update())

    def test_none(self):
        """No success is claimed."""
        for come, error in (
            (lambda: self.comes("v1.0"), "No update available"),
            (self.fails, "GitHub: connection refused"),
        ):
            self.watch.begin_update()
            come()
            self.assertEqual(error, self.watch.update.error)
