"""Who may: the rules alone."""

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.access.web_access import WebAccess, normal_base
from qbitrr.web.http.visits import Credential
from qbitrr.web.middleware.access import RequestFacts, cross_origin, host_allowed, identify

TOKEN = "s3cret-tökén"
ON = WebAccess(token=TOKEN)
OFF = evolve(ON, auth_disabled=True)


def bearer(text):
    return RequestFacts(method="GET", authorization=text)


class IdentifyTests(SynchronousTestCase):
    def test_the_scheme_in_any_case(self):
        """`Bearer` as people write it."""
        for scheme in (b"Bearer", b"bearer", b"BEARER"):
            self.assertIs(Credential.BEARER, identify(bearer(scheme + b"  " + TOKEN.encode()), ON))

    def test_everything_else_is_nobody(self):
        """Without scheme, another scheme, cut, extended, wrong bytes, nothing."""
        token = TOKEN.encode()
        for header in (token, b"Basic " + token, b"Bearer", b"Bearer " + token[:-1], b"Bearer " + token + b"x", b""):
            self.assertIs(Credential.NONE, identify(bearer(header), ON), header)

    def test_an_empty_token_lets_nobody_in(self):
        """As long as no token exists, none matches."""
        empty = WebAccess(token="")
        for header in (b"Bearer ", b"Bearer", b"bearer  "):
            self.assertIs(Credential.NONE, identify(bearer(header), empty))
        self.assertIs(Credential.NONE, identify(RequestFacts(method="GET", query_tokens=(b"",)), empty))

    @given(st.binary(max_size=80))
    def test_any_bytes_are_taken(self, header):
        """No header, however odd, raises or lets in."""
        self.assertIs(Credential.NONE, identify(bearer(header), ON))
        self.assertIs(Credential.NONE, identify(bearer(b"Bearer " + header), ON))

    def test_query_tokens(self):
        """By setting: for all methods, for reading only, never."""
        expected = {
            (True, "GET"): Credential.QUERY,
            (True, "POST"): Credential.QUERY,
            (None, "GET"): Credential.QUERY,
            (None, "HEAD"): Credential.QUERY,
            (None, "POST"): Credential.NONE,
            (False, "GET"): Credential.NONE,
        }
        for (allowed, method), credential in expected.items():
            facts = RequestFacts(method=method, query_tokens=(TOKEN.encode(),))
            access = evolve(ON, allow_insecure_token_query=allowed)
            self.assertIs(credential, identify(facts, access), (allowed, method))

    def test_a_wrong_header_does_not_spoil_the_query(self):
        """The first credential that fits wins."""
        facts = RequestFacts(method="GET", authorization=b"Bearer wrong", query_tokens=(b"wrong", TOKEN.encode()))
        self.assertIs(Credential.QUERY, identify(facts, ON))

    def test_without_authentication_everybody_is_in(self):
        """A wrong token changes nothing."""
        self.assertIs(Credential.OPEN, identify(bearer(b"Bearer wrong"), OFF))


class CrossOriginTests(SynchronousTestCase):
    def refused(self, credential=Credential.OPEN, method="POST", host="qbitrr:6969", **facts):
        return cross_origin(RequestFacts(method=method, host=host, **facts), credential)

    def test_foreign_pages_are_refused(self):
        """By either header, whatever lets the caller in but the bearer token."""
        for facts in (
            {"fetch_site": "cross-site"},
            {"fetch_site": "same-site"},
            {"origin": "http://evil.example"},
            {"origin": "http://qbitrr:6970"},
            {"origin": "null"},
            {"origin": "http://qbitrr:6969.evil.example"},
            {"origin": "http://["},
            {"fetch_site": "cross-site", "origin": "http://qbitrr:6969"},
        ):
            for credential in (Credential.OPEN, Credential.QUERY, Credential.NONE):
                self.assertTrue(self.refused(credential, **facts), facts)
            self.assertFalse(self.refused(Credential.BEARER, **facts), facts)

    def test_our_own_page_and_scripts_are_not(self):
        """Same origin, or none of the two headers."""
        for facts in (
            {},
            {"fetch_site": "same-origin", "origin": "http://qbitrr:6969"},
            {"fetch_site": "none"},
            {"origin": "http://QBITRR:6969"},
            {"origin": "https://qb.example", "host": "qb.example"},
            {"origin": "https://qb.example", "host": "qb.example:443"},
            {"origin": "http://qb.example:80", "host": "qb.example"},
        ):
            self.assertFalse(self.refused(**facts), facts)

    def test_reading_is_free(self):
        """A safe method changes nothing, so it is not looked at."""
        for method in ("GET", "HEAD", "OPTIONS"):
            self.assertFalse(self.refused(method=method, fetch_site="cross-site"))


class HostTests(SynchronousTestCase):
    def allowed(self, host, access=OFF):
        return host_allowed(host, access, "NAS")

    def test_names_we_go_by(self):
        """Addresses, this machine, and what the configuration adds."""
        access = evolve(OFF, allowed_hosts=frozenset({"QB.example"}))
        for host in (
            *("localhost", "localhost:6969", "LOCALHOST.", "127.0.0.1:6969", "192.168.1.5", "[::1]:6969", "[fe80::1]"),
            *("nas:6969", "NAS", "qb.example", "qb.example:443", ""),
        ):
            self.assertTrue(self.allowed(host, access), host)

    def test_foreign_names(self):
        """Whatever resolves to our address but is none of them."""
        for host in ("evil.example", "evil.example:6969", "127.0.0.1.evil.example", "[evil]", "localhost.evil", ":"):
            self.assertFalse(self.allowed(host), host)

    def test_with_authentication_every_name_is_fine(self):
        """A foreign page has no credential."""
        self.assertTrue(self.allowed("evil.example", ON))


class BaseTests(SynchronousTestCase):
    def test_normal_form(self):
        """Empty, or one leading slash and none at the end."""
        for text, base in {"": "", "/": "", " qb ": "/qb", "/qb/": "/qb", "a/b": "/a/b"}.items():
            self.assertEqual(base, normal_base(text))
            self.assertEqual(base, normal_base(base))
