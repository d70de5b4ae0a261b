"""Every numbered example of what happens to torrents is carried by a test; those that are not are named here."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.suite.test_vectors import GUARD, GUARDING, TESTS, carried

LETTERS = {
    "A": 15,
    "B": 17,
    "C": 32,
    "D": 22,
    "E": 22,
    "F": 22,
    "G": 27,
    "H": 23,
    "I": 6,
    "J": 7,
    "K": 18,
    "L": 21,
    "M": 18,
    "N": 20,
    "O": 25,
    "P": 8,
    "Q": 12,
    "R": 18,
    "S": 13,
    "T": 10,
}
"""How many examples each letter has; between two of O stands another one."""
PUBLISHED = {f"{letter}{number:02}" for letter, count in LETTERS.items() for number in range(1, count + 1)} | {"O02b"}
NOT_CARRIED: frozenset[str] = frozenset()
"""The examples nothing shows yet."""
DATA = TESTS / "decide/vectors.json"
NAME = re.compile(r"([K-T]\d\db?)\b")


def names_of(mark: ast.AST) -> Iterator[str]:
    """The names that `torrent_vector("K01", "K02")` gives, and those with which `pytest.param(…, id="K01: why")` begins."""
    if not isinstance(mark, ast.Call):
        return
    called = ast.unparse(mark.func).rpartition(".")[2]
    if called == "torrent_vector":
        yield from (ast.literal_eval(argument) for argument in mark.args)
    elif called == "param":
        ids = (each.value for each in mark.keywords if each.arg == "id" and isinstance(each.value, ast.Constant))
        yield from (found[1] for each in ids if (found := NAME.match(str(each.value))))


def marked_in(path: Path) -> Iterator[tuple[str, str]]:
    """The names a module gives, each with the test or class that carries it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            marks = (each for decorator in node.decorator_list for each in ast.walk(decorator))
            yield from ((name, node.name) for mark in marks for name in names_of(mark))


def all_carried() -> dict[str, list[str]]:
    """Every name that is given, with the tests that give it: as data, by a mark, or as the name of a case."""
    found: dict[str, list[str]] = {}
    for vector in json.loads(DATA.read_text(encoding="utf-8"))["vectors"]:
        found.setdefault(vector["id"], []).append(DATA.name)
    for number, tests in carried(GUARDING).items():
        found.setdefault(f"N{number:02}", []).extend(tests)
    for path in sorted(TESTS.rglob("test_*.py")):
        for name, test in marked_in(path):
            found.setdefault(name, []).append(f"{path.relative_to(TESTS)}::{test}")
    return found


def test_there_are_so_many() -> None:
    """As were published."""
    assert len(PUBLISHED) == 357
    assert len(GUARD) == LETTERS["N"]


def test_each_example_of_torrents_has_a_test() -> None:
    """But those that are named; and none of these has one."""
    assert sorted(PUBLISHED - all_carried().keys()) == sorted(NOT_CARRIED)


def test_no_test_carries_an_example_there_is_not() -> None:
    """A slip of the pen would count for nothing. To what is data, examples of our own were added."""
    ours = {vector["id"] for vector in json.loads(DATA.read_text(encoding="utf-8"))["vectors"]}
    assert {name: tests for name, tests in all_carried().items() if name not in PUBLISHED | ours} == {}


def test_names_are_read() -> None:
    """As they are written."""
    text = 'f(pytest.param(1, id="K01"), param(2, id="Q02: at once"), param(3, id="Known"), mark.torrent_vector("O02b", "S01"))'
    assert {name for node in ast.walk(ast.parse(text)) for name in names_of(node)} == {"K01", "Q02", "O02b", "S01"}
