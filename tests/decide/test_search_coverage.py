"""Which items a running search of an Arr reaches."""

import pytest

from qbitrr.decide.search_coverage import covered
from qbitrr.model.searching import Command, Item, Traffic


def missing(id=55, **facts):
    return Item(**{"id": id, "title": "T", "parent_id": 7, "season": 2, "want": "Missing", **facts})


def command(name, **body):
    return Command(name=name, **body)


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
