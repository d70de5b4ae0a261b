"""What the tables about seeding have in common: the duty before a removal, the words for no limit, and what numbers mean."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from attrs import frozen

from qbitrr.config.schema.keys import Kind, key, when
from qbitrr.config.schema.words import HitAndRunMode

__all__ = [
    "BY_RATIO",
    "BY_TIME",
    "INHERIT",
    "LEFT_ALONE",
    "NO_LIMIT",
    "OFF",
    "REMOVE_WORDS",
    "STALLED",
    "WITH_DUTY",
    "SeedingDuty",
]

OFF = {"never": -1, "off": -1, "unlimited": -1, "disabled": -1, "none": -1}
INHERIT = {**OFF, "inherit": -1, "default": -1}
LEFT_ALONE = {-1: "left alone", 0: "left alone"}
NO_LIMIT = {-1: "no limit", 0: "no limit"}
STALLED = {
    -1: "never removed for it",
    0: "only marked, never removed",
    "immediately": "no tolerance beyond the grace period",
}
BY_RATIO = (when("RemoveTorrent", among=(1, 3, 4)),)
BY_TIME = (when("RemoveTorrent", among=(2, 3, 4)),)
WITH_DUTY = (when("HitAndRunMode", among=("and", "or")),)
REMOVE_WORDS = {"never": -1, "off": -1, "0": -1, "ratio": 1, "time": 2, "either": 3, "both": 4}
# Duties nobody can meet: one that cannot be read must not end early.
_UNREADABLE_SECONDS = 36500 * 86400
_UNREADABLE_RATIO = 1_000_000.0


@frozen(kw_only=True)
class SeedingDuty:
    """What must be seeded before a torrent may be removed."""

    hit_and_run_mode: HitAndRunMode = key(
        "HitAndRunMode",
        Kind.ENUM,
        default=HitAndRunMode.DISABLED,
        on_error=HitAndRunMode.AND,
        label="Hit and Run Mode",
        summary="Keep torrents until the seeding duty is met: ratio and time, ratio or time, or no duty.",
        choices=("and", "or", "disabled"),
        words={"true": "and", "false": "disabled", "off": "disabled", "never": "disabled"},
        converts_to=HitAndRunMode,
        since="5.9.0",
    )
    min_seed_ratio: float = key(
        "MinSeedRatio",
        Kind.NUMBER,
        default=1.0,
        on_error=_UNREADABLE_RATIO,
        label="Min Seed Ratio",
        summary="Ratio that meets the duty of a complete download.",
        unit="ratio",
        minimum=0,
        since="5.9.0",
        needs=WITH_DUTY,
        meanings={0: "not asked for"},
        words={"none": 0, "off": 0},
    )
    min_seeding_seconds: int = key(
        "MinSeedingTimeDays",
        Kind.DURATION,
        default=0,
        on_error=_UNREADABLE_SECONDS,
        label="Min Seeding Time (days)",
        summary="Days of seeding that meet the duty of a complete download.",
        unit="days",
        minimum=0,
        since="5.9.0",
        needs=WITH_DUTY,
        meanings={0: "not asked for"},
        words={"none": 0, "off": 0},
    )
    hit_and_run_minimum_download_percent: float = key(
        "HitAndRunMinimumDownloadPercent",
        Kind.NUMBER,
        default=10.0,
        on_error=0.0,
        label="Min Download % for HnR",
        summary="Below this progress there is no duty.",
        unit="percent",
        minimum=0,
        maximum=100,
        since="5.9.0",
        needs=WITH_DUTY,
    )
    hit_and_run_partial_seed_ratio: float = key(
        "HitAndRunPartialSeedRatio",
        Kind.NUMBER,
        default=1.0,
        on_error=_UNREADABLE_RATIO,
        label="Partial Download Seed Ratio",
        summary="Ratio that meets the duty of an incomplete download.",
        unit="ratio",
        minimum=0,
        since="5.9.0",
        needs=WITH_DUTY,
    )
    tracker_update_buffer_seconds: int = key(
        "TrackerUpdateBuffer",
        Kind.DURATION,
        default=0,
        on_error=86400,
        label="Tracker Update Buffer",
        summary="Taken off the seeding time before it is compared, because trackers count late.",
        unit="seconds",
        minimum=0,
        since="5.9.0",
        needs=WITH_DUTY,
        words={"none": 0, "off": 0},
        meanings={0: "nothing is taken off"},
    )
