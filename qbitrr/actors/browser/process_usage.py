"""
How much memory and processor the children take: read from `/proc` in a thread, and only while somebody looks.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IReactorTime

from qbitrr.model.shown.process_usage import ChildUsage
from qbitrr.model.status import Overview

__all__ = ["ProcessUsage", "read_usage"]

_FRESH_SECONDS = 2.0
"""Whoever looks within this time of another sees the same."""
_LONGEST_SECONDS = 60.0
"""Between looks that are further apart a share would say little about now."""
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PROC = Path("/proc")


def read_usage(pids: Sequence[int], proc: Path = _PROC) -> dict[int, tuple[int | None, float | None]]:
    """
    Bytes of memory and seconds of processor by process; None for what this system does not say, or not about a process that has ended.
    Blocks, if only shortly.
    """
    return {pid: (_memory(proc / str(pid)), _cpu(proc / str(pid))) for pid in pids}


def _memory(folder: Path) -> int | None:
    """
    Its proportional share: forked children have most of their pages in common, and each of them would count those whole. Kernels that do
    not tell that tell the resident size.
    """
    for name, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            lines = (folder / name).read_text("ascii", "replace").splitlines()
        except OSError:
            continue
        sizes = [line.split()[1] for line in lines if line.startswith(key)]
        if sizes and sizes[0].isdigit():
            return int(sizes[0]) * 1024
    return None


def _cpu(folder: Path) -> float | None:
    try:
        text = (folder / "stat").read_text("utf-8", "replace")
    except OSError:
        return None
    # The name of the program comes before, in brackets, and may hold anything. From its state on, user and system time are 12th and 13th.
    figures = text.rpartition(")")[2].split()
    if len(figures) < 13 or not (figures[11].isdigit() and figures[12].isdigit()):
        return None
    return (int(figures[11]) + int(figures[12])) / _TICKS


class ProcessUsage:
    """Over the children that *overview* knows; *in_thread* runs what reads."""

    def __init__(
        self, overview: Callable[[], Overview], clock: IReactorTime, in_thread: Callable[..., Deferred[Any]]
    ) -> None:
        self._overview = overview
        self._clock = clock
        self._in_thread = in_thread
        self._at = float("-inf")
        self._known: tuple[ChildUsage, ...] = ()

    def usage(self) -> Deferred[tuple[ChildUsage, ...]]:
        """Fires with what each child that runs takes. Fails with `NotReady` while too much is read."""
        if 0 <= self._clock.seconds() - self._at < _FRESH_SECONDS:
            return succeed(self._known)
        children = [each for each in self._overview().processes if each.pid is not None]
        found = tuple(
            ChildUsage(section=each.section, kind=each.kind, category=each.category, pid=each.pid or 0) for each in children
        )  # fmt: skip
        return self._in_thread(read_usage, [each.pid for each in found]).addCallback(self._took, found)

    def _took(
        self, read: dict[int, tuple[int | None, float | None]], children: tuple[ChildUsage, ...]
    ) -> tuple[ChildUsage, ...]:
        now = self._clock.seconds()
        before, since = {(each.section, each.kind, each.pid): each for each in self._known}, now - self._at
        self._at = now
        self._known = tuple(
            _with_share(evolve(each, memory_bytes=read[each.pid][0], cpu_seconds=read[each.pid][1]),
                        before.get((each.section, each.kind, each.pid)), since)
            for each in children
        )  # fmt: skip
        return self._known


def _with_share(now: ChildUsage, before: ChildUsage | None, seconds: float) -> ChildUsage:
    if before is None or before.cpu_seconds is None or now.cpu_seconds is None or not 0 < seconds <= _LONGEST_SECONDS:
        return now
    return evolve(now, cpu_share=max(0.0, now.cpu_seconds - before.cpu_seconds) / seconds)
