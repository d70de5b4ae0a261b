"""
How a key of the configuration is declared: one `Key` in the attrs metadata of the field that holds its value.

Loading, checking, the first file, environment variables, forms and the reload plan are all read from these declarations;
nothing about a key is written down a second time.
"""

from collections.abc import Mapping, Sequence
from enum import Enum, StrEnum
from typing import Any

import attrs
from attrs import field, frozen

from qbitrr.config.values.texts import shown_address

__all__ = ["UNSAFE", "Condition", "Key", "KeyField", "Kind", "Reload", "key", "keys_of", "optional", "when"]


class Kind(StrEnum):
    """What a value looks like in the file."""

    BOOL = "bool"
    INT = "int"
    NUMBER = "number"
    FRACTION = "fraction"  # 0 to 1; above 1 is read as per cent
    PORT = "port"
    DURATION = "duration"
    SIZE = "size"
    RATE = "rate"
    ENUM = "enum"
    STRING = "string"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    STAMP = "stamp"  # text or whole number, kept as text
    PATH = "path"
    URL = "url"
    URL_PATH = "url path"
    HOSTNAME = "hostname"
    TRACKER = "tracker"  # host or announce URL; path and query hold a passkey
    CRON = "cron"
    CATEGORY = "category"
    STRINGS = "list<string>"
    CATEGORIES = "list<category>"
    REGEXES = "list<regex>"
    EXTENSIONS = "list<extension>"
    MAPPING = "map<string,string>"
    TABLE = "table"
    TABLES = "list<table>"


class Reload(StrEnum):
    """What must be renewed when a key changes."""

    FRONTEND = "frontend_only"
    WEBUI = "webui_restart"
    LIVE = "live"
    QBIT = "qbit_hot"
    ARR = "arr_preserve_db"
    ARR_SEARCH = "arr_reset_db"
    FULL = "full_restart"


class _Unsafe(Enum):
    UNSAFE = "unsafe"


UNSAFE = _Unsafe.UNSAFE
"""The value of `Key.on_error` saying that the section cannot be run without a good value of this key."""


@frozen(kw_only=True)
class Condition:
    """
    What must be so for a key to matter: one of `keys` (dotted paths) has a value that is `among` these, or, with nothing there,
    one that is on: neither empty nor false nor -1.
    """

    keys: tuple[str, ...]
    among: tuple[Any, ...] = ()

    def met(self, values: Sequence[Any]) -> bool:
        """Whether the condition holds with these *values* of its keys, in their order."""
        return any(value in self.among if self.among else _is_on(value) for value in values)


def _is_on(value: Any) -> bool:
    return value != -1 if isinstance(value, int | float) and not isinstance(value, bool) else bool(value)


def when(*keys: str, among: tuple[Any, ...] = ()) -> Condition:
    """A `Condition` on *keys* that stand in the same table, or in one below it."""
    return Condition(keys=keys, among=among)


@frozen(kw_only=True)
class Key:
    """
    Everything known about one key.

    `toml` is the dotted path below the table of its class; `unit` the unit of a bare number in the file (`seconds`,
    `minutes`, `bytes/s`, `KiB/s`, `days`, `percent`); the attribute holds durations in seconds, rates in bytes per second, whatever
    the file counts in. `minimum` and `maximum` count in `unit`. `words` are texts accepted beside the value, in lower case, with the
    value they stand for; `flags` names the attribute that one of these words makes true as well; `share` the one that takes a size
    in per cent (the value is 0 then).

    `meanings` says what stands for no amount: numbers (-1, 0) and words of a meaning of their own. `needs` are the conditions
    that must all hold for the key to do anything; those of the table it is in come on top. `group` is the heading in a form, if
    it is not the table's. `example` is a value as the file would have it, where the default is none. `fallback` is the dotted
    path, with its section, of the key that decides while this one is missing. `since` is the first release of the other program
    that knew the key, empty if it is ours.

    `nullable`: being absent has a meaning of its own (the attribute is then None or empty). `on_error`: the value taken
    when the file's one is bad, if the default would be the dangerous choice; `UNSAFE` if the whole section must be left
    out. `placeholder`: `CHANGE_ME` counts as not set. `arr_types`: the only types that know the key (empty = all).
    `hidden`: not part of a generated file. `table`: the class of a nested table. `reload` None: that of the table the key
    is in, as tracker rows lie in two places. `ours`: unknown to the other program.
    """

    toml: str
    kind: Kind
    label: str
    summary: str
    reload: Reload | None = None
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] = ()
    words: Mapping[str, Any] = field(factory=dict)
    flags: Mapping[str, str] = field(factory=dict)
    share: str = ""
    meanings: Mapping[int | str, str] = field(factory=dict)
    needs: tuple[Condition, ...] = ()
    group: str = ""
    example: Any = None
    fallback: str = ""
    since: str = ""
    nullable: bool = False
    on_error: Any = None
    has_on_error: bool = False
    placeholder: bool = False
    required: bool = False
    read_only: bool = False
    arr_types: tuple[str, ...] = ()
    hidden: bool = False
    ours: bool = False
    env: str = ""
    converts_to: type[Enum] | None = None
    table: type | None = None

    @property
    def secret(self) -> bool:
        """True if the value must never be shown."""
        return self.kind is Kind.SECRET


@frozen(kw_only=True)
class KeyField:
    """A key with the name of the attribute that holds it."""

    attribute: str
    key: Key


_NOT_GIVEN: Any = object()


def key(
    toml: str,
    kind: Kind,
    *,
    label: str,
    summary: str,
    reload: Reload | None = None,
    default: Any = _NOT_GIVEN,
    on_error: Any = _NOT_GIVEN,
    shown_as: Any = True,
    **more: Any,
) -> Any:
    """
    An attrs field declared as key *toml*. *default* may be an `attrs.Factory`; without one the field is required.

    *shown_as* is the `repr` of the field; addresses are shown without a login unless it says otherwise. The remaining arguments are
    those of `Key`.
    """
    if shown_as is True and kind in (Kind.URL, Kind.HOSTNAME):
        shown_as = _without_login
    given = on_error is not _NOT_GIVEN
    declared = Key(
        toml=toml,
        kind=kind,
        label=label,
        summary=summary,
        reload=reload,
        on_error=on_error if given else None,
        has_on_error=given,
        **more,
    )
    metadata = {"key": declared}
    if default is _NOT_GIVEN:
        return field(metadata=metadata, repr=shown_as)
    return field(default=default, metadata=metadata, repr=shown_as)


def _without_login(address: object) -> str:
    return repr(shown_address(address) if isinstance(address, str) else address)


_CACHE: dict[type, tuple[KeyField, ...]] = {}


def keys_of(cls: type) -> tuple[KeyField, ...]:
    """The keys declared in *cls*, in order of declaration; fields that are no keys are left out."""
    if cls not in _CACHE:
        _CACHE[cls] = tuple(
            KeyField(attribute=each.name, key=each.metadata["key"])
            for each in attrs.fields(cls)
            if "key" in each.metadata
        )
    return _CACHE[cls]


def optional(cls: type, attribute: str, table: str) -> Any:
    """An attrs field for the key of *attribute* in *cls*, absent (None) unless the file gives it: then *table* decides."""
    declared: Key = next(each.key for each in keys_of(cls) if each.attribute == attribute)
    return field(
        default=None, metadata={"key": attrs.evolve(declared, nullable=True, fallback=f"{table}.{declared.toml}")}
    )
