"""
The order of the tests, which matters when they are shared out among processes (`make test`, `--dist loadscope`): the tests of a module
or class stay together there, and so do those that use the same running program.
"""

import gc
import random
from collections.abc import Iterator
from itertools import groupby, islice
from pathlib import Path

import pytest

Module = list[pytest.Item]
_COMPUTING_BESIDE_WAITING = 6
"""So many modules that compute take about as long as one that waits for whole programs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread what waits for programs over the first part, so that some processes compute while others wait."""
    modules = [list(module) for _, module in groupby(items, key=path_of)]
    items[:] = [item for module in spread(modules) for item in module]


def spread(modules: list[Module]) -> Iterator[Module]:
    """Each module that waits, followed by some that do not; the order of each kind is as it was."""
    computing = iter([module for module in modules if not waits(module)])
    for module in modules:
        if waits(module):
            yield module
            yield from islice(computing, _COMPUTING_BESIDE_WAITING)
    yield from computing


def waits(module: Module) -> bool:
    """Whether something in it starts whole programs."""
    return any(item.get_closest_marker("e2e") for item in module)


def path_of(item: pytest.Item) -> Path:
    """Where it is written down."""
    return item.path


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: the search for garbage need not look at them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _same_chance(request: pytest.FixtureRequest) -> None:
    """What is spread by chance (pauses, restarts) is the same whenever a test runs: it fails always or never."""
    random.seed(request.node.nodeid)
