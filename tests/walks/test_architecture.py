"""What `docs/architecture.md` names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text()


def test_every_path_is_there() -> None:
    """A file that moves takes its walk along."""
    named = {name for name in re.findall(r"`([a-z_*]+/[\w/.*]*)`", TEXT) if name != "sync/maindata"}
    assert len(named) > 60
    bases = (ROOT, ROOT / "qbitrr")
    assert not {name for name in named if not any(list(base.glob(name.rstrip("/"))) for base in bases)}
