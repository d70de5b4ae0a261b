"""The file written at the first start: no instance that looks like configuration, an example of each to copy."""

import secrets

from qbitrr.config.derived.example import file_text, first_blocks
from qbitrr.config.editing.rendering import rendered
from qbitrr.config.schema.config import SCHEMA_VERSION

__all__ = ["first_text"]


def first_text(token: str | None = None) -> str:
    """The text of a first file; *token* is the token of the web interface, made up if None."""
    token = secrets.token_hex(32) if token is None else token
    given: dict[str, dict[str, str | None]] = {
        "Settings": {"SchemaVersion": str(SCHEMA_VERSION), "CompletedDownloadFolder": None},
        "WebUI": {"Host": None, "Port": None, "Token": rendered(token), "AuthDisabled": None},
    }
    return file_text(first_blocks(given), whole=False)
