"""What people read speaks of what they do, not of how programs ask for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.suite.sources import PACKAGE, modules

# Pages and the document of the API are about it; the simulators speak to nobody.
ABOUT_IT = ("web/docs/", "web/page/", "web/ui/", "web/static/", "testing/")
CALL = re.compile(r"(GET|POST|PUT|DELETE) [/…]|(?<![\w.])/(api|web)/(?!v\d)")


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Texts of more than a word that are no docstrings."""
    tree = ast.parse(path.read_text())
    documents = {
        id(each.value)
        for node in ast.walk(tree)
        for each in (getattr(node, "body", None) or [] if isinstance(getattr(node, "body", None), list) else [])
        if isinstance(each, ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documents
            and " " in node.value
        ):
            yield node.lineno, node.value


def test_no_sentence_names_a_call() -> None:
    """An answer that says what helps says it in words; what calls that are is in the documentation of the API."""
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in modules()
        if not str(path.relative_to(PACKAGE)).startswith(ABOUT_IT)
        for line, text in sentences(path)
        if CALL.search(text)
    ]
    assert found == []
