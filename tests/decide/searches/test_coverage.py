"""Which items a running search of an Arr reaches."""

import pytest

from qbitrr.decide.searches.admission import covered, in_the_way, joined
from qbitrr.model.searches import Command, Item, RunningCommand, Traffic


def missing(id=55, **facts):
    return Item(**{"id": id, "title": "T", "parent_id": 7, "season": 2, "want": "Missing", **facts})


def command(name, *, started=True, at=0.0, **body):
    return RunningCommand(command=Command(name=name, **body), queued_at=at, is_started=started)


@pytest.mark.correction("C7")
@pytest.mark.parametrize(
    ("running", "item", "expected"),
    [
        # By id, whatever the item is like; the Arrs do not look at the case of a name.
        (command("MoviesSearch", ids=(1, 55)), missing(), True),
        (command("moviessearch", ids=(55,)), missing(monitored=False), True),
        (command("MoviesSearch", ids=(1,)), missing(), False),
        # A season: its monitored episodes, whatever flag it has.
        (command("SeasonSearch", parent_id=7, season=2), missing(), True),
        (command("SeasonSearch", parent_id=7, season=2), missing(season_monitored=False), True),
        (command("SeasonSearch", parent_id=7, season=2), missing(monitored=False), False),
        (command("SeasonSearch", parent_id=7, season=3), missing(), False),
        (command("SeasonSearch", parent_id=8, season=2), missing(), False),
        # A series: monitored episodes of seasons with the flag.
        (command("SeriesSearch", parent_id=7), missing(), True),
        (command("SeriesSearch", parent_id=7), missing(season_monitored=False), False),
        (command("SeriesSearch", parent_id=7), missing(monitored=False), False),
        (command("SeriesSearch", parent_id=8), missing(), False),
        # What is missing, of one or of all.
        (command("MissingEpisodeSearch", parent_id=7), missing(), True),
        (command("MissingEpisodeSearch"), missing(), True),
        (command("MissingEpisodeSearch", parent_id=8), missing(), False),
        (command("MissingEpisodeSearch"), missing(season=0), False),
        (command("MissingEpisodeSearch"), missing(parent_monitored=False), False),
        (command("MissingMoviesSearch"), missing(parent_id=0, season=-1), True),
        (command("ArtistSearch", parent_id=7), missing(season=-1), True),
        (command("ArtistSearch", parent_id=8), missing(season=-1), False),
        # What has a file already.
        (command("CutoffUnmetEpisodeSearch", parent_id=7), missing(), False),
        (command("CutoffUnmetMoviesSearch"), missing(parent_id=0, season=-1), False),
        # Unknown to us.
        (command("SurpriseSearch", parent_id=7), missing(), False),
        (command("SeriesSearch"), missing(), False),
    ],
)
def test_what_a_command_reaches(running, item, expected):
    """Name, parent, season and flags decide."""
    assert covered(Traffic(commands=(running,)), [item]) is expected


def test_several_commands_together():
    """Vector 30: each item needs one that reaches it; of nothing nothing is covered."""
    running = Traffic(commands=(command("MoviesSearch", ids=(1, 2)), command("MoviesSearch", ids=(3,))))
    items = [missing(id=number) for number in (1, 2, 3, 4)]
    assert covered(running, items[:1])
    assert covered(running, items[:3])
    assert not covered(running, items)
    assert not covered(running, [])
    assert not covered(Traffic(), items[:1])


@pytest.mark.correction("C7", "E4")
@pytest.mark.parametrize(
    ("running", "expected"),
    [
        (command("EpisodeSearch", ids=(55, 56), at=1000.0), True),
        (command("SeasonSearch", parent_id=7, season=2, at=1001.0), True),
        # Begun before: it may have passed.
        (command("EpisodeSearch", ids=(55, 56), at=999.0), False),
        (command("EpisodeSearch", ids=(55, 56), at=999.0, started=False), True),
        # Not all of it.
        (command("EpisodeSearch", ids=(55,), at=1000.0), False),
        # Without what was in the queue.
        (command("MissingEpisodeSearch", parent_id=7, at=1000.0), False),
        (command("CutoffUnmetEpisodeSearch", parent_id=7, at=1000.0), False),
    ],
)
def test_what_serves_as_a_replacement(running, expected):
    """Only a search that reaches everything, and begins after the download was given up."""
    traffic = Traffic(commands=(running,))
    assert (joined(traffic, [missing(), missing(id=56)], 1000.4) is running) is expected
    assert joined(traffic, [], 1000.4) is None


@pytest.mark.correction("C7", "E4")
@pytest.mark.parametrize(("at", "expected"), [(999.0, False), (1000.0, True), (1060.0, True)])
def test_a_search_that_has_ended_serves_too(at, expected):
    """If it began after the download was given up: the Arr had searched by itself."""
    ended = command("EpisodeSearch", ids=(55, 56), at=at)
    traffic = Traffic(ended=(ended,))
    assert (joined(traffic, [missing(), missing(id=56)], 1000.4) is ended) is expected
    assert not covered(traffic, [missing()])
    assert not in_the_way(traffic, ended.command)
    assert traffic.active == 0


def test_what_is_in_the_way():
    """The Arr takes an equal command for the one it runs."""
    ours = Command(name="EpisodeSearch", ids=(1, 2))
    for running, expected in (
        (command("episodesearch", ids=(2, 1)), True),
        (command("EpisodeSearch", ids=(2, 1), started=False), False),
        (command("EpisodeSearch", ids=(1,)), False),
        (command("SeasonSearch", parent_id=1, season=1), False),
    ):
        assert in_the_way(Traffic(commands=(running,)), ours) is expected


@pytest.mark.parametrize(("series", "season", "expected"), [(7, 2, True), (7, 3, False), (8, 2, False)])
def test_what_is_in_the_way_of_a_season(series, season, expected):
    """Only the search of the same season of the same series."""
    running = command("seasonsearch", parent_id=series, season=season)
    assert in_the_way(Traffic(commands=(running,)), Command(name="SeasonSearch", parent_id=7, season=2)) is expected
