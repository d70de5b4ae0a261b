"""
Which Arr a path means.
"""

from collections.abc import Iterable

from qbitrr.config.schema.config import ArrSection

__all__ = ["find_arr"]


def find_arr(arrs: Iterable[ArrSection], type: str, key: str) -> ArrSection | None:
    """The Arr of *type* that *key* means: by its category, else by its section, else the only one if *key* is the type itself."""
    of_type = [arr for arr in arrs if arr.type == type]
    found = next((arr for arr in of_type if arr.category == key), None)
    found = found or next((arr for arr in of_type if arr.section == key), None)
    return of_type[0] if found is None and key == type and len(of_type) == 1 else found
