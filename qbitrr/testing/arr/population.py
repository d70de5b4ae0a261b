"""
Libraries of any size, for measurements and demonstrations.
"""

from qbitrr.testing.arr.model.application import ArrModel

__all__ = ["populate"]

_ADJECTIVES = ("Silent", "Broken", "Golden", "Hidden", "Last", "Distant", "Crimson", "Hollow", "Burning", "Frozen")
_NOUNS = ("River", "Garden", "Empire", "Signal", "Harbour", "Mirror", "Winter", "Voyage", "Orchard", "Machine")


def name_of(number: int) -> str:
    """A title for the *number*-th thing; different numbers never share one."""
    words = f"The {_ADJECTIVES[number % 10]} {_NOUNS[number // 10 % 10]}"
    return words if number < 100 else f"{words} {number // 100}"


def populate(arr: ArrModel, leaves: int, have: float = 0.8, *, wordy: bool = False) -> None:
    """
    Add *leaves* movies, episodes, albums or books; the share *have* of them (evenly spread) has files. Series have ten seasons of ten
    episodes, artists eight albums, authors ten books. *wordy* records of films are as long as in a library of this world, 7.8 kB each.
    """
    has = [int((number + 1) * have) > int(number * have) for number in range(leaves)]
    match arr.kind.name:
        case "radarr":
            arr.library.is_wordy = wordy
            for number, has_file in enumerate(has):
                arr.add_movie(name_of(number), 1950 + number % 75, has_file=has_file)
        case "sonarr":
            _populate_series(arr, has)
        case "lidarr":
            artists = [arr.add_artist(name_of(number)).id for number in range((leaves + 7) // 8)]
            for number, has_file in enumerate(has):
                arr.add_album(artists[number // 8], f"Album {number % 8 + 1}", has_file=has_file)
        case "readarr":
            authors = [arr.add_author(name_of(number)).id for number in range((leaves + 9) // 10)]
            for number, has_file in enumerate(has):
                arr.add_book(authors[number // 10], f"Book {number % 10 + 1}", has_file=has_file)


def _populate_series(arr: ArrModel, has: list[bool]) -> None:
    for first in range(0, len(has), 100):
        part = has[first : first + 100]
        seasons = {season + 1: min(10, len(part) - season * 10) for season in range((len(part) + 9) // 10)}
        series = arr.add_series(name_of(first // 100), seasons)
        for episode_id, has_file in zip(arr.library.leaves_of(series.id), part, strict=True):
            if has_file:
                arr.library.add_files(
                    [episode_id], f"{series.path}/{episode_id}.mkv", 1_000_000_000, arr.kind.default_quality
                )
