"""One name means one thing: classes that share a name."""

import ast
from collections import defaultdict

from twisted.trial.unittest import SynchronousTestCase

from tests.suite.sources import PACKAGE, modules


def homes_of_classes() -> dict[str, set[str]]:
    """The modules, relative to the package, that have a class of a name; the simulators are a world of their own."""
    homes = defaultdict(set)
    for path in modules():
        place = path.relative_to(PACKAGE)
        if place.parts[0] == "testing":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].add(str(place))
    return homes


class Names(SynchronousTestCase):
    """A class name is taken once in the whole package."""

    def test_no_twins(self) -> None:
        """Whatever the layer: who reads a name knows which class is meant."""
        shared = {name: sorted(homes) for name, homes in homes_of_classes().items() if len(homes) > 1}
        self.assertEqual({}, shared)
