"""The configuration file on disk: where it is, reading it, saving it so that a crash never leaves half of it."""

import os
import re
import stat
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import frozen

from qbitrr.config.first_boot import first_text
from qbitrr.config.loading.environment import DATA_FOLDER, IN_CONTAINER
from qbitrr.config.problems import ConfigError
from qbitrr.config.whole_files import put

__all__ = [
    "BACKUPS_KEPT",
    "FILE_NAME",
    "LARGEST_BYTES",
    "ConfigFile",
    "DataFolder",
    "backup_stamps",
    "data_folder",
    "read_file",
    "read_or_create",
    "save",
]

FILE_NAME = "config.toml"
BACKUPS_KEPT = 10
BACKUPS_FOLDER = "backups"
LARGEST_BYTES = 2 * 1024 * 1024
"""More than any configuration has, and less than what would keep us busy for minutes."""

_SAVING = threading.Lock()
"""What is half written is told by the process it is of: one at a time."""
_CONTAINER_FOLDER = "/config"
_CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")


@frozen(kw_only=True)
class DataFolder:
    """Where everything is kept, and *why* there, for the first lines of the log."""

    path: str
    why: str


@frozen(kw_only=True)
class ConfigFile:
    """
    The configuration file as found. *created*: it was written just now. *adopted_from*: the file it was copied from.

    *readable_by_others*: its mode lets other users of the machine read the secrets in it.
    """

    path: str
    text: str
    created: bool = False
    adopted_from: str = ""
    readable_by_others: bool = False


def data_folder(
    env: Mapping[str, str], cwd: str, exists: Callable[[str], bool], option: str | None = None
) -> DataFolder:
    """
    Decide where the data folder is: *option* of the command line, `QBITRR_OVERRIDES_DATA_PATH`, `/config` in a container,
    `.config` below *cwd*. *exists* tells whether a path exists. Nothing is created here.
    """
    if option:
        return DataFolder(path=os.path.join(cwd, option), why="given on the command line")
    if override := env.get(DATA_FOLDER):
        return DataFolder(path=os.path.join(cwd, override), why=f"set by {DATA_FOLDER}")
    local = os.path.join(cwd, ".config")
    in_container = env.get("QBITRR_DOCKER_RUNNING") == IN_CONTAINER or any(exists(mark) for mark in _CONTAINER_MARKS)
    if not in_container:
        return DataFolder(path=local, why="below the working directory")
    # Containers that the other program did not recognise have their data there; they must find it again.
    if exists(os.path.join(local, FILE_NAME)) and not exists(os.path.join(_CONTAINER_FOLDER, FILE_NAME)):
        return DataFolder(path=local, why="in a container, with the data of an earlier installation")
    return DataFolder(path=_CONTAINER_FOLDER, why="in a container")


def read_or_create(folder: str, cwd: str | None = None) -> ConfigFile:
    """
    The configuration file of the data *folder*, which is created if it is missing.

    Without one, a `config.toml` in *cwd* is copied there; without that either, a first file is written. Raises
    `ConfigError` if the file cannot be read as text, `OSError` if it cannot be read or written.
    """
    os.makedirs(folder, mode=0o755, exist_ok=True)
    path = os.path.join(folder, FILE_NAME)
    adopted = ""
    if not os.path.exists(path):
        local = os.path.join(cwd, FILE_NAME) if cwd else ""
        if not local or not os.path.isfile(local):
            save(path, first_text())
            return ConfigFile(path=path, text=read_file(path), created=True)
        save(path, read_file(local))
        adopted = local
    open_to_others = bool(os.stat(path).st_mode & 0o077)
    return ConfigFile(path=path, text=read_file(path), adopted_from=adopted, readable_by_others=open_to_others)


