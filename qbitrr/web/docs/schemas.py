"""
JSON schemas of what bodies and answers are made of.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Struct

__all__ = ["components", "reference"]

_AT = "#/components/schemas/{name}"


def reference(kind: type[Struct]) -> dict[str, str]:
    """Points to the schema of *kind*, which must be among the `components`."""
    return {"$ref": _AT.format(name=kind.__name__)}


def components(answers: Iterable[type[Struct]], bodies: Iterable[type[Struct]]) -> dict[str, Any]:
    """
    The schemas of all these and of what they are made of, by name. A body may leave out what has a default; an answer holds every
    member, but for those that stand for nothing when they are missing.
    """
    read, written = set(bodies), set(answers)
    _, schemas = msgspec.json.schema_components(sorted(read | written, key=_name), ref_template=_AT)
    for kind in set(_structs(written)) - set(_structs(read)):
        _as_written(kind, schemas[kind.__name__])
    return dict(sorted(schemas.items()))


def _name(kind: type[Struct]) -> str:
    return kind.__name__


def _structs(kinds: Iterable[type[Struct]]) -> Iterator[type[Struct]]:
    """These, and every other one they are made of."""
    waiting: list[object] = list(msgspec.inspect.multi_type_info(kinds))
    seen: set[type[Struct]] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, msgspec.inspect.StructType):
            if each.cls in seen:
                continue
            seen.add(each.cls)
            yield each.cls
            waiting.extend(member.type for member in each.fields)
        elif isinstance(each, msgspec.inspect.Type):
            for name in each.__struct_fields__:
                found = getattr(each, name)
                waiting.extend(found if isinstance(found, tuple) else (found,))


def _as_written(kind: type[Struct], schema: dict[str, Any]) -> None:
    """Say which members are always there."""
    if kind.__struct_config__.omit_defaults:
        return
    members = msgspec.structs.fields(kind)
    tag = kind.__struct_config__.tag_field
    always = [each.encode_name for each in members if each.default is not UNSET]
    schema["required"] = [*([tag] if tag else []), *always]
    for each in members:
        schema["properties"][each.encode_name].pop("default", None)
