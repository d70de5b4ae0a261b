"""
JSON bodies of requests, as values.
"""

from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo
from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import Refusal

__all__ = ["body_of", "otherwise"]

B = TypeVar("B", bound=msgspec.Struct)
_INVALID = "Invalid JSON body"


def otherwise(text: str) -> msgspec.Meta:
    """For `Annotated` members of a body: what the caller is told when the member is missing or of another type."""
    return msgspec.Meta(extra={"otherwise": text})


def body_of(request: IRequest, wanted: type[B]) -> B:
    """
    The JSON object sent with *request*, whose length was checked before, as a *wanted*. Other members of it are ignored.

    Raises a 400 `Refusal`; the first member that is wrong, in the order of *wanted*, gives its text, and `NO_BODY` of *wanted* that
    for no body at all.
    """
    sent = _json_object(request, getattr(wanted, "NO_BODY", _INVALID))
    members: dict[str, Any] = {}
    for each in msgspec.structs.fields(wanted):
        if each.encode_name in sent:
            members[each.name] = _member(sent[each.encode_name], each)
        elif each.required:
            raise Refusal(400, _otherwise(each))
    return wanted(**members)


def _member(given: object, member: FieldInfo) -> Any:
    try:
        return msgspec.convert(given, member.type)
    except msgspec.ValidationError as error:
        raise Refusal(400, _otherwise(member)) from error


def _otherwise(member: FieldInfo) -> str:
    if get_origin(member.type) is Annotated:
        for note in get_args(member.type)[1:]:
            if isinstance(note, msgspec.Meta) and note.extra:
                return str(note.extra["otherwise"])
    return f"{member.encode_name} is missing or not valid"


def _json_object(request: IRequest, missing: str) -> dict[str, Any]:
    """Refuses another content type (which a foreign page could send without asking), what is no JSON, and JSON that is no object."""
    content = request.content.read()
    if not content:
        raise Refusal(400, missing)
    kind = (request.getHeader(b"content-type") or b"").partition(b";")[0].strip().lower()
    if kind != b"application/json":
        raise Refusal(400, _INVALID)
    try:
        value = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, _INVALID) from error
    if not isinstance(value, dict):
        raise Refusal(400, _INVALID)
    return value
