"""
Make the excerpts beside this file from the applications' published OpenAPI documents.

    python -m tests.contract.arr.openapi.excerpt FOLDER

FOLDER holds `radarr-v3.json`, `sonarr-v3.json`, `lidarr-v1.json` and `readarr-v1.json`. An excerpt keeps the answers of the endpoints
the simulated application has, and the schemas these refer to.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from twisted.internet.task import Clock

from qbitrr.testing.arr import SimulatedArr

HERE = Path(__file__).parent
DOCUMENTS = {"radarr": "radarr-v3", "sonarr": "sonarr-v3", "lidarr": "lidarr-v1", "readarr": "readarr-v1"}
_NOISE = ("description", "summary", "example", "deprecated", "tags", "operationId")


def endpoints_of(kind: str) -> set[tuple[str, str]]:
    """Method and path (parameters as `{}`) of every endpoint the simulated application has."""
    resource: Any = SimulatedArr(kind, Clock(), "key").resource()
    rules = resource.api_rules()
    return {(method, re.sub(r"<[^>]*>", "{}", rule.lower())) for method, rule in rules}


def excerpt(document: dict[str, Any], wanted: set[tuple[str, str]]) -> dict[str, Any]:
    """The answers of the *wanted* endpoints and the schemas they need."""
    answers: dict[str, Any] = {}
    for path, operations in document["paths"].items():
        plain = re.sub(r"{[^}]*}", "{}", path.lower())
        for method, operation in operations.items():
            if (method.upper(), plain) in wanted:
                answers[f"{method.upper()} {plain}"] = _answer(operation)
    schemas: dict[str, Any] = {}
    waiting = list(_references(answers))
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = _without_noise(document["components"]["schemas"][name])
            waiting.extend(_references(schemas[name]))
    return {"answers": dict(sorted(answers.items())), "components": {"schemas": dict(sorted(schemas.items()))}}


def _answer(operation: dict[str, Any]) -> Any:
    """The schema of the good JSON answer; None where the document promises no body."""
    for status, response in sorted(operation["responses"].items()):
        content = response.get("content", {})
        if status.startswith("2") and content:
            media = content.get("application/json") or next(iter(content.values()))
            return media.get("schema")
    return None


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"].rpartition("/")[2]
        for member in value.values():
            yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)


def _without_noise(schema: Any) -> Any:
    if isinstance(schema, dict):  # a property may be called "tags": that one has a schema, not a text
        kept = {name: value for name, value in schema.items() if name not in _NOISE or isinstance(value, dict)}
        return {name: _without_noise(value) for name, value in kept.items()}
    return [_without_noise(value) for value in schema] if isinstance(schema, list) else schema


def main(folder: str) -> None:
    """Write every excerpt."""
    for kind, name in DOCUMENTS.items():
        document = json.loads(Path(folder, f"{name}.json").read_text("utf-8"))
        made = excerpt(document, endpoints_of(kind))
        (HERE / f"{name}.json").write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
