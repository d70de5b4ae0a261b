"""Signing in, being signed in, signing out, in memory but for the network."""

import pytest
from twisted.internet.defer import Deferred, fail
from twisted.logger import capturedLogs

from qbitrr.config.editing.refusals import ConfigFileTrouble
from qbitrr.errors import StoreError
from qbitrr.model.access.sessions import SESSION_IDLE_SECONDS, SESSION_LONGEST_SECONDS
from qbitrr.store.sqlite.sql import rows
from qbitrr.web.auth.passwords import is_outdated
from qbitrr.web.auth.sessions import MOST_SESSIONS
from tests.web.auth.world import ACCOUNT, HASHED, PASSWORD, USER, AuthCase, Browser
from tests.web.program import BEARER, TOKEN

HOUR = 3600.0


class LoginTests(AuthCase):
    def test_the_way_in_and_out(self):
        """The cookie opens what was shut until the session is ended; a copy of it is worth nothing then."""
        self.assertFalse(self.is_in())
        self.assertEqual((200, {"success": True}), (self.sign_in().status, self.sign_in().json()))
        self.assertTrue(self.is_in())
        meta = self.ask("GET", "/web/meta").json()
        self.assertEqual((True, USER), (meta["authenticated"], meta["user"]))
        copy = Browser(self.client)
        copy.cookie = self.browser.cookie
        self.assertTrue(self.is_in(copy))
        self.assertEqual({"success": True}, self.ask("POST", "/web/logout").json())
        self.assertEqual(("", True), (self.browser.cookie, "Max-Age=0" in self.browser.attributes))
        self.assertFalse(self.is_in(copy))
        self.assertEqual(200, self.ask("POST", "/web/logout").status)

    def test_the_cookie(self):
        """As declared: no script reads it, no other site sends it along, and only HTTPS carries it where there is HTTPS."""
        self.sign_in()
        for each in ("Path=/", "HttpOnly", "SameSite=lax", f"Max-Age={int(SESSION_IDLE_SECONDS)}"):
            self.assertIn(each, self.browser.attributes)
        self.assertNotIn("Secure", self.browser.attributes)
        self.assertGreaterEqual(len(self.browser.cookie), 43)
        self.config.apply(UrlBase="/qbit", BehindHttpsProxy=True)
        self.sign_in(self.browser_of(**{"X-Forwarded-Proto": "https"}))
        self.assertIn("Path=/qbit/;", self.other.attributes + ";")
        self.assertIn("Secure", self.other.attributes)

    def browser_of(self, **headers):
        self.other = Browser(self.client, **headers)
        return self.other

    def test_a_new_secret_each_time(self):
        """What somebody planted in the browser does not become a session, and the one there was is over."""
        self.browser.cookie = planted = "a" * 43
        self.sign_in()
        first = self.browser.cookie
        self.assertNotEqual(planted, first)
        self.sign_in()
        self.assertNotEqual(first, self.browser.cookie)
        self.assertEqual(1, len(self.client.sessions.current(self.config.access())))

    def test_refusals(self):
        """In the documented order, and never anything that tells which half was wrong."""
        login = {"username": USER, "password": PASSWORD}
        table = [
            (ACCOUNT, {"username": "other", "password": PASSWORD}, 401, "Invalid credentials"),
            (ACCOUNT, {"username": USER, "password": "other"}, 401, "Invalid credentials"),
            (ACCOUNT, {"username": USER, "password": "x" * 5000}, 401, "Invalid credentials"),
            (ACCOUNT, {"username": "\udcff", "password": "\udcff"}, 400, "Invalid JSON body"),
            (ACCOUNT, {"username": " ", "password": "x"}, 400, "Username and password required"),
            (ACCOUNT, {"username": "x"}, 400, "Username and password required"),
            (ACCOUNT, {"username": 5, "password": "x"}, 400, "Username and password required"),
            ({"LocalAuthEnabled": True}, login, 403, "Password not set"),
            ({"Username": USER, "PasswordHash": HASHED}, login, 400, "Local login not configured"),
            ({"Username": USER, "PasswordHash": HASHED}, {}, 400, "Local login not configured"),
            ({"LocalAuthEnabled": True, "PasswordHash": HASHED}, {"username": USER, "password": PASSWORD}, 401, None),
        ]
        for keys, body, status, text in table:
            with self.subTest(body=body, keys=keys):
                self.setUp()
                self.config.keys = {"Token": TOKEN, **keys}
                self.config.apply()
                reply = self.ask("POST", "/web/login", json=body)
                self.assertEqual((status, text or "Invalid credentials"), (reply.status, reply.json()["error"]))
                self.assertIsNone(reply.header("set-cookie"))
        self.config.keys = {"Token": TOKEN, "LocalAuthEnabled": True}
        self.config.apply()
        self.assertEqual("SETUP_REQUIRED", self.sign_in().json()["code"])

    def test_the_same_work_for_a_wrong_name(self):
        """So that time tells nothing."""
        for name in (USER, "other"):
            self.sign_in(username=name, password="wrong")
        self.assertEqual(2, self.client.hashing.calls)

    def test_a_name_with_blanks(self):
        """Is trimmed; a password is not."""
        self.assertEqual(200, self.sign_in(username=f" {USER} ").status)
        self.assertEqual(401, self.sign_in(password=f" {PASSWORD}").status)

    def test_foreign_pages_cannot_sign_anybody_in(self):
        """Nor out."""
        for path in ("/web/login", "/web/logout", "/web/auth/set-password"):
            reply = self.ask("POST", path, json={}, headers={"Origin": "http://evil.example"})
            self.assertEqual("CSRF_REJECTED", reply.json()["code"])

    def test_foreign_pages_cannot_use_a_session(self):
        """A cookie opens for our page alone; for reading the browser keeps the answer from them."""
        self.sign_in()
        for method, path in (("POST", "/web/processes/restart_all"), ("DELETE", "/web/auth/sessions")):
            reply = self.ask(method, path, headers={"Sec-Fetch-Site": "cross-site"})
            self.assertEqual((403, "CSRF_REJECTED"), (reply.status, reply.json()["code"]))
        self.assertEqual([], self.client.program.calls)

    def test_secrets_stay_secret(self):
        """Not in a log line, not in the file."""
        with capturedLogs() as events:
            self.sign_in()
            self.sign_in(password="a wrong password")
            self.is_in()
        self.assertIn(USER, repr(events))
        stored = repr(self.successResultOf(self.database.run(rows, "SELECT * FROM session")))
        for secret in (PASSWORD, "a wrong password", self.browser.cookie, HASHED, TOKEN):
            self.assertNotIn(secret, repr(events))
            self.assertNotIn(secret, stored)


