"""The manual's reference of keys is made from the declarations, and the page in the repository is the one they make."""

import re
from pathlib import Path

import pytest

from qbitrr.config.derived.reference import reference
from qbitrr.config.schema.places import CLASSES, places

PAGE = Path(__file__).resolve().parents[3] / "docs" / "configuration.md"
TEXT = reference()


def test_the_page_is_fresh() -> None:
    """Whoever changes a declaration writes the page anew: `make docs`."""
    assert PAGE.read_text("utf-8") == TEXT


@pytest.mark.parametrize("kind", CLASSES)
def test_every_key_has_a_row(kind: str) -> None:
    """One, below the heading of its table; each heading is there once."""
    section = TEXT.split("\n## ")[1 + list(CLASSES).index(kind)]
    tables = {part.split("\n")[0]: part for part in section.split("\n### ")}
    assert len(tables) == len(section.split("\n### "))
    for place in places(kind):
        if place.key.table is None:
            heading = place.path.removesuffix(place.key.toml).rstrip(".[]") or section.split("\n")[0]
            assert tables[heading].count(f"\n| `{place.key.toml}`") == 1, place.path


def test_every_row_is_whole() -> None:
    """Five cells each, whatever stands in them."""
    rows = [line for line in TEXT.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
