"""What the OpenAPI document says of answers, for tests: whether one is as it is described."""

from functools import cached_property
from typing import ClassVar

import msgspec
from openapi_schema_validator import OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from qbitrr.web.docs.document import document, template

_HERE = "urn:document"


class Described:
    """The document of a route table. It is made once, however many tables of the same routes there are."""

    _made: ClassVar[dict[frozenset[str], "Described"]] = {}

    def __init__(self, routes):
        self._routes = routes

    @classmethod
    def of(cls, routes):
        """The document of *routes*."""
        names = frozenset(route.name for route in routes)
        return cls._made.setdefault(names, cls(routes))

    @cached_property
    def content(self):
        """The document, as whoever asks for it reads it."""
        return msgspec.json.decode(msgspec.json.encode(document(self._routes)))

    @cached_property
    def _registry(self):
        return Registry().with_resource(_HERE, DRAFT202012.create_resource(self.content))

    def look_up(self, place):
        """What `#/…` points to."""
        found = self.content
        for part in place.removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/")]
        return found

    def response(self, route, status):
        """What the document says of an answer of *route* with that status."""
        responses = self.content["paths"][template(route.path)][route.method.lower()]["responses"]
        found = responses.get(str(status))
        if found is None and status >= 400:
            found = responses["default"]
        assert found is not None, (route.name, status)
        return self.look_up(found["$ref"]) if "$ref" in found else found

    def check(self, route, reply):
        """An answer has a status, a type and a shape that are described."""
        found = self.response(route, reply.status)
        for name in found.get("headers", {}):
            assert reply.header(name), (route.name, name)
        if not reply.body:
            return
        kind = (reply.header("content-type") or "").partition(";")[0]
        described = found["content"].get(kind) or found["content"].get("*/*")
        assert described is not None, (route.name, reply.status, kind)
        if kind == "application/json":
            self.validate(described["schema"], msgspec.json.decode(reply.body), route.name)

    def validate(self, schema, value, what):
        """*value* is one of *schema*."""
        validator = OAS31Validator(_absolute(schema), registry=self._registry)
        errors = [f"{each.json_path}: {each.message}" for each in validator.iter_errors(value)]
        assert not errors, (what, errors[:3])


def _absolute(schema):
    """*schema*, taken out of the document."""
    if isinstance(schema, dict):
        return {key: f"{_HERE}{value}" if key == "$ref" else _absolute(value) for key, value in schema.items()}
    return [_absolute(each) for each in schema] if isinstance(schema, list) else schema
