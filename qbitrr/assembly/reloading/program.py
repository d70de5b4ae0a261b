"""
What a change of the configuration means for the program as a whole: its log and its web interface.
"""

from collections.abc import Mapping

from twisted.internet.defer import Deferred

from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.assembly.foundation import Foundation, log_folder
from qbitrr.assembly.reloading.reloader import StepTable
from qbitrr.assembly.web import Web, place_of, web_settings
from qbitrr.resolved.reload.plan import Act
from qbitrr.wire.messages import SetLogLevel

__all__ = ["fixed_by", "log_steps", "web_steps"]


def fixed_by(base: Foundation) -> frozenset[Act]:
    """What the command line does not leave to the configuration."""
    start = base.start
    return frozenset(act for act, is_said in ((Act.MOVE_WEB, start.listen), (Act.SET_LEVEL, start.level)) if is_said)


def log_steps(base: Foundation, owners: Mapping[str, SectionActor]) -> StepTable:
    """How the log is changed."""

    def set_level(_: str) -> None:
        level = base.book.set_level(base.in_force.current.settings.console_level)
        for owner in owners.values():
            owner.tell_all(SetLogLevel(level=level))

    def write_logs(_: str) -> None:
        base.book.write_to(log_folder(base.start, base.in_force.current))

    return {Act.SET_LEVEL: set_level, Act.WRITE_LOGS: write_logs}


def web_steps(base: Foundation, web: Web) -> StepTable:
    """How the web interface is changed."""

    def renew(_: str) -> None:
        web.settings.replace(web_settings(base.in_force.current.webui))

    def move(_: str) -> Deferred[None]:
        return web.listening.move(place_of(base, base.in_force.current.webui))

    return {Act.RENEW_WEB: renew, Act.RENEW_DISPLAY: renew, Act.MOVE_WEB: move}
