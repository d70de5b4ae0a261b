"""The configuration as it is: its content, what is wrong with it, which keys there can be, and what it was before."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.config.backups import Backup
from qbitrr.config.derived.forms import form_schema
from qbitrr.config.problems import Problem
from qbitrr.config.schema.config import SCHEMA_VERSION
from qbitrr.resolved.config_changes import ConfigProblems, ConfigShown, ConfigText
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.config.refused import refused
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.parameters import FLAG, in_query
from qbitrr.web.http.routes import Auth, Group, Plain, Route, mirrored

__all__ = [
    "BackupsAnswer",
    "ConfigProblemsAnswer",
    "FormSchemaAnswer",
    "ProblemAnswer",
    "ShownConfigRoutes",
    "WarnedConfigAnswer",
    "config_problems_answer",
    "problem_answer",
]

_NEWEST_OF_THE_OTHER = (5, 14)
"""The newest release of the other program whose files we know."""


class VersionWarning(Struct, frozen=True, kw_only=True, rename="camel"):
    """The file was written by a newer release. *current_version* is its stamp, as it is in the file."""

    type: str = "config_version_mismatch"
    message: str
    current_version: Any


class WarnedConfigAnswer(Struct, frozen=True, kw_only=True):
    """The content of a file that this release may not understand as it was meant."""

    config: dict[str, Any]
    warning: VersionWarning


class FormSchemaAnswer(Struct, frozen=True, kw_only=True):
    """The fields of each kind of section, with all a form needs to know of them."""

    version: int
    sections: dict[str, list[dict[str, Any]]]


class ProblemAnswer(Struct, frozen=True, kw_only=True):
    """One finding about the configuration; *text* is all of it in one line, *line* null if it is not in the file."""

    severity: str
    section: str
    key: str
    value: str
    line: int | None
    message: str
    remedy: str
    text: str


class FixedAnswer(Struct, frozen=True, kw_only=True):
    """
    A dotted key that is not the file's to decide: the environment *variable* that does, or, without one, *why*, and the *value* that counts
    (null where its section is left out), secrets masked.
    """

    key: str
    variable: str
    why: str
    value: Any


class ConfigProblemsAnswer(Struct, frozen=True, kw_only=True):
    """
    What is wrong with the configuration in force. *trouble* says why the file on disk is not the one in force, and is empty when it is.
    *fixed* are the keys whose values in the file are without effect; *confirmed* is false while a file of another program may not act.
    """

    revision: str
    trouble: str
    problems: tuple[ProblemAnswer, ...]
    fixed: tuple[FixedAnswer, ...]
    confirmed: bool


class RawConfigAnswer(Struct, frozen=True, kw_only=True):
    """The TOML text of the file, secrets masked; *revision* is sent back with a text made from it."""

    text: str
    revision: str


class BackupAnswer(Struct, frozen=True, kw_only=True):
    """One earlier file: when it was replaced, its size in bytes."""

    name: str
    at: str
    size: int


class BackupsAnswer(Struct, frozen=True, kw_only=True):
    """What can be brought back, newest first."""

    backups: tuple[BackupAnswer, ...]


class ShownConfigRoutes:
    """`GET /config` and what stands below it."""

    def __init__(self, configuration: ConfigControl, redact: Callable[[str], str]) -> None:
        self._configuration = configuration
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored; browsers get what counts without being stated, too, and a warning around it all if the file is too new."""
        group = Group.CONFIG
        stated = in_query(
            "stated", FLAG, "Only what the file states, without what counts for other keys.", default=False
        )
        return (
            Route(
                name="api.config", method="GET", path="/api/config", auth=Auth.PROTECTED, group=group,
                answer=Plain.JSON, handler=self.config,
            ),
            Route(
                name="web.config", method="GET", path="/web/config", auth=Auth.PROTECTED, group=group, parameters=(stated,),
                answer=(Plain.JSON, WarnedConfigAnswer), handler=self.warned,
            ),
            *mirrored("config.raw", "GET", "/config/raw", group, self.raw, answer=RawConfigAnswer),
            *mirrored("config.export", "GET", "/config/export", group, self.export, answer=Plain.FILE),
            *mirrored("config.schema", "GET", "/config/schema", group, self.schema, answer=FormSchemaAnswer),
            *mirrored("config.problems", "GET", "/config/problems", group, self.problems, answer=ConfigProblemsAnswer),
            *mirrored("config.backups", "GET", "/config/backups", group, self.backups, answer=BackupsAnswer),
        )  # fmt: skip

    def config(self, request: IRequest) -> Deferred[bytes]:
        """The content of the file, read anew, secrets masked; its revision as `ETag`."""
        return self._shown(request, lambda shown: json_response(request, shown.tree))

    def warned(self, request: IRequest, stated: bool) -> Deferred[bytes]:
        """The same with a warning if the file is too new; with what counts for other keys unless only what is *stated* is wanted."""

        def answer(shown: ConfigShown) -> bytes:
            warning, tree = _warning(shown.tree), dict(shown.tree if stated else shown.whole)
            if warning is None:
                return json_response(request, tree)
            return json_response(request, WarnedConfigAnswer(config=tree, warning=warning))

        return self._shown(request, answer)

    def raw(self, request: IRequest) -> Deferred[bytes]:
        """The text of the file, read anew."""

        def answer(found: ConfigText) -> bytes:
            request.setHeader(b"etag", f'"{found.revision}"'.encode("ascii"))
            return json_response(request, RawConfigAnswer(text=found.text, revision=found.revision))

        return self._configuration.show_text().addCallback(answer).addErrback(refused, request, self._redact)

    def export(self, request: IRequest) -> Deferred[bytes]:
        """The same as a file to keep or to show others."""

        def answer(found: ConfigText) -> bytes:
            body = found.text.encode()
            request.setHeader(b"content-type", b"application/toml; charset=utf-8")
            request.setHeader(b"content-disposition", b'attachment; filename="config.masked.toml"')
            request.setHeader(b"content-length", b"%d" % len(body))
            return body

        return self._configuration.show_text().addCallback(answer).addErrback(refused, request, self._redact)

    def schema(self, request: IRequest) -> bytes:
        """Which keys there can be."""
        return json_response(request, FormSchemaAnswer(**form_schema()))

    def problems(self, request: IRequest) -> bytes:
        """What is wrong, from memory."""
        return json_response(request, config_problems_answer(self._configuration.state(), self._redact))

    def backups(self, request: IRequest) -> Deferred[bytes]:
        """What can be brought back."""

        def answer(found: tuple[Backup, ...]) -> bytes:
            shown = (BackupAnswer(name=each.name, at=iso(each.at), size=each.size_bytes) for each in found)
            return json_response(request, BackupsAnswer(backups=tuple(shown)))

        return self._configuration.backups().addCallback(answer).addErrback(refused, request, self._redact)

    def _shown(self, request: IRequest, answer: Callable[[ConfigShown], bytes]) -> Deferred[bytes]:
        def tagged(shown: ConfigShown) -> bytes:
            request.setHeader(b"etag", f'"{shown.revision}"'.encode("ascii"))
            return answer(shown)

        return self._configuration.show().addCallback(tagged).addErrback(refused, request, self._redact)


