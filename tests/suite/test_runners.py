"""
No test is left out: pytest runs what trial runs, and everything that looks like a test is run.

`make test` therefore needs pytest alone. `python -m twisted.trial tests` runs the synchronous cases, and nothing else.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from twisted.trial import runner, unittest

TESTS = Path(__file__).resolve().parents[1]


@cache
def collected() -> tuple[str, ...]:
    """What `python -m pytest` collects by itself, as module, class and name, without parameters."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    listed = subprocess.run(command, cwd=TESTS.parent, env=kept, capture_output=True, text=True, check=False)
    assert listed.returncode == 0, listed.stdout[-2000:] + listed.stderr
    lines = [line.partition("[")[0] for line in listed.stdout.splitlines() if "::" in line]
    return tuple(line.replace(".py::", ".").replace("::", ".").replace("/", ".") for line in lines)


def of_trial(suite: unittest.TestSuite) -> Iterator[str]:
    """The names of all tests in a suite of trial's."""
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from of_trial(each)
        else:
            yield each.id()


def written() -> Iterator[str]:
    """What is written down as a test: in a module by its full name, in a class by its own, as others may inherit it."""
    for path in sorted(TESTS.rglob("*.py")):
        module = ".".join(path.relative_to(TESTS.parent).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if is_test(node):
                yield f"{module}.{node.name}"
            elif isinstance(node, ast.ClassDef):
                yield from (each.name for each in node.body if is_test(each))


def is_test(node: ast.stmt) -> bool:
    """Whether this defines something with the name of a test."""
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")


def test_pytest_runs_each_case_of_trial_once() -> None:
    """Trial's list is within pytest's, where each of them is once."""
    cases = list(of_trial(runner.TestLoader().loadByName("tests", recurse=True)))
    assert len(cases) > 1000
    amounts = {case: collected().count(case) for case in cases}
    assert not {case: amount for case, amount in amounts.items() if amount != 1}


def test_whatever_is_written_as_a_test_runs() -> None:
    """None is in a file or a class that the runners pass over."""
    known = {*collected(), *(name.rpartition(".")[2] for name in collected())}
    assert not [name for name in written() if name not in known]
