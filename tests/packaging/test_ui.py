"""The builder of the browser UI."""

import subprocess
import sys
from pathlib import Path

import pytest

BUILDER = Path(__file__).parents[2] / "packaging/ui.py"


@pytest.mark.parametrize(("argument", "status"), [("--help", 0), ("--hlep", 2)])
def test_asked_for_help_it_does_nothing_else(argument: str, status: int, tmp_path: Path) -> None:
    """Nor when it is asked for what it does not know: a build empties the folder of packages first."""
    builder = tmp_path / "packaging/ui.py"
    builder.parent.mkdir()
    builder.write_text(BUILDER.read_text())
    sources = tmp_path / "qbitrr/web/ui"
    sources.mkdir(parents=True)
    (sources / "package.json").write_text("{}")
    ended = subprocess.run([sys.executable, str(builder), argument], capture_output=True, text=True, check=False)
    assert ended.returncode == status
    assert "--check" in ended.stdout + ended.stderr
    assert [path.name for path in sources.iterdir()] == ["package.json"]
