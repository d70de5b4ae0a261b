"""Setting the password: the first one with a token of this machine, later ones by who is in."""

import stat
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.defer import Deferred
from twisted.logger import capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.editing.refusals import ConfigFileTrouble
from qbitrr.model.access.oidc import OidcSettings
from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.auth.passwords import verify
from qbitrr.web.auth.setup_token import FILE_NAME, SetupToken
from tests.web.auth.world import ACCOUNT, HASHED, PASSWORD, USER, AuthCase, Browser
from tests.web.program import TOKEN, Threads

ON_THIS_HOST = "only-on-this-host"
NEW = "a better password"


class SetPasswordCase(AuthCase):
    def put(self, browser=None, headers=(), **body):
        given = {"username": "me", "password": NEW} | body
        return self.ask("POST", "/web/auth/set-password", browser, json=given, headers=headers)

    def assert_refused(self, reply, status, text):
        self.assertEqual((status, text), (reply.status, reply.json()["error"]))
        self.assertNotIn(NEW, str(self.config.keys))


class FirstTests(SetPasswordCase):
    keys = {}

    def test_with_the_token_of_the_host(self):
        """Once: afterwards one signs in, and the token is worth nothing, whatever becomes of the password."""
        self.assertTrue(self.ask("GET", "/web/meta").json()["setup_required"])
        reply = self.put(setupToken=f" {ON_THIS_HOST} ")
        self.assertEqual((200, {"success": True}), (reply.status, reply.json()))
        self.assertEqual(("me", False, True), tuple(
            self.config.keys[name] for name in ("Username", "AuthDisabled", "LocalAuthEnabled")
        ))  # fmt: skip
        self.assertTrue(verify(NEW, self.config.keys["PasswordHash"]))
        self.assertFalse(self.is_in())
        self.assertEqual(200, self.sign_in(username="me", password=NEW).status)
        self.assertFalse(self.ask("GET", "/web/meta").json()["setup_required"])
        stranger = Browser(self.client)
        self.assert_refused_token(stranger)
        self.config.keys.pop("PasswordHash")
        self.config.apply()
        self.assert_refused_token(stranger)

    def assert_refused_token(self, stranger):
        reply = self.put(stranger, password="of a stranger", setupToken=ON_THIS_HOST)
        self.assertEqual(403, reply.status)
        self.assertNotIn("of a stranger", str(self.config.keys))

    def test_without_proof(self):
        """It says what proof is; and no authentication is no proof."""
        for disabled in (False, True):
            self.config.apply(AuthDisabled=disabled, Host="127.0.0.1")
            for body in ({}, {"setupToken": "wrong"}, {"setupToken": ""}, {"setupToken": None}):
                reply = self.put(**body)
                self.assertEqual(403, reply.status)
                for word in ("setup-token", "QBITRR_SETUP_TOKEN", "WebUI.Token"):
                    self.assertIn(word, reply.json()["error"])
            self.client.clock.advance(1000)

    def test_with_the_token_of_scripts(self):
        """In the body or in the header."""
        self.assertEqual(200, self.put(setupToken=TOKEN).status)
        self.assertEqual(200, self.put(headers={"Authorization": f"Bearer {TOKEN}"}).status)

    def test_an_empty_token_proves_nothing(self):
        """While there is none."""
        self.config.apply(Token="")
        self.client.proof.token = ""
        self.assertEqual(403, self.put(setupToken="").status)

    def test_weak_ones(self):
        """Are refused before anything else, and do not count as attempts."""
        table = (
            ({"username": " "}, "Username and password required"),
            ({"password": ""}, "Username and password required"),
            ({"password": "1234567"}, "Password must be at least 8 characters"),
            ({"password": "x" * 1025}, "Password must be at most 1024 characters"),
            ({"password": TOKEN}, "The token cannot be the password, too"),
        )
        for _ in range(3):
            for body, text in table:
                self.assert_refused(self.put(setupToken=ON_THIS_HOST, **body), 400, text)
        self.assertEqual(200, self.put(setupToken=ON_THIS_HOST, password="x" * 1024).status)

    def test_guessing(self):
        """Five, then it is over for a while, even with the right one."""
        for _ in range(5):
            self.assertEqual(403, self.put(setupToken="wrong").status)
        reply = self.put(setupToken=ON_THIS_HOST)
        self.assert_refused(reply, 429, "Too many attempts. Try again later.")
        self.assertTrue(reply.header("retry-after"))
        self.client.clock.advance(900)
        self.assertEqual(200, self.put(setupToken=ON_THIS_HOST).status)

    def test_a_file_that_cannot_be_saved(self):
        """Nothing is set, and the token still holds."""
        self.client.configuration.error = ConfigFileTrouble(what="save", why="disk full")
        self.assert_refused(self.put(setupToken=ON_THIS_HOST), 500, "Failed to save configuration")
        self.client.configuration.error = None
        self.assertEqual(200, self.put(setupToken=ON_THIS_HOST).status)

    def test_two_at_once(self):
        """The first one counts."""
        self.client.hashing.held = []
        bodies = [{"username": name, "password": NEW, "setupToken": ON_THIS_HOST} for name in ("me", "you")]
        started = [Browser(self.client).start("POST", "/web/auth/set-password", json=each) for each in bodies]
        self.client.hashing.release()
        self.client.flush()
        self.assertEqual([200, 403], [self.successResultOf(each).status for each in started])
        self.assertEqual("me", self.config.keys["Username"])

    def test_secrets_stay_secret(self):
        """In the log stands who did it from where."""
        with capturedLogs() as events:
            self.put(setupToken="a wrong token")
            self.put(setupToken=ON_THIS_HOST)
        self.assertIn("127.0.0.1", repr(events))
        for secret in (NEW, ON_THIS_HOST, "a wrong token", self.config.keys["PasswordHash"]):
            self.assertNotIn(secret, repr(events))


