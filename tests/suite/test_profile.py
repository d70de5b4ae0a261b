"""What every property in these tests goes by."""

import re
from pathlib import Path

from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parents[1]


def test_no_property_depends_on_time() -> None:
    """Neither the profile nor a single test fails because an example took long: a busy machine is no fault of the code."""
    assert settings.default is not None
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
    ours = Path(__file__).resolve()
    found = [
        path.name
        for path in TESTS.rglob("*.py")
        if path != ours
        and path.name != "__init__.py"
        and re.search(r"\bdeadline\s*=\s*(timedelta|\d)", path.read_text())
    ]
    assert found == []
