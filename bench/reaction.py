"""
How quickly a finished download is handed to its Arr.
"""

import time
from collections.abc import Iterator

from bench.figures import Figure
from bench.world import world

__all__ = ["imports"]

_DOWNLOADS = 12
_FIRST_SECONDS = 10.0
_APART_SECONDS = 2.3
_PATIENCE_SECONDS = 15.0


def imports() -> Iterator[Figure]:
    """From the completion in qBittorrent to the import command that the Arr receives."""
    with world(3, 100, together=True) as outside, outside.qbitrr() as running:
        running.wait_alive(outside.children)
        time.sleep(2)
        outside.qbit.ask("download", _DOWNLOADS, _FIRST_SECONDS, _APART_SECONDS)
        begin = time.monotonic()
        end = begin + _FIRST_SECONDS + _DOWNLOADS * _APART_SECONDS + _PATIENCE_SECONDS
        seen = outside.qbit.ask("imports")
        while time.monotonic() < end and len(seen["seconds"]) < _DOWNLOADS:
            time.sleep(1)
            seen = outside.qbit.ask("imports")
    yield Figure(
        name="complete to import command", unit="s", samples=seen["seconds"],
        conditions=f"{_DOWNLOADS} downloads {_APART_SECONDS:g} s apart, {len(seen['seconds'])} handed over with "
        f"{seen['commands']} commands", reference="never sent", goal="< 2 s", at_most=2.0,
    )  # fmt: skip
