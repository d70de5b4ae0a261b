"""Every published case of the dispatch decision."""

from typing import Any

import pytest

from tests.decide.vectors import SUITE, outcome, words


@pytest.mark.parametrize("vector", SUITE["vectors"], ids=lambda vector: vector["id"])
def test_dispatch_vector(vector: dict[str, Any]) -> None:
    """The rule that ends the evaluation and the ordered steps are those of the vector."""
    decision = outcome(vector)
    found = [word for step in decision.steps for word in words(step)]
    assert (decision.rule, found) == (vector["rule"], vector["expect"])
    assert all(step.why.text and step.why.code for step in decision.steps)
    assert decision.why.text


def test_there_are_all_of_them() -> None:
    """The suite is complete."""
    assert len(SUITE["vectors"]) == 199
