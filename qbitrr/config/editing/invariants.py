"""What a section that was changed must have to be worked on, or to be safe; a file may lack it, a change may not take it away."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qbitrr.config.editing.refusals import WrongKey
from qbitrr.config.editing.trees import lookup
from qbitrr.config.schema.config import Config, WebUI
from qbitrr.config.schema.sections import classify
from qbitrr.config.statements import Path
from qbitrr.config.values.hosts import is_loopback

__all__ = ["missing_parts"]

_ARR_KEYS = frozenset({"Managed", "URI", "APIKey", "Category"})
_QBIT_KEYS = frozenset({"Disabled", "Host", "Port"})
_EXPOSING_KEYS = frozenset({"AuthDisabled", "Host", "AllowInsecureExposure"})


def missing_parts(config: Config, tree: Mapping[str, Any], changed: Iterable[Path]) -> tuple[WrongKey, ...]:
    """
    What is wrong with the sections whose identity is among the *changed* paths. *config* is what the file with the content *tree* and the
    environment come to.
    """
    touched: dict[str, set[str]] = {}
    for path in changed:
        if path[0] in tree:
            touched.setdefault(str(path[0]), set()).update(str(part) for part in path[1:2])
    return tuple(wrong for section, keys in touched.items() for wrong in _missing(config, tree, section, keys))


def _missing(config: Config, tree: Mapping[str, Any], section: str, keys: set[str]) -> Iterator[WrongKey]:
    named = classify(section)
    kind = named.kind if named is not None else ""
    if kind == "Arr" and keys & _ARR_KEYS and lookup(tree, (section, "Managed")) is not False:
        arr = config.arr(section)
        if arr is not None and arr.section == section:
            values = {"URI": arr.uri, "APIKey": arr.api_key.reveal(), "Category": arr.category}
            yield from (
                WrongKey(key=f"{section}.{key}", message=f"{key} is required.") for key in values if not values[key]
            )
    elif kind == "qBit" and keys & _QBIT_KEYS and lookup(tree, (section, "Disabled")) is not True:
        qbit = config.qbit(section)
        if qbit is not None and not qbit.host:
            yield WrongKey(key=f"{section}.Host", message="Host is required.")
    elif kind == "WebUI" and keys & _EXPOSING_KEYS and _is_exposed(config.webui, tree, section):
        message = "must be true for everybody who reaches this machine to be let in without a password (AuthDisabled)."
        yield WrongKey(key=f"{section}.AllowInsecureExposure", message=message)


def _is_exposed(webui: WebUI, tree: Mapping[str, Any], section: str) -> bool:
    """Whether others could do everything, and the file says so itself without saying that it is meant."""
    return (
        lookup(tree, (section, "AuthDisabled")) is True
        and not is_loopback(webui.host)
        and not webui.allow_insecure_exposure
    )
