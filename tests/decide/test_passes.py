"""The Arr hears about a hash once per pass."""

from qbitrr.decide.passes import once_per_hash
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Import, Removal, Resume

WHY = Reason(code="x", text="x.")


def removal(instance: str, hash: str = "a", data: Data = Data.DELETE) -> Removal:
    """A failed download."""
    return Removal(instance=instance, hash=hash, why=WHY, data=data, blocklist=True, search_again=True)


def test_one_import_per_hash() -> None:
    """S06 for imports; other hashes and other steps are not touched."""
    steps = (
        Import(instance="q", hash="a", why=WHY),
        Import(instance="r", hash="a", why=WHY),
        Import(instance="q", hash="b", why=WHY),
        Resume(instance="r", hash="a", why=WHY),
    )
    assert once_per_hash(steps) == (steps[0], steps[2], steps[3])


def test_one_word_to_the_arr_per_hash() -> None:
    """S06: one queue call, two deletes, one search."""
    first, second = once_per_hash([removal("q"), removal("r")])
    assert first == removal("q")
    assert isinstance(second, Removal)
    assert (second.blocklist, second.search_again, second.data) == (False, False, Data.DELETE)


def test_what_has_nothing_left_to_say_is_dropped() -> None:
    """A second step that would only tell the Arr goes; another hash speaks for itself."""
    stay = removal("r", data=Data.STAY)
    assert once_per_hash([removal("q"), stay]) == (removal("q"),)
    assert once_per_hash([removal("q", "b"), stay]) == (removal("q", "b"), stay)


def test_plain_removals_are_left_as_they_are() -> None:
    """What never spoke to the Arr does not silence another."""
    plain = Removal(instance="q", hash="a", why=WHY, data=Data.DELETE)
    assert once_per_hash([plain, removal("r")]) == (plain, removal("r"))
