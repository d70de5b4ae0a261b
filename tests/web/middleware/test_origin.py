"""What proxies say, and whom we believe."""

from hypothesis import given
from hypothesis import strategies as st
from twisted.logger import capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.access.proxies import TrustedProxies, as_address
from tests.web.program import Client

ADDRESSES = st.one_of(st.ip_addresses().map(str), st.text(max_size=20))


class TrustTests(SynchronousTestCase):
    def test_unnamed(self):
        """This machine and private networks, whose one hop next to us counts."""
        proxies = TrustedProxies.of(())
        for peer in ("127.0.0.1", "::1", "10.0.0.1", "172.17.0.1", "::ffff:192.168.1.1", "fd00::1", "fe80::1%eth0"):
            self.assertTrue(proxies.trusts(peer), peer)
        for peer in ("8.8.8.8", "172.32.0.1", "2001:db8::1", "", "-", "localhost"):
            self.assertFalse(proxies.trusts(peer), peer)
        self.assertEqual("192.168.1.66", proxies.client(["8.8.8.8", "192.168.1.66"]))

    def test_named(self):
        """Only those; the last hop that is none of them asked."""
        proxies = TrustedProxies.of(("10.0.0.0/8", "192.0.2.7", "nonsense"))
        self.assertTrue(proxies.trusts("10.255.0.1") and proxies.trusts("192.0.2.7"))
        self.assertFalse(proxies.trusts("127.0.0.1") or proxies.trusts("192.0.2.8"))
        table = {
            ("6.6.6.6", "203.0.113.9", "10.0.0.2"): "203.0.113.9",
            ("6.6.6.6", "203.0.113.9:4711"): "203.0.113.9",
            ("[2001:db8::1]:80", "10.0.0.2"): "2001:db8::1",
            ("6.6.6.6", "unknown", "10.0.0.2"): "",
            ("10.0.0.2",): "",
            (): "",
        }
        for hops, client in table.items():
            self.assertEqual(client, proxies.client(hops), hops)

    def test_named_but_nothing_understood(self):
        """Nobody, and not everybody."""
        self.assertFalse(TrustedProxies.of(("nonsense",)).trusts("127.0.0.1"))

    @given(st.lists(ADDRESSES, max_size=5), st.ip_addresses().map(str), st.lists(st.just("10.9.9.9"), max_size=3))
    def test_what_a_client_writes_counts_for_nothing(self, invented, real, through):
        """Whatever stands before what our first proxy saw, that is who asked."""
        proxies = TrustedProxies.of(("10.9.9.9",))
        expected = str(as_address(real))
        if expected != "10.9.9.9":
            self.assertEqual(expected, proxies.client([*invented, real, *through]))


class ForwardedTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client(forward_auth_header="remote-user", behind_https_proxy=True)

    def ask(self, headers, path="/api/status", method="GET"):
        return self.successResultOf(self.client.start(method, path, headers=headers))

    def trust(self, *written):
        self.client.configure(proxies=TrustedProxies.of(written))

    def test_who_the_proxy_has_let_in(self):
        """Is in, under that name, when the connection comes from a proxy that is named."""
        self.trust("127.0.0.1")
        self.assertEqual(200, self.ask({"Remote-User": "Jo"}).status)
        meta = self.ask({"Remote-User": "Jo"}, "/web/meta").json()
        self.assertEqual((True, "Jo", False), (meta["authenticated"], meta["user"], meta["setup_required"]))

    def test_who_only_says_so(self):
        """Is not: from another address, said twice, said with nothing, or while there is no proxy."""
        self.trust("10.0.0.0/8")
        self.assertEqual(401, self.ask({"Remote-User": "Jo"}).status)
        self.trust("127.0.0.1")
        for headers in (
            {"Remote-User": ["Jo", "Jo"]},
            {"Remote-User": " "},
            {"Remote-User": b"a\x00b"},
            {"X-User": "Jo"},
        ):
            self.assertIn(self.ask(headers).status, (400, 401), headers)
        self.client.configure(behind_https_proxy=False)
        self.assertEqual(401, self.ask({"Remote-User": "Jo"}).status)
        self.client.configure(behind_https_proxy=True, forward_auth_header="")
        self.assertEqual(401, self.ask({"Remote-User": "Jo"}).status)

    def test_foreign_pages(self):
        """A browser that the proxy lets in is used by no other page."""
        self.trust("127.0.0.1")
        foreign = {"Remote-User": "Jo", "Sec-Fetch-Site": "cross-site"}
        self.assertEqual(403, self.ask(foreign, "/web/processes/restart_all", "POST").status)
        self.assertEqual([], self.client.program.calls)

    def test_the_client(self):
        """In the log, and for whoever counts attempts, is who the proxy says; from others the header is anybody's claim."""
        headers = {"X-Forwarded-For": "6.6.6.6, 203.0.113.9", "X-Forwarded-Proto": "https"}
        for written, client, safe in ((("127.0.0.1",), "203.0.113.9", True), (("10.0.0.1",), "127.0.0.1", False)):
            self.trust(*written)
            with capturedLogs() as events:
                reply = self.ask(headers, "/health")
            self.assertEqual(client, next(each["client"] for each in events if "client" in each))
            self.assertEqual(safe, reply.header("strict-transport-security") is not None)

    def test_the_last_word_on_the_scheme(self):
        """What our own proxy added counts, not what came along to it."""
        self.trust("127.0.0.1")
        for said, is_safe in {"https, http": False, "http, https": True, "HTTPS": True, "": False}.items():
            reply = self.ask({"X-Forwarded-Proto": said}, "/health")
            self.assertEqual(is_safe, reply.header("strict-transport-security") is not None, said)

    def test_our_address_outside(self):
        """A page at `ExternalUrl` is ours, however the proxy calls us."""
        self.client.configure(external_url="https://media.example.org/qbitrr", auth_disabled=True)
        for origin, status in {
            "https://media.example.org": 200,
            "https://media.example.org:443": 200,
            "http://media.example.org": 403,
            "https://media.example.org.evil.example": 403,
            "https://other.example.org": 403,
        }.items():
            self.assertEqual(status, self.ask({"Origin": origin}, "/web/processes/restart_all", "POST").status, origin)
        reply = self.successResultOf(self.client.start("GET", "/api/token", base="http://media.example.org"))
        self.assertEqual(200, reply.status)


class LockedTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client(is_locked=True)

    def ask(self, method, path, headers=()):
        return self.successResultOf(self.client.start(method, path, headers=dict(headers)))

    def test_a_page_that_says_why(self):
        """Wherever a browser goes, with what helps; everybody else gets an error."""
        for path in ("/", "/ui", "/static/index.html", "/login", "/api/docs", "/nowhere"):
            reply = self.ask("GET", path, {"Accept": "text/html,*/*"})
            self.assertEqual((403, "text/html; charset=utf-8"), (reply.status, reply.header("content-type")))
            for word in (b"AuthDisabled", b"AllowInsecureExposure", b"127.0.0.1"):
                self.assertIn(word, reply.body)
            self.assertIn("no-store", reply.header("cache-control"))
        for method, path in (("GET", "/api/status"), ("POST", "/web/processes/restart_all")):
            self.assertEqual("INSECURE_EXPOSURE", self.ask(method, path).json()["code"])
        self.assertEqual([], self.client.program.calls)

    def test_what_stays_open(self):
        """Being alive, and the way in for who has a credential."""
        self.assertEqual(200, self.ask("GET", "/health").status)
        self.assertEqual(200, self.ask("GET", "/web/meta").status)
        self.assertEqual(400, self.ask("POST", "/web/login").status)
        self.assertEqual(
            (401, {"token": ""}), (self.ask("GET", "/web/token").status, self.ask("GET", "/web/token").json())
        )
        self.assertEqual(200, self.successResultOf(self.client.start("GET", "/api/status")).status)
