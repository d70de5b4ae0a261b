"""
Compares the routes Klein has with those an OpenAPI document describes: `python -m qbitrr.web.docs.check [document]`.

Without a file the document is the one we serve, routes of the browser included. Prints `+ METHOD path` for what the document lacks
and `- METHOD path` for what only it has. Ends with 0 when there is nothing to print, 1 when there is, 2 when the file cannot be read.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from klein import Klein

from qbitrr.web.docs.document import document, template
from qbitrr.web.docs.table import whole_table
from qbitrr.web.http.visits import build

__all__ = ["described", "drift", "main", "routed"]

_METHODS = {"get", "post", "put", "patch", "delete"}


def routed(app: Klein) -> Iterator[tuple[str, str]]:
    """Method and path of every route of *app*, files of the browser UI aside."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/static/"):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, template(rule.rule)


def described(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Method and path of every operation of an OpenAPI document, files of the browser UI aside."""
    for path, methods in content["paths"].items():
        if not path.startswith("/static/"):
            for method in methods.keys() & _METHODS:
                yield method.upper(), path


def drift(live: Iterator[tuple[str, str]], written: Iterator[tuple[str, str]]) -> list[str]:
    """What is only in one of them, a line each. What parameters are called does not matter."""
    ours = {(method, _shape(path)): path for method, path in live}
    theirs = {(method, _shape(path)): path for method, path in written}
    missing = [f"+ {key[0]} {ours[key]}" for key in sorted(ours.keys() - theirs.keys())]
    return missing + [f"- {key[0]} {theirs[key]}" for key in sorted(theirs.keys() - ours.keys())]


def main(arguments: Sequence[str]) -> int:
    """Compare, print, and answer the status to end with."""
    table = whole_table()
    try:
        content = json.loads(Path(arguments[0]).read_text("utf-8")) if arguments else document(table)
        lines = drift(routed(build(table)), described(content))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"{arguments[0] if arguments else 'the document'} cannot be read: {error}", file=sys.stderr)
        return 2
    for line in lines:
        print(line)
    return 1 if lines else 0


def _shape(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
