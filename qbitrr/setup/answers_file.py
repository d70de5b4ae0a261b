"""
A set-up without a person: a TOML file with the answers, under the names that the API has for them.

    completedDownloadFolder = "/downloads"     # optional, like whatever a program says itself

    [[qbittorrents]]
    address = "http://localhost:8080"
    userName = "admin"
    password = "…"

    [[arrs]]
    address = "http://localhost:7878"
    apiKey = "…"
"""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import msgspec

from qbitrr.config.problems import ConfigError
from qbitrr.model.setup import ArrAnswers, QbittorrentAnswers, SetupAnswers

__all__ = ["read_answers"]

_LISTS: Mapping[str, type[msgspec.Struct]] = {"qbittorrents": QbittorrentAnswers, "arrs": ArrAnswers}


def read_answers(text: str, path: str) -> SetupAnswers:
    """The answers in *text* of the file *path*. Raises `ConfigError`, without a value of the file in it."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(path=path, message=f"is no TOML: {_place(error)}", remedy="Correct it") from None
    for problem in _unknown(tree):
        raise ConfigError(path=path, message=problem[0], remedy=problem[1])
    try:
        return msgspec.convert(tree, SetupAnswers)
    except msgspec.ValidationError as error:
        raise ConfigError(path=path, message=str(error).replace("`$.", "`"), remedy="Correct it") from None


def _place(error: Exception) -> str:
    """What is wrong and where; tomllib quotes nothing of the file but a character."""
    return str(error) or type(error).__name__


def _unknown(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _strangers("", tree, SetupAnswers)
    for name, kind in _LISTS.items():
        rows = tree.get(name)
        for place, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                yield from _strangers(f"{name}[{place}].", row, kind)


def _strangers(where: str, table: Mapping[str, Any], kind: type[msgspec.Struct]) -> Iterator[tuple[str, str]]:
    known = [each.encode_name for each in msgspec.structs.fields(kind)]
    for name in table:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}"
            yield f"{where}{name} is not known", remedy
