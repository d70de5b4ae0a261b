"""One name means one thing: classes that share a name."""

import ast
from collections import defaultdict
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

PACKAGE = Path(__file__).resolve().parents[2] / "qbitrr"
# Twins that are left, none of them in `model` or `decide`. This list only gets shorter.
TWINS = {
    "Answer",
    "History",
    "Note",
    "Problem",
    "TrackerRow",
    "Unknown",
}


def homes_of_classes() -> dict[str, set[str]]:
    """The modules, relative to the package, that have a class of a name; the simulators are a world of their own."""
    homes = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE)
        if place.parts[0] == "testing":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(str(place))
    return homes


class Names(SynchronousTestCase):
    """A class name is taken once in the whole package."""

    def test_values_and_decisions(self) -> None:
        """What has a name in `model` or `decide` has it alone: everybody speaks of these."""
        shared = {
            name: sorted(homes)
            for name, homes in homes_of_classes().items()
            if len(homes) > 1 and any(home.startswith(("model/", "decide/")) for home in homes)
        }
        self.assertEqual({}, shared)

    def test_no_new_twins(self) -> None:
        """Elsewhere only the known twins are left, and a name that has become one leaves the list."""
        self.assertEqual(TWINS, {name for name, homes in homes_of_classes().items() if len(homes) > 1})
