"""
What the custom-format score of a download is to be compared with, from what the library has of each thing it is for.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from qbitrr.model.torrents.content.scores import FormatScores
from qbitrr.model.torrents.queue import Record

__all__ = ["FileScore", "ItemFiles", "ScoreProfile", "scores_of"]


@frozen(kw_only=True)
class FileScore:
    """A file of the library: its score (None: nobody knows), its quality (0: not known), its revision (greater is better)."""

    score: int | None
    quality_id: int = 0
    revision: tuple[int, int] = (0, 1)


@frozen(kw_only=True)
class ItemFiles:
    """A film, episode, album or book: its quality profile, and its files; `is_whole` unless a part of it has none."""

    profile_id: int
    files: tuple[FileScore, ...] = ()
    is_whole: bool = True


@frozen(kw_only=True)
class ScoreProfile:
    """The lowest score that a quality profile accepts, and the place of each quality in it, worst first; those of a group share one."""

    minimum: int
    places: Mapping[int, int]


def scores_of(record: Record, items: Sequence[ItemFiles], profiles: Mapping[int, ScoreProfile]) -> FormatScores | None:
    """
    What a download for all of *items* is compared with: the lowest minimum, and the highest score of a file, so that a pack is given up
    only if it is worse than the best of what it would replace. None when it is for nothing known or a profile is not known.
    """
    if not items or any(item.profile_id not in profiles for item in items):
        return None
    minimum = min(profiles[item.profile_id].minimum for item in items)
    existing = [_existing(record, item, profiles[item.profile_id]) for item in items]
    known = [score for score in existing if score is not None]
    return FormatScores(minimum=minimum, existing=max(known) if len(known) == len(items) else None)


def _existing(record: Record, item: ItemFiles, profile: ScoreProfile) -> int | None:
    """The score of the files of one item (of several the lowest); None where the download would bring it something."""
    if not item.files or not item.is_whole or any(_improves(record, file, profile) for file in item.files):
        return None
    return _lowest(file.score for file in item.files)


def _lowest(scores: Iterable[int | None]) -> int | None:
    found = list(scores)
    known = [score for score in found if score is not None]
    return min(known) if len(known) == len(found) else None


def _improves(record: Record, file: FileScore, profile: ScoreProfile) -> bool:
    """Whether the quality of the download is better than that of the file, or nobody can tell."""
    new, old = profile.places.get(record.quality_id), profile.places.get(file.quality_id)
    if new is None or old is None:
        return True
    return new > old or (record.quality_id == file.quality_id and record.revision > file.revision)
