"""Taking over what the program before this one knew: from its database into those of our sections, while nothing of ours runs."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from attrs import frozen
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from qbitrr.config.schema.config import Config
from qbitrr.config.schema.sections import classify
from qbitrr.reactors import IThreadReactor
from qbitrr.store.searches.schema import SCHEMA as SEARCHES
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.migrations import Schema
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.takeover.foreign import ForeignState, read_foreign
from qbitrr.store.takeover.writing import add_profiles, add_searches, add_torrents
from qbitrr.store.torrents import SCHEMA as TORRENTS

__all__ = ["TakenOver", "foreign_database", "take_over"]

T = TypeVar("T")


@frozen(kw_only=True)
class TakenOver:
    """How many torrents, searches and temporary profiles are ours now; *left* belong to sections that are not configured."""

    torrents: int = 0
    searches: int = 0
    profiles: int = 0
    left: int = 0
    problems: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = (
            f"{self.torrents} torrents, {self.searches} searches and {self.profiles} temporary profiles were taken over"
        )
        return told + (f"; {self.left} belong to no section that is configured" if self.left else "")


def foreign_database(config_path: str) -> Path | None:
    """The other program's database beside its configuration file, None if there is none."""
    path = Path(config_path).absolute().parent / "qBitManager" / "qbitrr.db"
    return path if path.is_file() else None


def take_over(source: Path, folder: Path, config: Config, now: float) -> TakenOver:
    """
    Write what the database *source* knows about the sections of *config* into the databases below *folder*. Blocks; what we know already
    stays as it is, so that it may be repeated. Raises `OSError` or `StoreError`.
    """
    found = read_foreign(source)
    torrents, left = _torrents(found, config)
    searches: dict[str, list[int]] = defaultdict(list)
    profiles: dict[str, list[Any]] = defaultdict(list)
    for sought in found.searches:
        if section := _arr(sought.section, "", config):
            searches[section].append(sought.item_id)
        else:
            left += 1
    for profile in found.profiles:
        if section := _arr(profile.section, "", config):
            profiles[section].append(profile)
        else:
            left += 1
    counts = {"torrents": 0, "searches": 0, "profiles": 0}
    for section, rows in torrents.items():
        path = folder / "db" / section / "torrents.db"
        counts["torrents"] += _within(path, TORRENTS, now, add_torrents, rows, now)
    for section in searches.keys() | profiles.keys():
        path = folder / "db" / section / "search.db"
        # When is not known: not after the file was written last.
        at = min(found.written_at, now)
        counts["searches"] += _within(path, SEARCHES, now, add_searches, searches[section], at)
        counts["profiles"] += _within(path, SEARCHES, now, add_profiles, profiles[section])
    return TakenOver(**counts, left=left, problems=found.problems)


def _torrents(found: ForeignState, config: Config) -> tuple[dict[str, list[tuple[str, str, tuple[str, ...]]]], int]:
    by_section: dict[str, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    left = 0
    for torrent in found.torrents:
        section = _arr(torrent.section, torrent.category, config) or _client_of(torrent.category, config)
        client = _client(torrent.instance, config)
        if section and client:
            by_section[section].append((client, torrent.hash, torrent.tags))
        else:
            left += 1
    return by_section, left


def _arr(name: str, category: str, config: Config) -> str:
    """Our name of an Arr section of the other program; empty if it is not configured."""
    named = classify(name)
    spelled = {arr.section.lower(): arr.section for arr in config.arrs}
    found = spelled.get(named.name.lower()) if named else None
    by_category = config.arr(category) if category else None
    return found or (by_category.section if by_category else "")


def _client_of(category: str, config: Config) -> str:
    """The client section that manages a category itself."""
    return next((qbit.section for qbit in config.qbits if category and category in qbit.managed_categories), "")


def _client(name: str, config: Config) -> str:
    """Our name of a client, which the other program calls `default` if its section has no name."""
    spelled = {qbit.section.lower(): qbit.section for qbit in config.qbits}
    wanted = "qbit" if name.lower() in ("", "default") else name.lower()
    return spelled.get(wanted) or spelled.get(f"qbit-{wanted}") or ""


def _within(path: Path, schema: Schema, now: float, function: Callable[..., T], *args: Any) -> T:
    """What *function* answers about the database at *path*, which is opened for it, and *args*."""
    clock = Clock()
    clock.advance(now)
    threadless = cast("IThreadReactor", clock)  # nothing is run in a thread
    database = Database(path, "facts", schema, reactor=threadless, run=immediately)
    _done(database.open())
    try:
        return _done(database.run(function, *args))
    finally:
        _done(database.close())


def _done(waiting: Deferred[T]) -> T:
    """What a Deferred that has fired came to."""
    results: list[Any] = []
    waiting.addBoth(results.append)
    (result,) = results
    if isinstance(result, Failure):
        result.raiseException()
    answer: T = result
    return answer
