"""
From ordered items to commands: which items go together, what the Arr is told, how people read it, and what it grabbed.
"""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from qbitrr.model.catalog import ArrType
from qbitrr.model.searches import Candidate, Command, Happening, Item, Lane, SearchRules, SeasonFacts

__all__ = ["COMMANDS", "MOST_EPISODES", "NOUNS", "counted", "grabbed_by", "grouped", "lists", "title_of"]

# Ways to a release other than a search by command. Arrs write the words with and without a capital.
_OTHER_SOURCES = frozenset({"rss", "interactivesearch", "releasepush"})
MOST_EPISODES = 10
COMMANDS: dict[ArrType, str] = {
    "radarr": "MoviesSearch",
    "sonarr": "EpisodeSearch",
    "lidarr": "AlbumSearch",
    "readarr": "BookSearch",
}
NOUNS: dict[ArrType, tuple[str, str]] = {
    "radarr": ("movie", "movies"),
    "sonarr": ("episode", "episodes"),
    "lidarr": ("album", "albums"),
    "readarr": ("book", "books"),
}

Seasons = Mapping[tuple[int, int], SeasonFacts]


def grouped(
    items: Sequence[Item], seasons: Seasons, rules: SearchRules, others: Collection[int] = ()
) -> tuple[Candidate, ...]:
    """
    The missing *items*, in their order, as commands. A group of episodes stands where its first one stood. None costs more than
    `rules.most_queries`: what would, is asked for in smaller groups. *others* are series of which something is missing that must not be
    searched now: nor by a search for all of it.
    """
    if rules.kind != "sonarr" or rules.series_mode == "false":
        return tuple(_single(item, rules) for item in items)
    mates: dict[int, list[Item]] = {}
    for item in items:
        mates.setdefault(item.parent_id, []).append(item)
    by_series: dict[int, dict[int, SeasonFacts]] = {}
    for (series, number), facts in seasons.items():
        by_series.setdefault(series, {})[number] = facts
    done: set[int] = set()
    found: list[Candidate] = []
    for item in items:
        if item.id in done:
            continue
        waiting = [mate for mate in mates[item.parent_id] if mate.id not in done]
        known = by_series.get(item.parent_id, {})
        is_whole = rules.series_mode == "true" and item.parent_id not in others
        is_whole = is_whole and len({mate.season for mate in mates[item.parent_id]}) <= rules.most_queries
        candidate = _whole(item, waiting, rules) if is_whole else _smart(item, waiting, known, rules)
        found.append(candidate)
        done.update(candidate.item_ids)
    return tuple(found)


def lists(
    items: Sequence[Item], rules: SearchRules, lane: Lane, *, most: int, context: str = ""
) -> tuple[Candidate, ...]:
    """
    *items*, in their order, by their ids: at most *most* episodes of a season together, everything else one by one. *context* says
    for people why.
    """
    found: list[Candidate] = []
    done: set[int] = set()
    for item in items:
        if item.id in done:
            continue
        if rules.kind == "sonarr":
            mates = [mate for mate in items if mate.id not in done and mate.parent_id == item.parent_id]
            candidate = _episodes(mates, item, most)
        else:
            candidate = _single(item, rules)
        done.update(candidate.item_ids)
        title = f"{context} · {candidate.title}" if context else candidate.title
        found.append(replace(candidate, lane=lane, title=title))
    return tuple(found)


def title_of(item: Item, kind: ArrType) -> str:
    """How people call *item*: `Inception (2010)`, `Severance S02E03 · Who Is Alive?`, `Pink Floyd - Animals`."""
    if kind == "radarr":
        return f"{item.title} ({item.year})" if item.year else item.title
    if kind == "sonarr":
        head = f"{item.parent_title} S{item.season:02d}E{item.number:02d}"
        return f"{head} · {item.title}" if item.title else head
    return f"{item.parent_title} - {item.title}" if item.parent_title else item.title


def counted(number: int, kind: ArrType) -> str:
    """`1 movie`, `5 movies`."""
    one, several = NOUNS[kind]
    return f"{number} {one if number == 1 else several}"


def _single(item: Item, rules: SearchRules) -> Candidate:
    return _candidate(
        (item,), Command(name=COMMANDS[rules.kind], ids=(item.id,)), f"{title_of(item, rules.kind)} · Missing"
    )


