"""
The route table as values. A route without an auth class cannot be made: the default is deny.
"""

import re
from collections.abc import Callable
from enum import Enum, StrEnum

from attrs import evolve, field, frozen
from attrs.validators import instance_of, min_len
from msgspec import Struct
from twisted.internet.defer import Deferred

from qbitrr.web.http.parameters import Parameter, ParameterPlace

__all__ = ["CALLBACK", "Answer", "Auth", "Group", "Handler", "Plain", "Route", "mirrored"]

Handler = Callable[..., "bytes | Deferred[bytes]"]
"""Takes the request, each parameter by its name, and the `body` if there is one; answers the body, having set status and headers."""

CALLBACK = "/signin-oidc"
"""The route to which a sign-on provider sends browsers back; the path they see is `OIDC.CallbackPath`, see the entry."""
_IN_PATTERN = re.compile(r"<(?:\w+:)?(\w+)>")


class Auth(Enum):
    """What a route asks for. Each route has one; there is no default."""

    PUBLIC = "public"
    """Nothing, ever."""
    PROTECTED = "protected"
    """A credential, unless authentication is switched off."""
    SPECIAL = "special"
    """The handler looks at the credential itself."""


class Group(StrEnum):
    """The subject of a route, under which documents list it."""

    SYSTEM = "system"
    AUTH = "auth"
    STATUS = "status"
    PROCESSES = "processes"
    ARR = "arr"
    LOGS = "logs"
    ACTIVITY = "activity"
    TORRENTS = "torrents"
    SETUP = "setup"
    DOCTOR = "doctor"
    CONFIG = "config"
    CATALOG = "catalog"
    DOCS = "docs"
    EVENTS = "events"


class Plain(Enum):
    """An answer that is no JSON value, or one whose members depend on what it shows."""

    JSON = "json"
    """An object whose members cannot be declared."""
    TEXT = "text"
    PAGE = "page"
    """A page for people."""
    FILE = "file"
    STREAM = "stream"
    """Server-sent events."""
    REDIRECT = "redirect"


Answer = type[Struct] | Plain


def _several(answer: "Answer | tuple[Answer, ...]") -> "tuple[Answer, ...]":
    return answer if isinstance(answer, tuple) else (answer,)


@frozen(kw_only=True)
class Route:
    """
    One method on one path pattern (as Klein spells it). GET also serves HEAD.

    *body* is what its JSON body is read as, None where none is looked at. *answer* is what it answers when all is well; several
    where the client chooses. *refused* is how its refusals look if not like all others: it is made with a text as `message` and as
    `error`. Everything that is known of a route stands here: whoever routes, documents or tests reads this.
    """

    name: str = field(validator=min_len(1))
    method: str = field(validator=min_len(3))
    path: str
    auth: Auth = field(validator=instance_of(Auth))
    group: Group = field(validator=instance_of(Group))
    parameters: tuple[Parameter, ...] = ()
    body: type[Struct] | None = None
    answer: tuple[Answer, ...] = field(converter=_several)
    refused: type[Struct] | None = None
    handler: Handler

    def __attrs_post_init__(self) -> None:
        declared = {each.name for each in self.parameters if each.place is ParameterPlace.PATH}
        if declared != set(_IN_PATTERN.findall(self.path)):
            raise ValueError(f"{self.name}: the parameters of {self.path} are not those declared")


def mirrored(
    name: str,
    method: str,
    path: str,
    group: Group,
    handler: Handler,
    *,
    parameters: tuple[Parameter, ...] = (),
    body: type[Struct] | None = None,
    answer: Answer | tuple[Answer, ...],
    refused: type[Struct] | None = None,
) -> tuple[Route, Route]:
    """
    The same protected route under `/api` for scripts and under `/web` for the browser UI, from one declaration: *path* and *name*
    are without the prefix.
    """
    api = Route(
        name=f"api.{name}", method=method, path=f"/api{path}", auth=Auth.PROTECTED, group=group,
        parameters=parameters, body=body, answer=answer, refused=refused, handler=handler,
    )  # fmt: skip
    return api, evolve(api, name=f"web.{name}", path=f"/web{path}")
