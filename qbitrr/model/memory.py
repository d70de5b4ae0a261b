"""
What we remember about a torrent between two looks and across restarts.
"""

from typing import Any

import msgspec
from msgspec import Struct

from qbitrr.model.reasons import Value

__all__ = ["Memory"]


class Memory(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The state of one `(instance, hash)`. Times are seconds since the epoch, None is never.

    Written while deciding, because they are observations: `category`, `previous_category` (last one that is not special),
    `queue_seen`, `missing_since`, `missing_count`, `stalled_up_since`, `error_left_at`, `dead_since` (announce host to the
    first sight of its dead message), `inspected_files`, and `inspected_at` when nothing had to be switched off.
    Written once the step succeeded, so that a failed one is tried again: `recheck_done`, `recheck_count`,
    `recheck_last_at`, `resumed_at`, `requeued`, `rejected`, `import_…`, `excluded_ids`, `tags_internal` (tagless mode).
    Written by the scan of error codes: `bad_messages_hash`, `bad_messages_since`.
    Written by the loop: `owner`, `first_seen`, `last_seen`, `last_rule`, `last_rule_at`, `pardoned_at` (a person undid a
    removal of this torrent).
    """

    owner: str = ""
    category: str = ""
    previous_category: str = ""
    recheck_done: bool = False
    first_seen: float | None = None
    last_seen: float | None = None
    tags_internal: tuple[str, ...] = ()
    inspected_at: float | None = None
    inspected_files: int = 0
    excluded_ids: tuple[int, ...] = ()
    queue_seen: bool = False
    requeued: bool = False
    rejected: bool = False
    import_attempts: int = 0
    import_last_at: float | None = None
    import_command_id: int | None = None
    recheck_count: int = 0
    recheck_last_at: float | None = None
    error_left_at: float | None = None
    missing_since: float | None = None
    missing_count: int = 0
    stalled_up_since: float | None = None
    resumed_at: float | None = None
    dead_since: dict[str, float] = {}
    bad_messages_hash: str = ""
    bad_messages_since: float | None = None
    pardoned_at: float | None = None
    last_rule: int = 0
    last_rule_at: float | None = None

    def to_row(self) -> dict[str, Value]:
        """Every field as a plain value for a database row; collections become JSON text."""
        return {name: _plain(getattr(self, name)) for name in self.__struct_fields__}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Memory":
        """
        The memory kept in *row*; columns that are missing have their default, unknown ones are ignored.

        Raises `msgspec.ValidationError` for a value that cannot be one.
        """
        fields = {name: row[name] for name in cls.__struct_fields__ if row.get(name) is not None}
        for name in _COLLECTIONS & fields.keys():
            fields[name] = msgspec.json.decode(fields[name])
        return msgspec.convert(fields, cls, strict=False)


_COLLECTIONS = frozenset({"tags_internal", "excluded_ids", "dead_since"})


def _plain(value: Any) -> Value:
    if isinstance(value, tuple | dict):
        return msgspec.json.encode(value).decode()
    plain: Value = value
    return plain