def _whole(first: Item, waiting: Sequence[Item], rules: SearchRules) -> Candidate:
    """
    Everything missing of a series. Sonarr leaves out specials and what is not monitored, so such episodes go by themselves. It asks
    season by season.
    """

    def goes_along(mate: Item) -> bool:
        return mate.monitored and mate.parent_monitored and mate.season != 0

    if not goes_along(first):
        return _episodes([mate for mate in waiting if not goes_along(mate)], first, rules.most_queries)
    along = [mate for mate in waiting if goes_along(mate)]
    cost = len({mate.season for mate in along})
    command = Command(name="MissingEpisodeSearch", parent_id=first.parent_id)
    return _candidate(along, command, f"Missing episodes in {first.parent_title}", cost)


def _smart(first: Item, waiting: Sequence[Item], seasons: Mapping[int, SeasonFacts], rules: SearchRules) -> Candidate:
    """
    A whole series if nothing of at least two seasons is there, a whole season if nothing of it is, else episodes.

    The wider commands search what is monitored, all of it: they are taken only when that is exactly what is wanted. A season
    without the flag is no part of its series then.
    """
    searched = [mate for mate in waiting if mate.monitored and mate.parent_monitored]
    wanted: dict[int, list[Item]] = {}
    for mate in searched:
        wanted.setdefault(mate.season, []).append(mate)

    def entirely(number: int) -> bool:
        seen = seasons[number]
        return seen.aired > 1 and not seen.files and len(wanted.get(number, ())) == seen.aired

    facts = {number: seen for number, seen in seasons.items() if number > 0}
    along = [number for number, seen in facts.items() if seen.aired and seen.flag]
    nothing_there = not any(seen.files for seen in facts.values())
    fits = 1 < len(along) <= rules.most_queries
    if first.season in along and nothing_there and fits and all(entirely(number) for number in along):
        specials = seasons.get(0)
        if specials is None or not specials.flag or not specials.monitored:
            regular = [mate for mate in searched if mate.season in along]
            command = Command(name="SeriesSearch", parent_id=first.parent_id)
            return _candidate(regular, command, f"All episodes in {first.parent_title}", len(along))
    if first.season in along and first in searched and entirely(first.season):
        command = Command(name="SeasonSearch", parent_id=first.parent_id, season=first.season)
        title = f"Season {first.season} of {first.parent_title} · Missing"
        return _candidate(wanted[first.season], command, title)
    return _episodes([mate for mate in waiting if mate.season == first.season], first, rules.most_queries)


def _episodes(mates: Sequence[Item], first: Item, most: int) -> Candidate:
    """Up to *most* episodes, and up to ten, of one season by their ids, *first* among them."""
    same = [mate for mate in mates if mate.season == first.season and mate.id != first.id][
        : min(MOST_EPISODES, most) - 1
    ]
    together = sorted((first, *same), key=lambda item: (item.number, item.id))
    command = Command(name="EpisodeSearch", ids=tuple(item.id for item in together))
    if len(together) == 1:
        return _candidate(together, command, f"{title_of(first, 'sonarr')} · Missing")
    numbers = ", ".join(f"E{item.number:02d}" for item in together)
    title = f"{first.parent_title} S{first.season:02d} {numbers} · Missing"
    return _candidate(together, command, title, len(together))


def _candidate(items: Sequence[Item], command: Command, title: str, cost: int = 1) -> Candidate:
    return Candidate(
        lane=Lane.MISSING,
        command=command,
        item_ids=tuple(item.id for item in items),
        reason="Missing",
        title=title,
        parent_id=items[0].parent_id,
        cost=cost,
    )


def grabbed_by(
    events: Sequence[Happening], item_ids: Collection[int], started_at: int, ended_at: int
) -> tuple[str, ...]:
    """
    The titles of the releases that a command for these items grabbed between its start and its end, both by the Arr's clock, each
    once.

    Times are whole seconds: what had failed when the command started was not grabbed by it, be it in the same second.
    """
    failed = {e.download_id for e in events if e.kind == "downloadFailed" and (e.at or 0) <= started_at}
    found: dict[str, str] = {}
    for event in events:
        if event.kind != "grabbed" or event.item_id not in item_ids or event.source.lower() in _OTHER_SOURCES:
            continue
        if event.at is None or not started_at <= event.at <= ended_at:
            continue
        if not event.download_id or event.download_id not in failed:
            # One event per episode of a pack: the same download is one grab.
            found.setdefault(event.download_id or event.title, event.title)
    return tuple(found.values())
