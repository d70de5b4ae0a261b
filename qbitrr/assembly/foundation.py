"""
What everything else stands upon: the configuration in force, the file of the supervisor, the log, the time.
"""

import sys
from pathlib import Path

from attrs import frozen

from qbitrr.actors.ending import Ending
from qbitrr.actors.folder_lock import FolderLock
from qbitrr.actors.holds import Holds
from qbitrr.actors.journal import Journal
from qbitrr.actors.launch.early import EarlyServer
from qbitrr.actors.running_time import RunningTime
from qbitrr.assembly.in_force import ConfigInForce
from qbitrr.clock import ProcessClock
from qbitrr.config.load import Loaded
from qbitrr.config.plain import to_plain
from qbitrr.config.schema.config import Config
from qbitrr.logs.book import LogBook
from qbitrr.reactors import IWholeReactor
from qbitrr.redaction import Redactor, secrets_in
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor.schema import SCHEMA

__all__ = ["Foundation", "Start", "log_folder", "wire_foundation"]


@frozen(kw_only=True)
class Start:
    """
    What a start is given. *listen* is an endpoint description that counts more than `WebUI.Host` and `Port`, *level* a log level that
    counts more than the configured one (None: as configured). *lock* is held already; *early* is a fork server that runs already.
    """

    loaded: Loaded
    folder: Path
    reactor: IWholeReactor
    clock: ProcessClock
    lock: FolderLock
    ending: Ending
    listen: str | None = None
    level: str | None = None
    early: EarlyServer | None = None


@frozen(kw_only=True)
class Foundation:
    """The services and values that know nobody else of ours."""

    start: Start
    in_force: ConfigInForce
    reactor: IWholeReactor
    redactor: Redactor
    book: LogBook
    database: Database
    journal: Journal
    holds: Holds
    running_time: RunningTime


def log_folder(start: Start, config: Config) -> Path | None:
    """Where log files go, None where none are wanted."""
    return start.folder / "logs" if config.settings.logging else None


def wire_foundation(start: Start) -> Foundation:
    """Nothing is opened by this."""
    config, reactor = start.loaded.config, start.reactor
    redactor = Redactor(secrets_in(to_plain(config)))
    database = Database(start.folder / "db" / "supervisor.db", "facts", SCHEMA, reactor=reactor)
    journal = Journal(database=database, clock=reactor)
    book = LogBook(
        log_folder(start, config),
        level=(start.level or config.settings.console_level).upper(),
        redactor=redactor,
        console=sys.__stdout__,
    )
    book.hold_back()
    return Foundation(
        start=start,
        in_force=ConfigInForce(config, start.loaded.problems),
        reactor=reactor,
        redactor=redactor,
        book=book,
        database=database,
        journal=journal,
        holds=Holds(database=database, journal=journal, clock=reactor),
        running_time=RunningTime(database=database, clock=reactor),
    )
