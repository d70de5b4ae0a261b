"""
How a server-sent event is spelled.
"""

import msgspec

__all__ = ["event_lines"]


def event_lines(name: str, value: msgspec.Struct, id: str = "") -> bytes:
    """One event: its *name*, its JSON *value* (which never contains a raw newline), and the *id* a client comes back with."""
    head = f"id: {id}\n" if id else ""
    return b"".join([f"{head}event: {name}\ndata: ".encode("ascii"), msgspec.json.encode(value), b"\n\n"])
