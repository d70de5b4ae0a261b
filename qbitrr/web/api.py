"""
The whole HTTP API: every subject's routes behind one front door.
"""

from collections.abc import Callable
from pathlib import Path

from twisted.internet.interfaces import IReactorTime

from qbitrr.model.web_access import WebAccess
from qbitrr.redaction import Redactor
from qbitrr.web.auth.tokens import Tokens
from qbitrr.web.http.routes import Route, build
from qbitrr.web.logs.level import LogLevels
from qbitrr.web.logs.routes import Logs
from qbitrr.web.logs.tails import Tails
from qbitrr.web.middleware.entry import Front
from qbitrr.web.program import House
from qbitrr.web.serving.threads import InThread
from qbitrr.web.state.activity import Activity
from qbitrr.web.state.attention import NeedsAttention
from qbitrr.web.state.meta import Meta
from qbitrr.web.state.processes import Processes
from qbitrr.web.state.status import Status
from qbitrr.web.state.system import System
from qbitrr.web.torrents.removals import Removals
from qbitrr.web.torrents.torrents import Torrents

__all__ = ["Api"]


class Api:
    """
    The API over *house*. *access* answers the access settings in force and is asked on each request; *redactor* cleans text
    that children printed. Log files are read from *log_folder* by way of *in_thread* (`Readers` outside of tests).

    `routes` is the whole route table, `resource` what a site serves, `tails` the log streams (`ApiSite` ends them).
    """

    def __init__(
        self,
        house: House,
        access: Callable[[], WebAccess],
        clock: IReactorTime,
        *,
        log_folder: Path,
        in_thread: InThread,
        redactor: Redactor | None = None,
        installation: str | None = None,
    ) -> None:
        redact = redactor or Redactor()
        self.tails = Tails(log_folder, clock, in_thread)
        subjects = (
            System(),
            Status(house, redact),
            Processes(house, redact),
            Meta(installation),
            Tokens(),
            LogLevels(house),
            Activity(house),
            Torrents(house),
            Removals(house),
            NeedsAttention(house, redact),
            Logs(log_folder, in_thread, self.tails),
        )
        self.routes: tuple[Route, ...] = tuple(route for subject in subjects for route in subject.routes())
        self.resource = Front(build(self.routes).resource(), access, clock)