class ThrottledTests(AuthCase):
    def test_hundreds_of_failures(self):
        """Most cost nothing, and the owner who is signed in goes on."""
        self.sign_in()
        stranger = Browser(self.client)
        self.client.configure(behind_https_proxy=True)
        for number in range(400):
            last = self.fail_to_sign_in(stranger, number)
        self.assertEqual(429, last.status)
        self.assertGreater(int(last.header("retry-after")), 0)
        self.assertLess(self.client.hashing.calls, 40)
        self.assertTrue(self.is_in())

    def fail_to_sign_in(self, stranger, number):
        forwarded = {"X-Forwarded-For": f"203.0.{number // 250}.{number % 250}"}
        body = {"username": f"user {number % 7}", "password": "wrong"}
        return self.ask("POST", "/web/login", stranger, json=body, headers=forwarded)

    def test_who_leaves_early_has_tried(self):
        """Cancelling a request does not give the attempt back, nor the place in the pool."""
        self.client.hashing.held = []
        body = {"username": USER, "password": "wrong"}
        started = [self.browser.start("POST", "/web/login", json=body) for _ in range(5)]
        for each in started:
            each.addErrback(lambda _: None)
            each.cancel()
        self.client.flush()
        self.client.hashing.release()
        replies = [self.sign_in(password="wrong").status for _ in range(6)]
        self.assertEqual(429, replies[-1])

    def test_too_much_at_once(self):
        """The pool's queue is bounded."""
        self.client.hashing.held = []
        self.client.configure(behind_https_proxy=True)
        for number in range(30):
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            body = {"username": f"user {number}", "password": "wrong"}
            started = Browser(self.client).start("POST", "/web/login", json=body, headers=headers)
        self.assertEqual(503, self.successResultOf(started).status)
        self.assertEqual(16, self.client.hashing.calls)


