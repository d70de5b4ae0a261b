"""
Every way into qBittorrent, and what happens when it does not open.
"""

import pytest

from qbitrr.clients.qbittorrent.client import ClientVersion, Credentials, Qbittorrent
from qbitrr.errors import BadAnswer, Banned, Busy, Rejected, TooOld, Unauthorized
from tests.clients.case import ClientCase
from tests.clients.scripted import Asked, Reply, Scripted, ok, silence

FORBIDDEN = Reply(status=403, body=b"Forbidden")
BANNED = Reply(status=403, body=b"Your IP address has been banned after too many failed attempts.")
BASE = "http://there.example:8080/api/v2"
PERSON = Credentials(username="admin", password="secret")


class Door:
    """A qBittorrent that only knows how to let people in."""

    def __init__(self, web_api="2.11.4", *, login=None, cookie="SID", bypass=False, key=None, keys=True):
        self.web_api, self.cookie, self.bypass, self.key, self.keys = web_api, cookie, bypass, key, keys
        self.login = login or ok("Ok.")
        self.sessions: set[str] = set()
        self.empty: Reply | None = None
        self.deaf = False
        self.server = Scripted(answer=self.answer)

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/auth/login":
            if self.login.never:
                return self.login
            if self.empty is not None and not asked.form:
                return self.empty
            opens = self.login.status == 204 or self.login.body == b"Ok."
            if opens and not self.deaf:
                self.sessions.add("s+/1")
            cookie = ("Set-Cookie", f"{self.cookie}=s+/1; HttpOnly; path=/; SameSite=Lax")
            return Reply(status=self.login.status, body=self.login.body, headers=(cookie,) if opens else ())
        if not self.lets_in(asked):
            return FORBIDDEN
        return {
            "/app/webapiVersion": ok(self.web_api),
            "/app/version": ok("v5.1.4"),
            "/torrents/info": ok("[]"),
            "/auth/logout": ok(),
        }.get(asked.path, Reply(status=404, body=b"Not Found"))

    def lets_in(self, asked: Asked) -> bool:
        shown = dict(pair.split("=", 1) for pair in asked.headers.get("cookie", "x=").split("; "))
        if self.bypass or shown.get(self.cookie) in self.sessions:
            return True
        return self.keys and self.key is not None and asked.headers.get("authorization") == f"Bearer {self.key}"


