"""
A plan: what is done so that another configuration is in force, in order, each step in words for people.
"""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from qbitrr.config.derived.differences import Difference
from qbitrr.config.schema.config import Config

__all__ = ["Act", "ReloadPlan", "ReloadStep", "ReloadType"]


class ReloadType(StrEnum):
    """How much a change renews, by the most that any part of it needs; the words of the API."""

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
        """The same for clients that know only the documented words: a client that is replaced is `full` to them."""
        return ReloadType.FULL if self.reload_type is ReloadType.SINGLE_QBIT else self.reload_type

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
