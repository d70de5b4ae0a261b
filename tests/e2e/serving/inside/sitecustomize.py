"""
Runs first in a process of the supervisor: Python imports a module of this name by itself.

While the file named by `HUNG_LOGS` is there, nobody gets an answer from the disk with the log folder beside it, whoever asks and whatever
for: what asks waits and cannot be woken, as on a network share whose server is gone.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_FLAG = os.environ.get("HUNG_LOGS", "")
_is_there, _led_to = os.path.exists, os.readlink


def _wait() -> None:
    while _is_there(_FLAG):
        time.sleep(0.1)


def _hanging(call: Callable[..., Any], folder: str) -> Callable[..., Any]:
    def hang(path: Any = ".", *arguments: Any, **named: Any) -> Any:
        if isinstance(path, str | Path) and str(path).startswith(folder):
            _wait()
        return call(path, *arguments, **named)

    return hang


def _hanging_write(call: Callable[[int, Any], int], folder: str) -> Callable[[int, Any], int]:
    def hang(fd: int, content: Any) -> int:
        if _is_there(_FLAG) and _led_to(f"/proc/self/fd/{fd}").startswith(folder):
            _wait()
        return call(fd, content)

    return hang


if _FLAG:
    _folder = str(Path(_FLAG).parent / "logs")
    os.write = _hanging_write(os.write, _folder)
    for _name in ("open", "stat", "lstat", "listdir", "readlink", "mkdir"):
        setattr(os, _name, _hanging(getattr(os, _name), _folder))
