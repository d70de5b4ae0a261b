"""Addresses that are built with what was remembered of a path are those of the rule that asks."""

import pytest
from werkzeug.routing import BuildError, Map, Rule


def built(path: str, **values: object) -> str:
    """An address of a rule of its own."""
    return Map([Rule(path, endpoint="here")]).bind("host").build("here", values)


def test_rules_of_one_path_share_no_values() -> None:
    """Each has its own parts and its own query, whoever came first."""
    for number in (1, 2, 3):
        assert built("/<kind>/<int:id>", kind="show", id=number) == f"/show/{number}"
        assert built("/<kind>/<int:id>", kind="show", id=number, page=number) == f"/show/{number}?page={number}"
    assert built("/films/<int:id>", id=4) == "/films/4"
    assert built("/<kind>/<path:id>", kind="show", id="a/b") == "/show/a/b"
    with pytest.raises(BuildError):
        built("/<kind>/<int:id>", kind="show")
