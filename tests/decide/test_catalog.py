"""The verdict on an item and its release."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.catalog import best_qualities, judge, movie_release, released
from qbitrr.model.catalog import Judged, Profile, Verdict, WantRules
from qbitrr.store.sqlite.sql import fold

ANY = Profile(1, "Ultra-HD")
SCORED = Profile(2, "HD-1080p", min_format_score=50)
FROZEN = Profile(3, "Frozen", upgrade_allowed=False)
BOTH = WantRules(quality_unmet=True, custom_format_unmet=True)
MISSING = Judged(monitored=True)


def having(**facts):
    return Judged(monitored=True, content=True, **facts)


@pytest.mark.parametrize(
    ("facts", "profile", "rules", "want"),
    [
        # The films of the fixture, with the two flags it sets.
        (having(cf_score=0), ANY, BOTH, None),
        (MISSING, ANY, BOTH, "Missing"),
        (having(cutoff_unmet=True, cf_score=0), ANY, BOTH, "Quality"),
        (having(cf_score=10), SCORED, BOTH, "CustomFormat"),
        (Judged(monitored=False, content=True, cf_score=60), SCORED, BOTH, None),
        (Judged(monitored=False), ANY, BOTH, None),
        # Each flag alone, and none.
        (having(cutoff_unmet=True), ANY, WantRules(), None),
        (having(cutoff_unmet=True), ANY, WantRules(quality_unmet=True), "Quality"),
        (having(cf_score=10), SCORED, WantRules(custom_format_unmet=True), "CustomFormat"),
        (having(cutoff_unmet=True, cf_score=10), SCORED, BOTH, "Quality"),
        (MISSING, ANY, WantRules(quality_unmet=True), "Missing"),
        # A score that was not read yet says nothing.
        (having(cf_score=None), SCORED, BOTH, None),
        (having(), ANY, WantRules(do_upgrade=True), "Upgrade"),
        (having(cutoff_unmet=True), FROZEN, WantRules(do_upgrade=True, quality_unmet=True), None),
        (MISSING, FROZEN, WantRules(), "Missing"),
        (Judged(monitored=False, content=True), ANY, WantRules(do_upgrade=True), None),
        # Monitoring: leaf AND parent, unless both are waived.
        (Judged(monitored=True, parent_monitored=False), ANY, WantRules(), None),
        (Judged(monitored=False, parent_monitored=False), ANY, WantRules(unmonitored=True), "Missing"),
        (Judged(monitored=True, special=True), ANY, WantRules(), None),
        (Judged(monitored=True, special=True), ANY, WantRules(specials=True), "Missing"),
        # A profile we do not know asks for nothing and forbids nothing.
        (having(cf_score=-5), None, BOTH, "CustomFormat"),
        (MISSING, None, BOTH, "Missing"),
    ],
)
def test_want(facts, profile, rules, want):
    """What is wanted follows from facts, profile and configuration, first match first."""
    assert judge(facts, profile, rules).want == want


@pytest.mark.parametrize(
    ("facts", "want"),
    [
        (having(quality_id=7), None),
        (having(quality_id=3), "Upgrade"),
        (having(quality_id=7, cutoff_unmet=True), "Upgrade"),
        (having(quality_id=None), None),
    ],
)
def test_upgrades_end_at_the_best_quality(facts, want):
    """Without `UpgradeBeyondCutoff` only what the Arr could better is wanted."""
    profile = Profile(1, "Best", best=(7, 18))
    assert judge(facts, profile, WantRules(do_upgrade=True, upgrade_beyond_cutoff=False)).want == want


def test_the_columns():
    """Quality is met by content above the cut-off only; a missing item has score 0."""
    assert judge(having(cf_score=10), SCORED, BOTH) == Verdict(50, True, False, "CustomFormat")
    assert judge(MISSING, ANY, BOTH) == Verdict(0, False, True, "Missing")


@given(st.builds(Judged, monitored=st.booleans(), parent_monitored=st.booleans(), content=st.booleans()))
def test_what_is_not_monitored_is_never_wanted(facts):
    """Whatever else is asked for."""
    rules = WantRules(quality_unmet=True, custom_format_unmet=True, do_upgrade=True, specials=True)
    wanted = judge(facts, ANY, rules).want is not None
    assert wanted == (facts.monitored and facts.parent_monitored)


def test_released():
    """Unknown dates are out for music and books, not for films and episodes; Radarr's own verdict wins."""
    assert released(99, 100)
    assert released(100, 100)
    assert not released(101, 100)
    assert released(101, 100, available=True)
    assert not released(99, 100, available=False)
    assert not released(None, 100)
    assert released(None, 100, unknown_is_out=True)


C, D, P = 1_000_000, 3_000_000, 2_000_000


@pytest.mark.parametrize(
    ("minimum", "dates", "at"),
    [
        ("announced", (None, None, None), None),
        ("tba", (C, D, P), C),
        ("inCinemas", (C, D, P), C),
        ("inCinemas", (None, D, P), P),
        ("inCinemas", (None, None, None), None),
        ("released", (C, D, None), D),
        ("released", (C, D, P), P),
        ("released", (C, None, None), C + 90 * 86_400),
        ("released", (None, None, None), None),
        ("deleted", (C, None, P), P),
    ],
)
def test_movie_release(minimum, dates, at):
    """Radarr's own rule, for a Radarr that does not tell."""
    assert movie_release(minimum, *dates) == at


@pytest.mark.parametrize(("text", "folded"), [("Élite 100%", "elite 100%"), ("ALIEN", "alien"), ("Straße", "strasse")])
def test_fold(text, folded):
    """Case and accents make no difference when searching and sorting."""
    assert fold(text) == folded


def test_best_qualities():
    """The last allowed entry of a profile, a group with all its members."""
    plain = {"quality": {"id": 4}, "items": [], "allowed": True}
    group = {"id": 1001, "items": [{"quality": {"id": 7}}, {"quality": {"id": 8}}], "allowed": True}
    off = {"quality": {"id": 30}, "items": [], "allowed": False}
    assert best_qualities([plain, group, off]) == (7, 8)
    assert best_qualities([group, plain]) == (4,)
    assert best_qualities([off]) == ()
    assert best_qualities(None) == ()
