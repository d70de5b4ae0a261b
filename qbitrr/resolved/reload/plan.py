"""
A plan: what is done so that another configuration is in force, in order, each step in words for people.
"""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from qbitrr.config.derived.differences import Difference
from qbitrr.config.schema.config import Config
from qbitrr.config.schema.sections import classify

__all__ = ["Act", "ReloadPlan", "ReloadStep", "ReloadType"]


class ReloadType(StrEnum):
    """How much a change renews, by the most that any part of it needs. The API answers `contract_type`."""

    NONE = "none"
    FRONTEND = "frontend"
    LIVE = "live"
    QBIT_HOT = "qbit_hot"
    WEBUI = "webui"
    SINGLE_ARR = "single_arr"
    MULTI_ARR = "multi_arr"
    SINGLE_QBIT = "single_qbit"
    FULL = "full"


class Act(StrEnum):
    """What a step does, in the order in which steps are done: what vanishes first, so that a new name collides with no old one."""

    KEEP = "keep"
    """A section that cannot be used as it is written now goes on as it was."""
    STOP_SECTION = "stop section"
    REMOVE_CLIENT = "remove client"
    RENEW_SETTINGS = "renew settings"
    """From this place on everybody goes by the new configuration, whether there is a step that says so or not."""
    LIMIT_CHILDREN = "limit children"
    SET_LEVEL = "set level"
    WRITE_LOGS = "write logs"
    REPLACE_CLIENT = "replace client"
    ADD_CLIENT = "add client"
    RENAME_CLIENT = "rename client"
    """It is connected under the new name. What is known of its torrents has followed before any step, while nothing was done to them."""
    LABEL_CLIENT = "label client"
    SHARE_OUT = "share out"
    RESTART_SECTION = "restart section"
    START_SECTION = "start section"
    RECONFIGURE_SECTION = "reconfigure section"
    RENEW_DISPLAY = "renew display"
    RENEW_WEB = "renew web"
    MOVE_WEB = "move web"


@frozen(kw_only=True)
class ReloadStep:
    """One thing to be done, for *section* if it concerns only one; *text* says what and why to people."""

    act: Act
    section: str = ""
    text: str


@frozen(kw_only=True)
class ReloadPlan:
    """
    *config* is what will be in force: the new one, with what is kept of the old. *changed* are the keys that differ, *steps* what is
    done about it, in order. *renamed_clients* are those that get other names, old to new.
    """

    config: Config
    reload_type: ReloadType
    changed: tuple[Difference, ...] = ()
    steps: tuple[ReloadStep, ...] = ()
    renamed_clients: Mapping[str, str] = field(factory=dict)

    @property
    def contract_type(self) -> ReloadType:
        """
        The same in the documented words, which tell by the sections that were changed: `single_arr` and `multi_arr` if they are those of
        Arrs, `full` as soon as there is another than the web interface's among them.
        """
        if self.reload_type is ReloadType.NONE:
            return ReloadType.NONE
        kinds = {key.section: _kind(key.section) for key in self.changed}
        arrs = [section for section, kind in kinds.items() if kind == "Arr"]
        if not kinds or set(kinds.values()) - {"Arr", "WebUI"}:
            return ReloadType.FULL
        if arrs:
            return ReloadType.SINGLE_ARR if len(arrs) == 1 else ReloadType.MULTI_ARR
        return ReloadType.FRONTEND if self.reload_type is ReloadType.FRONTEND else ReloadType.WEBUI

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is done, for people."""
        return tuple(step.text for step in self.steps)

    @property
    def affected_instances(self) -> tuple[str, ...]:
        """Every Arr section of which a key changed, in order."""
        arrs = {arr.section for arr in self.config.arrs}
        arrs |= {step.section for step in self.steps if step.act is Act.STOP_SECTION}
        return tuple(dict.fromkeys(key.section for key in self.changed if key.section in arrs))

    def sections(self, act: Act) -> tuple[str, ...]:
        """The sections that a kind of step concerns."""
        return tuple(step.section for step in self.steps if step.act is act)


def _kind(section: str) -> str:
    """`Settings`, `WebUI`, `qBit` or `Arr`; empty for none of them."""
    named = classify(section)
    return named.kind if named is not None else ""
