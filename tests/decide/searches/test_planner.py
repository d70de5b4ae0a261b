"""The planner: eligibility, order, cooldown, cycles, commands. The numbers are those of the vectors it was specified with."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.clients.arr.commands import SearchCommand, search_body
from qbitrr.clients.arr.dates import epoch
from qbitrr.clients.arr.dialects import DIALECTS
from qbitrr.decide.catalog import judge, movie_release
from qbitrr.decide.searches.planner import (
    COOLDOWN_STEPS,
    CYCLE_SECONDS,
    due_again,
    in_order,
    is_todays,
    may_begin_cycle,
    plan_missing,
    reconciled,
    searched,
    skip_reason,
)
from qbitrr.model.catalog import Judged, Profile, WantRules
from qbitrr.model.searches import Item, ItemState, SearchCycle, SearchOutcome, SearchRules, SeasonFacts

NOW = float(epoch("2026-08-20T12:00:00Z"))
HOUR, DAY = 3600, 86_400
FIRST = SearchCycle(number=1, began=NOW - 60)
RADARR, SONARR, LIDARR, READARR = (SearchRules(kind=kind) for kind in ("radarr", "sonarr", "lidarr", "readarr"))


def instant(text):
    return epoch(text or "")


def command_body(rules, command):
    """What the client sends for *command*, without the name."""
    kinds = {"SeasonSearch": "season", "SeriesSearch": "parent", "MissingEpisodeSearch": "missing"}
    asked = SearchCommand(
        kind=kinds.get(command.name, "items"), ids=command.ids, parent=command.parent_id, season=command.season
    )
    body = search_body(DIALECTS[rules.kind], asked)
    assert body.pop("name") == command.name
    return body


def made(rules, *, file=False, cutoff_unmet=False, score=None, allowed=True, minimum=0, **facts):
    """An item with its verdict, as the catalog gives it."""
    item = Item(**{"id": 1, "title": "A", "content": file, "upgrade_allowed": allowed, **facts})
    verdict = judge(
        Judged(
            monitored=item.monitored,
            parent_monitored=item.parent_monitored,
            special=item.season == 0,
            content=file,
            cutoff_unmet=cutoff_unmet,
            cf_score=score,
        ),
        Profile(1, "HD", upgrade_allowed=allowed, min_format_score=minimum),
        WantRules(
            unmonitored=rules.unmonitored,
            specials=rules.specials,
            quality_unmet=rules.quality_unmet,
            custom_format_unmet=rules.custom_format_unmet,
            do_upgrade=rules.do_upgrade,
        ),
    )
    return replace(item, want=verdict.want)


def film(rules=RADARR, *, minimum_availability="released", cinema=None, digital=None, physical=None, **facts):
    """A movie as a Radarr describes it; without *available* as an old one that does not say."""
    at = movie_release(minimum_availability, instant(cinema), instant(digital), instant(physical))
    return made(rules, **{"at": at, "year": 2026, **facts})


def episode(at, rules=SONARR, **facts):
    return made(rules, **{"at": instant(at), "season": 1, "number": 1, "parent_id": 7, "parent_title": "Show", **facts})


def verdict(item, rules, state=None, queued=(), cycle=FIRST):
    skip = skip_reason(item, state, queued, rules, cycle, NOW)
    return skip.code if skip else "eligible"


QUALITY = replace(RADARR, quality_unmet=True)
FORMATS = replace(RADARR, custom_format_unmet=True)
EVERYTHING = replace(RADARR, do_upgrade=True)
ANYONE = replace(RADARR, unmonitored=True)


@pytest.mark.search_vector(
    *range(1, 17), *range(18, 21), 35, *range(40, 43), *range(45, 48), *range(54, 57), 58, 60, 74
)  # fmt: skip
@pytest.mark.parametrize(
    ("number", "item", "rules", "expected"),
    [
        (1, film(year=2020, available=True), RADARR, "eligible"),
        (2, film(year=2020, available=True, monitored=False), RADARR, "unmonitored"),
        (3, film(ANYONE, year=2020, available=True, monitored=False), ANYONE, "eligible"),
        (4, film(year=2027, available=True), RADARR, "eligible"),
        (5, film(year=None, available=False), RADARR, "unreleased"),
        (6, film(digital="2026-09-01"), RADARR, "unreleased"),
        (7, film(digital="2026-08-01"), RADARR, "eligible"),
        (8, film(physical="2026-12-01", digital="2026-08-01"), RADARR, "eligible"),
        (9, film(cinema="2026-05-01"), RADARR, "eligible"),
        (10, film(cinema="2026-08-01"), RADARR, "unreleased"),
        (11, film(minimum_availability="inCinemas", cinema="2026-08-21"), RADARR, "unreleased"),
        (12, film(year=2024, digital="2027-01-01"), RADARR, "unreleased"),
        (13, film(minimum_availability="inCinemas", cinema="2026-05-01T00:00:00.000Z"), RADARR, "eligible"),
        (14, film(available=True, file=True, cutoff_unmet=True), RADARR, "has_content_and_fine"),
        (15, film(QUALITY, available=True, file=True, cutoff_unmet=True), QUALITY, "eligible"),
        (16, film(FORMATS, available=True, file=True, score=10, minimum=50), FORMATS, "eligible"),
        (18, film(EVERYTHING, available=True, file=True), EVERYTHING, "eligible"),
        (
            19,
            film(QUALITY, available=True, file=True, cutoff_unmet=True, allowed=False),
            QUALITY,
            "upgrade_not_allowed",
        ),
        (20, film(QUALITY, available=True), QUALITY, "eligible"),
        (35, episode("2025-03-01T20:00:00Z"), SONARR, "eligible"),
        (40, episode(None), SONARR, "unreleased"),
        (41, episode("2026-08-21T01:00:00Z"), SONARR, "unreleased"),
        (42, episode("2026-08-20T11:30:00Z"), SONARR, "unreleased"),
        (44, episode("2026-08-20T08:00:00Z"), SONARR, "eligible"),
        (45, episode("2020-01-01T00:00:00Z", season=0), SONARR, "special_disabled"),
        (
            46,
            episode("2020-01-01T00:00:00Z", replace(SONARR, specials=True), season=0),
            replace(SONARR, specials=True),
            "eligible",
        ),
        (47, episode("2020-01-01T00:00:00Z", parent_monitored=False), SONARR, "parent_unmonitored"),
        (54, made(LIDARR, at=instant("1977-01-23")), LIDARR, "eligible"),
        (55, made(LIDARR, at=instant("2026-10-01")), LIDARR, "unreleased"),
        (56, made(LIDARR, at=instant("0000-00-00")), LIDARR, "eligible"),
        (58, made(LIDARR, parent_monitored=False), LIDARR, "parent_unmonitored"),
        (60, made(READARR, at=None), READARR, "eligible"),
        (74, film(year=2020, available=True), replace(RADARR, enabled=False), "disabled"),
    ],
)
def test_eligibility(number, item, rules, expected):
    """Who may be searched, and the one reason why not."""
    assert verdict(item, rules) == expected


@pytest.mark.search_vector(42)
def test_an_episode_is_eligible_an_hour_after_it_aired():
    """The skip of vector 42 ends at 12:30Z."""
    skip = skip_reason(episode("2026-08-20T11:30:00Z"), None, (), SONARR, FIRST, NOW)
    assert skip.until == instant("2026-08-20T12:30:00Z")


FILM = film(year=2020, available=True, identity="tmdb:1", facts="none")


def remembered(ago, attempts=1, cycle=0, **more):
    return ItemState(
        **{
            "item_id": 1,
            "identity": "tmdb:1",
            "facts": "none",
            "eligible_since": NOW - 100 * DAY,
            "last_searched": NOW - ago,
            "attempts": attempts,
            "cycle": cycle,
            **more,
        }
    )


@pytest.mark.search_vector(25, 26)
def test_what_is_downloading_is_not_searched():
    """Vector 25, and 26: once the record is gone, it is eligible."""
    assert verdict(FILM, RADARR, queued={1}) == "in_download_queue"
    assert verdict(FILM, RADARR, queued=set()) == "eligible"


@pytest.mark.search_vector(31)
def test_cooldown():
    """Vector 31: searched two hours ago, next in 22."""
    skip = skip_reason(FILM, remembered(2 * HOUR), (), RADARR, FIRST, NOW)
    assert (skip.code, skip.until) == ("cooldown", NOW + 22 * HOUR)


@pytest.mark.search_vector(32)
def test_a_search_of_the_arr_itself_counts():
    """Vector 32: the Arr searched an hour ago, with or without our knowing the item."""
    item = replace(FILM, searched_at=int(NOW - HOUR))
    for state in (None, remembered(9 * DAY)):
        skip = skip_reason(item, state, (), RADARR, FIRST, NOW)
        assert (skip.code, skip.until) == ("cooldown", NOW + 23 * HOUR)


@pytest.mark.parametrize(("attempts", "days"), [(1, 1), (2, 2), (3, 4), (4, 7), (9, 7)])
def test_the_cooldown_grows(attempts, days):
    """A day, then 2, 4, 7 days."""
    state = remembered(days * DAY - 1, attempts)
    assert verdict(FILM, RADARR, state) == "cooldown"
    assert verdict(FILM, RADARR, remembered(days * DAY, attempts)) == "eligible"


def test_no_cooldown():
    """Switched off, an item still goes only once per cycle."""
    rules = replace(RADARR, cooldown_seconds=0)
    assert verdict(FILM, rules, remembered(1)) == "eligible"
    assert verdict(FILM, rules, remembered(1, cycle=1)) == "cooldown"


@pytest.mark.search_vector(33, 34)
def test_never_again():
    """Vectors 33 and 34: once in an eligibility episode, however long ago; a new episode begins anew."""
    rules = replace(RADARR, again=False)
    assert verdict(FILM, rules, remembered(99 * DAY)) == "searched_already"
    state = {1: remembered(99 * DAY)}
    ended = reconciled([], state, NOW)[1]
    begun = reconciled([FILM], {1: ended}, NOW)[1]
    assert verdict(FILM, rules, begun) == "eligible"


@pytest.mark.parametrize("change", [{"facts": "file 9"}, {"identity": "tmdb:2"}])
def test_a_change_of_the_item_resets_its_cooldown(change):
    """Another profile or file, or another film under the same id: what was searched before does not count."""
    item = replace(FILM, searched_at=int(NOW - HOUR), **change)
    state = reconciled([item], {1: remembered(HOUR)}, NOW)[1]
    assert (state.eligible_since, state.attempts, state.last_searched) == (NOW, 0, 0.0)
    assert verdict(item, RADARR, state) == "eligible"


def test_what_another_program_searched_waits():
    """A state that knows neither identity nor facts is about what is seen first under its id, and about nothing else after that."""
    taken = remembered(HOUR, identity="", facts="")
    seen = reconciled([FILM], {1: taken}, NOW)[1]
    assert (seen.identity, seen.facts, seen.last_searched) == (FILM.identity, FILM.facts, taken.last_searched)
    assert verdict(FILM, RADARR, taken) == verdict(FILM, RADARR, seen) == "cooldown"
    assert reconciled([FILM], {1: seen}, NOW) == {}


def test_an_incomplete_library_ends_no_episode():
    """While the library is being read, what is not there yet is not unwanted."""
    assert reconciled([], {1: remembered(HOUR)}, NOW, complete=False) == {}
    assert reconciled([FILM], {1: remembered(HOUR)}, NOW) == {}


def test_when_a_cycle_may_begin():
    """Not before a quarter of an hour, and only if everything is to be searched again."""
    assert may_begin_cycle(SearchCycle(number=1, began=NOW - CYCLE_SECONDS), RADARR, NOW)
    assert not may_begin_cycle(SearchCycle(number=1, began=NOW - CYCLE_SECONDS + 1), RADARR, NOW)
    assert not may_begin_cycle(SearchCycle(number=1, began=0), replace(RADARR, again=False), NOW)


def titles(items):
    return "".join(item.title for item in items)


LIBRARY = [
    film(id=number, title=title, year=year, available=True, at=instant(f"{year}-0{month}-01"))
    for number, (title, year, month) in enumerate((("B", 2019, 5), ("A", 2018, 1), ("D", 2021, 1), ("C", 2019, 5)), 1)
]


@pytest.mark.search_vector(22, 23, 24)
@pytest.mark.parametrize(
    ("number", "rules", "order"),
    [
        (22, RADARR, "DBCA"),
        (23, replace(RADARR, oldest_first=True), "ABCD"),
        (24, replace(RADARR, by_year=False), "DBCA"),
    ],
)
def test_order_by_year(number, rules, order):
    """Newest year first, or oldest; equal ones by title."""
    assert titles(in_order(LIBRARY, rules)) == order


@pytest.mark.search_vector(21)
def test_order_by_reason():
    """Vector 21: missing, custom format, quality, upgrade."""
    items = [
        Item(id=n, title=t, year=2019, want=want)
        for n, (t, want) in enumerate((("a", "Missing"), ("b", "Quality"), ("c", "CustomFormat"), ("d", "Upgrade")))
    ]
    assert titles(in_order(items, RADARR)) == "acbd"


@pytest.mark.search_vector(48)
def test_last_day_of_the_year():
    """Vector 48: an episode of 31 December belongs to its year."""
    late, early = episode("2025-12-31T20:00:00Z", id=1), episode("2025-01-05T20:00:00Z", id=2, parent_id=8)
    next_year = episode("2026-01-01T00:00:00Z", id=3, parent_id=9)
    assert [item.id for item in in_order([early, late, next_year], SONARR)] == [3, 1, 2]


@pytest.mark.search_vector(60)
def test_without_a_year_last():
    """Vector 60: in both directions."""
    items = [made(READARR, id=1), made(READARR, id=2, at=instant("1990-01-01"))]
    for rules in (READARR, replace(READARR, oldest_first=True)):
        assert [item.id for item in in_order(items, rules)] == [2, 1]


@pytest.mark.search_vector(49)
def test_round_robin():
    """Vector 49: one of each series in turn."""
    show_x = [
        episode("2025-03-01T00:00:00Z", id=n, number=n, title=f"X{n}", parent_id=1, parent_title="X") for n in (1, 2, 3)
    ]
    show_y = episode("2025-03-01T00:00:00Z", id=9, title="Y1", parent_id=2, parent_title="Y")
    single = replace(SONARR, series_mode="false")
    plan = plan_missing([*show_x, show_y], {}, {}, (), single, FIRST, NOW)
    assert [candidate.item_ids[0] for candidate in plan.candidates] == [1, 9, 2, 3]


def show(seasons, missing, rules=SONARR, **facts):
    """Episodes missing of a series: (season, number) with the facts of its seasons as (aired, files, monitored, flag)."""
    items = [
        episode("2025-03-01T00:00:00Z", rules, id=100 * s + n, season=s, number=n, title=f"T{n}", **facts)
        for s, n in missing
    ]
    return items, {(7, s): SeasonFacts(*facts_) for s, facts_ in seasons.items()}


def sent(items, seasons, rules):
    plan = plan_missing(items, {}, seasons, (), rules, FIRST, NOW)
    return [(c.command.name, command_body(rules, c.command), len(c.item_ids)) for c in plan.candidates]


TRUE, FALSE = replace(SONARR, series_mode="true"), replace(SONARR, series_mode="false")


@pytest.mark.search_vector(35, 36, 37, 38, 39)
@pytest.mark.parametrize(
    ("number", "seasons", "missing", "rules", "commands"),
    [
        (35, {1: (10, 9)}, [(1, 4)], SONARR, [("EpisodeSearch", {"episodeIds": [104]}, 1)]),
        (
            36,
            {1: (8, 8), 2: (8, 0)},
            [(2, n) for n in range(1, 9)],
            SONARR,
            [("SeasonSearch", {"seriesId": 7, "seasonNumber": 2}, 8)],
        ),
        (
            37,
            {1: (10, 7)},
            [(1, 1), (1, 2), (1, 3)],
            SONARR,
            [("EpisodeSearch", {"episodeIds": [101, 102, 103]}, 3)],
        ),
        (38, {1: (10, 7)}, [(1, 1), (1, 2)], FALSE, [("EpisodeSearch", {"episodeIds": [100 + n]}, 1) for n in (1, 2)]),
        (39, {1: (10, 7)}, [(1, 1), (1, 2), (1, 3)], TRUE, [("MissingEpisodeSearch", {"seriesId": 7}, 3)]),
        # Two seasons and nothing there: the series.
        (
            0,
            {1: (2, 0), 2: (2, 0)},
            [(1, 1), (1, 2), (2, 1), (2, 2)],
            SONARR,
            [("SeriesSearch", {"seriesId": 7}, 4)],
        ),
        # Something of the series is there: season by season.
        (
            0,
            {1: (2, 0), 2: (2, 0), 3: (4, 4)},
            [(1, 1), (1, 2), (2, 1), (2, 2)],
            SONARR,
            [
                ("SeasonSearch", {"seriesId": 7, "seasonNumber": 1}, 2),
                ("SeasonSearch", {"seriesId": 7, "seasonNumber": 2}, 2),
            ],
        ),
        # One of the season cannot be searched now: the wider command would search it too.
        (0, {1: (3, 0)}, [(1, 1), (1, 2)], SONARR, [("EpisodeSearch", {"episodeIds": [101, 102]}, 2)]),
        # A season without the flag is not searched along with its series, nor as a whole.
        (
            0,
            {1: (2, 0, 2, True), 2: (2, 0, 2, False), 3: (2, 0, 2, True)},
            [(s, n) for s in (1, 2, 3) for n in (1, 2)],
            SONARR,
            [
                ("SeriesSearch", {"seriesId": 7}, 4),
                ("EpisodeSearch", {"episodeIds": [201, 202]}, 2),
            ],
        ),
        # Specials that Sonarr monitors, and we are not to search, would be searched along.
        (
            0,
            {0: (3, 0, 3, True), 1: (2, 0, 2, True), 2: (2, 0, 2, True)},
            [(1, 1), (1, 2), (2, 1), (2, 2)],
            SONARR,
            [
                ("SeasonSearch", {"seriesId": 7, "seasonNumber": 1}, 2),
                ("SeasonSearch", {"seriesId": 7, "seasonNumber": 2}, 2),
            ],
        ),
        # Never more than ten at once.
        (
            0,
            {1: (20, 8)},
            [(1, n) for n in range(1, 13)],
            replace(SONARR, limit=30),
            [
                ("EpisodeSearch", {"episodeIds": [101, 102, 103, 104, 105, 106, 107, 108, 109, 110]}, 10),
                ("EpisodeSearch", {"episodeIds": [111, 112]}, 2),
            ],
        ),
        # No more than the slots and the hour have room for.
        (
            0,
            {1: (20, 15)},
            [(1, n) for n in range(1, 6)],
            replace(SONARR, limit=8, per_hour=3),
            [("EpisodeSearch", {"episodeIds": ids}, len(ids)) for ids in ([101, 102, 103], [104, 105])],
        ),
        # A series with more seasons than that goes season by season, whatever the mode.
        *(
            (
                0,
                dict.fromkeys((1, 2, 3), (2, 0)),
                [(s, n) for s in (1, 2, 3) for n in (1, 2)],
                replace(mode, limit=2),
                [("SeasonSearch", {"seriesId": 7, "seasonNumber": s}, 2) for s in (1, 2, 3)],
            )
            for mode in (SONARR, TRUE)
        ),
    ],
)
def test_commands_for_episodes(number, seasons, missing, rules, commands):
    """Whole series, whole seasons, episodes together, or one by one, by mode."""
    assert sent(*show(seasons, missing, rules), rules) == commands


@pytest.mark.parametrize(
    ("rules", "seasons", "missing", "costs"),
    [
        (SONARR, {1: (12, 2)}, [(1, n) for n in range(1, 11)], [("EpisodeSearch", 10)]),
        (SONARR, {1: (10, 7)}, [(1, 1), (1, 2), (1, 3)], [("EpisodeSearch", 3)]),
        (SONARR, {1: (10, 10), 2: (8, 0)}, [(2, n) for n in range(1, 9)], [("SeasonSearch", 1)]),
        (
            SONARR,
            {1: (2, 0), 2: (3, 0), 3: (2, 0)},
            [(s, n) for s, most in ((1, 2), (2, 3), (3, 2)) for n in range(1, most + 1)],
            [("SeriesSearch", 3)],
        ),
        (TRUE, {1: (9, 6), 2: (9, 8)}, [(1, 1), (1, 2), (1, 3), (2, 1)], [("MissingEpisodeSearch", 2)]),
        (FALSE, {1: (9, 7)}, [(1, 1), (1, 2)], [("EpisodeSearch", 1), ("EpisodeSearch", 1)]),
    ],
)
def test_what_a_command_costs(rules, seasons, missing, costs):
    """In queries to indexers: an episode list what it has episodes, a series its seasons, a season one."""
    items, facts = show(seasons, missing, replace(rules, limit=20))
    plan = plan_missing(items, {}, facts, (), replace(rules, limit=20), FIRST, NOW)
    assert [(each.command.name, each.cost) for each in plan.candidates] == costs


@pytest.mark.parametrize("mode", ["smart", "true"])
def test_unmonitored_episodes_go_by_their_ids(mode):
    """The wider commands of Sonarr leave out what is not monitored."""
    rules = replace(SONARR, unmonitored=True, series_mode=mode)
    items, seasons = show({1: (2, 0), 2: (2, 0)}, [(1, 1), (1, 2), (2, 1), (2, 2)], rules, monitored=False)
    assert {name for name, _, _ in sent(items, seasons, rules)} == {"EpisodeSearch"}


@pytest.mark.search_vector(1, 54)
@pytest.mark.parametrize(
    ("rules", "body"),
    [
        (RADARR, ("MoviesSearch", {"movieIds": [1]}, 1)),
        (LIDARR, ("AlbumSearch", {"albumIds": [1]}, 1)),
        (READARR, ("BookSearch", {"bookIds": [1]}, 1)),
    ],
)
def test_commands_of_the_others(rules, body):
    """One movie, album or book at a time."""
    assert sent([made(rules, available=True, at=0)], {}, rules) == [body]


@pytest.mark.parametrize(
    ("item", "rules", "title"),
    [
        (film(title="Inception", year=2010, available=True), RADARR, "Inception (2010) · Missing"),
        (film(title="Inception", year=None, available=True), RADARR, "Inception · Missing"),
        (
            episode("2025-01-01T00:00:00Z", title="Who Is Alive?", parent_title="Severance", season=2, number=3),
            SONARR,
            "Severance S02E03 · Who Is Alive? · Missing",
        ),
        (made(LIDARR, title="Animals", parent_title="Pink Floyd"), LIDARR, "Pink Floyd - Animals · Missing"),
    ],
)
def test_titles(item, rules, title):
    """What people read about a search."""
    (candidate,) = plan_missing([item], {}, {}, (), rules, FIRST, NOW).candidates
    assert candidate.title == title


# Laws

KINDS = st.sampled_from([RADARR, LIDARR, READARR, SONARR, TRUE, FALSE])
ITEMS = st.lists(
    st.builds(
        Item,
        id=st.integers(1, 60),
        title=st.sampled_from("ABC"),
        parent_id=st.integers(1, 4),
        parent_title=st.just("P"),
        year=st.none() | st.integers(2000, 2026),
        at=st.none() | st.integers(int(NOW) - 400 * DAY, int(NOW) + DAY),
        available=st.booleans(),
        season=st.integers(0, 3),
        number=st.integers(1, 9),
        monitored=st.booleans(),
        want=st.sampled_from(["Missing", "Missing", "Quality", None]),
        searched_at=st.none() | st.integers(int(NOW) - 3 * DAY, int(NOW)),
    ),
    max_size=30,
    unique_by=lambda item: item.id,
)


@settings(max_examples=150)
@given(ITEMS, KINDS, st.randoms(use_true_random=False))
def test_an_item_is_in_one_command_and_the_order_is_reproducible(items, rules, random):
    """No item twice, only eligible ones, every eligible one that no other lane has, and the same however the library is listed."""
    plan = plan_missing(items, {}, {}, (), rules, FIRST, NOW)
    sent_ids = [number for candidate in plan.candidates for number in candidate.item_ids]
    ours = [i for i in items if i.want == "Missing" and not is_todays(i, rules, NOW)]
    eligible = {i.id for i in ours if skip_reason(i, None, (), rules, FIRST, NOW) is None}
    assert len(sent_ids) == len(set(sent_ids))
    assert set(sent_ids) == eligible
    shuffled = list(items)
    random.shuffle(shuffled)
    assert plan_missing(shuffled, {}, {}, (), rules, FIRST, NOW).candidates == plan.candidates


@settings(max_examples=50)
@given(ITEMS, st.lists(st.integers(60, 20_000), min_size=1, max_size=40), st.sampled_from([0, HOUR, DAY]))
def test_a_year_of_searching_respects_cycle_and_cooldown(items, pauses, cooldown):
    """Sending the head of each plan again and again: once per cycle, and never before the cooldown is over."""
    rules = replace(RADARR, cooldown_seconds=cooldown)
    items = [replace(item, searched_at=None, identity=str(item.id)) for item in items]
    states, sends, cycle, now = {}, {}, SearchCycle(number=1, began=NOW), NOW
    for pause in pauses:
        now += pause
        plan = plan_missing(items, states, {}, (), rules, cycle, now)
        if not plan.candidates and may_begin_cycle(cycle, rules, now):
            cycle = SearchCycle(number=cycle.number + 1, began=now)
            plan = plan_missing(items, states, {}, (), rules, cycle, now)
        for candidate in plan.candidates[:1]:
            (number,) = candidate.item_ids
            for at, before in sends.get(number, ()):
                assert before != cycle.number
                assert now - at >= cooldown
            sends.setdefault(number, []).append((now, cycle.number))
            attempts = len(sends[number])
            gaps = [b - a for (a, _), (b, _) in zip(sends[number], sends[number][1:], strict=False)]
            for step, gap in zip(COOLDOWN_STEPS, gaps, strict=False):
                assert gap >= step * cooldown
            states[number] = ItemState(
                item_id=number,
                identity=str(number),
                eligible_since=NOW,
                last_searched=now,
                attempts=attempts,
                cycle=cycle.number,
            )


def searches_of(item, cooldown, pauses):
    """When the item is searched, if somebody looks after each of the *pauses*."""
    rules = replace(RADARR, cooldown_seconds=cooldown)
    state, found, cycle, now = None, [], FIRST, NOW
    for pause in pauses:
        now += pause
        if skip_reason(item, state, (), rules, cycle, now) is not None and may_begin_cycle(cycle, rules, now):
            cycle = SearchCycle(number=cycle.number + 1, began=now)
        if skip_reason(item, state, (), rules, cycle, now) is None:
            found.append(now)
            state = searched(
                item, state, cycle=cycle.number, reason="", command_id=len(found), outcome=SearchOutcome.SENT, now=now
            )
    return found


COOLDOWNS = st.integers(int(CYCLE_SECONDS), 3 * DAY)


@given(
    st.one_of(st.none(), st.integers(int(NOW) - 10 * DAY, int(NOW))),
    st.lists(st.integers(60, 2 * DAY), max_size=40),
    COOLDOWNS,
    COOLDOWNS,
)
def test_a_larger_cooldown_never_searches_earlier(searched_at, pauses, one, other):
    """The first search, the second, and each after it come at the same time or later, and so does the time that people are told."""
    item = film(cinema="2020-01-01T00:00:00Z", identity="1", searched_at=searched_at)
    sooner, later = (searches_of(item, cooldown, pauses) for cooldown in sorted((one, other)))
    assert len(later) <= len(sooner)
    assert all(first <= second for first, second in zip(sooner, later, strict=False))


@given(st.integers(0, 9), st.integers(0, 20 * DAY), st.integers(0, 3 * DAY), st.integers(0, 3 * DAY))
def test_what_a_larger_cooldown_allows_a_smaller_one_allows(attempts, ago, one, other):
    """Whatever is remembered of an item; a cooldown of 0, which is off, allows it all."""
    item = film(cinema="2020-01-01T00:00:00Z", identity="1")
    state = ItemState(
        item_id=item.id, identity="1", eligible_since=1.0, attempts=attempts, last_searched=NOW - ago, cycle=0
    )
    smaller, larger = (replace(RADARR, cooldown_seconds=cooldown) for cooldown in sorted((one, other)))
    assert due_again(item, state, smaller) <= due_again(item, state, larger)
    if skip_reason(item, state, (), larger, FIRST, NOW) is None:
        assert skip_reason(item, state, (), smaller, FIRST, NOW) is None
