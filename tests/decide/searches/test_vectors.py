"""The numbered examples of what is searched, each under its number: one that is not only one of the tables of the planner."""

import pytest
from msgspec.structs import replace

from qbitrr.clients.arr.dates import epoch
from qbitrr.decide.searches.admission import covered, slots_for
from qbitrr.decide.searches.explaining import why_not
from qbitrr.decide.searches.planner import plan_missing
from qbitrr.decide.searches.todays import LADDER_SECONDS, due_today, plan_todays
from qbitrr.model.searches import Command, Item, Lane, RunningCommand, SearchCycle, SearchRules, SeasonFacts, Traffic
from tests.decide.searches.test_planner import NOW, film, made, sent

RADARR, SONARR, READARR = (SearchRules(kind=kind) for kind in ("radarr", "sonarr", "readarr"))
CYCLE = SearchCycle(number=1, began=NOW - 60)
FILM = film(year=2020, available=True)


def running(count, command="MoviesSearch", ids=(99,)):
    return Traffic(commands=tuple(RunningCommand(command=Command(name=command, ids=ids)) for _ in range(count)))


def reason(item, running):
    skip = why_not(item, None, (), (), running, RADARR, CYCLE, NOW)
    return skip.code if skip else None


@pytest.mark.search_vector(17)
def test_quality_counts_before_the_score():
    """Both are wanted: it is searched for its quality."""
    rules = replace(RADARR, quality_unmet=True, custom_format_unmet=True)
    assert made(rules, file=True, cutoff_unmet=True, score=10, minimum=50).want == "Quality"


@pytest.mark.search_vector(21)
def test_each_reason_has_its_rank():
    """A file below its minimum, below its cutoff, or only not the best there is."""
    rules = replace(RADARR, quality_unmet=True, custom_format_unmet=True, do_upgrade=True)
    facts = [{}, {"cutoff_unmet": True}, {"score": 10, "minimum": 50}, {}]
    wants = [made(rules, file=n > 0, **more).want for n, more in enumerate(facts)]
    assert wants == ["Missing", "Quality", "CustomFormat", "Upgrade"]


@pytest.mark.search_vector(27, 28, 29)
def test_slots():
    """Five unfinished searches: the next waits; it goes as soon as one of them has ended. Others than searches are not among them."""
    assert not slots_for(running(5).active, Lane.MISSING, 1, 5)
    assert slots_for(running(4).active, Lane.MISSING, 1, 5)
    assert slots_for(Traffic().active, Lane.MISSING, 1, 5)


@pytest.mark.search_vector(30)
def test_a_search_that_runs():
    """The same search is not sent again."""
    same = running(1, ids=(FILM.id,))
    assert covered(same, [FILM])
    assert reason(FILM, same) == "search_running"


@pytest.mark.search_vector(43)
def test_aired_this_morning():
    """In the lane of today's releases, and after one, two, four and eight hours again."""
    item = Item(
        id=1,
        title="A",
        parent_id=7,
        parent_title="Show",
        season=1,
        number=1,
        want="Missing",
        at=epoch("2026-08-20T08:00:00Z"),
    )
    (candidate,) = plan_todays([item], {}, {}, (), SONARR, NOW).candidates
    assert (candidate.lane, candidate.command.name, candidate.command.ids) == (Lane.TODAY, "EpisodeSearch", (1,))
    assert plan_missing([item], {}, {}, (), SONARR, CYCLE, NOW).candidates == ()
    assert due_today(item, [NOW], SONARR) == NOW + LADDER_SECONDS[0]
    assert LADDER_SECONDS == (3600, 7200, 14_400, 28_800)


@pytest.mark.search_vector(44)
def test_aired_this_morning_without_the_lane():
    """In the normal lane."""
    rules = replace(SONARR, todays=False)
    item = Item(
        id=1,
        title="A",
        parent_id=7,
        parent_title="Show",
        season=1,
        number=1,
        want="Missing",
        at=epoch("2026-08-20T08:00:00Z"),
    )
    assert [name for name, _, _ in sent([item], {(7, 1): SeasonFacts(3, 2)}, rules)] == ["EpisodeSearch"]
