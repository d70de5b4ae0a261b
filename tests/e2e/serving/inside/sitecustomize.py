"""
Runs first in a process of the supervisor: Python imports a module of this name by itself.

While the file named by `HUNG_LOGS` is there, nobody but the thread that writes logs gets an answer from the disk with the log folder
beside it: what asks waits and cannot be woken, as on a network share whose server is gone.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_FLAG = os.environ.get("HUNG_LOGS", "")


def _hanging(call: Callable[..., Any], folder: str) -> Callable[..., Any]:
    def hang(path: Any = ".", *arguments: Any, **named: Any) -> Any:
        is_there = isinstance(path, str | Path) and str(path).startswith(folder)
        while is_there and threading.current_thread() is not threading.main_thread() and os.path.exists(_FLAG):
            time.sleep(1)
        return call(path, *arguments, **named)

    return hang


if _FLAG:
    _folder = str(Path(_FLAG).parent / "logs")
    for _name in ("open", "stat", "lstat", "listdir", "readlink"):
        setattr(os, _name, _hanging(getattr(os, _name), _folder))
