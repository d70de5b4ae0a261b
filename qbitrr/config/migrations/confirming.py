"""The text of a file in today's spelling, with its comments: what is written when a person confirms or imports a file."""

from typing import Any

import tomlkit
from attrs import frozen
from tomlkit.exceptions import TOMLKitError

from qbitrr.config.migrations.draft import set_before_remarks
from qbitrr.config.migrations.respelling import respell
from qbitrr.config.migrations.upgrade import edit, upgrade
from qbitrr.config.migrations.upgrade_steps import UpgradeStep
from qbitrr.config.problems import ConfigError
from qbitrr.config.schema.config import SCHEMA_VERSION

__all__ = ["UpgradedText", "confirmed_text", "upgraded_text"]


@frozen(kw_only=True)
class UpgradedText:
    """A text in today's spelling, and the steps to it. *is_foreign*: it had no stamp before."""

    text: str
    steps: tuple[UpgradeStep, ...]
    is_foreign: bool


def confirmed_text(text: str) -> str:
    """The configuration *text* as `upgraded_text` writes it. Pure. Raises `ConfigError` if *text* is no TOML."""
    return upgraded_text(text).text


def upgraded_text(text: str, path: str = "config.toml", *, stamped: bool = True) -> UpgradedText:
    """
    The configuration *text* of the file *path* in today's spelling: order and comments kept, our stamp set (unless not *stamped*: then
    it still has to be confirmed), the other program's left.

    Raises `ConfigError` if *text* is no TOML, or if the table that holds the stamp is none.
    """
    text = text.removeprefix("\ufeff")
    plan = upgrade(_parsed(text, path).unwrap())
    document = _parsed(respell(text, plan.respelled), path)
    edit(document)
    if _filled(_parsed(tomlkit.dumps(document), path).unwrap()) != _filled(plan.tree):
        document = _rebuilt(document, plan.tree)
    if stamped and plan.is_foreign:
        _stamp(document, path)
    return UpgradedText(text=tomlkit.dumps(document), steps=plan.steps, is_foreign=plan.is_foreign)


def _stamp(document: tomlkit.TOMLDocument, path: str) -> None:
    if "Settings" not in document:
        document["Settings"] = tomlkit.table()
    settings = document["Settings"]
    if not isinstance(settings, dict):
        raise ConfigError(path=path, message="Settings must be a table", remedy="Write its keys below [Settings]")
    set_before_remarks(settings, "SchemaVersion", SCHEMA_VERSION)


def _rebuilt(document: tomlkit.TOMLDocument, tree: dict[str, Any]) -> tomlkit.TOMLDocument:
    """*document* with the tables of *tree*: those that are not alike are written anew, without their comments."""
    for name in list(document):
        if name not in tree:
            del document[name]
    for name, table in tree.items():
        present = document.get(name)
        if present is None or present.unwrap() != table:
            document.pop(name, None)
            document[name] = table
    return document


def _filled(table: Any) -> Any:
    """*table* without tables that hold nothing, which may or may not be written."""
    if not isinstance(table, dict):
        return table
    inner = {name: _filled(value) for name, value in table.items()}
    return {name: value for name, value in inner.items() if value != {}}


def _parsed(text: str, path: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise ConfigError(path=path, message=f"is no TOML: {error}", remedy="See `qbitrr config check`") from error
