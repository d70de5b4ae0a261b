"""Every numbered example of what the catalog does, of what is searched, and of the guard of free space, is carried by a test."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]

EXAMPLES = frozenset(range(1, 69))


SEARCHES = frozenset(range(1, 75))
LATER_SEARCHES = frozenset(range(50, 54)) | frozenset(range(61, 72))
"""Temporary profiles (50 to 53), requests (61 to 67), removals for a low score (68 to 71)."""
GUARD = frozenset(range(1, 21))
CATALOG, SEARCH = ("catalog_vector", "vector"), ("search_vector",)
GUARDING = ("guard_vector",)


def numbers_of(mark: ast.expr, names: tuple[str, ...] = CATALOG) -> set[int]:
    """The numbers that `@pytest.mark.catalog_vector(1, *range(3, 5))`, or a shorter name for it, gives; none for a mark not of *names*."""
    if not isinstance(mark, ast.Call) or ast.unparse(mark.func).rpartition(".")[2] not in names:
        return set()
    found: set[int] = set()
    for argument in mark.args:
        if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Call):
            assert ast.unparse(argument.value.func) == "range", ast.unparse(argument)
            found.update(range(*(ast.literal_eval(each) for each in argument.value.args)))
        else:
            found.add(ast.literal_eval(argument))
    return found


def marked(path: Path, names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The numbers a module gives, each with the test or the class that carries it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from ((number, node.name) for mark in node.decorator_list for number in numbers_of(mark, names))


def carried(names: tuple[str, ...] = CATALOG) -> dict[int, list[str]]:
    """Every number that is given, with the tests that give it."""
    found: dict[int, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for number, name in marked(path, names):
            found.setdefault(number, []).append(f"{path.relative_to(TESTS)}::{name}")
    return found


def test_each_example_has_a_test() -> None:
    """None is left out."""
    assert sorted(EXAMPLES - carried().keys()) == []


def test_each_example_of_a_search_has_a_test() -> None:
    """But those of what is not there yet."""
    assert sorted(SEARCHES - LATER_SEARCHES - carried(SEARCH).keys()) == []
    assert {number: tests for number, tests in carried(SEARCH).items() if number not in SEARCHES} == {}


def test_each_example_of_the_guard_has_a_test() -> None:
    """And no test carries another number."""
    assert sorted(carried(GUARDING)) == sorted(GUARD)


def test_no_test_carries_a_number_there_is_not() -> None:
    """A slip of the pen would count for nothing."""
    assert {number: tests for number, tests in carried().items() if number not in EXAMPLES} == {}


def test_marks_are_read() -> None:
    """As they are written."""
    mark = ast.parse("pytest.mark.catalog_vector(1, *range(3, 5))", mode="eval").body
    assert numbers_of(mark) == {1, 3, 4}
    assert numbers_of(ast.parse("pytest.mark.skip(1)", mode="eval").body) == set()