class ModernTests(AuthCase):
    def setUp(self):
        super().setUp()
        bcrypt = pytest.importorskip("bcrypt")
        self.old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
        self.config.apply(PasswordHash=self.old)

    def test_an_old_hash_is_made_anew(self):
        """At the first login; whoever is signed in stays so."""
        self.client.sessions.begin(USER, "local", self.config.access().local_stamp, "::1", "")
        self.assertEqual(200, self.sign_in().status)
        self.assertFalse(is_outdated(self.config.keys["PasswordHash"]))
        self.assertTrue(self.is_in())
        self.assertEqual(2, len(self.client.sessions.current(self.config.access())))
        self.restart()
        self.assertTrue(self.is_in())

    def test_not_when_it_was_wrong(self):
        """It stays, and so it does when it cannot be written."""
        self.sign_in(password="wrong")
        self.assertEqual(self.old, self.config.keys["PasswordHash"])
        self.client.configuration.error = ConfigFileTrouble(what="save", why="disk full")
        self.assertEqual(200, self.sign_in().status)
        self.assertEqual(self.old, self.config.keys["PasswordHash"])
        self.assertTrue(self.is_in())

    def test_two_at_once(self):
        """Both are in, by one new hash."""
        self.client.hashing.held = []
        two = Browser(self.client), Browser(self.client)
        body = {"username": USER, "password": PASSWORD}
        started = [each.start("POST", "/web/login", json=body) for each in two]
        self.client.hashing.release()
        self.client.flush()
        self.assertEqual([200, 200], [self.successResultOf(each).status for each in started])
        self.assertEqual([True, True], [self.is_in(each) for each in two])


