"""A route whose path another one had before leads where it says, and addresses built of it are its own."""

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import BuildError, Map, MapAdapter, Rule


def routes(*paths: str) -> MapAdapter:
    """Routes of an application of its own, each an endpoint of its number."""
    return Map([Rule(path, endpoint=number) for number, path in enumerate(paths)]).bind("host")


def test_rules_of_one_path_share_no_values() -> None:
    """Each has its own endpoint, parts and query, whoever came first."""
    for number in (1, 2, 3):
        found = routes(*["/other"] * number, "/<kind>/<int:id>")
        assert found.build(number, {"kind": "show", "id": number}) == f"/show/{number}"
        assert found.build(number, {"kind": "show", "id": number, "page": 7}) == f"/show/{number}?page=7"
        assert found.match(f"/show/{number}") == (number, {"kind": "show", "id": number})
        with pytest.raises(BuildError):
            found.build(number, {"kind": "show"})
        with pytest.raises(NotFound):
            found.match("/show/two")
    found = routes("/<kind>/<path:id>", "/<kind>/films")
    assert found.build(0, {"kind": "show", "id": "a/b"}) == "/show/a/b"
    assert (found.match("/x/a/b")[0], found.match("/x/films")[0]) == (0, 1)


def test_the_first_and_those_after_it_are_the_same() -> None:
    """All that was made of the path is equal, and nothing of it is held in common that one of them could change."""
    first, second = (Rule("/seen/once/<path:name>", endpoint=number) for number in (1, 2))
    for rule in (first, second):
        Map([rule])
    assert (first._parts, first._trace, first.arguments) == (second._parts, second._trace, second.arguments)
    assert first._parts is not second._parts
    assert second._build.__self__ is second  # type: ignore[attr-defined]


def test_defaults_are_a_part_of_the_rule() -> None:
    """The same path with other defaults is another address."""
    for page in (1, 2):
        rules = Map([Rule("/pages/<int:page>", endpoint="page", defaults={"page": page})], redirect_defaults=False)
        assert rules.bind("host").build("page") == f"/pages/{page}"
