"""Each part of what is remembered of a torrent has one module that makes and changes it."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from qbitrr import decide
from qbitrr.model.torrents.memory import Memory

PACKAGE = Path(decide.__file__).parent.parent
TORRENTS = "decide/torrents"
WRITERS = {
    "incarnation": f"{TORRENTS}/watching.py",
    "watching": f"{TORRENTS}/watching.py",
    "place": f"{TORRENTS}/observe.py",
    "rechecks": f"{TORRENTS}/observe.py",
    "missing": f"{TORRENTS}/observe.py",
    "seeding": f"{TORRENTS}/observe.py",
    "recorded": f"{TORRENTS}/observe.py",
    "inspection": f"{TORRENTS}/content/inspection.py",
    "imports": f"{TORRENTS}/hand_over.py",
    "resumes": f"{TORRENTS}/stopped.py",
    "heard": f"{TORRENTS}/told.py",
    "forgotten": f"{TORRENTS}/told.py",
    "complaint": "decide/imports/rejections.py",
    "upkept": "decide/upkeep/asking.py",
    "replaced": f"{TORRENTS}/remembered.py",
    "tags_internal": f"{TORRENTS}/remembered.py",
}
# What was read from a file: of an older shape, with moments that are still to come, or without what changes with every byte;
# or was another program's.
READERS = {"store/flat_memories.py", "store/takeover/writing.py", "decide/set_back.py", "loops/torrents/memories.py"}
PARTS = {part.type.__name__: part.name for part in msgspec.structs.fields(Memory) if part.name != "tags_internal"}


def written(tree: ast.AST) -> Iterator[str]:
    """The parts of a memory that a module changes: given to a memory, or made."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).rpartition(".")[2]
        given = {keyword.arg for keyword in node.keywords if keyword.arg in WRITERS}
        if called in ("remember", "Memory") or (
            called == "replace" and node.args and "memory" in ast.unparse(node.args[0])
        ):
            yield from (name for name in given if name is not None)
        if called in PARTS and node.keywords:
            yield PARTS[called]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("replace(memory, imports=x)", {"imports"}),
        ("structs.replace(look.memory, heard=x)", {"heard"}),
        ("look.remember(place=x, missing=y)", {"place", "missing"}),
        ("Memory(resumes=x)", {"resumes"}),
        ("Resumes(count=1)", {"resumes"}),
        ("replace(torrent, category=x)", set()),
        ("Resumes()", set()),
    ],
)
def test_it_is_seen_who_writes(text: str, parts: set[str]) -> None:
    """The next test would notice it."""
    assert set(written(ast.parse(text))) == parts


def test_each_has_one_writer() -> None:
    """Whoever wants a part changed asks its module."""
    writers = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        module = str(path.relative_to(PACKAGE))
        if module in READERS or module.startswith("testing/"):
            continue
        for name in written(ast.parse(path.read_text())):
            writers[name].add(module)
    assert dict(writers) == {name: {module} for name, module in WRITERS.items()}


def test_nothing_is_without_a_writer() -> None:
    """A new part of the memory needs one."""
    assert {part.name for part in msgspec.structs.fields(Memory)} == set(WRITERS)
