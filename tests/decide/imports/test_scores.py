"""What a download's score is compared with: of a pack the best, of what it improves nothing."""

import pytest

from qbitrr.decide.imports.scores import FileScore, ItemFiles, ScoreProfile, scores_of
from qbitrr.model.torrents.content.scores import FormatScores
from qbitrr.model.torrents.queue import Record

HD, BLURAY, UHD = 3, 7, 18
# 4 is in a group with HD.
PROFILES = {
    1: ScoreProfile(minimum=50, places={1: 0, HD: 1, 4: 1, BLURAY: 2}),
    2: ScoreProfile(minimum=10, places={HD: 0, BLURAY: 1}),
}


def record(quality_id: int = HD, revision: tuple[int, int] = (0, 1)) -> Record:
    return Record(hash="a", state="downloading", score=20, quality_id=quality_id, revision=revision)


def item(
    *scores: int | None,
    profile: int = 1,
    quality: int = HD,
    whole: bool = True,
    revision: tuple[int, int] = (0, 1),
) -> ItemFiles:
    files = tuple(FileScore(score=each, quality_id=quality, revision=revision) for each in scores)
    return ItemFiles(profile_id=profile, files=files, is_whole=whole)


@pytest.mark.parametrize(
    ("download", "items", "expected"),
    [
        (record(), [item()], FormatScores(minimum=50)),
        (record(), [item(60)], FormatScores(minimum=50, existing=60)),
        # Better quality, the same quality in a group, worse quality.
        (record(BLURAY), [item(60)], FormatScores(minimum=50)),
        (record(4), [item(60)], FormatScores(minimum=50, existing=60)),
        (record(1), [item(60)], FormatScores(minimum=50, existing=60)),
        # A PROPER, a REAL, and the file is one.
        (record(revision=(0, 2)), [item(60)], FormatScores(minimum=50)),
        (record(revision=(1, 1)), [item(60, revision=(0, 3))], FormatScores(minimum=50)),
        (record(), [item(60, revision=(0, 2))], FormatScores(minimum=50, existing=60)),
        # Nobody can tell.
        (record(UHD), [item(60)], FormatScores(minimum=50)),
        (record(), [item(60, quality=UHD)], FormatScores(minimum=50)),
        (record(), [item(None)], FormatScores(minimum=50)),
        (record(), [item(60, whole=False)], FormatScores(minimum=50)),
        # Packs: the lowest minimum, the highest score; what one of them lacks is brought by it.
        (record(), [item(60), item(80), item(70, profile=2)], FormatScores(minimum=10, existing=80)),
        (record(), [item(60), item()], FormatScores(minimum=50)),
        (record(), [item(60), item(None)], FormatScores(minimum=50)),
        # Of an album with several files the lowest.
        (record(), [item(60, 30)], FormatScores(minimum=50, existing=30)),
        (record(), [], None),
        (record(), [item(60), item(60, profile=3)], None),
    ],
)
def test_scores(download: Record, items: list[ItemFiles], expected: FormatScores | None) -> None:
    """What cannot be told leads to nothing."""
    assert scores_of(download, items, PROFILES) == expected
