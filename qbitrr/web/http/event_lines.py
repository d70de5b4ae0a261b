"""
How a server-sent event is spelled.
"""

import msgspec
from twisted.web.iweb import IRequest

__all__ = ["EVENT_STREAM", "PingEvent", "begin_stream", "event_lines"]

EVENT_STREAM = b"text/event-stream; charset=utf-8"


class PingEvent(msgspec.Struct, frozen=True, kw_only=True):
    """We live; `ts` is the time in seconds since the epoch."""

    ts: int


def begin_stream(request: IRequest) -> None:
    """Set the headers of a stream of events, which no proxy is to keep or hold back."""
    request.setHeader(b"content-type", EVENT_STREAM)
    request.setHeader(b"cache-control", b"no-cache")
    request.setHeader(b"x-accel-buffering", b"no")


def event_lines(name: str, value: msgspec.Struct, id: str = "") -> bytes:
    """One event: its *name*, its JSON *value* (which never contains a raw newline), and the *id* a client comes back with."""
    head = f"id: {id}\n" if id else ""
    return b"".join([f"{head}event: {name}\ndata: ".encode("ascii"), msgspec.json.encode(value), b"\n\n"])
