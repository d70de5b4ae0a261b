"""
What the supervisor and the fork server say to each other: one JSON object per packet of a `SOCK_SEQPACKET` socket.

Descriptors travel with the packet: a `Fork` brings those for the child's 1, 2, 3 and 4, in this order; a `Forked` brings a pidfd.
"""

import msgspec
from msgspec import Struct

from qbitrr.errors import WireError

__all__ = [
    "MAX_PACKET_BYTES",
    "Exited",
    "Fork",
    "Forked",
    "NotForked",
    "Preloaded",
    "Said",
    "read_fork",
    "read_said",
    "to_packet",
]

MAX_PACKET_BYTES = 128 * 1024


class Fork(Struct, frozen=True, kw_only=True):
    """To the fork server: become the child called `name` with this environment. `id` comes back in the answers."""

    id: int
    name: str
    env: dict[str, str]


class _Said(Struct, frozen=True, kw_only=True, tag_field="f", tag=True):
    """A packet from the fork server."""


class Preloaded(_Said, frozen=True, kw_only=True):
    """First packet: everything is imported; `missing` modules do not exist in this version."""

    pid: int
    missing: tuple[str, ...] = ()


class Forked(_Said, frozen=True, kw_only=True):
    """The child runs as `pid`."""

    id: int
    pid: int


class NotForked(_Said, frozen=True, kw_only=True):
    """There is no child, and why."""

    id: int
    why: str


class Exited(_Said, frozen=True, kw_only=True):
    """The child is gone; `status` as `waitpid` gives it."""

    id: int
    status: int


Said = Preloaded | Forked | NotForked | Exited
_encoder = msgspec.json.Encoder()
_fork = msgspec.json.Decoder(Fork)
_said: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)


def to_packet(message: Fork | Said) -> bytes:
    """*message* as a packet. Raises `WireError` when it is too long."""
    packet = _encoder.encode(message)
    if len(packet) > MAX_PACKET_BYTES:
        raise WireError(f"{type(message).__name__} is {len(packet)} bytes long, {MAX_PACKET_BYTES} are allowed")
    return packet


def read_fork(packet: bytes) -> Fork:
    """What the supervisor wants. Raises `WireError`."""
    try:
        return _fork.decode(packet)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise WireError(str(error)) from error


def read_said(packet: bytes) -> Said:
    """What the fork server says. Raises `WireError`."""
    try:
        return _said.decode(packet)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise WireError(str(error)) from error
