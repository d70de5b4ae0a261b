"""No test waits a fixed real time for something to happen: it waits until that has happened, with a generous limit."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ALLOWED = {
    (
        "actors/children/mini_supervisor.py",
        "main",
    ): "that a child stopped by a signal works no more cannot be seen from outside",
    ("store/catalog/kill_writer.py", "killed"): "the moment of a kill is a random one",
    ("contract/qbittorrent/harness.py", "really_wait"): "the one pace of every wait for a real server",
}
_SLEEPS = {"time.sleep", "sleep", "deferLater", "asyncio.sleep"}


def fixed_waits(tree: ast.AST, function: str = "", ends: bool = False) -> Iterator[tuple[str, int]]:
    """The function and line of every sleep that no condition can end sooner: *ends* says that a loop around has one."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from fixed_waits(node, node.name)
        elif isinstance(node, ast.While | ast.For):
            yield from fixed_waits(node, function, ends or may_end(node))
        else:
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _SLEEPS and not ends:
                yield function, node.lineno
            yield from fixed_waits(node, function, ends)


def may_end(loop: ast.While | ast.For) -> bool:
    """Whether something other than time may end a loop: what it looks at in each round."""
    leaves = (ast.Return, ast.Break, ast.Raise, ast.Assert)
    is_asked = isinstance(loop, ast.While) and not isinstance(loop.test, ast.Constant)
    return is_asked or any(isinstance(node, leaves) for node in ast.walk(loop))


def test_nobody_waits_a_fixed_time() -> None:
    """A busy machine is slower than any guess, and a fast one has to wait for nothing."""
    found = {
        (str(path.relative_to(TESTS)), function): line
        for path in sorted(TESTS.rglob("*.py"))
        for function, line in fixed_waits(ast.parse(path.read_text()))
    }
    assert not [f"{place[0]}:{line}" for place, line in found.items() if place not in ALLOWED]
    assert not ALLOWED.keys() - found.keys(), "allowed for nothing"


def test_what_is_found() -> None:
    """A sleep by itself and one that is merely repeated are fixed; one in a loop with a way out is not."""
    text = """
def a(): time.sleep(3)
def b():
    for _ in range(3): time.sleep(1)
def c():
    while not ready(): time.sleep(1)
def d():
    for _ in range(3):
        if ready(): break
        time.sleep(1)
"""
    assert [function for function, _ in fixed_waits(ast.parse(text))] == ["a", "b"]
