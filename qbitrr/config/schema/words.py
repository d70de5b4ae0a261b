"""Enumerations used as configuration values. Their values are what the file says."""

from enum import IntEnum, StrEnum

__all__ = ["ArchivesOnly", "HitAndRunMode", "ImportMode", "RemoveAt", "SearchBySeries", "SearchOrder"]


class RemoveAt(IntEnum):
    """When a seeding torrent has done its part and is removed."""

    NEVER = -1
    RATIO = 1
    TIME = 2
    EITHER = 3
    BOTH = 4


class HitAndRunMode(StrEnum):
    """Which of the two seeding duties, ratio and time, must be met before a torrent may go."""

    DISABLED = "disabled"
    AND = "and"
    OR = "or"


class ImportMode(StrEnum):
    """What the Arr does with imported files. AUTO leaves it to the Arr."""

    AUTO = "Auto"
    MOVE = "Move"
    COPY = "Copy"


class SearchBySeries(StrEnum):
    """What one search command covers. SMART: the whole series if more than one of its episodes is wanted."""

    SMART = "smart"
    SERIES = "true"
    EPISODES = "false"


class SearchOrder(StrEnum):
    """Which end of the library is searched first."""

    NEWEST = "newest"
    OLDEST = "oldest"


class ArchivesOnly(StrEnum):
    """What becomes of a torrent that holds nothing useful but a multi-volume archive."""

    FAIL = "fail"
    ALLOW = "allow"
