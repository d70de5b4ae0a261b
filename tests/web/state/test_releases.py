"""Releases over HTTP: what is known of them, and what somebody may ask for."""

import platform
import sys

from attrs import evolve
from twisted.trial.unittest import SynchronousTestCase

import qbitrr
from qbitrr.model.shown.releases import Asset, ReleaseNews, UpdateState, asset_for
from tests.web.program import BEARER, NEWS, Client

LINUX = Asset(name="qbitrr-ubuntu-latest-x64.tar.gz", url="https://github.com/o/n/releases/download/v9/qbitrr-x64")


class ReleaseCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.releases = self.client.releases

    def ask(self, method, path, **more):
        return self.successResultOf(self.client.start(method, path, **more))

    def refused(self, method, path, status, text):
        reply = self.ask(method, path)
        self.assertEqual((status, {"error": text}), (reply.status, reply.json()))


class MetaTests(ReleaseCase):
    def test_what_is_known(self):
        """Every documented member, under both prefixes."""
        for prefix in ("/api", "/web"):
            shape = self.ask("GET", f"{prefix}/meta").json()
            expected = {
                "current_version": qbitrr.__version__, "latest_version": "v9.9.9", "update_available": True,
                "changelog": "## What is new", "current_version_changelog": "## What was new",
                "changelog_url": "https://github.com/o/n/releases/tag/v9.9.9", "repository_url": "https://github.com/o/n",
                "homepage_url": "https://github.com/o/n", "last_checked": "2025-11-27T12:00:00Z", "installation_type": "pip",
                "error": None, "auto_update_supported": False, "update_channel": "latest",
                "update_state": {"in_progress": False, "last_result": None, "last_error": None, "completed_at": None},
            }  # fmt: skip
            self.assertEqual(expected, {name: shape[name] for name in expected})
        self.assertEqual([False, False], self.releases.forced)

    def test_hidden_before_login(self):
        """Strangers are told how to get in, and with `HideVersionBeforeLogin` not what runs; whoever is in is told."""
        for hide_version in (False, True):
            self.client.configure(hide_version=hide_version)
            strangers = self.ask("GET", "/web/meta", headers={})
            self.assertEqual(not hide_version, qbitrr.__version__ in strangers.body.decode())
            self.assertEqual(not hide_version, "v9.9.9" in strangers.body.decode())
            self.assertTrue(strangers.json()["auth_required"])
            self.assertEqual(qbitrr.__version__, self.ask("GET", "/web/meta", headers=BEARER).json()["current_version"])

    def test_the_file_for_this_machine(self):
        """Where what runs is one file: its address, name and size, or why there is none; strangers, others and the newest are told none."""
        members = tuple(f"binary_download_{name}" for name in ("url", "name", "size", "error"))

        def told(headers=BEARER):
            shape = self.ask("GET", "/web/meta", headers=headers).json()
            return tuple(shape[name] for name in members)

        nothing = (None, None, None, None)
        self.assertEqual(nothing, told())
        self.client = Client(installation="binary")
        self.releases = self.client.releases
        self.patch(sys, "platform", "linux")
        self.patch(platform, "machine", lambda: "x86_64")
        self.assertEqual((None, None, None, "No binary available for your platform"), told())
        offered = evolve(NEWS, latest=evolve(NEWS.latest, assets=(evolve(LINUX, size_bytes=7),)))
        self.releases.known = offered
        self.assertEqual((LINUX.url, LINUX.name, 7, None), told())
        self.assertEqual(nothing, told(headers={}))
        self.releases.known = evolve(offered, is_newer=False)
        self.assertEqual(nothing, told())

    def test_nothing_is_known(self):
        """The same members, and why."""
        self.releases.known = ReleaseNews(error="GitHub: no answer within 10 s")
        shape = self.ask("GET", "/api/meta").json()
        self.assertEqual((None, False, "", None, "GitHub: no answer within 10 s"), tuple(
            shape[name] for name in ("latest_version", "update_available", "changelog", "last_checked", "error")
        ))  # fmt: skip

    def test_now(self):
        """Whoever is known may have them looked up; others six times in a quarter of an hour."""
        for _ in range(9):
            self.assertEqual(200, self.ask("GET", "/web/meta?force=true").status)
        for _ in range(6):
            self.assertEqual(200, self.ask("GET", "/web/meta?force=1", headers={}).status)
        self.assertEqual([True] * 15, self.releases.forced)
        self.client.clock.advance(100.0)
        reply = self.ask("GET", "/web/meta?force=1", headers={})
        self.assertEqual((429, "800"), (reply.status, reply.header("retry-after")))
        self.assertEqual({"error": "rate_limited", "message": "Too many force refresh requests"}, reply.json())
        self.assertEqual(200, self.ask("GET", "/web/meta", headers={}).status)
        self.client.clock.advance(800.0)
        self.assertEqual(200, self.ask("GET", "/web/meta?force=1", headers={}).status)

    def test_how_an_update_ended(self):
        """Its words may quote paths: only who is known sees them."""
        self.releases.update = UpdateState(result="error", error="run /opt/python", completed_at=1764244800.0)
        for headers, error in ((BEARER, "run /opt/python"), ({}, None)):
            state = self.ask("GET", "/web/meta", headers=headers).json()["update_state"]
            self.assertEqual(("error", error, "2025-11-27T12:00:00Z"), tuple(
                state[name] for name in ("last_result", "last_error", "completed_at")
            ))  # fmt: skip


class UpdateTests(ReleaseCase):
    def test_begun_once(self):
        """And not while one goes on, nor where it is switched off or cannot be."""
        reply = self.ask("POST", "/api/update")
        self.assertEqual((200, {"status": "started"}), (reply.status, reply.json()))
        self.releases.update = UpdateState(in_progress=True)
        self.refused("POST", "/web/update", 409, "An update is already in progress.")
        self.releases.may_update = False
        self.refused("POST", "/web/update", 403, "Updates are not started here: Settings.AllowRemoteUpdate is false")
        for kind in ("source", "unknown"):
            self.client = Client(installation=kind)
            self.refused("POST", "/api/update", 409, "Source builds do not support auto-update.")

    def test_downloads(self):
        """For binaries: to the file for this machine, if there is one."""
        self.refused("GET", "/api/download-update", 400, "Download only available for binary installations")
        self.client = Client(installation="binary")
        self.refused("GET", "/api/download-update", 404, "No binary available for your platform")
        asset = Asset(name=f"{sys.platform}-{platform.machine()}", url="https://github.com/file")
        self.client.releases.known = evolve(NEWS, latest=evolve(NEWS.latest, assets=(asset,)))
        reply = self.ask("GET", "/web/download-update")
        self.assertEqual((302, "https://github.com/file"), (reply.status, reply.header("location")))
        self.client.releases.known = evolve(NEWS, is_newer=False)
        self.refused("GET", "/api/download-update", 404, "No update available")

    def test_whose_file(self):
        """By system and machine, and from the host of the releases only."""
        foreign = evolve(LINUX, url="http://github.com/x")
        for assets, system, machine, found in (
            ((LINUX,), "linux", "x86_64", LINUX),
            ((LINUX,), "linux", "AMD64", LINUX),
            ((LINUX,), "linux", "aarch64", None),
            ((LINUX,), "darwin", "x86_64", None),
            ((foreign,), "linux", "x86_64", None),
            ((), "linux", "x86_64", None),
            ((LINUX,), "plan9", "mips", None),
        ):
            self.assertEqual(found, asset_for(assets, system, machine))
