"""Whether a change of the configuration, or a whole text of it, would be taken: the answer is what is wrong, not a refusal."""

from collections.abc import Callable
from typing import Annotated, Any

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.config.editing.refusals import BadChanges, ProtectedKey, WrongKey
from qbitrr.resolved.config_changes import ConfigChanged, ConfigText
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.config.refused import refused
from qbitrr.web.http.answers import Refusal, WrongKeyAnswer, json_response, never_cache
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored

__all__ = ["ValidateRoutes", "ValidatedAnswer", "ValidationBody"]


class ValidationBody(Struct, frozen=True, kw_only=True):
    """
    `changes` and `renames` as for `POST /config`, or the `text` of a whole file, with secrets or masked. `revision`: of the content they
    were thought out on; without it they are judged against the file as it is.
    """

    changes: Annotated[dict[str, Any] | None, otherwise("changes must be an object")] = None
    renames: Annotated[dict[str, str] | None, otherwise("renames must be an object of names")] = None
    text: Annotated[str | None, otherwise("text must be the text of a configuration file")] = None
    revision: Annotated[str, otherwise("revision must be a text")] = ""


class ValidatedAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Whether it would be saved. If not, `error` is what `POST /config` would say, `validation_errors` the same key by key. `warnings` are
    about what would be saved all the same.
    """

    valid: bool
    error: str = ""
    validation_errors: tuple[WrongKeyAnswer, ...] = ()
    warnings: tuple[str, ...] = ()


class ValidateRoutes:
    """`POST /config/validate`."""

    def __init__(self, configuration: ConfigControl, redact: Callable[[str], str]) -> None:
        self._configuration = configuration
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "config.validate", "POST", "/config/validate", Group.CONFIG, self.validate,
            body=ValidationBody, answer=ValidatedAnswer,
        )  # fmt: skip

    def validate(self, request: IRequest, body: ValidationBody) -> Deferred[bytes]:
        """Judge it as if it were to be saved. Nothing is saved."""
        has_changes = body.changes is not None or body.renames is not None
        if has_changes == (body.text is not None):
            raise Refusal(400, "changes or text is required, not both")

        def wrong(failure: Failure) -> ValidatedAnswer:
            error = failure.value
            if not isinstance(error, BadChanges | ProtectedKey):
                failure.raiseException()
            return self._wrong(error)

        never_cache(request)
        judging = self._rewriting(body.text, body.revision) if body.text is not None else self._changing(body)
        judging.addCallbacks(self._right, wrong)
        judging.addCallback(lambda answer: json_response(request, answer))
        return judging.addErrback(refused, request, self._redact)

    def _changing(self, body: ValidationBody) -> Deferred[Any]:
        wanted = ChangeSet(changes=body.changes or {}, renames=body.renames or {})
        return self._configuration.change(wanted, revision=body.revision, dry_run=True)

    def _rewriting(self, text: str, revision: str) -> Deferred[Any]:
        def judge(revision: str) -> Deferred[ConfigChanged]:
            return self._configuration.rewrite(text, revision, dry_run=True)

        if revision:
            return judge(revision)

        def instead(present: ConfigText) -> Deferred[ConfigChanged]:
            return judge(present.revision)

        return self._configuration.show_text().addCallback(instead)

    def _right(self, changed: ConfigChanged) -> ValidatedAnswer:
        return ValidatedAnswer(valid=True, warnings=tuple(self._redact(str(each)) for each in changed.warnings))

    def _wrong(self, error: BadChanges | ProtectedKey) -> ValidatedAnswer:
        found = error.wrong if isinstance(error, BadChanges) else (WrongKey(key=error.key, message=str(error)),)
        shown = tuple(WrongKeyAnswer(path=each.key, message=self._redact(each.message)) for each in found)
        return ValidatedAnswer(valid=False, error=self._redact(str(error)), validation_errors=shown)
