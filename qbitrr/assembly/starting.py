"""
From what was said on the command line to a supervisor: its folder, its lock, its configuration.
"""

import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from attrs import evolve
from twisted.logger import Logger

from qbitrr.actors.configuration.desk import section_names
from qbitrr.actors.configuration.renamed_rows import rename_in_databases
from qbitrr.actors.ending import Ending
from qbitrr.actors.folder_lock import FolderLock
from qbitrr.actors.launch.early import EarlyServer
from qbitrr.actors.taking_over import foreign_database, take_over
from qbitrr.assembly.foundation import Start
from qbitrr.assembly.supervisor import LoggedSupervisor, wire
from qbitrr.clock import install
from qbitrr.config.files import data_folder, read_file, read_or_create, save
from qbitrr.config.load import Loaded, load
from qbitrr.config.problems import ConfigError
from qbitrr.config.renamed_folders import settle_renames
from qbitrr.config.schema.config import Secret
from qbitrr.errors import FolderTaken, QbitrrError
from qbitrr.reactors import IWholeReactor

__all__ = ["build"]

log = Logger()


def build(options: Mapping[str, Any], early: EarlyServer | None) -> LoggedSupervisor:
    """
    Build everything and start nothing. *options* are those of `qbitrr.tap`, *early* a fork server that runs already.

    Raises `SystemExit` with one clear line when there is no configuration to start from.
    """
    try:
        return _built(options, early)
    except OSError as error:
        raise SystemExit(f"qbitrr: {error.filename or ''}: {error.strerror or error}") from error
    except (ConfigError, FolderTaken) as error:
        raise SystemExit(f"qbitrr: {error}") from error


def _built(options: Mapping[str, Any], early: EarlyServer | None) -> LoggedSupervisor:
    where = data_folder(os.environ, os.getcwd(), os.path.exists, options["data"])
    log.info("data folder: {path} ({why})", path=where.path, why=where.why)
    lock = FolderLock(Path(where.path))
    lock.hold()  # before anything is written, logs included
    try:
        return _supervised(options, where.path, lock, early)
    except BaseException:
        lock.release()
        raise


def _supervised(
    options: Mapping[str, Any], folder: str, lock: FolderLock, early: EarlyServer | None
) -> LoggedSupervisor:
    from twisted.internet import reactor

    ending = Ending(reactor)
    ending.arrange()
    path, text = _config_text(folder, options["config"])
    loaded = _with_token(load(text, os.environ, path, read_file=read_file), path)
    _settle_renames(folder, loaded)
    _take_over(folder, loaded)
    if loaded.config.environment.processing_only and loaded.config.search_only:
        raise ConfigError(
            path=path,
            message="only torrents are to be processed, but no qBittorrent is configured and enabled",
            remedy="Add a [qBit] section, or unset QBITRR_OVERRIDES_PROCESSING_ONLY",
        )
    return wire(
        Start(
            loaded=loaded,
            folder=Path(folder),
            reactor=cast("IWholeReactor", reactor),
            clock=install(reactor),
            lock=lock,
            ending=ending,
            listen=options["listen"],
            level=options["log-level"],
            early=early,
        )
    )


def _settle_renames(folder: str, loaded: Loaded) -> None:
    """What an end in the middle of renaming a section left undone, before anything opens its databases."""
    try:
        moved = settle_renames(folder, section_names(loaded.config))
    except OSError as error:
        log.error("databases of a renamed section could not be moved: {why}", why=str(error))
        return
    rename_in_databases(Path(folder))
    for old, new in moved.items():
        log.info("{old} was renamed to {new}: what is stored about it follows", old=old, new=new)


def _take_over(folder: str, loaded: Loaded) -> None:
    """
    What the program knew that a file is of, as long as nobody has confirmed the file: whoever does that, by whatever way, finds it
    here. What is ours already stays as it is.
    """
    source = foreign_database(loaded.path)
    if source is None or loaded.config.settings.schema_version is not None:
        return
    try:
        done = take_over(source, Path(folder), loaded.config, time.time())
    except (OSError, QbitrrError) as error:
        log.error("{source} could not be taken over: {why}", source=str(source), why=str(error))
        return
    log.info("{source}: {done}", source=str(source), done=str(done))
    for problem in done.problems:
        log.warn("{source}: {problem}", source=str(source), problem=problem)


def _config_text(folder: str, chosen: str | None) -> tuple[str, str]:
    """Path and text of the configuration file; a first one is written when there is none."""
    if chosen:
        return chosen, read_file(chosen)
    file = read_or_create(folder, os.getcwd())
    if file.created:
        log.info("a first configuration was written to {path}", path=file.path)
    if file.adopted_from:
        log.warn("{old} was copied to {path}, which counts from now on", old=file.adopted_from, path=file.path)
    if file.readable_by_others:
        log.warn("{path} holds secrets and can be read by others: chmod 600 {path}", path=file.path)
    return file.path, file.text


def _with_token(loaded: Loaded, path: str) -> Loaded:
    """
    The configuration with a bearer token. A missing one is made and written; it is kept for this run alone if it cannot be written, or
    the file is not confirmed and stays as it is.
    """
    if loaded.config.webui.token.reveal():
        return loaded
    token = secrets.token_hex(32)
    if loaded.config.is_confirmed:
        _write_token(loaded, path, token)
    return evolve(loaded, config=evolve(loaded.config, webui=evolve(loaded.config.webui, token=Secret(token))))


def _write_token(loaded: Loaded, path: str, token: str) -> None:
    try:
        loaded.document.setdefault("WebUI", {})["Token"] = token
        save(path, loaded.document.as_string())
        log.info("a new WebUI.Token was written to {path}", path=path)
    except OSError as error:
        log.warn("a new WebUI.Token could not be written to {path}: {why}", path=path, why=str(error))
