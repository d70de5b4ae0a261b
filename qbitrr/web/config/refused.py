"""What is not done with the configuration, as an answer."""

from collections.abc import Callable

from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from qbitrr.config.editing.refusals import BadChanges, ChangeConflict, ConfigFileTrouble, ProtectedKey
from qbitrr.web.http.answers import ClashAnswer, ErrorAnswer, WrongKeyAnswer, json_response

__all__ = ["refused"]


def refused(failure: Failure, request: IRequest, redact: Callable[[str], str]) -> bytes:
    """The answer to a change that was refused; another failure goes on. Values are masked already, texts by *redact*."""
    error = failure.value
    match error:
        case BadChanges():
            wrong = tuple(WrongKeyAnswer(path=each.key, message=redact(each.message)) for each in error.wrong)
            return json_response(request, ErrorAnswer(error=redact(str(error)), validation_errors=wrong), 400)
        case ProtectedKey():
            return json_response(request, ErrorAnswer(error=str(error), code="PROTECTED_KEY"), 403)
        case ChangeConflict():
            clashes = tuple(
                ClashAnswer(key=each.key, before=each.before, on_disk=each.on_disk, wanted=each.wanted)
                for each in error.clashes
            )
            return json_response(request, ErrorAnswer(error=str(error), code="CONFIG_CONFLICT", conflicts=clashes), 409)
        case ConfigFileTrouble():
            code = "CONFIG_UNREADABLE" if error.what == "load" else "CONFIG_UNSAVED"
            return json_response(request, ErrorAnswer(error=redact(str(error)), code=code), 500)
    failure.raiseException()
    raise AssertionError("raised above")
