"""
What the custom-format score of a download is compared with, and how many were given up for theirs.
"""

from attrs import frozen

__all__ = [
    "DAY_SECONDS",
    "HOUR_SECONDS",
    "MOST_FOR_ONE_ITEM",
    "MOST_IN_AN_HOUR",
    "NOTHING_SPENT",
    "FormatScores",
    "SpentOnScores",
]

HOUR_SECONDS = 3600.0
MOST_IN_AN_HOUR = 5
"""So many downloads of a section are given up for their scores within an hour."""
DAY_SECONDS = 86_400.0
MOST_FOR_ONE_ITEM = 3
"""After so many for the same film, episode, album or book within a day no more is given up for it: nothing better may exist."""


@frozen(kw_only=True)
class FormatScores:
    """
    The lowest `minimum` that the quality profiles of what it is for ask for, and the highest score of the files there are. `existing`
    is None where something it is for has no file, where the score of a file is not known, and where the quality of the download is
    better than that of a file, or may be.
    """

    minimum: int
    existing: int | None = None


@frozen(kw_only=True)
class SpentOnScores:
    """
    When other downloads were given up for their scores (seconds since the epoch, oldest first): those of the section within the last
    hour, and those for the same item within the last day.
    """

    in_hour: tuple[float, ...] = ()
    for_item: tuple[float, ...] = ()


NOTHING_SPENT = SpentOnScores()
