"""The object graph is built by wiring: what is built is complete, and nobody reaches into it later."""

import ast
from collections.abc import Iterator
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

ASSEMBLY = Path(__file__).resolve().parents[2] / "qbitrr" / "assembly"


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of the package, with the name of its module."""
    for path in sorted(ASSEMBLY.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            yield path.name, node


def targets(node: ast.AST) -> list[ast.expr]:
    """What an assignment assigns to."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign) else []


class Wiring(SynchronousTestCase):
    def test_nothing_is_set_afterwards(self) -> None:
        """No attribute of anything but an object's own is assigned, and none by `setattr` (but for a switch of Twisted)."""
        late = [
            f"{name}:{node.lineno}"
            for name, node in nodes()
            for target in targets(node)
            if isinstance(target, ast.Attribute)
            and not (isinstance(target.value, ast.Name) and target.value.id in ("self", "Factory"))
        ]
        late += [
            f"{name}:{node.lineno}"
            for name, node in nodes()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr"
        ]
        self.assertEqual([], late)

    def test_no_lambda_into_the_future(self) -> None:
        """No function written in a wiring uses a name that is assigned after it."""
        early = []
        for name, function in nodes():
            if not isinstance(function, ast.FunctionDef):
                continue
            assigned: dict[str, int] = {}
            for statement in function.body:
                for target in targets(statement):
                    if isinstance(target, ast.Name):
                        assigned[target.id] = statement.lineno
            for inner in ast.walk(function):
                if inner is function or not isinstance(inner, ast.FunctionDef | ast.Lambda):
                    continue
                early += [
                    f"{name}:{inner.lineno} {used.id}"
                    for used in ast.walk(inner)
                    if isinstance(used, ast.Name) and assigned.get(used.id, 0) > inner.lineno
                ]
        self.assertEqual([], early)
