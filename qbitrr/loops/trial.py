"""
Trying out a path, or patterns, in a process of its own.

`python -m qbitrr.loops.trial` reads a `Trial` from its input, writes a line for each answer as soon as it is there, and ends.
"""

import os
import re
import resource
import stat
import sys
from collections.abc import Iterator
from typing import Literal

import msgspec

from qbitrr.model.torrents.rules import compile_error_codes, compile_patterns
from qbitrr.wire.trials import PathFound, PathTrial, PatternHit, PatternTrial, PatternTried, Trial

__all__ = ["answers", "path_found", "patterns_tried"]

MOST_HITS = 50
_MOST_CPU_SECONDS = 8
Kind = Literal["folder", "file", "other"]


def answers(trial: Trial) -> Iterator[PathFound | PatternTried]:
    """One answer for a path, one for each pattern in order."""
    if isinstance(trial, PathTrial):
        yield path_found(trial.path)
    else:
        yield from patterns_tried(trial)


def path_found(path: str) -> PathFound:
    """What is at *path*. May hang."""
    kind: Kind | None = None
    trouble = ""
    try:
        mode = os.stat(path).st_mode
        kind = "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        trouble = getattr(error, "strerror", None) or str(error)
    enter = os.X_OK if kind == "folder" else 0
    free, total = _room(path)
    return PathFound(
        kind=kind,
        readable=kind is not None and os.access(path, os.R_OK | enter),
        writable=kind is not None and os.access(path, os.W_OK | enter),
        free_bytes=free,
        total_bytes=total,
        trouble=trouble,
    )


def _room(path: str) -> tuple[int | None, int | None]:
    """Free and all bytes where *path* is, or would be."""
    while True:
        try:
            found = os.statvfs(path)
        except FileNotFoundError:
            above = os.path.dirname(path)
            if above == path:
                return None, None
            path = above
        except (OSError, ValueError):
            return None, None
        else:
            return found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize


def patterns_tried(trial: PatternTrial) -> Iterator[PatternTried]:
    """How each pattern fares on the samples, read as the configuration reads patterns of that kind. May take for ever."""
    for each in trial.patterns:
        if trial.kind == "messages":
            is_pattern = len(each.strip()) > 2 and each.strip()[0] == each.strip()[-1] == "/"
            source = each.strip()[1:-1] if is_pattern else ""
            compiled = compile_error_codes([each])
        else:
            source = each
            compiled = compile_patterns([each], case_sensitive=trial.case_sensitive)[0]
        yield _tried(compiled[0], trial.samples) if compiled else PatternTried(error=_why_none(source))


def _tried(pattern: re.Pattern[str], samples: tuple[str, ...]) -> PatternTried:
    matched = 0
    hits: list[PatternHit] = []
    for number, sample in enumerate(samples):
        # A match of nothing never counts.
        found = next((match for match in pattern.finditer(sample) if match.group()), None)
        if found is not None:
            matched += 1
            if len(hits) < MOST_HITS:
                hits.append(PatternHit(sample=number, start=found.start(), end=found.end()))
    return PatternTried(matched=matched, hits=tuple(hits))


def _why_none(source: str) -> str:
    try:
        re.compile(source)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return "it is empty"


def main() -> None:
    """The process."""
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_SECONDS, _MOST_CPU_SECONDS))  # whoever started us may be gone
    for answer in answers(msgspec.json.decode(sys.stdin.buffer.read(), type=Trial)):
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