class LaterTests(SetPasswordCase):
    def test_a_session_needs_the_password(self):
        """A borrowed browser does not take the account."""
        self.sign_in()
        self.assert_refused(self.put(), 403, "Not allowed")
        self.assert_refused(self.put(currentPassword="wrong"), 403, "Not allowed")
        self.assertEqual(200, self.put(currentPassword=PASSWORD).status)

    def test_it_ends_every_session(self):
        """This one, others, and those a restart would bring back."""
        others = [Browser(self.client) for _ in range(3)]
        for each in (*others, self.browser):
            self.sign_in(each)
        cookie = self.browser.cookie
        self.put(currentPassword=PASSWORD)
        self.assertEqual("", self.browser.cookie)
        self.browser.cookie = cookie
        self.assertEqual([False] * 4, [self.is_in(each) for each in (*others, self.browser)])
        self.config.apply(**ACCOUNT)  # even if the old password came back
        self.restart()
        self.assertFalse(self.is_in())

    def test_a_login_that_began_before_is_too_late(self):
        """The old password opens nothing any more."""
        self.client.hashing.held = []
        body = {"username": USER, "password": PASSWORD}
        login = self.browser.start("POST", "/web/login", json=body)
        self.config.apply(PasswordHash=HASHED[:-4] + "AAAA")
        self.client.hashing.release()
        self.client.flush()
        self.successResultOf(login)
        self.assertFalse(self.is_in())

    def test_strangers(self):
        """The first-time token is not for this."""
        self.assert_refused(self.put(), 403, "Not allowed")
        self.assert_refused(self.put(setupToken=ON_THIS_HOST), 403, "Not allowed")
        self.assert_refused(self.put(currentPassword=PASSWORD), 403, "Not allowed")


class SetupTokenTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / FILE_NAME
        self.token = self.made()

    def made(self, given=""):
        return SetupToken(self.folder, Threads(), given)

    def arm(self, **access):
        self.successResultOf(Deferred.fromCoroutine(self.token.arm(WebAccess(**access))))

    def test_in_a_file_of_the_owner(self):
        """Nobody else reads it, the log names the file only, and it is gone after use."""
        self.path.write_text("left over and readable")
        with capturedLogs() as events:
            self.arm()
        written = self.path.read_text().strip()
        self.assertEqual((0o600, 32), (stat.S_IMODE(self.path.stat().st_mode), len(written)))
        self.assertIn(str(self.path), repr(events))
        self.assertNotIn(written, repr(events))
        self.assertTrue(self.token.proves(written, is_first=True))
        self.assertFalse(self.token.proves(written, is_first=False))
        for wrong in ("", written[:-1], written + "0", "ü", "\udcff"):
            self.assertFalse(self.token.proves(wrong, is_first=True))
        self.successResultOf(self.token.spend())
        self.assertFalse(self.path.exists())
        self.assertFalse(self.token.proves(written, is_first=True))

    def test_none_where_somebody_can_sign_in(self):
        """And what an earlier start left is taken away."""
        for access in (
            {"password_hash": "x"},
            {"oidc": OidcSettings(authority="https://idp", client_id="q")},
            {"auth_disabled": True},
        ):
            self.path.write_text("left over")
            self.arm(**access)
            self.assertFalse(self.path.exists())
            self.assertFalse(self.token.proves("", is_first=True))
            self.assertFalse(self.token.proves("left over", is_first=True))

    def test_a_link_is_not_followed(self):
        """What it points at stays as it is."""
        other = self.folder / "other"
        other.write_text("mine")
        self.path.symlink_to(other)
        self.arm()
        self.assertEqual("mine", other.read_text())
        self.assertFalse(self.path.is_symlink())

    def test_a_folder_that_cannot_be_written(self):
        """Is told; nothing proves anything then."""
        self.token = SetupToken(self.folder / "none", Threads())
        with capturedLogs() as events:
            self.arm()
        self.assertIn("cannot be written", repr(events))
        self.assertFalse(self.token.proves("", is_first=True))

    def test_the_one_of_the_environment(self):
        """Opens once in a run, also for somebody who forgot the password."""
        self.token = self.made("from the environment")
        self.arm(password_hash="x")
        self.assertTrue(self.token.proves("from the environment", is_first=False))
        self.successResultOf(self.token.spend())
        self.assertFalse(self.token.proves("from the environment", is_first=True))
