"""
Releases as GitHub lists them.
"""

import json

from twisted.internet.defer import Deferred

from qbitrr.clients.releases import Releases
from qbitrr.errors import BadAnswer, Rejected, TimedOut, Unreachable
from qbitrr.model.shown.releases import Asset, Release, is_newer, repository_among
from tests.clients.case import ClientCase
from tests.clients.scripted import Reply, Scripted, ok, silence

ROW = {
    "tag_name": "v1.2.0", "body": "notes", "html_url": "https://github.com/o/n/releases/tag/v1.2.0", "draft": False,
    "prerelease": False, "assets": [{"name": "x", "browser_download_url": "https://github.com/x", "size": 7}],
}  # fmt: skip


class ReleasesTests(ClientCase):
    def releases(self, *replies, answer=None):
        self.server = Scripted(*replies, answer=answer)
        return Releases(self.server.http(self.clock, "https://api.example"), "o/n")

    def test_latest(self):
        """With its notes and its files; a draft or a pre-release is none."""
        found = self.result(self.releases(ok(json.dumps(ROW))).of_channel("latest"))
        assets = (Asset(name="x", url="https://github.com/x", size_bytes=7),)
        self.assertEqual(Release(version="v1.2.0", notes="notes", url=ROW["html_url"], assets=assets), found)
        self.assertEqual(["GET /repos/o/n/releases/latest"], self.server.calls)
        for odd in ({"draft": True}, {"prerelease": True}, {"tag_name": ""}):
            self.error(self.releases(ok(json.dumps(ROW | odd))).of_channel("latest"), BadAnswer)

    def test_stable(self):
        """The first that is no later build, draft or pre-release."""
        rows = [ROW | {"tag_name": "v1.3.0-2"}, ROW | {"prerelease": True}, ROW | {"tag_name": "v1.3.0-1"}, ROW]
        releases = self.releases(ok(json.dumps(rows)))
        self.assertEqual("v1.3.0-1", self.result(releases.of_channel("stable")).version)
        self.assertEqual({"per_page": "30"}, self.server.asked[0].query)
        self.error(self.releases(ok("[]")).of_channel("stable"), BadAnswer)

    def test_nightly(self):
        """The newest commit."""
        releases = self.releases(ok(json.dumps({"sha": "0123456789", "commit": {"message": "Mend"}})))
        found = self.result(releases.of_channel("nightly"))
        self.assertEqual(("nightly-0123456", "0123456789", "Mend"), (found.version, found.sha, found.notes))

    def test_notes(self):
        """Of a version; none for one that was never released."""
        self.assertEqual("notes", self.result(self.releases(ok(json.dumps(ROW))).notes_of("1.2.0")))
        self.assertEqual(["GET /repos/o/n/releases/tags/v1.2.0"], self.server.calls)
        self.assertEqual("", self.result(self.releases(Reply(status=404)).notes_of("9")))

    def test_troubles(self):
        """One attempt, and its error."""
        for reply, kind in ((Reply(drop=True), Unreachable), (Reply(status=422), Rejected), (ok("<html>"), BadAnswer)):
            self.error(self.releases(reply).of_channel("latest"), kind)
            self.assertEqual(1, len(self.server.asked))

    def test_patience(self):
        """Nobody waits longer than the question is worth: 10 s for a release, 15 s for a list; what is asked next comes as well."""
        for channel, seconds in (("latest", 10.0), ("stable", 15.0), ("nightly", 15.0)):
            asking = Deferred.fromCoroutine(self.releases(silence).of_channel(channel))
            self.clock.pump([seconds - 0.1])
            self.assertNoResult(asking)
            self.clock.pump([0.1])
            self.failureResultOf(asking, TimedOut)

    def test_where_they_are(self):
        """What a package says of its sources; its page, if these are not on GitHub or nowhere."""
        for urls, repository in (
            (["Documentation, https://docs.example", "Source, https://github.com/o/n"], "o/n"),
            (["Homepage, https://github.com/o/page", "source code,https://github.com/o/n.git"], "o/n"),
            (["Source, https://git.example/o/n", "Homepage, https://github.com/o/n-2.0/tree/main#readme"], "o/n-2.0"),
            (["Issues, https://github.com/else/where/issues", "homepage,"], ""),
            (["Source, https://github.com/o", "Code, https://github.com.evil.example/o/n", "no address"], ""),
            ([], ""),
        ):
            self.assertEqual(repository, repository_among(urls), urls)

    def test_newer(self):
        """As PEP 440 orders versions; what is no version is not newer."""
        rising = ["1.0.dev1", "1.0a1", "1.0b2", "1.0rc1", "v1.0.0", "1.0-1", "1.0.0-2", "1.0.1", "1.2", "1.10", "2"]
        for at, old in enumerate(rising):
            for new in rising[at + 1 :]:
                self.assertTrue(is_newer(new, old), (new, old))
                self.assertFalse(is_newer(old, new), (old, new))
        for new, old in (("1.0", "1.0.0+local"), ("banana", "1"), ("2", "banana"), ("", ""), ("9" * 5000, "1")):
            self.assertFalse(is_newer(new, old), (new, old))
