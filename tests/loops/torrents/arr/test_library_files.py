"""Quality profiles as they are read to compare scores: one that is odd costs itself alone."""

import msgspec
import pytest

from qbitrr.clients.arr.parts import QualityProfile
from qbitrr.loops.torrents.arr.library_files import score_profile, score_profiles


def profile(number: int, items: str, minimum: int = 5) -> QualityProfile:
    return QualityProfile(id=number, name="P", min_format_score=minimum, items=msgspec.Raw(items.encode()))


GOOD = '[{"quality":{"id":3},"items":[]},{"items":[{"quality":{"id":7}},{"quality":{"id":8}}]}]'


@pytest.mark.parametrize(
    "items",
    [
        "null", "7", '{"a":1}', '[{"quality":{"id":99999999999999999999}}]', '[{"quality":{"id":1e400}}]', '["x"]',
        "[" * 3000 + "]" * 3000,
    ],
)  # fmt: skip
def test_one_that_cannot_be_read(items: str) -> None:
    """Nothing is compared with it; with the others it is as ever."""
    assert score_profile(profile(1, items)) is None
    assert set(score_profiles([profile(1, items), profile(2, GOOD)])) == {2}


def test_what_is_left_out() -> None:
    """Members that are null are as if they were not there."""
    found = score_profile(
        profile(1, '[{"quality":{"id":3},"items":null},{"quality":null,"items":[{"quality":{"id":7}}]}]')
    )
    assert found is not None
    assert (found.minimum, found.places) == (5, {3: 0, 7: 1})
    whole = score_profile(profile(1, GOOD))
    assert whole is not None
    assert whole.places == {3: 0, 7: 1, 8: 1}