class SessionTests(AuthCase):
    def setUp(self):
        super().setUp()
        self.sign_in()

    def test_a_restart(self):
        """Sessions survive it, and what was ended stays so."""
        self.restart()
        self.assertTrue(self.is_in())
        self.ask("POST", "/web/logout")
        cookie = self.browser.cookie
        self.restart()
        self.browser.cookie = cookie
        self.assertFalse(self.is_in())

    def test_they_end(self):
        """After a week without a request, and after a month in any case."""
        for days in range(29):
            self.client.clock.advance(86_400)
            self.assertTrue(self.is_in(), days)
        self.client.clock.advance(SESSION_LONGEST_SECONDS - 29 * 86_400)
        self.assertFalse(self.is_in())
        self.sign_in()
        self.client.clock.advance(SESSION_IDLE_SECONDS - 1)
        self.assertTrue(self.is_in())
        self.client.clock.advance(SESSION_IDLE_SECONDS)
        self.assertFalse(self.is_in())

    def test_the_cookie_is_renewed_once_an_hour(self):
        """Not with every answer."""
        self.assertIsNone(self.ask("GET", "/web/status").header("set-cookie"))
        self.client.clock.advance(HOUR)
        self.assertIn(self.browser.cookie, self.ask("GET", "/web/status").header("set-cookie"))
        self.assertIsNone(self.ask("GET", "/web/status").header("set-cookie"))

    def test_another_account_ends_them(self):
        """Whoever changes it, and also while the program is not running."""
        for keys in ({"PasswordHash": HASHED + "x"}, {"Username": "other"}, {"LocalAuthEnabled": False}):
            before = dict(self.config.keys)
            self.config.apply(**keys)
            self.assertFalse(self.is_in(), keys)
            self.config.keys = before
            self.config.apply()
            self.assertTrue(self.is_in())
        self.config.apply(Token="0" * 64)
        self.assertTrue(self.is_in())

    def test_list_and_end(self):
        """Each browser is told with where and what it is; ending one shuts that one out."""
        other = Browser(self.client, **{"User-Agent": "Fire\x01fox"})
        self.client.clock.advance(1)
        self.sign_in(other)
        reply = self.ask("GET", "/api/auth/sessions")
        self.assertEqual(200, reply.status, reply.body)
        shown = reply.json()["sessions"]
        self.assertEqual([(USER, "local", False), (USER, "local", True)], [
            (each["user"], each["method"], each["current"]) for each in shown
        ])  # fmt: skip
        self.assertEqual({"127.0.0.1"}, {each["address"] for each in shown})
        self.assertEqual("1970-01-31T00:00:00Z"[:4], shown[1]["expires"][:4])
        for secret in (self.browser.cookie, other.cookie):
            self.assertNotIn(secret, repr(shown))
        self.assertEqual(404, self.ask("DELETE", "/web/auth/sessions/none").status)
        self.assertEqual(200, self.ask("DELETE", f"/web/auth/sessions/{shown[0]['id']}").status)
        self.assertEqual((True, False), (self.is_in(), self.is_in(other)))
        self.assertEqual(200, self.ask("DELETE", "/web/auth/sessions").status)
        self.assertFalse(self.is_in())

    def test_so_many_and_no_more(self):
        """The one not seen for longest makes room, in the file as well."""
        stamp = self.config.access().local_stamp
        for _ in range(MOST_SESSIONS + 20):
            self.client.clock.advance(1)
            self.client.sessions.begin(USER, "local", stamp, "::1", "a" * 10_000)
        self.assertFalse(self.is_in())
        self.assertEqual(MOST_SESSIONS, len(self.client.sessions.current(self.config.access())))
        self.assertEqual(
            [(MOST_SESSIONS,)], self.successResultOf(self.database.run(rows, "SELECT count(*) FROM session"))
        )

    def test_two_cookies_of_one_name(self):
        """As after a change of the path prefix: the one that holds counts. Absurd ones are looked past."""
        for cookie in (
            f"qbitrr_session=old; qbitrr_session={self.browser.cookie}",
            f'x=1; qbitrr_session="{self.browser.cookie}"',
        ):
            reply = self.successResultOf(self.client.start("GET", "/web/status", headers={"Cookie": cookie}))
            self.assertEqual(200, reply.status)
        for cookie in ("qbitrr_session=" + "x" * 9000, "qbitrr_session", ";;;=;", "qbitrr_session=;" * 50):
            reply = self.successResultOf(self.client.start("GET", "/web/status", headers={"Cookie": cookie}))
            self.assertEqual(401, reply.status)

    def test_a_file_that_cannot_be_written(self):
        """The session holds nevertheless, and the log says it."""

        self.client.sessions._file = type("Full", (), {"run": lambda *_: fail(StoreError("disk full"))})()
        with capturedLogs() as events:
            self.assertEqual(200, self.sign_in().status)
        self.assertIn("disk full", repr(events))
        self.assertTrue(self.is_in())

    def test_the_bearer_needs_no_cookie(self):
        """And gets none."""
        reply = self.successResultOf(self.client.start("GET", "/api/status", headers=BEARER))
        self.assertEqual((200, None), (reply.status, reply.header("set-cookie")))

    def test_loading_leaves_out_what_has_ended(self):
        """And takes it out of the file."""
        self.client.clock.advance(SESSION_LONGEST_SECONDS + 1)
        self.successResultOf(Deferred.fromCoroutine(self.client.sessions.load()))
        self.assertEqual([(0,)], self.successResultOf(self.database.run(rows, "SELECT count(*) FROM session")))
