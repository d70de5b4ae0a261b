"""
What a child is, how patient we are with it, and where what it says goes.
"""

from collections.abc import Callable, Mapping

from attrs import field, frozen
from twisted.logger import Logger, LogLevel

from qbitrr.model.status import ProcessKind, ProcessStatus
from qbitrr.wire.messages import Configure, FromChild, Log

__all__ = ["ChildSpec", "Hooks", "relog"]


@frozen(kw_only=True)
class ChildSpec:
    """
    What a child is: the `section` it works for, the `category` and `kind` the API knows it by, and its environment.

    `configure` is asked for the first message of every new process, so that a restarted child gets the newest configuration.
    """

    section: str
    category: str
    kind: ProcessKind
    configure: Callable[[], Configure]
    env: Mapping[str, str] = field(factory=dict, repr=False)
    metric_type: str = ""

    @property
    def name(self) -> str:
        """The name of the process: `torrent Radarr-4K`."""
        return f"{self.kind} {self.section}"


def relog(name: str, record: Log) -> None:
    """Log *record* of the child *name* as if it were ours; its text is not formatted again."""
    level = _LEVELS.get(record.level, LogLevel.info)
    _log.emit(
        level,
        "{child}: {text}",
        child=name,
        text=record.text,
        child_namespace=record.namespace,
        child_fields=record.fields,
    )


_log = Logger(namespace="qbitrr.child")
_LEVELS = {
    "TRACE": LogLevel.debug,
    "DEBUG": LogLevel.debug,
    "WARNING": LogLevel.warn,
    "ERROR": LogLevel.error,
    "CRITICAL": LogLevel.critical,
}


def _ignore(*args: object) -> None:
    """For what nobody wants to know."""


@frozen(kw_only=True)
class Hooks:
    """
    Where a child's doings go; all are called in the reactor and must return quickly.

    `on_message`: `Steps`, `Ask`, `Performed`, `Note` and `LibraryTouched` (the rest is dealt with here). `on_ready`: a fresh process
    works, tell it everything. `on_status`: the status has changed. `on_log`: the child's name and a log record of its.
    """

    on_message: Callable[[FromChild], None] = _ignore
    on_ready: Callable[[], None] = _ignore
    on_status: Callable[[ProcessStatus], None] = _ignore
    on_log: Callable[[str, Log], None] = relog
