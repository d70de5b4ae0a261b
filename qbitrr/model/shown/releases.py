"""
Releases of this program, and whether one is newer than another.
"""

import re
from collections.abc import Iterable, Sequence

from attrs import field, frozen

__all__ = ["Asset", "Release", "ReleaseNews", "UpdateState", "asset_for", "is_newer", "repository_among"]

_VERSION = re.compile(
    r"v?(?P<numbers>\d+(?:\.\d+)*)(?:-(?P<build>\d+))?(?:[.-]?(?P<stage>a|b|rc|dev|post)(?P<step>\d*))?", re.ASCII
)
_STAGES = {"dev": -4, "a": -3, "b": -2, "rc": -1, "": 0, "post": 1}
_MOST_DIGITS = 100
_HOST = "https://github.com/"
_REPOSITORY = re.compile(
    r"https://github\.com/([\w-]{1,39}/[\w.-]{1,100}?)(?:\.git)?(?:[/?#].*)?", re.ASCII | re.IGNORECASE
)
_OF_SOURCES = ("source", "source code", "repository", "code", "github", "homepage")
"""What packages call the address of their sources, or failing that the one where these are likely."""
_SYSTEMS = {"linux": ("ubuntu", "linux"), "darwin": ("macos", "darwin"), "win32": ("windows",)}
_MACHINES = {"x86_64": ("x64", "x86_64", "amd64"), "amd64": ("x64", "x86_64", "amd64"), "arm64": ("arm64", "aarch64"),
             "aarch64": ("arm64", "aarch64")}  # fmt: skip


@frozen(kw_only=True)
class Asset:
    """A file of a release."""

    name: str
    url: str
    size_bytes: int = 0


@frozen(kw_only=True)
class Release:
    """A release: its *version* (the name of its tag), its *notes* as Markdown, its page. *sha* is that of a nightly's commit."""

    version: str
    notes: str = ""
    url: str = ""
    sha: str = ""
    assets: tuple[Asset, ...] = ()


@frozen(kw_only=True)
class ReleaseNews:
    """
    What is known of releases: the *latest* of the *channel*, the notes of the version that runs, when that was found out (seconds since
    the epoch), and why nothing newer could be.
    """

    channel: str = "latest"
    latest: Release | None = None
    own_notes: str = ""
    checked_at: float | None = None
    error: str = ""
    repository_url: str = ""
    is_newer: bool = False


@frozen(kw_only=True)
class UpdateState:
    """How the last update that somebody asked for went; *completed_at* in seconds since the epoch."""

    in_progress: bool = False
    result: str | None = None
    error: str | None = None
    completed_at: float | None = field(default=None)


def asset_for(assets: Sequence[Asset], system: str, machine: str) -> Asset | None:
    """The first of *assets* that names this *system* (`sys.platform`) and *machine*, at the host of the releases."""
    systems, machines = _SYSTEMS.get(system, ()), _MACHINES.get(machine.lower(), ())
    for asset in assets:
        name = asset.name.lower()
        if any(each in name for each in systems) and any(each in name for each in machines):
            return asset if asset.url.startswith(_HOST) else None
    return None


def repository_among(project_urls: Iterable[str]) -> str:
    """
    Where the sources of a package are, `owner/name` on GitHub, by the `Project-URL` lines of its metadata (`Label, address`). Empty if none
    of them says so.
    """
    found = {
        label.strip().lower(): address.strip() for label, _, address in (each.partition(",") for each in project_urls)
    }
    for label in _OF_SOURCES:
        if repository := _REPOSITORY.fullmatch(found.get(label, "")):
            return repository[1]
    return ""


def is_newer(version: str, than: str) -> bool:
    """Whether a version follows another, as PEP 440 orders them; `1.2-3` is the third build of 1.2. What is no version follows none."""
    new, old = _order(version), _order(than)
    return new is not None and old is not None and new > old


def _order(version: str) -> tuple[tuple[int, ...], int, int] | None:
    text = version.strip().partition("+")[0]
    found = _VERSION.fullmatch(text) if len(text) <= _MOST_DIGITS else None
    if found is None:
        return None
    numbers = [int(part) for part in found["numbers"].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    if found["build"] is not None:
        return tuple(numbers), _STAGES["post"], int(found["build"])
    return tuple(numbers), _STAGES[found["stage"] or ""], int(found["step"] or 0)
