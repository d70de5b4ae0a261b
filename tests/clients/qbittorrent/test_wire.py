"""
From qBittorrent's records to our torrents.
"""

import json

from msgspec import UNSET
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.qbittorrent.wire import TorrentPatch, apply, main_data, split_tags
from qbitrr.errors import BadAnswer
from qbitrr.model.torrents.torrent import ETA_UNKNOWN, Torrent

HASH = "a" * 40


class ApplyTests(SynchronousTestCase):
    """Deltas onto torrents."""

    def test_new_torrent_with_nothing_said(self):
        """Whatever a record does not say has its neutral value; an unknown state means hands off."""
        self.assertEqual(
            Torrent(instance="qBit", hash=HASH, state="unknown"), apply(None, TorrentPatch(), "qBit", HASH.upper())
        )

    def test_our_names_and_words(self):
        """Names with units, tags as a tuple, old state names as new ones."""
        patch = TorrentPatch(
            state="pausedUP", tags="b, a", size=5, eta=7, seeding_time=8, seeding_time_limit=9, max_seeding_time=10,
            max_inactive_seeding_time=11, download_path=None, private=True,
        )  # fmt: skip
        torrent = apply(None, patch, "qBit", HASH)
        self.assertEqual(
            ("stoppedUP", ("b", "a"), 5, 7, 8, 9, 10, 11, "", True),
            (
                torrent.state, torrent.tags, torrent.size_bytes, torrent.eta_seconds, torrent.seeding_time_seconds,
                torrent.seeding_time_limit_minutes, torrent.max_seeding_time_minutes, torrent.max_inactive_seeding_time_minutes,
                torrent.download_path, torrent.private,
            ),
        )  # fmt: skip

    def test_delta(self):
        """Only what a delta says changes."""
        torrent = Torrent(instance="qBit", hash=HASH, state="downloading", name="One", progress=0.5)
        changed = apply(torrent, TorrentPatch(state="stalledUP", progress=1.0, tags=""), "qBit", HASH)
        self.assertEqual(Torrent(instance="qBit", hash=HASH, state="stalledUP", name="One", progress=1.0), changed)

    def test_figures_beyond_64_bits(self):
        """No client counts so far: such a figure is none, and the rest of its record counts."""
        for absurd in (2**63, -(2**63) - 1, 10**30, 10**400):
            body = json.dumps({"rid": 1, "torrents": {HASH: {"name": "N", "size": absurd, "eta": 7}}}).encode()
            patch = main_data("q", body).torrents[HASH]
            self.assertEqual((UNSET, "N", 7), (patch.size, patch.name, patch.eta))
        body = json.dumps({"rid": 1, "torrents": {HASH: {"size": 2**63 - 1, "eta": -(2**63)}}}).encode()
        patch = main_data("q", body).torrents[HASH]
        self.assertEqual((2**63 - 1, -(2**63)), (patch.size, patch.eta))

    def test_nothing_we_keep_changed(self):
        """A delta about other things leaves the very same value."""
        torrent = Torrent(instance="qBit", hash=HASH, state="stoppedDL", name="One")
        self.assertIs(torrent, apply(torrent, TorrentPatch(state="pausedDL", name="One"), "qBit", HASH))

    def test_every_field_of_a_torrent_is_read(self):
        """No field is left without a source; the hosts come from the lists of trackers, and waivers are ours."""
        sources = {"instance", "hash", "hosts", "duty_waived"} | set(_our_names())
        self.assertEqual(set(Torrent.__struct_fields__), sources)

    def test_tags(self):
        """Tags as the client joins them."""
        self.assertEqual((), split_tags(""))
        self.assertEqual(("a b", "c"), split_tags("a b, c"))
        self.assertEqual(("a", "c"), split_tags(" a ,, c,"))


class MainDataTests(SynchronousTestCase):
    """Whole answers of `sync/maindata`."""

    def test_odd_members(self):
        """Odd members are left out one by one, on every level; removed ones stay removed."""
        body = {
            "rid": 3,
            "torrents": {HASH: {"state": 5, "name": "One", "added_on": "12", "availability": None}},
            "torrents_removed": ["b" * 40],
            "categories": {"x": {"name": "x", "savePath": None}},
            "server_state": {"free_space_on_disk": "lots", "connection_status": "connected"},
        }
        data = main_data("qBit", json.dumps(body).encode())
        torrent = apply(None, data.torrents[HASH], "qBit", HASH)
        self.assertEqual(
            ("unknown", "One", 12, -1.0), (torrent.state, torrent.name, torrent.added_on, torrent.availability)
        )
        self.assertEqual(("b" * 40,), data.removed)
        self.assertEqual("", data.categories["x"].save_path)
        self.assertEqual(
            ("connected", None), (data.server_state.connection_status, data.server_state.free_space_on_disk)
        )

    def test_no_torrent_at_all(self):
        """Records that are no objects cannot be read as torrents."""
        with self.assertRaises(BadAnswer):
            main_data("qBit", b'{"rid":1,"full_update":true,"torrents":{"a":1}}')
        with self.assertRaises(BadAnswer):
            main_data("qBit", b'{"rid":"x"}')

    def test_unknown_eta(self):
        """The neutral estimate is the client's own word for "unknown"."""
        self.assertEqual(ETA_UNKNOWN, apply(None, TorrentPatch(), "qBit", HASH).eta_seconds)


def _our_names():
    from qbitrr.clients.qbittorrent.wire import _NAMES

    return (ours for _, ours in _NAMES)
