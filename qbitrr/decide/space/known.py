"""
What is free on which disk, as far as anybody tells. Pure.
"""

from qbitrr.model.status import Overview, PolicyReport

__all__ = ["disk_of", "free_by_disk"]


def disk_of(section: str) -> str:
    """What the disk of a client is called while nobody measures it."""
    return f"the disk of {section}"


def free_by_disk(overview: Overview) -> dict[str, int]:
    """Bytes free by the name of a disk: as the guard of free space measured them; without it, as the clients that answer say."""
    reports = [each.report for each in overview.processes if each.alive and isinstance(each.report, PolicyReport)]
    measured = {pool.name: pool.free_bytes for report in reports for pool in report.pools}
    told = (each for each in overview.qbits if each.alive and each.free_space_bytes >= 0)
    return measured or {disk_of(each.section): each.free_space_bytes for each in told}
