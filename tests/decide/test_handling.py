"""How torrents are handled, told: what is said follows from the values that decide."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.handling import handling
from qbitrr.decide.phrases import span
from qbitrr.model.rule_table import RULES
from qbitrr.model.torrents.rules import FileRules, OwnerRules, SeedingRules
from qbitrr.model.torrents.trackers import TrackerRule

BESIDE_RULES = {"grace", "kept_progress", "hit_and_run", "tracker"}


def told(rule: str, **rules: object) -> str:
    """What is said of a rule; of several sentences all of them."""
    found = handling(OwnerRules(section="Radarr", **rules))
    return " ".join(each.text for each in found if each.rule == rule)


@pytest.mark.parametrize(
    ("rule", "rules", "text"),
    [
        ("grace", {}, "New ones rest for 3 min: nothing is called stalled, inactive or slow before."),
        (
            "grace",
            {"ignore_younger_than_seconds": 0},
            "New ones do not rest: they are judged from the first second on.",
        ),
        ("stalled", {}, "Downloads of which nothing moves for 15 min are given up, blocklisted and searched again."),
        # The grace is the least: a shorter delay does not count.
        (
            "stalled",
            {"stalled_after_seconds": 60.0, "re_search": False},
            "Downloads of which nothing moves for 3 min are given up and blocklisted.",
        ),
        ("stalled", {"stalled_after_seconds": None}, "Stalled downloads are not given up."),
        (
            "stalled",
            {"stalled_after_seconds": inf, "re_search_stalled": True},
            "Stalled downloads are tolerated for ever. Another release is searched as soon as they stall, while they go on.",
        ),
        (
            "stalled",
            {"kind": "managed"},
            "Downloads of which nothing moves for 15 min are given up and removed, data included.",
        ),
        ("slow", {}, "Nothing is given up for taking long."),
        ("slow", {"maximum_eta_seconds": 3600}, "Slow ones stay."),
        (
            "slow",
            {"maximum_eta_seconds": 3600, "do_not_remove_slow": False},
            "Those that would take longer than 1 h are given up, blocklisted and searched again.",
        ),
        (
            "inactive",
            {"maximum_eta_seconds": 3600},
            "Downloads of which nothing moves for 1 h are given up, blocklisted and searched again.",
        ),
        (
            "kept_progress",
            {},
            "A download of which more than 99 % is there is never given up for standing still or being slow.",
        ),
        ("kept_progress", {"maximum_deletable_progress": 1}, ""),
        ("custom_format", {}, ""),
        (
            "custom_format",
            {"force_minimum_custom_format": True},
            "What has a custom format score below what is wanted is given up, blocklisted and searched again.",
        ),
        ("hand_over", {}, "A download is handed over for import 1 min after it was complete."),
        (
            "hand_over",
            {"import_delay_seconds": 0},
            "A download is handed over for import as soon as it is complete.",
        ),
        ("hand_over", {"kind": "managed"}, ""),
        ("resume_download", {"auto_pause_resume": False}, "Stopped downloads are not started."),
        ("inspect_files", {}, "Files are not looked at: no pattern and no extension is set."),
        (
            "inspect_files",
            {"files": FileRules.compiled(folders=["x"], names=["a", "b"], extensions=["mkv", ".mp4"])},
            "Files in folders that match the pattern, or with names that match one of 2 patterns, or with other extensions than "
            ".mkv, .mp4 are not downloaded; what holds nothing else is given up, blocklisted and searched again unless it is a "
            "packed release.",
        ),
        ("at_limit", {}, "Nothing is removed at a seeding limit."),
    ],
)
def test_sentences(rule: str, rules: dict[str, object], text: str) -> None:
    """Each setting changes its sentence, and what is off is said to be off."""
    assert told(rule, **rules) == text


@pytest.mark.parametrize(
    ("remove", "ratio", "seconds", "text"),
    [
        (1, 2.0, -1, "What seeds to a ratio of 2 is removed with its data, once the Arr has imported it."),
        (2, 2.0, -1, "Nothing is removed at a seeding limit: the limit that would count is not set."),
        (3, 1.5, 86400, "What seeds to a ratio of 1.5 or for 1 d is removed with its data, once the Arr has imported it."),
        (3, -1, 86400, "What seeds for 1 d is removed with its data, once the Arr has imported it."),
        (4, 1.5, 86400, "What seeds to a ratio of 1.5 and for 1 d is removed with its data, once the Arr has imported it."),
        (4, 1.5, -1, "Nothing is removed at a seeding limit: the limit that would count is not set."),
        (1, -1, -1, "What seeds to the limit at which qBittorrent stops it is removed with its data, once the Arr has imported it."),
    ],
)  # fmt: skip
def test_limits(remove: int, ratio: float, seconds: float, text: str) -> None:
    """What is said of a removal mode is what `limit_met` makes of it."""
    seeding = SeedingRules(remove=remove, max_upload_ratio=ratio, max_seeding_time_seconds=seconds)
    assert told("at_limit", seeding=seeding) == text


def test_data_at_the_limit() -> None:
    """Whether data goes at the limit is said, for Arrs and for managed categories."""
    limit = {"remove": 1, "max_upload_ratio": 1.0}
    assert "imported or not" in told("at_limit", seeding=SeedingRules(**limit, remove_unimported=True))
    assert told("at_limit", kind="managed", seeding=SeedingRules(**limit)).endswith("is removed; its data stays.")
    assert told("at_limit", kind="managed", seeding=SeedingRules(**limit, delete_files=True)).endswith("with its data.")


def test_rows() -> None:
    """One sentence for each row, of several for a host the last; of a client's and an Arr's alike."""
    row = TrackerRule(
        uri="https://t.example/announce", name="T", hit_and_run="and", min_seeding_seconds=86400, tags=("private",),
        max_upload_ratio=2.0, upload_limit_bytes=512 * 1024, super_seed=True, maximum_eta_seconds=600,
    )  # fmt: skip
    gone = TrackerRule(uri="old.example", remove_if_exists=True)
    rows = {"qBit": (TrackerRule(uri="t.example"), gone), "qBit-2": (row,)}
    assert [each.text for each in handling(OwnerRules(section="R", trackers=rows)) if each.rule == "tracker"] == [
        "old.example: it is taken off torrents that have it.",
        "T: nothing is removed before its duty is met (a ratio of 1 and 1 d of seeding, for what is not complete a ratio of 1 "
        "from 10 % on); its seeding limits are a ratio of 2 (but nothing is removed at limits); downloads are waited for 10 min; "
        "uploads at 512 KiB/s at most; new seeds spread by super-seeding; tagged private.",
    ]


@given(st.floats(min_value=0, max_value=10**7), st.floats(min_value=0, max_value=10**7))
def test_stalled_limit_is_the_one_that_counts(after: float, grace: float) -> None:
    """Whatever is set, the span that is named is the one by which it is judged."""
    text = told("stalled", stalled_after_seconds=after, ignore_younger_than_seconds=grace)
    assert f"for {span(max(after, grace))} are given up" in text


@pytest.mark.parametrize("kind", ["arr", "managed"])
def test_rules_are_those_of_the_table(kind: str) -> None:
    """Each sentence names a rule of the table that is asked about such torrents, or something beside them."""
    rules = OwnerRules(section="S", kind=kind, force_minimum_custom_format=True, maximum_eta_seconds=60)  # type: ignore[arg-type]
    names = {each.name for each in RULES if kind in each.owners}
    assert {each.rule for each in handling(rules)} - BESIDE_RULES <= names
