"""What is known of the configuration in force and of its file, and what came of changing it, for whoever shows it."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from qbitrr.config.problems import Problem
from qbitrr.config.schema.config import Config, Fixed
from qbitrr.resolved.reload.plan import ReloadPlan

__all__ = ["ConfigChanged", "ConfigConsidered", "ConfigProblems", "ConfigShown", "ConfigText"]


@frozen(kw_only=True)
class ConfigShown:
    """
    The file as it is now: its content with secrets masked, the same with all that counts there though it is not stated (*whole*), and the
    *revision* that names this content.
    """

    tree: Mapping[str, Any]
    whole: Mapping[str, Any]
    revision: str


@frozen(kw_only=True)
class ConfigText:
    """The file as it is now: its text with secrets masked, and the *revision* that names its content."""

    text: str
    revision: str


@frozen(kw_only=True)
class ConfigChanged:
    """
    What a change comes to: the *plan* carried out (or, *is_saved* false, what would be), the *revision* of the file afterwards, the keys
    that were written, sections that got another name, and what is to be said about the result.
    """

    plan: ReloadPlan
    revision: str
    is_saved: bool
    keys: tuple[str, ...] = ()
    renamed: Mapping[str, str]
    warnings: tuple[Problem, ...] = ()


@frozen(kw_only=True)
class ConfigConsidered:
    """What the file with some changes would mean, and what is wrong with it then: nothing is saved, and errors are no reason to refuse."""

    config: Config
    problems: tuple[Problem, ...]


@frozen(kw_only=True)
class ConfigProblems:
    """
    What is wrong with the configuration in force, and why the file on disk is not the one in force (empty: it is). *revision* is that
    of the one in force, *fixed* what the environment holds in it and *held* the values that count for these keys, secrets masked;
    *is_confirmed* is false if it may not act yet.
    """

    problems: tuple[Problem, ...]
    trouble: str
    revision: str
    fixed: tuple[Fixed, ...] = ()
    held: Mapping[str, Any] = field(factory=dict)
    is_confirmed: bool = True
