"""To a simulated provider and back, over our own client: only requests of a network are missing."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.logger import capturedLogs

from qbitrr.clients.oidc import OidcClient
from qbitrr.errors import Unreachable
from tests.web.auth.world import Applied, AuthCase, Browser
from tests.web.program import TOKEN, Client

jwt = pytest.importorskip("jwt")
from qbitrr.testing.oidc.provider import SimulatedProvider  # noqa: E402  (needs it)

KEYS = {
    "OIDCEnabled": True,
    "OIDC.Authority": "https://idp.example",
    "OIDC.ClientId": "qbitrr",
    "OIDC.ClientSecret": "client-s3cret",
}


class Wire:
    """The real client, over a network in memory that may have *trouble*."""

    def __init__(self):
        self.trouble = None

    def lead_to(self, provider):
        self.agent = RequestTraversalAgent(provider.resource())
        self._client = OidcClient(self.agent, Clock())

    async def document(self, authority):
        return await self._over(self._client.document(authority))

    async def keys(self, url):
        return await self._over(self._client.keys(url))

    async def exchange(self, *given):
        return await self._over(self._client.exchange(*given))

    async def user(self, *given):
        return await self._over(self._client.user(*given))

    def _over(self, work):
        if self.trouble:
            work.close()
            raise self.trouble
        answer = Deferred.fromCoroutine(work)
        for _ in range(6):
            self.agent.flush()
        return answer


class OidcCase(AuthCase):
    keys = KEYS

    def setUp(self):
        self.database = self.opened()
        self.wire = Wire()
        self.client = Client(file=self.database, provider=self.wire)
        self.client.clock.advance(1_800_000_000)
        self.provider = SimulatedProvider(self.client.clock)
        self.wire.lead_to(self.provider)
        self.config = Applied(self.client, self.keys)
        self.browser = Browser(self.client)
        self.jar = ""

    # What a browser does.

    def go(self, path, browser=None, **headers):
        cookies = "; ".join(each for each in (self.jar, f"qbitrr_session={(browser or self.browser).cookie}") if each)
        reply = self.ask("GET", path, browser, headers={"Cookie": cookies, "Sec-Fetch-Site": "cross-site", **headers})
        for each in reply.headers.getRawHeaders("set-cookie", ()):
            if each.startswith("qbitrr_oidc="):
                self.jar = each.partition(";")[0]
                self.jar_attributes = each
        return reply

    def challenge(self, **headers):
        """Where the browser is sent."""
        reply = self.go("/web/auth/oidc/challenge", **headers)
        self.assertEqual(302, reply.status, reply.body)
        return reply.header("location")

    def at_provider(self, url):
        """Where the provider sends it back to."""
        answer = self.wire.agent.request(b"GET", url.encode())
        self.wire.agent.flush()
        return self.successResultOf(answer).headers.getRawHeaders("location")[0]

    def back(self, url, **more):
        parts = urlsplit(url)
        return self.go(f"{parts.path}?{parts.query}", **more)

    def sign_on(self):
        return self.back(self.at_provider(self.challenge()))

    def assert_failed(self, reply, code):
        self.assertEqual((302, f"/static/index.html?auth_error={code}"), (reply.status, reply.header("location")))
        self.assertFalse(self.is_in())


class FlowTests(OidcCase):
    def test_the_way(self):
        """To the provider with everything it needs, back with a code, in."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.challenge()).query).items()}
        self.assertEqual(
            ("code", "qbitrr", "http://localhost:6969/signin-oidc", "openid profile", "S256"),
            tuple(
                asked[each] for each in ("response_type", "client_id", "redirect_uri", "scope", "code_challenge_method")
            ),
        )
        for each in ("state", "nonce", "code_challenge"):
            self.assertGreaterEqual(len(asked[each]), 43)
        for each in ("HttpOnly", "SameSite=lax", "Max-Age=600"):
            self.assertIn(each, self.jar_attributes)
        reply = self.sign_on()
        self.assertEqual((302, "/ui"), (reply.status, reply.header("location")))
        self.assertTrue(self.is_in())
        self.assertEqual("jo", self.ask("GET", "/web/meta").json()["user"])

    def test_names(self):
        """The user's name, else the address of mail, asked for if need be, else a word."""
        for user, extra, name in (
            ({"sub": "1", "email": "jo@example.org"}, {}, "jo@example.org"),
            ({"sub": "1"}, {"preferred_username": "jo"}, "jo"),
            ({"sub": "1"}, {}, "oidc-user"),
            ({"sub": "1"}, {"sub": "2", "preferred_username": "eve"}, "oidc-user"),
        ):
            self.provider.user, self.provider.extra = user, extra
            self.sign_on()
            self.assertEqual(name, self.ask("GET", "/web/meta").json()["user"])

    def test_ways_to_say_who_we_are(self):
        """As the provider wants it, and without a secret."""
        for methods, secret in (
            (["client_secret_post"], "client-s3cret"),
            (["client_secret_basic"], "a:b&ü"),
            (["none"], ""),
        ):
            self.provider.auth_methods, self.provider.client_secret = methods, secret
            self.config.apply(**{"OIDC.ClientSecret": secret})
            self.browser.cookie = ""
            if secret == "a:b&ü":  # urlencoded before it is encoded, RFC 6749 2.3.1
                self.provider.client_secret = "a%3Ab%26%C3%BC"
            self.sign_on()
            self.assertTrue(self.is_in(), methods)

    def test_switched_off(self):
        """The challenge says so, the callback leads home."""
        self.config.apply(OIDCEnabled=False)
        reply = self.go("/web/auth/oidc/challenge")
        self.assertEqual((400, "OIDC not configured"), (reply.status, reply.json()["error"]))
        self.assertEqual("/ui", self.go("/signin-oidc?code=x&state=y").header("location"))

    def test_another_path_while_it_runs(self):
        """From the next request on; the old one leads nowhere."""
        self.config.apply(**{"OIDC.CallbackPath": "sso/back"}, UrlBase="/qb")
        self.provider.redirect_uris = {"http://localhost:6969/qb/sso/back"}
        self.assertEqual("/qb/ui", self.sign_on().header("location"))
        self.assertTrue(self.is_in())
        self.assertEqual(404, self.go("/signin-oidc?code=x&state=y").status)

    def test_the_address_browsers_know(self):
        """`ExternalUrl`, else a host name nobody can have made up."""
        reply = self.successResultOf(
            self.client.start("GET", "/web/auth/oidc/challenge", headers={}, base="http://evil.example")
        )
        self.assertEqual("/static/index.html?auth_error=provider", reply.header("location"))
        self.config.apply(ExternalUrl="https://media.example.org/qb")
        self.assertIn(urlencode({"redirect_uri": "https://media.example.org/qb/signin-oidc"}), self.challenge())

    def test_secrets_stay_secret(self):
        """Neither log nor answer holds what opens something."""
        with capturedLogs() as events:
            back = self.at_provider(self.challenge())
            self.back(back)
            self.back(back)
        code = parse_qs(urlsplit(back).query)["code"][0]
        for secret in (code, "client-s3cret", self.browser.cookie, self.jar):
            self.assertNotIn(secret, repr([event for event in events if "log_format" in event]))

    def test_changes_end_it(self):
        """Another client, and those who may come in."""
        self.sign_on()
        for keys in ({"OIDC.ClientId": "other"}, {"OIDC.AllowedUsers": ["eve"]}, {"OIDCEnabled": False}):
            before = dict(self.config.keys)
            self.config.apply(**keys)
            self.assertFalse(self.is_in(), keys)
            self.config.keys = before
            self.config.apply()
        self.assertTrue(self.is_in())


