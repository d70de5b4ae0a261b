"""
What is free on which disk, as far as anybody tells. Pure.
"""

from collections.abc import Iterator

from qbitrr.model.status import Overview, PolicyReport, QbitStatus

__all__ = ["clients_telling", "disk_of", "free_by_disk", "guard_reports"]


def disk_of(section: str) -> str:
    """What the disk of a client is called while nobody measures it."""
    return f"the disk of {section}"


def guard_reports(overview: Overview) -> list[PolicyReport]:
    """What the guard of free space says, if it runs."""
    return [each.report for each in overview.processes if each.alive and isinstance(each.report, PolicyReport)]


def clients_telling(overview: Overview) -> Iterator[QbitStatus]:
    """The clients that answer and say what is free."""
    return (each for each in overview.qbits if each.alive and each.free_space_bytes >= 0)


def free_by_disk(overview: Overview) -> dict[str, int]:
    """Bytes free by the name of a disk: as the guard of free space measured them; without it, as the clients that answer say."""
    measured = {pool.name: pool.free_bytes for report in guard_reports(overview) for pool in report.pools}
    return measured or {disk_of(each.section): each.free_space_bytes for each in clients_telling(overview)}
