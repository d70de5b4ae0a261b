"""
Which section a path means: its category, its section name, or its type if there is only one of that type.
"""

from qbitrr.model.status import Overview

__all__ = ["find_section", "has_category_worker"]


def find_section(overview: Overview, key: str) -> str | None:
    """
    The section *key* means, or None. A category wins over a section name, a section name over a type: `lidarr` may be the
    category of one instance and the type of another.
    """
    named = [(arr.category, arr.section) for arr in overview.arrs]
    named += [(child.category, child.section) for child in overview.processes]
    for category, section in named:
        if category == key:
            return section
    if any(section == key for _, section in named):
        return key
    of_type = {each.section for each in overview.arrs if each.type == key}
    return of_type.pop() if len(of_type) == 1 else None


def has_category_worker(overview: Overview, section: str) -> bool:
    """Whether *section* has a child of the kind `category`."""
    return any(each.section == section and each.kind == "category" for each in overview.processes)