class RefusedTests(OidcCase):
    def test_state(self):
        """Used twice, of another browser, too late, invented, or begun by other settings."""
        back = self.at_provider(self.challenge())
        mine, self.jar = self.jar, "qbitrr_oidc=" + "a" * 43
        self.assert_failed(self.back(back), "state")
        self.jar = ""
        self.assert_failed(self.back(back), "state")
        self.jar = mine
        self.client.clock.advance(601)
        self.assert_failed(self.back(back), "state")
        back = self.at_provider(self.challenge())
        self.config.apply(**{"OIDC.AllowedUsers": ["jo"]})
        self.assert_failed(self.back(back), "state")
        self.assert_failed(self.go("/signin-oidc?code=x&state=invented"), "state")
        self.assert_failed(self.go("/signin-oidc"), "state")
        back = self.at_provider(self.challenge())
        self.back(back)
        self.browser.cookie = ""
        self.assert_failed(self.back(back), "state")

    def test_bounded(self):
        """Nobody fills memory by beginning."""
        first = self.at_provider(self.challenge())
        for _ in range(5):
            self.challenge()
        self.assert_failed(self.back(first), "state")
        for _ in range(100):
            self.jar = ""
            self.challenge()
        self.assertLessEqual(len(self._pending()), 20)

    def _pending(self):
        route = next(each for each in self.client.api.routes if each.name == "oidc.callback")
        return route.handler.__self__._pending._by_state

    def test_denied(self):
        """By the person, or by the provider."""
        self.provider.refuses = "access_denied"
        self.assert_failed(self.sign_on(), "denied")
        self.provider.refuses = "server_error"
        self.assert_failed(self.sign_on(), "provider")

    def test_who_may(self):
        """By name, address or group; one that is not verified counts for nothing."""
        for keys, user, may in (
            ({"OIDC.AllowedUsers": ["eve"]}, {}, False),
            ({"OIDC.AllowedUsers": ["jo"]}, {}, True),
            ({"OIDC.AllowedUsers": ["jo@example.org"]}, {"email": "jo@example.org"}, True),
            ({"OIDC.AllowedUsers": ["jo@example.org"]}, {"email": "jo@example.org", "email_verified": False}, False),
            ({"OIDC.AllowedGroups": ["admins"]}, {"groups": ["users"]}, False),
            ({"OIDC.AllowedGroups": ["admins"]}, {"groups": ["users", "admins"]}, True),
            ({"OIDC.AllowedGroups": ["admins"]}, {"groups": {"admins": 1}}, False),
            ({"OIDC.AllowedGroups": ["admins"], "OIDC.GroupsClaim": "roles"}, {"roles": "admins"}, True),
        ):
            self.config.keys = {"Token": TOKEN, **KEYS}
            self.config.apply(**keys)
            self.provider.user = {"sub": "1", "preferred_username": "jo", **user}
            self.browser.cookie = ""
            reply = self.sign_on()
            self.assertEqual(may, self.is_in(), keys)
            if not may:
                self.assert_failed(reply, "not_allowed")

    def test_tokens(self):
        """Of somebody else, for somebody else, of another time, altered, or not signed as it must be."""
        now = int(self.client.clock.seconds())
        for change in (
            {"iss": "https://evil.example"},
            {"aud": "other"},
            {"aud": ["qbitrr", "other"]},
            {"aud": ["qbitrr", "other"], "azp": "other"},
            {"azp": "other"},
            {"exp": now - 121},
            {"exp": "soon"},
            {"exp": None},
            {"iat": now + 121},
            {"nbf": now + 121},
            {"nonce": "another"},
            {"nonce": ""},
            {"at_hash": "another"},
            {"sub": None},
        ):
            self.provider.change = lambda claims, change=change: {
                name: value for name, value in {**claims, **change}.items() if value is not None
            }
            self.assert_failed(self.sign_on(), "token")
        for change in ({"exp": now - 119}, {"iat": now + 119}, {"aud": ["qbitrr", "other"], "azp": "qbitrr"}):
            self.provider.change = lambda claims, change=change: {**claims, **change}
            self.browser.cookie = ""
            self.sign_on()
            self.assertTrue(self.is_in(), change)

    def test_signatures(self):
        """None, by a shared secret, by a stranger's key, broken."""
        stranger = SimulatedProvider(self.client.clock)
        kid = {"kid": self.provider.key[0]}
        for sign in (
            lambda claims: jwt.encode(claims, None, "none", headers=kid),
            lambda claims: jwt.encode(claims, "client-s3cret" * 4, "HS256", headers=kid),
            lambda claims: jwt.encode(claims, stranger.key[1], "RS256", headers=kid),
            lambda claims: jwt.encode(claims, stranger.key[1], "RS256"),
            lambda claims: jwt.encode(claims, self.provider.key[1], "RS256", headers=kid | {"crit": ["x"]}),
            lambda claims: jwt.encode(claims, self.provider.key[1], "RS256", headers=kid)[:-8] + "AAAAAAAA",
            lambda claims: "no.token.atall",
            lambda claims: "x" * 100_000,
            lambda claims: "",
        ):
            self.provider.sign = sign
            self.assert_failed(self.sign_on(), "token")

    def test_a_token_that_names_no_key(self):
        """Is taken while there is one."""
        self.provider.sign = lambda claims: jwt.encode(claims, self.provider.key[1], "RS256")
        self.sign_on()
        self.assertTrue(self.is_in())

    def test_nobody_guesses_which_key(self):
        """With two of them a token must name its own."""
        self.provider.more_keys = [SimulatedProvider(self.client.clock).key]
        self.provider.sign = lambda claims: jwt.encode(claims, self.provider.key[1], "RS256")
        self.assert_failed(self.sign_on(), "token")
        self.provider.sign = None
        self.sign_on()
        self.assertTrue(self.is_in())


