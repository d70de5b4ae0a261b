"""What can be wrong with a configuration, as values that say it to people."""

from enum import StrEnum

from attrs import field, frozen

from qbitrr.errors import QbitrrError

__all__ = ["Broken", "ConfigError", "Problem", "Severity"]


class Severity(StrEnum):
    """How bad a problem is: ERROR = not used as written, WARNING = probably not meant, NOTICE = good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@frozen(kw_only=True)
class Problem:
    """
    One finding. *section* is the name as the file spells it, *key* the dotted path below it (both may be empty).

    *value* is written as in the file, secrets masked; *line* is None if the value does not come from the file.
    """

    severity: Severity
    message: str
    section: str = ""
    key: str = ""
    value: str = ""
    line: int | None = None
    remedy: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        name = f"[{self.section}] {self.key}".strip() if self.section else self.key
        shown = f" = {self.value}" if self.value else ""
        subject = f"{name}{shown}: " if name else ""
        return f"{where}{self.severity}: {subject}{self.message}" + (f". {self.remedy}" if self.remedy else ".")


@frozen(kw_only=True)
class Broken:
    """A section that is left out, and why. *section* is the normalised name."""

    section: str
    problems: tuple[Problem, ...]


@frozen(kw_only=True)
class ConfigError(QbitrrError):
    """The file as a whole cannot be read. *line* and *column* count from 1; 0 = not known."""

    path: str
    message: str
    line: int = 0
    column: int = 0
    text: str = ""
    remedy: str = ""
    problems: tuple[Problem, ...] = field(default=())

    def __str__(self) -> str:
        place = (
            self.path
            + (f", line {self.line}" if self.line else "")
            + (f", column {self.column}" if self.column else "")
        )
        shown = f"\n    {self.text}" if self.text.strip() else ""
        return f"{place}: {self.message}.{shown}" + (f"\n{self.remedy}." if self.remedy else "")
