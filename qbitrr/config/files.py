"""The configuration file on disk: where it is, reading it, saving it so that a crash never leaves half of it."""

import contextlib
import errno
import os
import re
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from attrs import frozen

from qbitrr.config.first_boot import first_text
from qbitrr.config.loading.environment import DATA_FOLDER, IN_CONTAINER
from qbitrr.config.problems import ConfigError

__all__ = [
    "BACKUPS_KEPT",
    "FILE_NAME",
    "LARGEST_BYTES",
    "ConfigFile",
    "DataFolder",
    "backup_stamps",
    "data_folder",
    "put",
    "read_file",
    "read_or_create",
    "save",
]

FILE_NAME = "config.toml"
BACKUPS_KEPT = 10
BACKUPS_FOLDER = "backups"
LARGEST_BYTES = 2 * 1024 * 1024
"""More than any configuration has, and less than what would keep us busy for minutes."""

_PRIVATE = 0o600
_SAVING = threading.Lock()
"""What is half written is told by the process it is of: one at a time."""
_CONTAINER_FOLDER = "/config"
_CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
# What renaming onto a file answers that is itself a mount point, as when a container gets just this one file.
_CANNOT_RENAME = (errno.EBUSY, errno.EXDEV)


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
        if before is not None:
            _keep_backup(target, before, now())
        put(target, data, like=target if before is not None else None)


def put(target: str, data: bytes, like: str | None = None) -> None:
    """
    Put *data* into the file *target*, wholly or not at all, with owner and mode of the file *like* (None: readable by us alone). What a
    process that died while doing so left is cleared away. Raises `OSError`.
    """
    folder, name = os.path.split(target)
    for left in _unfinished(folder, name):
        with contextlib.suppress(FileNotFoundError):  # gone is what it should be
            os.unlink(left)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}.new")
    try:
        _write(temporary, data, like)
        _put_in_place(temporary, target, data)
    finally:
        with contextlib.suppress(FileNotFoundError):  # gone is what it should be
            os.unlink(temporary)


def _put_in_place(temporary: str, target: str, data: bytes) -> None:
    try:
        os.replace(temporary, target)
    except OSError as error:
        if error.errno not in _CANNOT_RENAME:
            raise
        with open(target, "r+b" if os.path.exists(target) else "xb") as file:  # the backup is on disk by now
            file.write(data)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(os.path.dirname(target))


def _write(path: str, data: bytes, like: str | None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with _naming(path), open(descriptor, "wb") as file:
        if like is not None:
            found = os.stat(like)
            with contextlib.suppress(PermissionError):  # only root may give files away; ours is then the best owner
                os.fchown(descriptor, found.st_uid, found.st_gid)
            os.fchmod(descriptor, found.st_mode & 0o777)
        file.write(data)
        file.flush()
        os.fsync(descriptor)


@contextlib.contextmanager
def _naming(path: str) -> Iterator[None]:
    """Errors of a file that is open do not say of which: name it."""
    try:
        yield
    except OSError as error:
        raise error if error.filename else OSError(error.errno, error.strerror or str(error), path) from error


def _keep_backup(target: str, data: bytes, at: float) -> None:
    folder = os.path.join(os.path.dirname(target), BACKUPS_FOLDER)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    stem, ending = os.path.splitext(os.path.basename(target))
    stamp = time.strftime("%Y-%m-%dT%H-%M-%S", time.gmtime(at)) + f".{int(at % 1 * 1_000_000):06d}Z"
    put(os.path.join(folder, f"{stem}.{stamp}{ending}"), data)
    for name in sorted(backup_stamps(target))[:-BACKUPS_KEPT]:
        os.unlink(os.path.join(folder, name))


def backup_stamps(target: str) -> dict[str, str]:
    """The names of the backups of the file *target*, with the time each has in its name."""
    stem, ending = os.path.splitext(os.path.basename(target))
    ours = re.compile(re.escape(stem) + r"\.(\d{4}-\d\d-\d\dT[\d.-]+Z)" + re.escape(ending))
    try:
        names = os.listdir(os.path.join(os.path.dirname(target), BACKUPS_FOLDER))
    except FileNotFoundError:
        return {}
    return {name: found[1] for name in names if (found := ours.fullmatch(name))}


def _unfinished(folder: str, name: str) -> list[str]:
    """What processes that live no more, or were us, left half written beside the file *name* of *folder* and its kin."""
    left = re.compile(rf"\.{re.escape(name.partition('.')[0])}(?:\..*)?\.(\d+)\.new")
    found = ((each, left.fullmatch(each)) for each in os.listdir(folder or "."))
    return [os.path.join(folder, each) for each, match in found if match and not _lives(int(match[1]))]


def _lives(process: int) -> bool:
    return process != os.getpid() and os.path.exists(f"/proc/{process}")


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _with_line_ends(text: str, before: bytes | None) -> bytes:
    """*text* with the line ends that are the rule in what was there *before*."""
    plain = text.replace("\r\n", "\n")
    windows = before is not None and before.count(b"\r\n") * 2 > before.count(b"\n")
    kept = text if before is None else plain.replace("\n", "\r\n") if windows else plain
    return kept.encode("utf-8")