class ProviderTests(OidcCase):
    def test_asked_as_little_as_possible(self):
        """What it says of itself once an hour, keys when they are new."""
        self.sign_on()
        self.sign_on()
        self.assertEqual((1, 1), (self.provider.asked.count("document"), self.provider.asked.count("keys")))
        self.client.clock.advance(3600)
        self.sign_on()
        self.assertEqual((2, 1), (self.provider.asked.count("document"), self.provider.asked.count("keys")))

    def test_other_keys(self):
        """Are taken when the first token comes with them, also right after the first ones, and then once a minute at most."""
        self.sign_on()
        self.provider.rotate()
        self.browser.cookie = ""
        self.sign_on()
        self.assertTrue(self.is_in())
        self.provider.rotate()
        self.browser.cookie = ""
        for _ in range(5):
            self.assert_failed(self.sign_on(), "token")
        self.assertEqual(2, self.provider.asked.count("keys"))
        self.client.clock.advance(60)
        self.sign_on()
        self.assertTrue(self.is_in())

    def test_not_there(self):
        """The page says so, and the next try may succeed."""
        self.wire.trouble = Unreachable(where="the sign-on provider", why="refused")
        self.assert_failed(self.go("/web/auth/oidc/challenge"), "provider")
        self.wire.trouble = None
        self.sign_on()
        self.assertTrue(self.is_in())

    def test_not_who_it_should_be(self):
        """Another name, and addresses that anybody on the way can read; unless that is allowed."""
        for document in (
            {"issuer": "https://evil.example"},
            {"token_endpoint": "http://idp.example/token"},
            {"jwks_uri": "http://idp.example/jwks"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"userinfo_endpoint": "ftp://idp.example"},
            {"token_endpoint": None},
        ):
            self.provider.document = document
            self.assert_failed(self.go("/web/auth/oidc/challenge"), "provider")
        self.config.apply(**{"OIDC.RequireHttpsMetadata": False})
        self.provider.document = {"token_endpoint": "http://idp.example/token"}
        self.sign_on()
        self.assertTrue(self.is_in())

    def test_http_is_refused_by_the_configuration(self):
        """Single sign-on stays off, which the browser sees."""
        self.config.apply(**{"OIDC.Authority": "http://idp.example"})
        self.assertFalse(self.ask("GET", "/web/meta").json()["oidc_enabled"])
        self.config.apply(**{"OIDC.RequireHttpsMetadata": False})
        self.assertTrue(self.ask("GET", "/web/meta").json()["oidc_enabled"])
