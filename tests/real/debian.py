"""
Programs of other Debian releases, unpacked beside the system without touching it.

apt works with sources, lists and a status file of its own; the packages are extracted, never installed, and run through the
loader of their release. The mirror is the one this machine is configured for, only the suite differs.
"""

import fcntl
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

__all__ = ["Unavailable", "Unpacked", "mirror_in", "unpack"]

# How Debian names an architecture -> how its library folder is called.
_LIBRARIES = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}
_APT = Path("/etc/apt")
_PATIENCE_SECONDS = 300


@frozen
class Unavailable(Exception):
    """The program cannot be had on this machine; *reason* says why."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@frozen(kw_only=True)
class Unpacked:
    """A program of another release: *root* is the folder it is unpacked in, *version* that of its package."""

    root: Path
    version: str
    library: str

    @property
    def command(self) -> tuple[str, ...]:
        """The beginning of a command line that runs a program of that release; its path under *root* follows."""
        libraries = self.root / "usr/lib" / self.library
        loaders = [
            loader
            for folder in (libraries, self.root / "usr/lib64", self.root / "lib64", self.root / "usr/lib")
            for loader in sorted(folder.glob("ld-linux-*.so.*"))
        ]
        if not loaders:
            raise Unavailable(f"no loader under {self.root}")
        return str(loaders[0]), "--library-path", f"{libraries}:{libraries / 'libproxy'}"

    @property
    def environment(self) -> dict[str, str]:
        """Where Qt finds its plugins."""
        plugins = sorted((self.root / "usr/lib" / self.library).glob("qt*/plugins"))
        return {"QT_PLUGIN_PATH": str(plugins[0])} if plugins else {}


def unpack(package: str, suite: str, cache: Path) -> Unpacked:
    """
    *package* of Debian *suite* with its library dependencies, from *cache* or the mirror.

    Downloads and extracts once (about 65 packages for qbittorrent-nox, some seconds); later calls only look. Raises
    `Unavailable` with a reason where that is not possible.
    """
    folder = cache / f"{package}-{suite}"
    folder.mkdir(parents=True, exist_ok=True)
    library = _LIBRARIES.get(_architecture())
    if library is None:
        raise Unavailable(f"no known library folder for architecture {_architecture()}")
    with _alone(folder / "lock"):
        done = folder / "unpacked.json"
        if not done.exists():
            version = _fetch(package, suite, folder)
            done.write_text(json.dumps({"version": version}), encoding="utf-8")
        version = json.loads(done.read_text(encoding="utf-8"))["version"]
    return Unpacked(root=folder / "root", version=version, library=library)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _fetch(package: str, suite: str, folder: Path) -> str:
    mirror, key = _mirror()
    apt, root = folder / "apt", folder / "root"
    for leftover in (apt, root):
        shutil.rmtree(leftover, ignore_errors=True)
    for part in ("lists/partial", "archives/partial"):
        (apt / part).mkdir(parents=True)
    (apt / "status").touch()
    (apt / "sources.list").write_text(f"deb [signed-by={key}] {mirror} {suite} main\n", encoding="utf-8")
    options = _options(apt)
    _run("apt-get", *options, "-q", "update")
    _run("apt-get", *options, "-q", "-y", "--download-only", "install", package)
    archives = sorted((apt / "archives").glob("*.deb"))
    root.mkdir()
    for archive in archives:
        _run("dpkg-deb", "-x", str(archive), str(root))
    version = next(archive.name.split("_")[1] for archive in archives if archive.name.startswith(f"{package}_"))
    shutil.rmtree(apt)
    return version


def _options(apt: Path) -> list[str]:
    settings = {
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::State::extended_states": apt / "extended_states",
        "Dir::Cache": apt,
        "Dir::Cache::archives": apt / "archives",
        "Dir::Log": apt,
        "APT::Install-Recommends": "false",
        "APT::Architectures": _architecture(),
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "true",
    }
    return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]


def _mirror() -> tuple[str, str]:
    """URL of the Debian mirror this machine uses and the keyring for it."""
    keys = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise Unavailable("this is no Debian: apt-get and dpkg-deb are needed")
    if not keys.exists():
        raise Unavailable(f"no {keys}: the Debian archive's signatures cannot be checked")
    for source in [_APT / "sources.list", *sorted((_APT / "sources.list.d").glob("*"))]:
        if source.is_file() and (url := mirror_in(source.read_text(encoding="utf-8", errors="replace"))):
            return url, str(keys)
    raise Unavailable("no Debian mirror among the configured sources of apt")


def mirror_in(sources: str) -> str | None:
    """The first Debian archive a sources file of apt names, in either of its formats; `None` if there is none."""
    found = re.search(r"^(?:URIs:[ \t]*|deb[ \t]+(?:\[[^]]*\][ \t]*)?)(\S+/debian/?)(?=\s|$)", sources, re.MULTILINE)
    return found.group(1) if found else None


def _architecture() -> str:
    if shutil.which("dpkg") is None:
        raise Unavailable("this is no Debian: dpkg is needed")
    return _run("dpkg", "--print-architecture").strip()


def _run(*command: str) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{command[0]} took longer than {_PATIENCE_SECONDS} s") from None
    if done.returncode:
        last_words = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise Unavailable(f"{command[0]} failed: {' / '.join(last_words)}")
    return done.stdout
