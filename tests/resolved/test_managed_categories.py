"""What `CategorySeeding` of a client says reaches the rules of its categories: every key, in its unit, override over default."""

from collections.abc import Callable
from typing import Any

import pytest

from qbitrr.config.load import load
from qbitrr.config.schema.config import CategoryOverride
from qbitrr.config.schema.keys import keys_of
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.torrents import rules_finder

FILE = """
[Settings]
SchemaVersion = 1
IgnoreTorrentsYoungerThan = 600
[qBit]
Host = "h"
ManagedCategories = ["seed", "other"]
{client}
[qBit.CategorySeeding]
{lines}
[[qBit.CategorySeeding.Categories]]
Name = "seed"
{override}
"""
DUTY = 'HitAndRunMode = "and"\n'


def rules(category: str, lines: str = "", override: str = "", client: str = "") -> OwnerRules:
    loaded = load(FILE.format(lines=lines, override=override, client=client), {})
    assert not loaded.config.broken
    return rules_finder(loaded.config, "qBit")(
        Torrent(instance="qBit", hash="a", state="downloading", category=category)
    )


Of = Callable[[OwnerRules], Any]
KEYS: list[tuple[str, str, Of, Any, Any]] = [
    ("DownloadRateLimitPerTorrent", "500", lambda by: by.seeding.download_limit_bytes, 512_000, -1),
    ("UploadRateLimitPerTorrent", '"1M"', lambda by: by.seeding.upload_limit_bytes, 1_048_576, -1),
    ("MaxUploadRatio", "1.5", lambda by: by.seeding.max_upload_ratio, 1.5, -1),
    ("MaxSeedingTime", '"2h"', lambda by: by.seeding.max_seeding_time_seconds, 7200, -1),
    ("RemoveTorrent", "3", lambda by: by.seeding.remove, 3, -1),
    ("DeleteFiles", "true", lambda by: by.seeding.delete_files, True, False),
    ("StalledDelay", "30", lambda by: by.stalled_after_seconds, 1800.0, None),
    ("IgnoreTorrentsYoungerThan", "30", lambda by: by.ignore_younger_than_seconds, 30, 600),
    ("HitAndRunMode", '"or"', lambda by: by.hit_and_run and by.hit_and_run.hit_and_run, "or", None),
    ("MinSeedRatio", f"3.0\n{DUTY}", lambda by: by.hit_and_run and by.hit_and_run.min_seed_ratio, 3.0, None),
    ("MinSeedingTimeDays", f"2\n{DUTY}", lambda by: by.hit_and_run and by.hit_and_run.min_seeding_seconds, 172_800, None),
    (
        "HitAndRunMinimumDownloadPercent", f"20\n{DUTY}",
        lambda by: by.hit_and_run and by.hit_and_run.minimum_download_percent, 20, None,
    ),
    (
        "HitAndRunPartialSeedRatio", f"0.5\n{DUTY}",
        lambda by: by.hit_and_run and by.hit_and_run.partial_seed_ratio, 0.5, None,
    ),
    (
        "TrackerUpdateBuffer", f"60\n{DUTY}",
        lambda by: by.hit_and_run and by.hit_and_run.update_buffer_seconds, 60, None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "written", "of", "said", "default"), KEYS, ids=[each[0] for each in KEYS])
def test_each_key(key: str, written: str, of: Of, said: Any, default: Any) -> None:
    """Said of all categories it holds for all; said of one for that one alone, and the others' stays."""
    line = f"{key} = {written}"
    assert [of(rules(each, line)) for each in ("seed", "other")] == [said, said]
    assert [of(rules(each, override=line)) for each in ("seed", "other")] == [said, default]
    assert of(rules("seed", line, override="MaxUploadRatio = 9.0" if key != "MaxUploadRatio" else "")) == said


def test_what_all_go_by() -> None:
    """What the settings say of every torrent, said of these too: words of a dead tracker, what we never do, where no tag of ours is."""
    settings = (
        'HitAndRunDeadMessages = ["gone for good"]\nAutoPauseResume = false\nTagless = true\nFailedCategory = "bad"\n'
    )
    loaded = load(FILE.format(lines="", override="", client="").replace("[qBit]", f"{settings}[qBit]", 1), {})
    found = rules_finder(loaded.config, "qBit")(
        Torrent(instance="qBit", hash="a", state="downloading", category="seed")
    )
    assert (found.dead_messages, found.auto_pause_resume, found.tagless) == (("gone for good",), False, True)
    assert (found.kind, found.failed_category, found.recheck_category) == ("managed", "bad", "recheck")


def test_no_key_is_left_out() -> None:
    """The table above is all of them."""
    assert {each.key.toml for each in keys_of(CategoryOverride)} - {"Name"} == {key for key, *_ in KEYS}


@pytest.mark.parametrize(
    ("category", "matches", "ratio"),
    [
        ("seed/films", True, 2.0), ("seed/films/old", True, 2.0), (" /seed//films/ ", True, 2.0), ("seed/filmsx", True, 1.0),
        ("seed/series", True, 1.0), ("other", True, -1), ("seed", False, 1.0), ("seed/films", False, 2.0),
        ("seed/films/old", False, -1),
    ],
)  # fmt: skip
def test_the_longest_name(category: str, matches: bool, ratio: float) -> None:
    """Of the names at or above a torrent's category the longest counts, where sub-categories do; however the category is written."""
    client = f"MatchSubcategories = {str(matches).lower()}"
    override = 'MaxUploadRatio = 1.0\n[[qBit.CategorySeeding.Categories]]\nName = "seed/films"\nMaxUploadRatio = 2.0'
    assert rules(category, override=override, client=client).seeding.max_upload_ratio == ratio
