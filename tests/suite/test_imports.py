"""The arrows between the layers, between the subjects of a layer, and how much a folder may hold."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.suite.sources import PACKAGE, modules

ROOT = PACKAGE.parent
MOST_MODULES = 14
"""In the program with the one that says what the folder is for."""
BASE = {"_version", "errors", "model", "clock", "reactors", "redaction"}
# A layer may import itself, and these.
LAYERS = {
    "model": {"errors"},
    "decide": {"errors", "model"},
    "clients": BASE,
    "config": BASE,
    "resolved": {"errors", "model", "config"},
    "setup": BASE | {"resolved", "clients", "config"},
    "store": BASE,
    "wire": BASE,
    "logs": BASE | {"wire"},
    "loops": BASE | {"resolved", "decide", "clients", "store", "config", "wire"},
    "actors": BASE | {"resolved", "decide", "clients", "store", "config", "wire", "logs", "loops"},
    "web": BASE | {"resolved", "store", "config", "logs", "decide", "wire"},
    "doctor": BASE | {"resolved", "decide", "clients", "config", "store", "loops", "setup"},
    "assembly": BASE
    | {"setup", "resolved", "decide", "clients", "store", "config", "wire", "logs", "loops", "actors", "doctor", "web"},
    "cli": BASE | {"setup", "config", "testing", "doctor", "loops", "actors"},
    "testing": BASE | {"decide", "resolved", "clients", "config", "wire", "actors", "loops"},
}
# A subject may import itself, what lies beside the folders of its layer, and these subjects of the same layer. Where a subject has
# subjects of its own, the same holds for them.
SUBJECTS: dict[str, dict[str, set[str]]] = {
    "model": {
        "access": set(),
        "torrents": set(),
        "removals": {"torrents"},
        "shown": {"removals", "torrents"},
        "space": {"torrents"},
    },
    "decide": {
        "torrents": {"imports", "seeding"},
        "imports": {"seeding"},
        "seeding": set(),
        "upkeep": {"seeding"},
        "removals": {"seeding"},
        "searches": set(),
        "space": set(),
    },
    "clients": {"http": set(), "arr": {"http"}, "qbittorrent": {"http"}},
    "config": {
        "values": set(),
        "schema": {"values"},
        "loading": {"schema", "values"},
        "migrations": {"schema", "values"},
        "importers": {"migrations", "schema", "values"},
        "checks": {"loading", "schema", "values"},
        "editing": {"loading", "schema", "values"},
        "derived": {"checks", "editing", "loading", "migrations", "schema", "values"},
    },
    "resolved": {"reload": set()},
    "store": {
        "sqlite": set(),
        "takeover": {"sqlite"},
        "supervisor": {"sqlite"},
        "searches": {"sqlite"},
        "catalog": {"sqlite"},
    },
    "loops": {
        "child": set(),
        "arr": {"child"},
        "torrents": {"arr", "child"},
        "catalog": {"arr", "child"},
        "searches": {"arr", "catalog", "child"},
        "policy": {"child"},
    },
    "actors": {
        "browser": {"qbittorrent"},
        "children": set(),
        "configuration": set(),
        "launch": {"children"},
        "qbittorrent": set(),
        "removals": {"qbittorrent"},
        "owners": {"children", "qbittorrent", "removals"},
    },
    "doctor": {"judgments": set(), "gathering": {"judgments"}},
    "web": {
        "http": set(),
        "middleware": {"http"},
        "serving": {"http", "middleware"},
        "auth": {"config", "http", "middleware", "serving"},
        "config": {"http"},
        "logs": {"http", "serving"},
        "docs": {"auth", "http", "serving"},
        "events": {"http", "config", "state", "torrents"},
        "page": {"http", "serving"},
        "state": {"http"},
        "usage": {"http"},
        "torrents": {"http"},
        "searches": {"http", "serving"},
        "catalog": {"http", "serving"},
        "thumbnails": {"http", "serving", "catalog"},
        "storage": {"http", "serving", "thumbnails"},
        "setup": {"http"},
    },
    "setup": {"terminal": set()},
    "cli": {"config": set()},
    "assembly": {"reloading": set()},
    "testing": {"strategies": set(), "arr": set(), "oidc": set(), "qbittorrent": set(), "demo": {"arr", "qbittorrent"}},
    "testing.arr": {"model": set(), "rest": {"model"}},
    "testing.arr.model": {"library": set(), "downloads": {"library"}},
    "testing.qbittorrent": {"torrents": set(), "model": {"torrents"}, "rest": {"model", "torrents"}},
}
# What would cost memory in every child, or make a pure layer impure.
FORBIDDEN = {
    "model": {"twisted", "klein", "treq", "peewee", "tomlkit"},
    "decide": {"twisted", "asyncio", "klein", "treq", "peewee", "tomlkit", "time", "logging"},
    "wire": {"klein", "treq", "peewee", "tomlkit"},
    "config": {"twisted", "klein", "treq", "peewee"},
    "resolved": {"twisted", "klein", "treq", "peewee", "tomlkit"},
    "loops": {"klein", "tomlkit"},
    "testing.arr.model": {"klein"},
    "testing.qbittorrent.torrents": {"klein", "treq"},
    "testing.qbittorrent.model": {"klein", "treq"},
}


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> frozenset[str]:
    """Dotted names of every module a file imports, at any depth, and of the names it takes from them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} if node.level == 0 else set()
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def layer_of(name: str) -> str | None:
    """The layer of `qbitrr.layer.module`, None for foreign modules and for `qbitrr` itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "qbitrr" and len(parts) > 1 else None


def folder_of(place: str) -> Path:
    """The folder of a layer or subject: `decide` or `testing.arr`."""
    return PACKAGE.joinpath(*place.split("."))


def subject_of(name: str, place: str) -> str | None:
    """The subject of `qbitrr.place.subject.module`; None for what lies beside the folders of *place*, and elsewhere."""
    inside = name.removeprefix(f"qbitrr.{place}.")
    subject = inside.split(".")[0]
    return subject if inside != name and (folder_of(place) / subject).is_dir() else None


class ImportDirections(SynchronousTestCase):
    """Every import goes along an arrow of the design."""

    def test_layers(self) -> None:
        """A layer imports only itself and the layers it may."""
        wrong = []
        for layer, allowed in LAYERS.items():
            for path in modules(PACKAGE / layer):
                for name in imports(path):
                    other = layer_of(name)
                    if other is None or other in allowed or other == layer:
                        continue
                    if (PACKAGE / other).is_dir() or (PACKAGE / f"{other}.py").exists():
                        wrong.append(f"{name_of(path)} imports {name}")
        self.assertEqual([], wrong)

    def test_subjects(self) -> None:
        """A subject imports only itself and the subjects of its layer it may."""
        wrong = []
        for place, subjects in SUBJECTS.items():
            for path in modules(folder_of(place)):
                mine = subject_of(name_of(path), place)
                for name in imports(path):
                    other = subject_of(name, place)
                    if mine is None or other in (None, mine):
                        continue
                    if other not in subjects[mine]:
                        wrong.append(f"{name_of(path)} imports {name}")
        self.assertEqual([], wrong)

    def test_foreign(self) -> None:
        """Pure and lean layers import none of what would make them neither."""
        wrong = [
            f"{name_of(path)} imports {name}"
            for place, forbidden in FORBIDDEN.items()
            for path in modules(folder_of(place))
            for name in imports(path)
            if name.split(".")[0] in forbidden
        ]
        self.assertEqual([], wrong)

    def test_only_the_plugin_builds(self) -> None:
        """`tap` and `assembly` build everything; nobody else builds, and nobody imports `tap`."""
        wrong = [
            f"{name_of(path)} imports {name}"
            for path in modules()
            for name in imports(path)
            if (layer_of(name) == "assembly" and layer_of(name_of(path)) not in ("assembly", "tap"))
            or layer_of(name) == "tap"
        ]
        self.assertEqual([], wrong)

    def test_everything_has_arrows(self) -> None:
        """A new layer or a new subject must get its arrows here."""
        layers = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"newsfragments"}
        self.assertEqual(set(), layers ^ LAYERS.keys())
        doors = {
            *PACKAGE.glob("*/*/__init__.py"),
            *(door for place in SUBJECTS for door in folder_of(place).glob("*/__init__.py")),
        }
        subjects = {name_of(door).removeprefix("qbitrr.") for door in doors}
        self.assertEqual({f"{place}.{name}" for place, names in SUBJECTS.items() for name in names}, subjects)

    def test_no_circles(self) -> None:
        """No module imports itself by way of others, not even inside a function."""
        known = {name_of(path) for path in modules()}
        graph = {name_of(path): (imports(path) & known) - {name_of(path)} for path in modules()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            self.fail(f"a circle: {' <- '.join(error.args[1])}")


class FolderSizes(SynchronousTestCase):
    """A folder is small enough to be seen at once, and says what it is for."""

    def folders(self) -> Iterator[tuple[str, list[str]]]:
        for root in (PACKAGE, ROOT / "tests", ROOT / "bench"):
            found = defaultdict(list)
            for path in modules(root):
                if root == PACKAGE or path.stem != "__init__":
                    found[path.parent].append(path.stem)
            for folder, names in found.items():
                yield str(folder.relative_to(ROOT)), names

    def test_most_modules(self) -> None:
        """No folder holds more than fourteen modules."""
        sizes = {folder: len(found) for folder, found in self.folders()}
        self.assertEqual({}, {folder: size for folder, size in sizes.items() if size > MOST_MODULES})

    def test_prefixes(self) -> None:
        """A prefix that three modules of a folder share would be a folder."""
        shared = []
        for folder, found in self.folders():
            if folder.startswith("tests"):
                found = [name.removeprefix("test_") for name in found]
            prefixes = Counter(name.split("_")[0] for name in found)
            shared += [f"{folder}/{prefix}_" for prefix, times in prefixes.items() if prefix and times >= 3]
        self.assertEqual([], shared)

    def test_doors(self) -> None:
        """Every package of the program says what lives there."""
        doors = (path for path in modules() if path.name == "__init__.py")
        silent = [name_of(path) for path in doors if not ast.get_docstring(ast.parse(path.read_text()))]
        self.assertEqual([], silent)
