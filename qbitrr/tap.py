"""
The twistd plugin: its options, and the service they come to. With `qbitrr.assembly` the one place that builds.
"""

import os
import secrets
from pathlib import Path

from attrs import evolve
from twisted.logger import Logger
from twisted.python import usage

from qbitrr.actors.ending import Ending
from qbitrr.actors.folder_lock import FolderLock
from qbitrr.assembly.foundation import Start
from qbitrr.assembly.supervisor import LoggedSupervisor, wire
from qbitrr.clock import install
from qbitrr.config.files import data_folder, read_file, read_or_create, save
from qbitrr.config.load import Loaded, load
from qbitrr.config.problems import ConfigError
from qbitrr.config.schema.config import Secret
from qbitrr.errors import FolderTaken

__all__ = ["Options", "makeService"]

log = Logger()
_LEVELS = ("CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE")


class Options(usage.Options):
    """What can be said on the command line; everything else is in `config.toml`."""

    optParameters = [
        ["data", "d", None, "Folder for configuration, databases and logs."],
        ["config", "c", None, "Configuration file (default: config.toml in the data folder)."],
        ["listen", "l", None, "Endpoint of the web interface, e.g. tcp:6969:interface=127.0.0.1."],
        ["log-level", None, None, f"One of {', '.join(_LEVELS)}; overrides Settings.ConsoleLevel."],
    ]

    def postOptions(self) -> None:
        level = self["log-level"]
        if level is not None and level.upper() not in _LEVELS:
            raise usage.UsageError(f"--log-level {level}: use one of {', '.join(_LEVELS)}")


def makeService(options: Options) -> LoggedSupervisor:
    """Build everything and start nothing. Raises `SystemExit` with one clear line when there is no configuration to start from."""
    try:
        return _built(options)
    except OSError as error:
        raise SystemExit(f"qbitrr: {error.filename or ''}: {error.strerror or error}") from error
    except (ConfigError, FolderTaken) as error:
        raise SystemExit(f"qbitrr: {error}") from error


def _built(options: Options) -> LoggedSupervisor:
    where = data_folder(os.environ, os.getcwd(), os.path.exists, options["data"])
    log.info("data folder: {path} ({why})", path=where.path, why=where.why)
    lock = FolderLock(Path(where.path))
    lock.hold()  # before anything is written, logs included
    try:
        return _supervised(options, where.path, lock)
    except BaseException:
        lock.release()
        raise


def _supervised(options: Options, folder: str, lock: FolderLock) -> LoggedSupervisor:
    from twisted.internet import reactor

    ending = Ending(reactor)
    ending.arrange()
    path, text = _config_text(folder, options["config"])
    loaded = _with_token(load(text, os.environ, path, read_file=read_file), path)
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
            reactor=reactor,
            clock=install(reactor),
            lock=lock,
            ending=ending,
            listen=options["listen"],
            level=options["log-level"],
        )
    )


def _config_text(folder: str, chosen: str | None) -> tuple[str, str]:
    """Path and text of the configuration file; a first one is written when there is none."""
    if chosen:
        return chosen, read_file(chosen)
    file = read_or_create(folder, os.getcwd())
    if file.created:
        log.info("a first configuration was written to {path}: add your programs there", path=file.path)
    if file.adopted_from:
        log.warn("{old} was copied to {path}, which counts from now on", old=file.adopted_from, path=file.path)
    if file.readable_by_others:
        log.warn("{path} holds secrets and can be read by others: chmod 600 {path}", path=file.path)
    return file.path, file.text


def _with_token(loaded: Loaded, path: str) -> Loaded:
    """The configuration with a bearer token; a missing one is made and written, or kept for this run if it cannot be written."""
    if loaded.config.webui.token.reveal():
        return loaded
    token = secrets.token_hex(32)
    try:
        loaded.document.setdefault("WebUI", {})["Token"] = token
        save(path, loaded.document.as_string())
        log.info("a new WebUI.Token was written to {path}", path=path)
    except OSError as error:
        log.warn("a new WebUI.Token could not be written to {path}: {why}", path=path, why=str(error))
    return evolve(loaded, config=evolve(loaded.config, webui=evolve(loaded.config.webui, token=Secret(token))))
