"""The arrows between the rooms: who may import whom."""

import ast
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

ROOT = Path(__file__).resolve().parent.parent / "qbitrr"
BASE = {"_version", "errors", "model"}
# A room may import itself, and these.
ALLOWED = {
    "model": {"errors"},
    "decide": BASE,
    "clients": BASE,
    "config": BASE,
    "store": BASE,
    "wire": BASE,
    "logs": BASE | {"wire"},
    "loops": BASE | {"decide", "clients", "store", "config", "wire"},
    "actors": BASE | {"decide", "clients", "store", "config", "wire", "logs", "loops"},
    "web": BASE | {"store", "config", "logs", "decide", "wire"},
    "graph": BASE | {"decide", "clients", "store", "config", "wire", "logs", "loops", "actors", "web"},
    "testing": BASE | {"decide", "clients", "config", "wire", "actors", "loops"},
}
# What would cost memory in every child, or make a pure room impure.
FORBIDDEN = {
    "model": {"twisted", "klein", "treq", "peewee", "tomlkit"},
    "decide": {"twisted", "asyncio", "klein", "treq", "peewee", "tomlkit", "time", "logging"},
    "wire": {"klein", "treq", "peewee", "tomlkit"},
    "config": {"twisted", "klein", "treq", "peewee"},
    "loops": {"klein", "tomlkit"},
}


def imports(path: Path) -> set[str]:
    """Dotted names of every module a file imports, at any depth."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} if node.level == 0 else set()
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(name: str) -> str | None:
    """The room of `qbitrr.room.module`, None for foreign modules and for `qbitrr` itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "qbitrr" and len(parts) > 1 else None


class ImportDirections(SynchronousTestCase):
    """Every import goes along an arrow of the design."""

    def test_rooms(self) -> None:
        """A room imports only itself and the rooms it may."""
        wrong = []
        for room, allowed in ALLOWED.items():
            for path in (ROOT / room).rglob("*.py"):
                for name in imports(path):
                    other = room_of(name)
                    if other is not None and other != room and other not in allowed and (ROOT / other).exists():
                        wrong.append(f"{path.relative_to(ROOT)} imports {name}")
        self.assertEqual([], wrong)

    def test_foreign(self) -> None:
        """Pure and lean rooms import none of what would make them neither."""
        wrong = [
            f"{path.relative_to(ROOT)} imports {name}"
            for room, forbidden in FORBIDDEN.items()
            for path in (ROOT / room).rglob("*.py")
            for name in imports(path)
            if name.split(".")[0] in forbidden
        ]
        self.assertEqual([], wrong)

    def test_only_the_plugin_builds(self) -> None:
        """`tap` and `graph` build everything; nobody else builds, and nobody imports `tap`."""
        wrong = [
            f"{path.relative_to(ROOT)} imports {name}"
            for path in ROOT.rglob("*.py")
            for name in imports(path)
            if (room_of(name) == "graph" and path.parent.name != "graph" and path.name != "tap.py")
            or room_of(name) == "tap"
        ]
        self.assertEqual([], wrong)

    def test_every_room_is_known(self) -> None:
        """A new room must get its arrows here."""
        rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"newsfragments"}
        self.assertEqual(set(), rooms - ALLOWED.keys())
