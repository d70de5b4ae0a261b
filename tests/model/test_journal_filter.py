"""What the entries of the journal are found by."""

from typing import get_args

import pytest

from qbitrr.model.journal_filter import ENTRY_KINDS
from qbitrr.model.steps import ClientStep


@pytest.mark.parametrize("kind", get_args(ClientStep))
def test_each_step_of_a_client_is_of_a_kind(kind: type) -> None:
    """Whoever adds one says where people find it."""
    name = str(kind.__struct_config__.tag)  # type: ignore[attr-defined]
    assert [each for each, acts in ENTRY_KINDS.items() if name in acts] != []
