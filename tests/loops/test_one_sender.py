"""There is one gate to a search: whatever else may propose one, only the sender has it sent, and only by what notes it before."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "qbitrr"
GATES = {
    ("arr", "search"): {"loops/searches/commands.py"},
    ("commands", "send"): {"loops/searches/sender.py"},
    ("commands", "join"): {"loops/searches/sender.py"},
}
"""Who may call which method of which collaborator."""


def calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The collaborators that are called, by their last name, and their methods."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value).rpartition(".")[2].lstrip("_"), node.func.attr


def test_only_the_sender_sends() -> None:
    """No lane, and nobody else in the program."""
    found: dict[tuple[str, str], set[str]] = {gate: set() for gate in GATES}
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in set(calls(ast.parse(path.read_text(encoding="utf-8")))) & GATES.keys():
            found[call].add(str(path.relative_to(PACKAGE)))
    assert found == GATES