class LoginTests(ClientCase):
    """Logging in by user name and password."""

    def client(self, door: Door, credentials: Credentials = PERSON) -> Qbittorrent:
        return Qbittorrent(door.server.http(self.clock, BASE), credentials, self.clock, instance="qBit")

    def logins(self, door: Door) -> int:
        return door.server.calls.count("POST /auth/login")

    @pytest.mark.torrent_vector("R01", "R02")
    def test_every_dialect(self):
        """204 with a cookie named after the port, and 200 `Ok.` with `SID`: the cookie is kept under whatever name."""
        for login, cookie in ((Reply(status=204), "QBT_SID_8080"), (ok("Ok."), "SID"), (ok("Ok."), "MySession")):
            door = Door(login=login, cookie=cookie)
            client = self.client(door)
            version = self.result(client.connect())
            self.assertEqual(("v5.1.4", (2, 11, 4), ()), (version.version, version.web_api, version.notes))
            self.assertEqual((), self.result(client.torrents()))
            self.assertEqual(1, self.logins(door))
            self.assertEqual({"username": "admin", "password": "secret"}, door.server.asked[1].form)

    def test_no_header_that_might_not_match(self):
        """Neither Origin nor Referer is sent: nothing can disagree with the Host."""
        door = Door()
        self.result(self.client(door).connect())
        for asked in door.server.asked:
            self.assertNotIn("origin", asked.headers)
            self.assertNotIn("referer", asked.headers)
            self.assertEqual("there.example:8080", asked.headers["host"])

    @pytest.mark.torrent_vector("R03", "R04")
    def test_wrong_password(self):
        """200 `Fails.` and 401: refused, and not tried again for five minutes, however often somebody asks."""
        for login in (ok("Fails."), Reply(status=401, body=b"Unauthorized")):
            door = Door(login=login)
            client = self.client(door)
            for _ in range(3):
                self.error(client.connect(), Unauthorized)
            self.clock.advance(299)
            self.error(client.torrents(), Unauthorized)
            self.assertEqual(1, self.logins(door))
            self.clock.advance(2)
            self.error(client.connect(), Unauthorized)
            self.assertEqual(2, self.logins(door))

    @pytest.mark.torrent_vector("R05")
    @pytest.mark.correction("E8")
    def test_banned(self):
        """403 to a login: banned; once a minute a login without credentials tells whether that is still so."""
        door = Door(login=BANNED)
        client = self.client(door)
        error = self.error(client.connect(), Banned)
        self.assertIn("banned", str(error))
        for minute in range(1, 5):
            self.clock.advance(59)
            self.error(client.connect(), Banned)
            self.assertEqual(minute, self.logins(door))
            self.clock.advance(1)
            self.error(client.connect(), Banned)
            self.assertEqual(minute + 1, self.logins(door))
            self.assertEqual({}, door.server.asked[-1].form)

    @pytest.mark.correction("E8")
    def test_ban_that_was_lifted(self):
        """As soon as the probe is no longer answered with the ban, we log in, and nothing of it is left."""
        for lifted in (ok("Fails."), Reply(status=401, body=b"Unauthorized")):
            door = Door(login=BANNED)
            client = self.client(door)
            self.error(client.connect(), Banned)
            door.login, door.empty = ok("Ok."), lifted
            self.clock.advance(60)
            self.assertEqual((2, 11, 4), self.result(client.connect()).web_api)
            self.assertEqual(3, self.logins(door))

    @pytest.mark.correction("E8")
    def test_ban_after_a_single_failure(self):
        """Where the probe itself brings the ban about it is not sent again: we ask with what we have."""
        door = Door(login=BANNED)
        client = self.client(door)
        self.error(client.connect(), Banned)
        door.empty = ok("Fails.")
        self.clock.advance(60)
        self.error(client.connect(), Banned)
        door.login = ok("Ok.")
        self.clock.advance(60)
        self.result(client.connect())
        forms = [bool(asked.form) for asked in door.server.asked if asked.path == "/auth/login"]
        self.assertEqual([True, False, True, True], forms)

    def test_changed_configuration(self):
        """After a change of the configuration a login is allowed at once."""
        door = Door(login=ok("Fails."))
        client = self.client(door)
        self.error(client.connect(), Unauthorized)
        door.login = ok("Ok.")
        client.forgive()
        self.assertEqual((2, 11, 4), self.result(client.connect()).web_api)

    def test_login_that_got_lost(self):
        """A login without an answer is not repeated behind our back: it may count as a failure there."""
        door = Door(login=Reply(status=502))
        self.error(self.client(door).connect(), Busy)
        self.assertEqual(1, self.logins(door))

    def test_login_page_of_somebody_else(self):
        """A web page is no login."""
        door = Door(login=ok("<html>please sign in</html>"))
        self.error(self.client(door).connect(), BadAnswer)

    @pytest.mark.torrent_vector("R06")
    def test_session_runs_out(self):
        """A 403 costs one login, and the call is repeated: the caller notices nothing."""
        door = Door()
        client = self.client(door)
        self.result(client.connect())
        door.sessions.clear()
        before = len(door.server.asked)
        self.assertEqual((), self.result(client.torrents()))
        self.assertEqual(["GET /torrents/info", "POST /auth/login", "GET /torrents/info"], door.server.calls[before:])

    @pytest.mark.torrent_vector("R07")
    def test_login_that_opens_nothing(self):
        """A second 403 is an error, not a loop."""
        door = Door()
        door.deaf = True
        self.error(self.client(door).torrents(), Unauthorized)
        self.assertEqual(["GET /torrents/info", "POST /auth/login", "GET /torrents/info"], door.server.calls)

    def test_one_login_at_a_time(self):
        """Many calls that find the session gone share one login."""
        door = Door()
        client = self.client(door)
        self.result(client.connect())
        door.sessions.clear()
        door.login = silence
        calls = [self.start(client.torrents()) for _ in range(5)]
        self.assertEqual(2, self.logins(door))
        door.sessions.add("s+/1")
        door.server.waiting[0].write(b"Ok.")
        door.server.waiting[0].finish()
        door.server.agent.flush()
        for call in calls:
            self.assertEqual((), self.successResultOf(call))
        self.assertEqual(2, self.logins(door))

    def test_cancelled_login(self):
        """A call cancelled during its login does not keep others from logging in."""
        door = Door(login=silence)
        client = self.client(door)
        first, second = self.start(client.connect()), self.start(client.torrents())
        door.login = ok("Ok.")
        first.cancel()
        self.failureResultOf(first)
        self.assertEqual((), self.successResultOf(second))
        self.assertEqual(2, self.logins(door))

    @pytest.mark.torrent_vector("R14")
    def test_bypass(self):
        """Where nothing is asked for, nobody logs in, with or without a password."""
        for credentials in (Credentials(), PERSON):
            door = Door(bypass=True)
            self.assertEqual("v5.1.4", self.result(self.client(door, credentials).connect()).version)
            self.assertEqual(0, self.logins(door))

    def test_no_password(self):
        """Where a login is asked for and none is configured, that is said, and none is tried."""
        door = Door()
        self.assertIn("no password", str(self.error(self.client(door, Credentials()).connect(), Unauthorized)))
        self.assertEqual(0, self.logins(door))

    def test_host_refused(self):
        """401 on a normal call is about host names or proxies, and says so."""
        server = Scripted(Reply(status=401, body=b"Unauthorized"))
        client = Qbittorrent(server.http(self.clock, BASE), PERSON, self.clock)
        self.assertIn("Host header", str(self.error(client.connect(), Unauthorized)))

    def test_logging_out(self):
        """A session that was opened is closed; failing to is nobody's trouble; without one nothing is sent."""
        door = Door()
        client = self.client(door)
        self.result(client.logout())
        self.assertEqual([], door.server.calls)
        self.result(client.connect())
        self.result(client.logout())
        self.assertEqual("POST /auth/logout", door.server.calls[-1])
        door.answer = lambda asked: Reply(status=503)
        door.server._answer = door.answer
        self.result(client.logout())

    def test_secrets_stay_secret(self):
        """Credentials do not print."""
        text = repr(Credentials(username="admin", password="hunter2", api_key="qbt_123"))
        self.assertNotIn("hunter2", text)
        self.assertNotIn("qbt_123", text)


