"""
What an owner may ask of its torrents.
"""

import math
from typing import Any

from hypothesis import strategies as st

from qbitrr.model.torrents.rules import FileRules, OwnerRules, SeedingRules, TrackerRule
from qbitrr.testing.strategies.values import HOSTS, maybe

__all__ = ["rules", "tracker_rules"]


def tracker_rules(**given: st.SearchStrategy[Any]) -> st.SearchStrategy[TrackerRule]:
    """One tracker row; *given* takes the place of fields."""
    usual: dict[str, st.SearchStrategy[Any]] = {
        "uri": st.sampled_from([*HOSTS, "https://a.example.org/announce/", ""]),
        "priority": st.integers(-5, 5),
        "maximum_eta_seconds": st.sampled_from([-1, 0, 7200]),
        "max_upload_ratio": st.sampled_from([-1, 0, 0.5, 2]),
        "max_seeding_time_seconds": st.sampled_from([-1, 0, 3600]),
        "remove_if_exists": st.booleans(),
        "super_seed": st.booleans(),
        "tags": st.sampled_from([(), ("A",)]),
        "hit_and_run": st.sampled_from(["disabled", "and", "or", True, False, "nonsense"]),
        "min_seed_ratio": st.sampled_from([0, 1.0]),
        "min_seeding_seconds": st.sampled_from([0, 86400, 5 * 86400]),
        "minimum_download_percent": st.sampled_from([0, 10]),
        "update_buffer_seconds": st.sampled_from([0, 3600]),
    }
    return st.builds(TrackerRule, **{**usual, **given})


def rules(**given: st.SearchStrategy[Any]) -> st.SearchStrategy[OwnerRules]:
    """What an owner asks of its torrents; *given* takes the place of fields."""
    inspecting = FileRules.compiled(folders=[r"\bsample\b"], names=[r"\bsample\b", "x*"], extensions=["mkv", ".srt"])
    rows = st.lists(tracker_rules(), max_size=3).map(tuple)
    usual: dict[str, st.SearchStrategy[Any]] = {
        "section": st.just("Radarr"),
        "kind": st.sampled_from(["arr", "managed"]),
        "arr_type": st.just("radarr"),
        "ignore_younger_than_seconds": st.sampled_from([0, 180, 3600]),
        "import_delay_seconds": st.sampled_from([0, 60, 600]),
        "stalled_after_seconds": st.sampled_from([None, 0.0, 60.0, 900.0, math.inf]),
        "re_search": st.booleans(),
        "re_search_stalled": st.booleans(),
        "maximum_eta_seconds": st.sampled_from([-1, 0, 7200]),
        "do_not_remove_slow": st.booleans(),
        "maximum_deletable_progress": st.sampled_from([0.0, 0.99, 1.0]),
        "auto_pause_resume": st.booleans(),
        "seeding": st.builds(
            SeedingRules,
            remove=st.sampled_from([-1, 0, 1, 2, 3, 4, 9]),
            max_upload_ratio=st.sampled_from([-1, 0.5, 2]),
            max_seeding_time_seconds=st.sampled_from([-1, 3600]),
            remove_unimported=st.booleans(),
            delete_files=st.booleans(),
        ),
        "trackers": st.fixed_dictionaries({}, optional={"qBit": rows, "qBit-box": rows}),
        "hit_and_run": maybe(tracker_rules()),
        "files": st.sampled_from([FileRules(), inspecting]),
        "custom_format_unmet_search": st.booleans(),
        "force_minimum_custom_format": st.booleans(),
        "tagless": st.booleans(),
    }
    return st.builds(OwnerRules, **{**usual, **given})
