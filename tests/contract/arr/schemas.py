"""
Validation of answers against the excerpts of the OpenAPI documents.

What the documents say and the applications do not do, so that it is not held against an answer:

* `Version`, `TimeSpan` and `HttpUri` are described as objects; on the wire they are text.
* The documents promise 200 for creations and changes, where the applications send 201 and 202; statuses are tested elsewhere.
* A command's `body` also carries the command's own properties, which the document's `Command` leaves out.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

HERE = Path(__file__).parent / "openapi"
DOCUMENTS = {"radarr": "radarr-v3", "sonarr": "sonarr-v3", "lidarr": "lidarr-v1", "readarr": "readarr-v1"}
TEXT_ON_THE_WIRE = ("Version", "TimeSpan", "HttpUri")


@cache
def document_of(kind: str) -> dict[str, Any]:
    """The excerpt, with the differences above put right."""
    document = json.loads((HERE / f"{DOCUMENTS[kind]}.json").read_text("utf-8"))
    schemas = document["components"]["schemas"]
    for name in TEXT_ON_THE_WIRE:
        if name in schemas:
            schemas[name] = {"type": "string"}
    schemas["Command"].pop("additionalProperties", None)
    return document


def schema_of(kind: str, endpoint: str) -> dict[str, Any] | None:
    """The schema of an endpoint's answer (`GET /api/v3/movie/{}`); None where the document has none."""
    schema = document_of(kind)["answers"].get(endpoint)
    return None if schema is None else {**schema, "components": document_of(kind)["components"]}


def faults(kind: str, endpoint: str, answer: Any) -> list[str]:
    """What is wrong with an answer, in words; empty when it is as the document says."""
    schema = schema_of(kind, endpoint)
    assert schema is not None, f"{endpoint} is not in the document"
    found = OAS30Validator(schema).iter_errors(answer)
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in found][:10]


def nulls(answer: Any, path: str = "") -> list[str]:
    """Where an answer has a null: nowhere, in the applications."""
    if answer is None:
        return [path]
    if isinstance(answer, dict):
        return [hit for name, value in answer.items() for hit in nulls(value, f"{path}/{name}")]
    if isinstance(answer, list):
        return [hit for place, value in enumerate(answer) for hit in nulls(value, f"{path}/{place}")]
    return []
