"""A file of the other program is confirmed by way of the API, and edited while it waits for that."""

import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.config_file.held import TEXT, TOKEN, Held
from tests.e2e.outside import wait_until
from tests.e2e.starting import Processes

pytestmark = pytest.mark.e2e

FOREIGN = TEXT.replace("SchemaVersion = 1\n", 'ConfigVersion = "5.14.4"  # theirs\nDryRun = false\n')


def test_confirmed_over_http(tmp_path: Path) -> None:
    """Nothing is written and nothing acts before, whatever the file says of dry runs; afterwards it is the same file with our stamp."""
    with ExitStack() as stack:
        held = Held(Processes(stack, tmp_path), tmp_path / "config.toml", FOREIGN)
        assert is_dry(held)
        assert held.problems()["confirmed"] is False
        held.write(held.text.replace("= 5\n", "= 6\n"))
        wait_until("an edit is taken", lambda: held.problems()["revision"] != held.revision)
        assert is_dry(held)
        assert held.path.read_text() == held.text.replace("= 5\n", "= 6\n")

        request = urllib.request.Request(f"{held.program.url}/api/config/confirm", b"", method="POST")
        request.add_header("Authorization", f"Bearer {TOKEN}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200
        assert not is_dry(held)
        assert held.problems()["confirmed"] is True
        text = held.path.read_text()
        assert "SchemaVersion = 1" in text
        assert text.replace("SchemaVersion = 1\n", "") == held.text.replace("= 5\n", "= 6\n")


def is_dry(held: Held) -> bool:
    """Whether nothing is changed anywhere."""
    found: bool = held.program.get("/api/status")["dryRun"]
    return found
