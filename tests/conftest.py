"""
The order of the tests, which matters when they are shared out among processes (`make test`, `--dist loadscope`): the tests of a module
or class stay together there, and so do those that use the same running program.
"""

import gc

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put in front what waits for programs, so that what only computes fills the time; the order is otherwise as it was."""
    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: the search for garbage need not look at them again and again."""
    gc.collect()
    gc.freeze()


def rank(item: pytest.Item) -> int:
    """Whole programs wait longest, then real clients."""
    return next((rank for rank, name in enumerate(("e2e", "real")) if item.get_closest_marker(name)), 2)
