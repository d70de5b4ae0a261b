"""Why a change of the configuration is not made."""

from typing import Any

from attrs import frozen

from qbitrr.errors import QbitrrError

__all__ = ["BadChanges", "ChangeConflict", "Clash", "ConfigFileTrouble", "ProtectedKey", "WrongKey"]


@frozen(kw_only=True)
class WrongKey:
    """What is wrong with one key of a change set. *key* is written as people write it, *message* ends without a full stop."""

    key: str
    message: str


@frozen(kw_only=True)
class BadChanges(QbitrrError):
    """Changes that cannot be made or would leave a configuration with errors; nothing was changed."""

    wrong: tuple[WrongKey, ...]

    def __str__(self) -> str:
        lines = [f"{each.key}: {each.message}" if each.key else each.message for each in self.wrong]
        return "\n".join(["Please resolve the following issues:", *lines])


@frozen(kw_only=True)
class ProtectedKey(QbitrrError):
    """A key that only the program itself writes."""

    key: str

    def __str__(self) -> str:
        return f"Cannot modify protected configuration key: {self.key}"


@frozen(kw_only=True)
class Clash:
    """A key that was changed on both sides: its value *before*, now *on_disk*, and as it was to be (*wanted*); secrets are masked."""

    key: str
    before: Any
    on_disk: Any
    wanted: Any


@frozen(kw_only=True)
class ChangeConflict(QbitrrError):
    """The file has changed since the changes were thought out. Without *clashes*, what it was then is not known any more."""

    clashes: tuple[Clash, ...] = ()

    def __str__(self) -> str:
        if not self.clashes:
            return "The configuration has changed since it was read: read it again and repeat the change"
        keys = ", ".join(clash.key for clash in self.clashes)
        return f"The configuration file was changed meanwhile, in the same place: {keys}. Read it again and repeat the change"


@frozen(kw_only=True)
class ConfigFileTrouble(QbitrrError):
    """The configuration file cannot be *what* (`load` or `save`), and *why*; everything stays as it was."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"Failed to {self.what} config: {self.why}"
