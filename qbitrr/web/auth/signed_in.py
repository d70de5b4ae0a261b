"""
Who is signed in, and ending that.
"""

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.errors import Unknown
from qbitrr.model.access.sessions import BrowserSession
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.http.answers import OkAnswer, iso, json_response
from qbitrr.web.http.cookies import clear_session_cookie
from qbitrr.web.http.parameters import in_path
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.visits import visit_of

__all__ = ["SessionRoutes"]


class SessionAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """One browser that is signed in; *current* is the one that asks."""

    id: str
    user: str
    method: str
    created: str
    last_seen: str
    expires: str
    address: str
    user_agent: str
    current: bool


class SessionsAnswer(Struct, frozen=True, kw_only=True):
    """All of them, the one seen last first."""

    sessions: tuple[SessionAnswer, ...]


class SessionRoutes:
    """`/auth/sessions`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        path, group = "/auth/sessions", Group.AUTH
        one = (in_path("id", "The session, as the list calls it."),)
        return (
            *mirrored("auth.sessions", "GET", path, group, self.listed, answer=SessionsAnswer),
            *mirrored("auth.sessions.end-all", "DELETE", path, group, self.end_all, answer=OkAnswer),
            *mirrored("auth.sessions.end", "DELETE", f"{path}/<id>", group, self.end, parameters=one, answer=OkAnswer),
        )

    def listed(self, request: IRequest) -> bytes:
        """Who is signed in."""
        visit = visit_of(request)
        own = visit.session.id if visit.session is not None else ""
        found = tuple(_shown(each, own) for each in self._sessions.current(visit.access))
        return json_response(request, SessionsAnswer(sessions=found))

    def end(self, request: IRequest, id: str) -> Deferred[bytes]:
        """Sign one browser out. 404 for one that is not signed in."""
        found = [each for each in self._sessions.current(visit_of(request).access) if each.short_id == id]
        if not found:
            raise Unknown("no such session")
        return self._ended(request, self._sessions.end(each.id for each in found))

    def end_all(self, request: IRequest) -> Deferred[bytes]:
        """Sign every browser out, this one included."""
        clear_session_cookie(request)
        return self._ended(request, self._sessions.end_all())

    def _ended(self, request: IRequest, work: Deferred[object]) -> Deferred[bytes]:
        return work.addCallback(lambda _: json_response(request, OkAnswer()))


def _shown(session: BrowserSession, own: str) -> SessionAnswer:
    return SessionAnswer(
        id=session.short_id, user=session.user, method=session.method, created=iso(session.created_at),
        last_seen=iso(session.seen_at), expires=iso(session.expires_at), address=session.address,
        user_agent=session.user_agent, current=session.id == own,
    )  # fmt: skip
