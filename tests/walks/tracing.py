"""Which of our files a walk through the program enters."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import qbitrr

__all__ = ["entered"]

PACKAGE = Path(qbitrr.__file__).parent
_OURS = f"{PACKAGE}/"
_SIMULATORS = f"{PACKAGE / 'testing'}/"


@contextmanager
def entered() -> Iterator[set[str]]:
    """The modules, as paths inside the package, of all functions called meanwhile; what only a simulator does is not ours."""
    files: set[str] = set()

    def called(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            files.add(frame.f_code.co_filename)

    found: set[str] = set()
    before = sys.getprofile()
    sys.setprofile(called)
    try:
        yield found
    finally:
        sys.setprofile(before)
        found |= {
            file.removeprefix(_OURS) for file in files if file.startswith(_OURS) and not file.startswith(_SIMULATORS)
        }
