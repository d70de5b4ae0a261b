"""Tokens with names: each lets in like the one of the configuration, and can be taken back alone."""

from twisted.internet.defer import fail

from qbitrr.errors import StoreError
from qbitrr.store.supervisor.named_tokens import named_tokens
from qbitrr.web.auth.named_tokens import MOST_TOKENS
from tests.web.auth.world import AuthCase
from tests.web.program import BEARER, TOKEN

PATH = "/api/auth/tokens"


class NamedTokenTests(AuthCase):
    def setUp(self):
        super().setUp()
        self.client.clock.advance(1_764_244_800)

    def call(self, method="GET", path=PATH, headers=BEARER, **more):
        """As a program does that has no browser."""
        return self.successResultOf(self.client.start(method, path, headers=headers, **more))

    def make(self, name="Dashboard"):
        return self.call("POST", json={"name": name})

    def bearer(self, secret):
        return {"Authorization": f"Bearer {secret}"}

    def lets_in(self, secret):
        return self.call(path="/api/status", headers=self.bearer(secret)).status == 200

    def listed(self):
        return self.call().json()["tokens"]

    def test_made_and_used(self):
        """The secret is told once, and lets in until it is revoked; the token of the configuration goes on working."""
        made = self.make().json()
        self.assertEqual("Dashboard", made["name"])
        self.assertTrue(self.lets_in(made["secret"]))
        self.assertNotIn("secret", self.listed()[0])
        self.assertEqual(200, self.call("DELETE", f"{PATH}/{made['id']}").status)
        self.assertFalse(self.lets_in(made["secret"]))
        self.assertEqual([], self.listed())
        self.assertTrue(self.lets_in(TOKEN))

    def test_a_browser_that_is_signed_in(self):
        """Makes them as well; one that is not, does not."""
        self.assertEqual(401, self.ask("POST", "/web/auth/tokens", json={"name": "x"}).status)
        self.sign_in()
        self.assertEqual(200, self.ask("POST", "/web/auth/tokens", json={"name": "x"}).status)

    def test_last_use(self):
        """When and from where each was used last; another token's use is not mixed up with it."""
        first, second = self.make("one").json(), self.make("two").json()
        self.assertEqual([None, None], [each["lastUsed"] for each in self.listed()])
        self.client.clock.advance(60)
        self.lets_in(second["secret"])
        one, two = self.listed()
        self.assertEqual((first["id"], None, ""), (one["id"], one["lastUsed"], one["address"]))
        self.assertEqual("2025-11-27T12:01:00Z", two["lastUsed"])
        self.assertTrue(two["address"])

    def test_what_is_written(self):
        """Enough to know them again after a restart, and nothing that lets anybody in; a use is not written each time."""
        secret = self.make().json()["secret"]
        written = []
        run = self.database.run
        self.patch(
            self.database, "run", lambda function, *args: written.append(function.__name__) or run(function, *args)
        )
        for _ in range(5):
            self.assertTrue(self.lets_in(secret))
        self.assertEqual(["save_named_token"], written)
        (row,) = self.successResultOf(self.database.run(named_tokens))
        self.assertNotIn(secret, repr(row))
        self.restart()
        self.assertTrue(self.lets_in(secret))
        self.assertFalse(self.lets_in(row.id))
        self.assertFalse(self.lets_in(f"qbitrr_{row.id}"))

    def test_revoked_for_good(self):
        """Not even a restart brings it back."""
        made = self.make().json()
        self.call("DELETE", f"{PATH}/{made['id']}")
        self.restart()
        self.assertFalse(self.lets_in(made["secret"]))

    def test_not_told_before_it_is_written(self):
        """A secret that holds only until the next start would be worse than none."""
        self.patch(self.database, "run", lambda *_: fail(StoreError("the disk is full")))
        reply = self.make()
        self.assertEqual(503, reply.status)
        self.assertNotIn(b"qbitrr_", reply.body)
        self.assertEqual([], self.listed())

    def test_names(self):
        """A name is needed, seen whole, and there once."""
        self.make("Dashboard")
        for name, status in (("", 400), ("  ", 400), ("x" * 61, 400), ("a\nb", 400), ("dashBOARD ", 409)):
            self.assertEqual(status, self.make(name).status, name)
        self.assertEqual("x" * 60, self.make(f" {'x' * 60} ").json()["name"])

    def test_at_most(self):
        """So that a script that goes wrong fills nothing."""
        for number in range(MOST_TOKENS):
            self.assertEqual(200, self.make(f"n{number}").status)
        self.assertEqual(409, self.make("one more").status)

    def test_unknown(self):
        """404, whatever is asked for."""
        self.make()
        self.assertEqual(404, self.call("DELETE", f"{PATH}/nothing").status)

    def test_not_in_an_address(self):
        """What stands in addresses is logged by proxies: only the token of the configuration is taken there."""
        secret = self.make().json()["secret"]
        self.assertEqual(401, self.call(path=f"/api/status?token={secret}", headers={}).status)

    def test_no_foreign_page(self):
        """Who knows a token is no foreign page."""
        secret = self.make().json()["secret"]
        headers = self.bearer(secret) | {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
        self.assertEqual(200, self.call("POST", headers=headers, json={"name": "from elsewhere"}).status)
