"""
Getting in and staying in: every way qBittorrent has ever asked who we are.

A bypass (nothing asked), an API key (5.2 and later), or user name and password with a cookie of whatever name. A session that
ran out is renewed once per call. Wrong passwords get an address banned after five tries, so after a refusal nobody asks again
for a while, however many calls want to.

# Note [Bans]
A ban ends after a time we do not know (3600 s unless changed), or at once when the client is restarted. While it lasts every login
is answered 403, whatever it says, and counts for nothing. So a login without name and password tells whether it lasts; when it
does not, that one counted as a failure, which the good login right after it wipes out. Where a single failure is enough for a
ban, the probe itself would bring it about: there we ask with what we have.
"""

from collections.abc import Awaitable, Mapping

from attrs import field, frozen
from twisted.internet.defer import DeferredLock
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.http.http import ONCE, READ, Http, HttpAnswer, Manner, Query
from qbitrr.clients.http.translation import words
from qbitrr.errors import BadAnswer, Banned, Obstacle, RemoteError, Unauthorized

__all__ = ["AFTER_REFUSAL_SECONDS", "BAN_PROBE_SECONDS", "Credentials", "Session"]

AFTER_REFUSAL_SECONDS = 5 * 60.0
BAN_PROBE_SECONDS = 60.0
_FIRST_WITH_KEYS = (2, 14, 1)


@frozen(kw_only=True)
class Credentials:
    """What the configuration says we may show. Anything may be empty."""

    username: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)


class Session:
    """
    Authenticated calls to one qBittorrent. *notes* are sentences for people about the way in that was taken, *requests* counts what
    was asked.
    """

    log = Logger()

    def __init__(self, http: Http, credentials: Credentials, clock: IReactorTime) -> None:
        self.notes: tuple[str, ...] = ()
        self.where = http.where
        self.requests = 0
        self._http = http
        self._credentials = credentials
        self._clock = clock
        self._by_key = bool(credentials.api_key)
        self._logging_in = DeferredLock()
        self._logins = 0
        self._refused: RemoteError | None = None
        self._not_before = 0.0
        self._may_probe = True

    @property
    def answered_after(self) -> float | None:
        """Seconds until its last answer began; None before the first."""
        return self._http.answered_after

    async def open(self) -> str:
        """
        The text of `app/webapiVersion`, having found the way in. Raises `Unauthorized`, `Banned` or what `Http.ask` raises.
        """
        self.notes = ()
        self._by_key = bool(self._credentials.api_key)
        if self._by_key:
            answer = await self._send("GET", "app/webapiVersion", (), None, READ)
            if answer.status not in (401, 403):
                return self._http.checked(answer).text
            self._by_key = False
            if not self._credentials.password:
                raise self._key_refused()
        text = (await self.call("GET", "app/webapiVersion")).text
        if self._credentials.api_key:
            old = version_of(self.where, text) < _FIRST_WITH_KEYS
            why = "this client is too old for an API key" if old else "the API key was refused"
            self.notes = (f"{why}; logged in with user name and password",)
        return text

    async def call(
        self, method: str, path: str, *, query: Query = (), form: Mapping[str, str] | None = None, manner: Manner = READ
    ) -> HttpAnswer:
        """
        The good answer to a call below `/api/v2`. On 403 it logs in and repeats the call, once. Raises like `Http.fetch`.
        """
        logins = self._logins
        answer = await self._send(method, path, query, form, manner)
        if answer.status == 403:
            if self._by_key:
                raise self._key_refused()
            await self._renew(logins)
            answer = await self._send(method, path, query, form, manner)
            if answer.status == 403:
                raise Unauthorized(where=self.where, why="refused even right after a login")
        if answer.status == 401:
            raise Unauthorized(
                where=self.where,
                why="HTTP 401: the client does not accept the host name or port we use (its Host header validation), "
                "or a proxy in front wants its own login",
                obstacle=Obstacle.HOST_NAME,
            )
        return self._http.checked(answer)

    async def close(self) -> None:
        """End the session in the client, as far as it still listens. Raises nothing of `RemoteError`."""
        if self._by_key or not self._logins:
            return
        try:
            await self._http.ask("POST", "auth/logout", form={}, manner=ONCE)
        except RemoteError as error:
            self.log.debug("logging out: {error}", error=str(error))

    def forgive(self) -> None:
        """Forget earlier refusals: the configuration changed."""
        self._refused = None
        self._not_before = 0.0

    async def _send(
        self, method: str, path: str, query: Query, form: Mapping[str, str] | None, manner: Manner
    ) -> HttpAnswer:
        headers = {"Authorization": f"Bearer {self._credentials.api_key}"} if self._by_key else None
        self.requests += 1
        return await self._http.ask(method, path, query=query, form=form, headers=headers, manner=manner)

    async def _renew(self, seen: int) -> None:
        """Log in, unless somebody did since login number *seen*."""
        async with self._logging_in:
            if self._logins == seen:
                await self._login()
                self._logins += 1

    async def _login(self) -> None:
        if not self._credentials.password:
            why = "it asks for a login, and no password is configured"
            raise Unauthorized(where=self.where, why=why, obstacle=Obstacle.NO_LOGIN)
        if self._refused is not None and self._clock.seconds() < self._not_before:
            raise self._refused
        was_banned = isinstance(self._refused, Banned)
        if was_banned and self._may_probe and (ban := self._ban_in(await self._ask_for_login({}))):
            raise self._refuse(ban, BAN_PROBE_SECONDS)
        answer = await self._ask_for_login(
            {"username": self._credentials.username, "password": self._credentials.password}
        )
        text = answer.text
        if ban := self._ban_in(answer):
            self._may_probe = not was_banned
            raise self._refuse(ban, BAN_PROBE_SECONDS)
        if answer.status == 401 or (answer.status == 200 and text == "Fails."):
            why = "user name or password refused"
            refusal = Unauthorized(where=self.where, why=why, obstacle=Obstacle.WRONG_LOGIN)
            raise self._refuse(refusal, AFTER_REFUSAL_SECONDS)
        self._http.checked(answer)
        if text not in ("", "Ok."):
            raise BadAnswer(where=self.where, why="the login was answered by something that is not qBittorrent")
        self.forgive()

    def _ask_for_login(self, form: Mapping[str, str]) -> Awaitable[HttpAnswer]:
        return self._http.ask("POST", "auth/login", form=form, manner=ONCE)

    def _ban_in(self, answer: HttpAnswer) -> Banned | None:
        """See Note [Bans]."""
        if answer.status != 403:
            return None
        return Banned(where=self.where, why=f"login: {words(answer.body) or 'banned'}")

    def _refuse(self, error: RemoteError, seconds: float) -> RemoteError:
        self._refused = error
        self._not_before = self._clock.seconds() + seconds
        return error

    def _key_refused(self) -> Unauthorized:
        return Unauthorized(
            where=self.where,
            why="the API key was refused, and no password is configured to log in with",
            obstacle=Obstacle.WRONG_KEY,
        )


def version_of(where: str, text: str) -> tuple[int, ...]:
    """`"2.11.4"` as `(2, 11, 4)`. Raises `BadAnswer` for anything that is no version."""
    parts = text.split(".")
    if not 1 < len(parts) < 6 or not all(part.isdigit() for part in parts):
        obstacle = Obstacle.WEB_PAGE if text.startswith("<") else Obstacle.OTHER
        raise BadAnswer(where=where, why="no version of the Web API, so this is not qBittorrent's", obstacle=obstacle)
    return tuple(int(part) for part in parts)