def config_problems_answer(state: ConfigProblems, redact: Callable[[str], str]) -> ConfigProblemsAnswer:
    """What is wrong with the configuration in force, as it is shown."""
    return ConfigProblemsAnswer(
        revision=state.revision,
        trouble=redact(state.trouble),
        problems=tuple(problem_answer(each, redact) for each in state.problems),
        fixed=tuple(
            FixedAnswer(key=each.key, variable=each.variable, why=each.why, value=state.held.get(each.key))
            for each in state.fixed
        ),
        confirmed=state.is_confirmed,
    )


def problem_answer(problem: Problem, redact: Callable[[str], str]) -> ProblemAnswer:
    """One finding as it is shown."""
    return ProblemAnswer(
        severity=problem.severity.value,
        section=problem.section,
        key=problem.key,
        value=redact(problem.value),
        line=problem.line,
        message=redact(problem.message),
        remedy=redact(problem.remedy),
        text=redact(str(problem)),
    )


def _warning(tree: Mapping[str, Any]) -> VersionWarning | None:
    """What to say of a file whose stamp, ours or for want of it the other program's, is newer than what we know."""
    settings = tree.get("Settings")
    if not isinstance(settings, Mapping):
        return None
    stamp, known = settings.get("SchemaVersion"), str(SCHEMA_VERSION)
    if isinstance(stamp, int):
        is_newer = stamp > SCHEMA_VERSION
    else:
        stamp, known = settings.get("ConfigVersion"), ".".join(map(str, _NEWEST_OF_THE_OTHER))
        found = re.match(r"(\d{1,6})\.(\d{1,6})", stamp) if isinstance(stamp, str) else None
        is_newer = found is not None and (int(found[1]), int(found[2])) > _NEWEST_OF_THE_OTHER
    if not is_newer:
        return None
    message = (
        f"Config version {stamp} was written by a newer release (this one knows {known}) and may not work correctly: update "
        "the program, or bring back a backup of the file"
    )
    return VersionWarning(message=message, current_version=stamp)
