"""Whose a torrent is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.owners import owner_of, who_knows
from qbitrr.model.owners import CategoryOwner, Owners, Special
from qbitrr.model.torrents.torrent import normalise

RADARR = CategoryOwner(section="Radarr", category="radarr")
SONARR = CategoryOwner(section="Sonarr", category="tv")
SONARR_4K = CategoryOwner(section="Sonarr-4K", category="tv/4k")
SEED = CategoryOwner(section="qBit", category="seed", kind="managed", instances=frozenset({"qBit"}))


def owners(*, on: bool = False, first: CategoryOwner = RADARR) -> Owners:
    """The published set of owners, with matching of sub-categories on or off."""
    return Owners(owners=(first, SONARR, SONARR_4K, SEED), subcategories={"qBit": on, "qBit-box": on})


@pytest.mark.parametrize(
    ("category", "instance", "on", "owner"),
    [
        pytest.param("radarr", "qBit", False, RADARR, id="K01"),
        pytest.param(" /radarr/ ", "qBit", False, RADARR, id="K02"),
        pytest.param("radarr/hd", "qBit", False, None, id="K03"),
        pytest.param("radarr/hd", "qBit", True, RADARR, id="K04"),
        pytest.param("tv/4k/anime", "qBit", True, SONARR_4K, id="K05"),
        pytest.param("tv/4k", "qBit", True, SONARR_4K, id="K06"),
        pytest.param("tv4k", "qBit", True, None, id="K07"),
        pytest.param("Radarr", "qBit", True, None, id="K08"),
        pytest.param("seed", "qBit", False, SEED, id="K09"),
        pytest.param("seed", "qBit-box", False, None, id="K10"),
        pytest.param("radarr", "qBit-box", False, RADARR, id="K11"),
        pytest.param("failed", "qBit", True, Special.FAILED, id="K12"),
        pytest.param("failed/x", "qBit", True, None, id="K13"),
        pytest.param("", "qBit", True, None, id="K14"),
        pytest.param("tv//4k", "qBit", False, SONARR_4K, id="K15"),
        pytest.param("recheck", "qBit", True, Special.RECHECK, id="recheck"),
        pytest.param("seed/x", "qBit-box", True, None, id="managed sub-category elsewhere"),
    ],
)
def test_owner(category: str, instance: str, on: bool, owner: CategoryOwner | Special | None) -> None:
    """The published cases of ownership."""
    assert owner_of(category, instance, owners(on=on)) == owner


@pytest.mark.torrent_vector("K16")
def test_the_owners_own_setting_beats_the_clients() -> None:
    """K16: an Arr that does not want sub-categories does not get them."""
    wants_none = CategoryOwner(section="Radarr", category="radarr", match_subcategories=False)
    assert owner_of("radarr/hd", "qBit", owners(on=True, first=wants_none)) is None
    wants_them = CategoryOwner(section="Radarr", category="radarr", match_subcategories=True)
    assert owner_of("radarr/hd", "qBit", owners(on=False, first=wants_them)) == wants_them


def test_managed_categories_may_repeat_on_different_clients() -> None:
    """The same name on two clients is two categories."""
    other = CategoryOwner(section="qBit-box", category="seed", kind="managed", instances=frozenset({"qBit-box"}))
    assert owner_of("seed", "qBit-box", Owners(owners=(SEED, other))) == other


@given(st.text(alphabet="ab/ \t"))
def test_normalising_twice_is_normalising_once(category: str) -> None:
    """One spelling of each category."""
    once = normalise(category)
    assert normalise(once) == once
    assert "//" not in once


@pytest.mark.parametrize(
    ("answers", "section", "is_final"),
    [
        ({"Radarr": False, "Sonarr": True}, "Sonarr", True),
        ({"Radarr": True, "Sonarr": False}, "Radarr", True),
        ({"Radarr": True, "Sonarr": None}, "", False),
        ({"Radarr": False, "Sonarr": None}, "", False),
        ({"Radarr": False, "Sonarr": False}, "", True),
        ({"Radarr": True, "Sonarr": True}, "", True),
        ({}, "", True),
    ],
)
def test_who_knows(answers: dict[str, bool | None], section: str, is_final: bool) -> None:
    """The one that knows it, once all have answered; else it is nobody's, and that is said."""
    sought = who_knows(answers)
    assert (sought.section, sought.is_final, bool(sought.why)) == (section, is_final, not section)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.sampled_from([True, False, None]), max_size=5))
def test_absence_is_no_evidence(answers: dict[str, bool | None]) -> None:
    """Whoever gets it has said so alone, and nobody was silent; the order in which they are asked makes no difference."""
    sought = who_knows(answers)
    assert sought == who_knows(dict(reversed(answers.items())))
    if sought.section:
        assert [name for name, knows in answers.items() if knows] == [sought.section]
        assert None not in answers.values()
