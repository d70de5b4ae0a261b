"""
What a person is told who has started the program and not said yet what for.
"""

from qbitrr.config.schema.config import Config

__all__ = ["nothing_configured"]


def nothing_configured(config: Config, path: str) -> str:
    """How to begin; empty if *config*, from the file at *path*, names any program, be it in a section that is left out."""
    if config.qbits or config.arrs or config.broken:
        return ""
    return f"Nothing is set up yet: run `qbitrr setup`, or write your programs into {path}"
