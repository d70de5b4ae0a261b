"""
How the tests are shared out among processes (`make test`): what uses the same running program stays together, and what waits for
programs comes first, so that what only computes fills the time.
"""

import pytest

_PROGRAMS = {"stage", "seeders", "real", "wheel", "python"}
"""Fixtures that a module starts once for all its tests, or once for each parameter."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group what shares a program, and put what starts programs in front; the order is otherwise as it was."""
    for item in items:
        group = shared_program(item)
        if group is not None:
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=rank)


def shared_program(item: pytest.Item) -> str | None:
    """The program that a test shares with others, None if it shares none."""
    names = getattr(item, "fixturenames", ())
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if "subject" in names:
        return f"subject {parameters['subject']}"  # one for the whole contract
    if _PROGRAMS.intersection(names):
        return f"{item.path.stem} {parameters.get('real', '')}".rstrip()
    return None


def rank(item: pytest.Item) -> int:
    """Whole programs wait longest, then real clients."""
    return next((rank for rank, name in enumerate(("e2e", "real")) if item.get_closest_marker(name)), 2)
