"""
How values look on the wire: dates, durations, records without nulls, and the error answers.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

__all__ = [
    "ApiError",
    "ArrAnswer",
    "clean",
    "failure",
    "invalid",
    "missing",
    "not_found",
    "picture",
    "problem",
    "prune",
    "span",
    "stamp",
    "unstamp",
]


def stamp(seconds: float | None) -> str | None:
    """A moment (seconds since the epoch) as the applications write it: UTC, whole seconds, `Z`."""
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unstamp(text: str) -> float:
    """The moment an ISO date names, in seconds since the epoch; UTC when it names no zone. ValueError if unreadable."""
    zoned = text.replace(" ", "+") if "T" in text else text  # a plus sign sent bare arrives as a space
    moment = datetime.fromisoformat(zoned)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def span(seconds: float) -> str:
    """A duration in the .NET form `[d.]hh:mm:ss[.fffffff]`."""
    whole, ticks = divmod(round(max(0.0, seconds) * 10_000_000), 10_000_000)
    days, rest = divmod(whole, 86_400)
    text = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return (f"{days}." if days else "") + text + (f".{ticks:07}" if ticks else "")


def prune(**members: Any) -> dict[str, Any]:
    """A record without its null members, as every answer is sent."""
    return {name: value for name, value in members.items() if value is not None}


def clean(title: str) -> str:
    """A title reduced to its letters and digits, for comparison."""
    return re.sub(r"[^a-z0-9]", "", title.lower())


def picture(url_base: str, folder: str, record_id: int, cover: str) -> dict[str, Any]:
    """One entry of a record's `images`: where the application serves it, and where it came from."""
    where = f"MediaCover/{folder}{record_id}/{cover}.jpg"
    return {
        "coverType": cover,
        "url": f"{url_base}/{where}?lastWrite=638000000000000000",
        "remoteUrl": f"https://images.invalid/{where}",
    }


@frozen(kw_only=True)
class ArrAnswer:
    """A handler's answer that is not plainly 200 with a JSON value."""

    value: Any = None
    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes | None = None
    content_type: str = "application/json; charset=utf-8"


class ApiError(Exception):
    """Something the application answers with an error *status* and a JSON *body* (None = empty)."""

    def __init__(self, status: int, body: Any = None) -> None:
        super().__init__(status, body)
        self.status, self.body = status, body

    def __str__(self) -> str:
        return (
            self.body["message"] if isinstance(self.body, Mapping) and "message" in self.body else f"HTTP {self.status}"
        )


def failure(status: int, message: str, exception: str) -> ApiError:
    """An *exception* inside the application, which it tells with (the beginning of) a stack trace."""
    return ApiError(status, {"message": message, "description": f"{exception}: {message}\n   at …"})


def not_found(model: str, record_id: int) -> ApiError:
    """An id that a write or sub-lookup does not find."""
    return failure(404, f"{model} with ID {record_id} does not exist", "NzbDrone.Core.Datastore.ModelNotFoundException")


def problem(status: int, title: str, errors: Mapping[str, Iterable[str]] | None = None) -> ApiError:
    """The framework's own problem document."""
    body: dict[str, Any] = {
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5." + ("5" if status == 404 else "1"),
        "title": title,
        "status": status,
        "traceId": "00-5f1c2a9f0d5d4f0a8a6f5d3a2b1c0d9e-8b7a6c5d4e3f2a1b-00",
    }
    if errors is not None:
        body["errors"] = {name: list(texts) for name, texts in errors.items()}
    return ApiError(status, body)


def missing() -> ApiError:
    """`GET x/{id}` with an id that does not exist."""
    return problem(404, "Not Found")


def invalid(name: str, message: str, value: Any = None) -> ApiError:
    """A posted record that fails validation: an array, status 400."""
    fault = prune(
        propertyName=name, errorMessage=message, attemptedValue=value, severity="error", errorCode="PredicateValidator"
    )
    return ApiError(400, [fault])
