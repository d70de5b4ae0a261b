"""
A process and everything below it, as the kernel sees them (Linux).
"""

import os
from pathlib import Path

__all__ = ["alive", "cpu_seconds", "names", "pss_bytes", "tree_of"]

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def _stat(pid: int | str) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on (field 3), None when the process is gone."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def tree_of(root: int) -> list[int]:
    """*root* and all its descendants that exist now."""
    below: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(entry.name)) is not None:
            below.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(below.get(pid, ()))
    return [pid for pid in found if _stat(pid) is not None]


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    fields = _stat(pid)
    return fields is not None and fields[0] != "Z"


def names(pids: list[int]) -> dict[int, str]:
    """What each process is called."""
    found = {}
    for pid in pids:
        try:
            found[pid] = (_PROC / str(pid) / "comm").read_text(encoding="utf-8").strip()
        except (FileNotFoundError, ProcessLookupError):
            continue  # gone meanwhile
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time a process has used, 0 when it is gone."""
    fields = _stat(pid)
    return 0.0 if fields is None else (int(fields[11]) + int(fields[12])) / _TICKS


def pss_bytes(pid: int) -> int:
    """Memory of a process, shared pages counted in proportion; 0 when it is gone."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
