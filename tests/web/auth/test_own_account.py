"""Who asks, and changing one's password."""

from twisted.logger import capturedLogs

from tests.web.auth.world import NO_CREDENTIAL, PASSWORD, USER, AuthCase, Browser
from tests.web.program import BEARER

NEW = "a better password"


class MeTests(AuthCase):
    def me(self, browser=None, **more):
        return self.ask("GET", "/web/auth/me", browser, **more)

    def test_each_way_in(self):
        """Says who came by it, and by which way; a stranger is told nothing."""
        self.assertEqual(401, self.me(headers=NO_CREDENTIAL).status)
        self.assertEqual(
            {"user": None, "method": "token", "session": None, "expires": None, "passwordSet": True, "authDisabled": False},
            self.me(headers=BEARER).json(),
        )  # fmt: skip
        self.sign_in()
        shown = self.me().json()
        (session,) = self.ask("GET", "/web/auth/sessions").json()["sessions"]
        self.assertEqual(
            (USER, "local", session["id"], session["expires"]),
            tuple(shown[name] for name in ("user", "method", "session", "expires")),
        )
        self.config.apply(AuthDisabled=True, Host="127.0.0.1")
        open_to_all = self.me(Browser(self.client)).json()
        self.assertEqual((None, "open", True), tuple(open_to_all[name] for name in ("user", "method", "authDisabled")))


class ChangingTests(AuthCase):
    def change(self, browser=None, current=PASSWORD, new=NEW, **more):
        body = {"currentPassword": current, "newPassword": new}
        return self.ask("POST", "/web/auth/change-password", browser, json=body, **more)

    def test_others_are_signed_out(self):
        """The browser that asks stays, with a new secret; others have to sign in with the new password."""
        other = Browser(self.client)
        for browser in (self.browser, other):
            self.sign_in(browser)
        before = self.browser.cookie
        with capturedLogs() as logs:
            reply = self.change()
        self.assertEqual((200, {"status": "ok"}), (reply.status, reply.json()))
        self.assertNotIn(NEW, str(logs))
        self.assertNotEqual(before, self.browser.cookie)
        self.assertEqual((True, False), (self.is_in(), self.is_in(other)))
        self.browser.cookie = before
        self.assertFalse(self.is_in())
        self.assertEqual([401, 200], [self.sign_in(other, password=each).status for each in (PASSWORD, NEW)])

    def test_a_script(self):
        """The token lets one ask, not change without the password; there is no session to keep."""
        self.assertEqual(403, self.change(current="wrong", headers=BEARER).status)
        self.assertEqual(200, self.change(headers=BEARER).status)
        self.assertEqual("", self.browser.cookie)
        self.assertEqual(200, self.sign_in(password=NEW).status)

    def test_refused(self):
        """Whoever is not in, does not know the password, or gives no good one; nothing changes."""
        self.assertEqual(401, self.change().status)
        self.sign_in()
        for body, status, text in (
            ({"current": ""}, 400, "currentPassword and newPassword are required"),
            ({"new": "short"}, 400, "Password must be at least 8 characters"),
            ({"current": "wrong"}, 403, "The current password is another one"),
        ):
            reply = self.change(**body)
            self.assertEqual((status, text), (reply.status, reply.json()["error"]))
        self.assertTrue(self.is_in())

    def test_guessing(self):
        """Is slow, and forgotten slips are no guesses."""
        self.sign_in()
        for _ in range(8):
            self.assertEqual(400, self.change(new="short").status)
        for _ in range(5):
            self.assertEqual(403, self.change(current="wrong").status)
        self.assertEqual(429, self.change().status)


class NoPasswordTests(AuthCase):
    keys = {"AuthDisabled": True, "Host": "127.0.0.1"}

    def test_nothing_to_change(self):
        """It says that one is to be set first."""
        reply = self.ask("POST", "/web/auth/change-password", json={"currentPassword": "x", "newPassword": NEW})
        self.assertEqual((409, "SETUP_REQUIRED"), (reply.status, reply.json()["code"]))
