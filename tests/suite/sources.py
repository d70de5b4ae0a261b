"""The Python files of the program, as tests about all of them read them."""

from collections.abc import Iterator
from pathlib import Path

__all__ = ["PACKAGE", "modules"]

PACKAGE = Path(__file__).resolve().parents[2] / "qbitrr"


def modules(folder: Path = PACKAGE) -> Iterator[Path]:
    """Every module below a folder, except what the packages of the browser UI bring along where they are installed."""
    return (path for path in sorted(folder.rglob("*.py")) if "node_modules" not in path.relative_to(folder).parts)
