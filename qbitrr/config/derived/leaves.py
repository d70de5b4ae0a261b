"""The keys of a section that is loaded, one by one, with their values."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from qbitrr.config.derived.written import shown_value, written
from qbitrr.config.schema.keys import Key, Kind, keys_of

__all__ = ["Leaf", "leaf_at", "leaves"]


@frozen(kw_only=True)
class Leaf:
    """
    A key of a section with its typed *value*, None for what is absent. *path* has the numbers of rows (`Trackers[0].URI`). *word*
    is the word it was given as, if that says more than the value.
    """

    path: str
    key: Key
    value: Any
    word: str = ""

    @property
    def shown(self) -> str:
        """The value for people, on one line; secrets are masked."""
        return f'"{self.word}"' if self.word else shown_value(self.key, self.value)

    @property
    def written(self) -> Any:
        """The value as plain data of the file. Secrets are revealed."""
        return self.word or written(self.key, self.value)


def leaves(table: Any, arr_type: str = "", above: str = "") -> Iterator[Leaf]:
    """Every key of *table* and of the tables and rows in it that a section of *arr_type* has; those that hold a value only."""
    for each in keys_of(type(table)):
        value, path = getattr(table, each.attribute), above + each.key.toml
        if each.key.arr_types and arr_type not in each.key.arr_types:
            continue
        if each.key.kind is Kind.TABLE:
            yield from leaves(value, arr_type, f"{path}.")
        elif each.key.kind is Kind.TABLES:
            for index, row in enumerate(value):
                yield from leaves(row, arr_type, f"{path}[{index}].")
        else:
            word = next((word for word, flag in each.key.flags.items() if getattr(table, flag)), "")
            yield Leaf(path=path, key=each.key, value=value, word=word)


def leaf_at(table: Any, path: str, arr_type: str = "") -> Leaf | None:
    """The leaf of *table* at *path*, None if there is none."""
    return next((leaf for leaf in leaves(table, arr_type) if leaf.path == path), None)