def read_file(path: str) -> str:
    """
    The text of the file, line ends as they are. Raises `OSError`, or `ConfigError` if it is a folder, no file, far too large or not UTF-8.
    """
    _check_file(path)
    with open(path, "rb") as file:
        raw = file.read(LARGEST_BYTES + 1)
    if len(raw) > LARGEST_BYTES:
        message = f"is larger than {LARGEST_BYTES // 2**20} MiB, which no configuration is"
        raise ConfigError(path=path, message=message, remedy="Put the right file there, or restore one of backups/")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        remedy = "Save the file as UTF-8 in your editor"
        raise ConfigError(path=path, message="is not UTF-8 text", line=line, remedy=remedy) from error


def _check_file(path: str) -> None:
    """Raises `ConfigError` for what cannot be read as a file, `OSError` if nothing is there."""
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        remedy = (
            "Remove the folder (containers make one where the file they are to mount is missing) and put the file there"
        )
        raise ConfigError(path=path, message="is a directory, not a file", remedy=remedy)
    if not stat.S_ISREG(mode) and not (stat.S_ISFIFO(mode) and path.startswith(("/dev/", "/proc/"))):
        raise ConfigError(path=path, message="is a device or a pipe, not a file", remedy="Put a file there")


def save(path: str, text: str, now: Callable[[], float] = time.time) -> None:
    """
    Put *text* into the file at *path*, wholly or not at all; the text before goes to `backups/` beside it.

    Owner, mode and line ends of an existing file are kept; a new one is readable by its owner alone. A link is followed.
    Threads take turns. Raises `OSError`.
    """
    target = os.path.realpath(path)
    with _SAVING:
        try:
            before = Path(target).read_bytes()
        except FileNotFoundError:
            before = None
        data = _with_line_ends(text, before)
        if data == before:
            return
        if before is None:
            put(target, data)
            return
        backup = _keep_backup(target, before, now())
        try:
            put(target, data, like=target)
        except OSError:
            # What nothing comes of must push no earlier text out of the backups, however often it is tried.
            if _holds(target, before):
                os.unlink(backup)
            raise
        _drop_old_backups(target, kept=backup)


def _keep_backup(target: str, data: bytes, at: float) -> str:
    """Where it is kept."""
    folder = os.path.join(os.path.dirname(target), BACKUPS_FOLDER)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    stem, ending = os.path.splitext(os.path.basename(target))
    stamp = time.strftime("%Y-%m-%dT%H-%M-%S", time.gmtime(at)) + f".{int(at % 1 * 1_000_000):06d}Z"
    backup = os.path.join(folder, f"{stem}.{stamp}{ending}")
    put(backup, data)
    return backup


def _drop_old_backups(target: str, kept: str) -> None:
    """All but the newest ones and *kept*, which is the newest, whatever the clock said."""
    others = sorted(backup_stamps(target).keys() - {os.path.basename(kept)})
    for name in others[: -(BACKUPS_KEPT - 1)]:
        os.unlink(os.path.join(os.path.dirname(kept), name))


def _holds(target: str, data: bytes) -> bool:
    try:
        return Path(target).read_bytes() == data
    except OSError:  # then the backup is all there is
        return False


def backup_stamps(target: str) -> dict[str, str]:
    """The names of the backups of the file *target*, with the time each has in its name."""
    stem, ending = os.path.splitext(os.path.basename(target))
    ours = re.compile(re.escape(stem) + r"\.(\d{4}-\d\d-\d\dT[\d.-]+Z)" + re.escape(ending))
    try:
        names = os.listdir(os.path.join(os.path.dirname(target), BACKUPS_FOLDER))
    except FileNotFoundError:
        return {}
    return {name: found[1] for name in names if (found := ours.fullmatch(name))}


def _with_line_ends(text: str, before: bytes | None) -> bytes:
    """*text* with the line ends that are the rule in what was there *before*."""
    plain = text.replace("\r\n", "\n")
    windows = before is not None and before.count(b"\r\n") * 2 > before.count(b"\n")
    kept = text if before is None else plain.replace("\n", "\r\n") if windows else plain
    return kept.encode("utf-8")
