"""Nothing but a credential opens anything."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qbitrr.web.auth.passwords import new_hash
from qbitrr.web.http.routes import Auth
from tests.web.auth.world import AuthCase
from tests.web.declared import filled
from tests.web.program import Client

HASHED = new_hash("a password nobody sends")
JUNK = st.one_of(
    st.sampled_from(["", "Bearer", "Bearer null", "admin", "qbitrr_session=", "none", "127.0.0.1", "true"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("Authorization", "Cookie", "Origin", "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Proto"),
            *("X-Forwarded-Prefix", "X-Script-Name", "X-Forwarded-User", "Remote-User", "X-Original-URL", "X-Token"),
            *("X-HTTP-Method-Override", "X-Api-Key", "X-Forwarded-Host", "X-Rewrite-URL"),
        ]
    ),
    JUNK,
    max_size=4,
)
SETTINGS = st.fixed_dictionaries(
    {
        "allow_insecure_token_query": st.sampled_from([None, True, False]),
        "behind_https_proxy": st.booleans(),
        "url_base": st.sampled_from(["", "/qb", "/api", "/static", "/web/meta"]),
        "local_auth_enabled": st.booleans(),
        "token": st.sampled_from(["", "f00d" * 16]),
    }
)


def requests(routes):
    paths = [filled(each.path) for each in routes]
    spelled = st.builds(
        lambda before, path, after: f"{before}{path}{after}",
        st.sampled_from(["", "/qb", "/", "/static/..", "/static/%2e%2e", "/web/meta/..", "//x"]),
        st.sampled_from(paths),
        st.sampled_from(["", "/", "?token=", "?token=null", ";x", "%2f", "?a=/static/x", "#/static"]),
    )
    methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    bodies = st.sampled_from(
        [
            {},
            {"username": "admin", "password": "wrong password"},
            {"username": "admin", "password": "wrong password", "setupToken": "", "currentPassword": ""},
            {"token": ""},
            {"changes": {"WebUI.AuthDisabled": True}},
        ]
    )
    return st.lists(st.tuples(methods, spelled, HEADERS, bodies, SETTINGS, st.integers(0, 10_000)), max_size=12)


class DefaultDeny(AuthCase):
    @settings(max_examples=40, deadline=None)
    @given(st.data())
    def test_no_sequence_of_requests_opens_anything(self, data):
        """Whatever is asked, in whatever spelling, with whatever headers, under whatever settings."""
        client = Client(username="admin", password_hash=HASHED, local_stamp="s")
        protected = {each.name for each in client.api.routes if each.auth is not Auth.PUBLIC}
        for method, path, headers, body, keys, pause in data.draw(requests(client.api.routes)):
            client.configure(**keys)
            client.clock.advance(pause)
            before = client.settings.current
            reply = self.successResultOf(client.start(method, path, headers=headers, json=body))
            route = client._declared.route(method, path, client.settings.current.access.url_base)
            if route is not None and route.name in protected:
                self.assertIn(reply.status, (401, 400, 403, 404, 405), (method, path, headers))
            self.assertIs(before, client.settings.current)
            self.assertEqual([], client.program.calls)
            self.assertEqual([], client.configuration.calls)
            self.assertEqual([], client.doctor.fixed)
            self.assertEqual((), client.sessions.current(client.settings.current.access))
            self.assertNotIn(b"f00df00d", reply.body)

    def test_a_handler_that_is_reached_would_be_seen(self):
        """The watch above is not blind: with the token each of these leaves a trace."""
        client = Client()
        for path in ("/web/processes/restart_all", "/api/config"):
            headers = {"Authorization": "Bearer " + "f00d" * 16}
            self.successResultOf(client.start("POST", path, headers=headers, json={"changes": {}}))
        self.assertTrue(client.program.calls)
        self.assertTrue(client.configuration.calls)