class KeyTests(ClientCase):
    """API keys of 5.2 and later."""

    BOTH = Credentials(username="admin", password="secret", api_key="qbt_good")
    ONLY = Credentials(api_key="qbt_good")

    def client(self, door: Door, credentials: Credentials) -> Qbittorrent:
        return Qbittorrent(door.server.http(self.clock, BASE), credentials, self.clock)

    @pytest.mark.torrent_vector("R08")
    def test_key(self):
        """A good key is all that is ever sent; `auth/*` is never called."""
        door = Door("2.15.1", key="qbt_good")
        client = self.client(door, self.BOTH)
        version = self.result(client.connect())
        self.assertIn("api_key", version.capabilities)
        self.result(client.torrents())
        self.result(client.logout())
        self.assertFalse([call for call in door.server.calls if "auth" in call])

    @pytest.mark.torrent_vector("R09")
    def test_too_old_for_keys(self):
        """A client that does not know keys is logged into, and that is noted."""
        door = Door("2.11.4", key="qbt_good", keys=False)
        version = self.result(self.client(door, self.BOTH).connect())
        self.assertIn("too old for an API key", version.notes[0])
        self.assertEqual(1, door.server.calls.count("POST /auth/login"))
        self.assertNotIn("authorization", door.server.asked[-1].headers)

    def test_key_refused(self):
        """A client that knows keys but not this one is logged into, and that is noted."""
        door = Door("2.15.1", key="another")
        self.assertIn("refused", self.result(self.client(door, self.BOTH).connect()).notes[0])

    @pytest.mark.torrent_vector("R10")
    def test_nothing_but_a_refused_key(self):
        """Without a password a refused key is an error."""
        door = Door("2.15.1", key="another")
        self.assertIn("API key", str(self.error(self.client(door, self.ONLY).connect(), Unauthorized)))
        self.assertEqual(1, len(door.server.calls))

    def test_key_taken_away(self):
        """A key that stops working is an error of the call; connecting again finds another way."""
        door = Door("2.15.1", key="qbt_good")
        client = self.client(door, self.BOTH)
        self.result(client.connect())
        door.key = "another"
        self.error(client.torrents(), Unauthorized)
        self.assertIn("refused", self.result(client.connect()).notes[0])
        self.assertEqual((), self.result(client.torrents()))


class VersionTests(ClientCase):
    """Which releases are taken."""

    def connect(self, web_api: str) -> ClientVersion:
        return self.result(
            Qbittorrent(Door(web_api, bypass=True).server.http(self.clock, BASE), Credentials(), self.clock).connect()
        )

    def test_capabilities(self):
        """What a client can do follows from its number; a number nobody knows yet can do everything."""
        for web_api, expected in (
            ("2.8.2", set()),
            ("2.9.3", set()),
            ("2.11.2", {"stop_start"}),
            ("2.11.4", {"stop_start", "include_trackers"}),
            ("2.15.1", {"stop_start", "include_trackers", "include_files", "api_key"}),
            ("2.16", {"stop_start", "include_trackers", "include_files", "api_key"}),
            ("9.0.0", {"stop_start", "include_trackers", "include_files", "api_key"}),
        ):
            self.assertEqual(expected, self.connect(web_api).capabilities)

    @pytest.mark.torrent_vector("R18")
    def test_too_old(self):
        """Before 4.3.9 the client is refused with a message for people."""
        client = Qbittorrent(Door("2.8.1", bypass=True).server.http(self.clock, BASE), Credentials(), self.clock)
        self.assertIn("4.3.9", str(self.error(client.connect(), TooOld)))

    def test_no_version(self):
        """Something that answers anything with a page is not taken for qBittorrent."""
        for text in ("<html></html>", "", "5", "a.b.c", "1.2.3.4.5.6"):
            client = Qbittorrent(Scripted(ok(text)).http(self.clock, BASE), Credentials(), self.clock)
            self.error(client.connect(), BadAnswer)

    def test_not_found(self):
        """A server without this API is no qBittorrent."""
        client = Qbittorrent(Scripted(Reply(status=404)).http(self.clock, BASE), Credentials(), self.clock)
        self.assertIsInstance(self.failureResultOf(self.start(client.connect())).value, Rejected)
