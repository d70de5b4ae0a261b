"""From the configuration to rules."""

import math
import textwrap
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.load import load
from qbitrr.config.plain import build, share_for
from qbitrr.model.torrents.rules import DEAD_MESSAGES, OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.torrents import as_before, rules_finder

TEXT = """\
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/data"
FailedCategory = "bad"
[WebUI]
Token = "t"
[qBit]
Host = "localhost"
Port = 8080
ManagedCategories = ["misc", "other"]
[[qBit.Trackers]]
URI = "https://a.example/announce"
MaxUploadRatio = 3.0
[[qBit.Trackers]]
URI = "https://b.example/announce"
HitAndRunMode = "and"
MinSeedRatio = 1.0
MinSeedingTimeDays = 2
[qBit.CategorySeeding]
MaxUploadRatio = 2.0
RemoveTorrent = 1
{managed}
[qBit-box]
Host = "box"
Port = 8080
[Radarr-4K]
Managed = true
URI = "http://localhost:7878"
APIKey = "k"
Category = "radarr"
ReSearch = true
ArrErrorCodesToBlocklist = ["Not an upgrade", "/^No files/"]
[Radarr-4K.Torrent]
{torrent}
[Radarr-4K.Torrent.SeedingMode]
MaxUploadRatio = 1.5
MaxSeedingTime = 3600
RemoveTorrent = 3
"""


class RulesTests(SynchronousTestCase):
    def rules(self, section: str, category: str = "radarr", **lines: str) -> OwnerRules:
        """The rules a child finds: through the share of the configuration that it gets."""
        text = textwrap.dedent(TEXT).format(**{"managed": "", "torrent": "", **lines})
        config = build(share_for(load(text, {}).config, section))
        return rules_finder(config, section)(Torrent(instance="qBit", hash="a" * 40, state="error", category=category))

    def test_arr(self):
        """An Arr's rules: its type, its limits, the client's tracker rows, its messages."""
        rules = self.rules("Radarr-4K")
        self.assertEqual(("arr", "radarr", "bad"), (rules.kind, rules.arr_type, rules.failed_category))
        self.assertEqual(
            (3, 1.5, 3600.0),
            (rules.seeding.remove, rules.seeding.max_upload_ratio, rules.seeding.max_seeding_time_seconds),
        )
        self.assertEqual(2, len(rules.error_codes))
        self.assertTrue(rules.rows_on("qBit").has_duties)
        self.assertFalse(rules.rows_on("qBit-box"))
        self.assertEqual(DEAD_MESSAGES, rules.dead_messages)
        self.assertTrue(rules.files.protects_main_file)

    def test_rows_of_each_client(self):
        """Each torrent by the rows of its own client, and by those of the Arr, of which one takes the place of the client's whole row."""
        row = '[[{0}.Trackers]]\nURI = "https://{1}.example/announce"\n{2}\n'
        more = row.format("qBit-box", "c", "Priority = 7\nMaxUploadRatio = 5.0")
        more += row.format("Radarr-4K.Torrent", "a", "AddTags = ['x']") + row.format(
            "Radarr-4K.Torrent", "c", "Priority = 9"
        )
        config = load(textwrap.dedent(TEXT).format(managed="", torrent="") + more, {}).config
        rules = rules_finder(build(share_for(config, "Radarr-4K")), "Radarr-4K")(
            Torrent(instance="qBit-box", hash="a" * 40, state="error", category="radarr")
        )

        def rows(client: str) -> dict[str, tuple[int, float, tuple[str, ...]]]:
            return {each.host: (each.priority, each.max_upload_ratio, each.tags) for each in rules.rows_on(client).rows}

        own = {"a.example": (0, -1, ("x",)), "c.example": (9, -1, ())}
        self.assertEqual(own, rows("qBit-box"))
        self.assertEqual(own | {"b.example": (0, -1, ())}, rows("qBit"))

    def test_stalled(self):
        """StalledDelay: minutes, 0 for ever, -1 off."""
        for line, expected in {
            "StalledDelay = 20": 1200.0, "StalledDelay = 0": math.inf, "StalledDelay = -1": None,
            'StalledDelay = "immediately"': 0.0,
        }.items():  # fmt: skip
            self.assertEqual(expected, self.rules("Radarr-4K", torrent=line).stalled_after_seconds, line)

    def test_files(self):
        """File patterns are compiled; the archive policy is kept."""
        rules = self.rules("Radarr-4K", torrent='FileExtensionAllowlist = ["mkv"]\nFileNameExclusionRegex = ["sample"]')
        self.assertEqual({".mkv"}, rules.files.extensions)
        self.assertTrue(rules.files.names[0].search("Sample.mkv"))

    def test_managed(self):
        """A managed category has the client's limits and rows, and no Arr."""
        rules = self.rules("qBit", "misc")
        self.assertEqual(("managed", False, 2.0), (rules.kind, rules.is_arr, rules.seeding.max_upload_ratio))
        self.assertTrue(rules.rows_on("qBit").has_duties)
        self.assertIsNone(rules.hit_and_run)

    def test_managed_override(self):
        """Each category may have limits of its own; each is worked out once."""
        line = '[[qBit.CategorySeeding.Categories]]\nName = "other"\nMaxUploadRatio = 9.0\nHitAndRunMode = "and"\nMinSeedRatio = 1.0'
        config = load(textwrap.dedent(TEXT).format(managed=line, torrent=""), {}).config
        find = rules_finder(config, "qBit")

        def of(category: str) -> Any:
            return find(Torrent(instance="qBit", hash="a" * 40, state="error", category=category))

        self.assertEqual((2.0, 9.0), (of("misc").seeding.max_upload_ratio, of("other").seeding.max_upload_ratio))
        self.assertEqual("and", of("other").hit_and_run.hit_and_run)
        self.assertIs(of("misc"), of("misc"))

    def test_in_a_special_category(self):
        """It goes by the category it had before, if that is known; in any other category by that one."""
        config = load(textwrap.dedent(TEXT).format(managed="", torrent=""), {}).config

        def category(now: str, before: str) -> str:
            return as_before(Torrent(instance="qBit", hash="a", state="error", category=now), before, config).category

        special = [category("bad", "misc"), category("recheck", "misc/x"), category("recheck", "")]
        self.assertEqual(["misc", "misc/x", "recheck"], special)
        self.assertEqual(["other", "bad/x"], [category("other", "misc"), category("bad/x", "misc")])

    def test_unknown(self):
        """No such section."""
        self.assertRaises(
            KeyError, rules_finder, load(textwrap.dedent(TEXT).format(managed="", torrent=""), {}).config, "x"
        )
