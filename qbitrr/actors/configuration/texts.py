"""
What a configuration file is before and after a change, and what is in force.
"""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from qbitrr.config.counted import held
from qbitrr.config.editing.merging import revision_of
from qbitrr.config.load import Loaded
from qbitrr.config.loading.findings import dotted
from qbitrr.config.problems import Problem, Severity
from qbitrr.config.statements import Path as KeyPath

__all__ = ["InForce", "OnDisk", "Prepared", "Stamp"]

Stamp = tuple[int, int, int, int]
"""By which a file that was written anew, or whose rights are others, is told: time of its content and of all about it, size, number."""


@frozen(kw_only=True)
class OnDisk:
    """The text of the file, and the stamp it had."""

    text: str
    revision: str
    stamp: Stamp


@frozen(kw_only=True)
class InForce:
    """
    The configuration everybody goes by, as it was loaded, and the revision of the text it came from. *held* are the keys that are not the
    file's to decide, with what counts for them; *variables* name what decides about those that the environment does.
    """

    loaded: Loaded
    revision: str
    held: Mapping[KeyPath, Any] = field(init=False)
    variables: Mapping[KeyPath, str] = field(init=False)

    @held.default
    def _held(self) -> Mapping[KeyPath, Any]:
        return held(self.loaded.config)

    @variables.default
    def _variables(self) -> Mapping[KeyPath, str]:
        named = {each.key: each.variable for each in self.loaded.config.fixed if each.variable}
        return {path: named[dotted(path)] for path in self.held if dotted(path) in named}

    @property
    def held_by_environment(self) -> Mapping[KeyPath, Any]:
        """Those of *held* that a variable decides about: a person's own word on any other one is written."""
        return {path: self.held[path] for path in self.variables}

    def wanted_in_vain(self, paths: tuple[KeyPath, ...]) -> tuple[Problem, ...]:
        """What is to be said to who wants these changed, which the environment holds."""
        return tuple(
            Problem(
                severity=Severity.WARNING, section=str(path[0]), key=dotted(path[1:]),
                message=f"is set by {self.variables[path]}: what the file says of it has no effect",
                remedy="Change or remove the variable where the program is started",
            )
            for path in paths
        )  # fmt: skip


@frozen(kw_only=True)
class Prepared:
    """A text that may be saved and be in force: *base* is what it was made from."""

    base: OnDisk
    text: str
    loaded: Loaded
    changed: tuple[tuple[KeyPath, Any], ...] = ()
    renamed: Mapping[str, str] = field(factory=dict)
    in_vain: tuple[Problem, ...] = ()

    @property
    def in_force(self) -> InForce:
        """What is in force when it was applied."""
        return InForce(loaded=self.loaded, revision=revision_of(self.text))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is to be said about the keys that were wanted in vain, and about the sections that were changed."""
        sections = {str(path[0]) for path, _ in self.changed}
        return (*self.in_vain, *(each for each in self.loaded.problems if each.section in sections))
