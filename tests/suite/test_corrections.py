"""Each lesson learnt from running the program is carried by a test."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]

CORRECTIONS = {
    # What counts as known
    "A1": "Imported is what the Arr says is imported; a record that is missing proves nothing.",
    "A2": "A clock counts only the time in which the torrent could move and was watched.",
    "A3": "An outage belongs to the client that has it.",
    "A4": "Hit-and-Run looks at what was ever downloaded.",
    "A5": "A removal that waited is judged again before each of its stages.",
    "A6": "What is remembered belongs to a torrent's life, not to its hash.",
    "A7": "A record that cannot be read is unknown, not deleted, and takes nobody down.",
    "A8": "A client that is not listed now is not empty: its last listing stands in for it.",
    "A9": "Gone is what two plausible listings in a row do not have.",
    "A10": "A jump of the clock neither purges nor stands still.",
    # What may be touched
    "B1": "Shared data means shared files, also inside each other's folders and across clients.",
    "B2": "No more is handed over for import than the torrent itself.",
    "B3": "A category gets the path its client gives it, never one of this machine.",
    "B4": "Something of which a part was imported is not given up.",
    "B5": "A torrent of which nothing good is wanted is a fake in any state, a packed seed is not.",
    "B6": "A forced start is judged by whose force it is.",
    "B7": "A dead download with an open duty stays and is replaced once.",
    "B8": "The blast radius counts a stored window, with a cap in absolute numbers.",
    "B9": "One question is asked before every act that cannot be undone.",
    "B10": "Of twins that are all due, the last takes the files.",
    "B11": "What lies in the quarantine category without a row is adopted.",
    "B12": "Share limits of the client count as the client applies them.",
    # Ways to the outside
    "C1": "Any host name a container network can have works; no error of a request repeats as a traceback.",
    "C2": "A refused command uses nothing up.",
    "C3": "A failing list backs off by itself.",
    "C4": "A slow Arr delays only what needs it.",
    "C5": "A hung disk stops only its own looks.",
    "C6": "Both hashes of a hybrid torrent are tried.",
    "C7": "What the queue lost is marked in the history; what a command does not reach it does not cover.",
    "C8": "The shipped texts of the Arrs are those of today's versions.",
    # What is said
    "D1": "The newest evidence wins, within seconds and with its reason.",
    "D2": "Found is said only of what this search brought.",
    "D3": "Each thing is called by its name: notices, full disks, certificates, sections of old.",
    "D4": "Keys without effect are named.",
    # What survives
    "E1": "The journal entry of an act is written with the act.",
    "E2": "A start that can come to nothing ends with one clear line.",
    "E3": "One supervisor per data folder.",
    "E4": "Waiting for a child of ours is no failed attempt.",
    "E5": "Blocklisted once, whatever dies in between.",
    "E6": "An undo finishes after a crash.",
    "E7": "Nothing that hangs delays a stop for ever.",
    "E8": "A ban lasts as long as the client's ban.",
}
"""Their numbers, as the marker `correction` names them, and what each says."""


def numbers(path: Path) -> Iterator[tuple[str, str]]:
    """The numbers that the markers of a module name, each with the test, class or module that carries them."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                yield from ((number, node.name) for number in named(decorator))
    for statement in module.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark":
            marks = statement.value.elts if isinstance(statement.value, ast.List) else [statement.value]
            yield from ((number, path.stem) for mark in marks for number in named(mark))


def named(mark: ast.expr) -> list[str]:
    """What a marker names, nothing for other markers."""
    if isinstance(mark, ast.Call) and getattr(mark.func, "attr", "") == "correction":
        return [ast.literal_eval(argument) for argument in mark.args]
    return []


@cache
def carried() -> dict[str, list[str]]:
    """Every number that is named, with the tests that name it."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for number, name in numbers(path):
            found.setdefault(number, []).append(f"{path.relative_to(TESTS)}::{name}")
    return found


def test_each_correction_has_a_test() -> None:
    """None of them rests on a promise."""
    missing = {number: text for number, text in CORRECTIONS.items() if number not in carried()}
    assert not missing


def test_no_marker_names_what_there_is_not() -> None:
    """A slip of the pen would count for nothing."""
    unknown = {number: names for number, names in carried().items() if number not in CORRECTIONS}
    assert not unknown


def test_only_tests_carry_them() -> None:
    """A marker on a helper would count a test that does not run."""
    names = [name.rpartition("::")[2] for tests in carried().values() for name in tests]
    assert [
        name for name in names if not name.startswith("test_") and not name.endswith(("Test", "Tests", "Case"))
    ] == []
