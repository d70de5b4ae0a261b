"""The entry, from outside."""

from twisted.logger import LogLevel, capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.http.routes import Auth, Plain
from qbitrr.web.http.visits import build
from tests.web.declared import filled
from tests.web.program import BEARER, TOKEN, Client

PUBLIC = {
    ("GET", "/health"),
    ("GET", "/health/ready"),
    ("GET", "/"),
    ("GET", "/ui"),
    ("GET", "/ui/"),
    ("GET", "/login"),
    ("GET", "/sw.js"),
    ("GET", "/static/<path:name>"),
    ("GET", "/static/swagger/<asset>"),
    ("GET", "/web/meta"),
    ("POST", "/web/login"),
    ("POST", "/web/logout"),
    ("POST", "/web/auth/set-password"),
    ("GET", "/web/auth/oidc/challenge"),
    ("GET", "/signin-oidc"),
}


class EntryCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()

    def ask(self, method, path, **more):
        return self.successResultOf(self.client.start(method, path, **more))


class DefaultDenyTests(EntryCase):
    def test_every_route_without_a_credential(self):
        """Exactly the documented routes are public; all others refuse, whatever the method, and touch nothing."""
        for route in self.client.api.routes:
            reply = self.ask(route.method, filled(route.path), headers={})
            if (route.method, route.path) in PUBLIC:
                self.assertIn(
                    reply.status,
                    (400,) if route.body or route.name == "web.auth.oidc.challenge" else (200, 302),
                    route.path,
                )
            else:
                self.assertEqual(401, reply.status, route.path)
                expected = {"token": ""} if route.path == "/web/token" else {"error": "unauthorized"}
                self.assertEqual(expected, reply.json())
                self.assertEqual('Bearer realm="qbitrr"', reply.header("www-authenticate"))
        self.assertEqual([], self.client.program.calls)

    def test_other_methods_are_refused_too(self):
        """No method of a protected path answers anything but 401."""
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"):
            for path in ("/api/status", "/web/loglevel", "/api/nowhere", "/web/", "/api/processes/x/all/restart"):
                self.assertEqual(401, self.ask(method, path, headers={}).status, (method, path))

    def test_the_table_says_what_the_door_does(self):
        """The auth class of each route is the documented one."""
        table = {(route.method, route.path): route.auth for route in self.client.api.routes}
        self.assertEqual(PUBLIC, {key for key, auth in table.items() if auth is Auth.PUBLIC})
        self.assertEqual(
            {("GET", "/web/token"), ("GET", "/metrics")}, {key for key, auth in table.items() if auth is Auth.SPECIAL}
        )

    def test_klein_knows_no_other_route(self):
        """Nothing reaches Klein but through the table."""
        app = build(self.client.api.routes)
        self.assertEqual(len(self.client.api.routes), len(list(app.url_map.iter_rules())))

    def test_a_credential_opens(self):
        """With the token in the header, or for reading in the address, every route answers."""
        for route in self.client.api.routes:
            method = "HEAD" if Plain.STREAM in route.answer else route.method  # a stream has no end
            self.assertNotEqual(401, self.ask(method, filled(route.path)).status, route.path)
        reply = self.ask("GET", f"/api/processes?token={TOKEN}", headers={})
        self.assertEqual(200, reply.status)
        reply = self.ask("POST", f"/api/processes/restart_all?token={TOKEN}", headers={})
        self.assertEqual(401, reply.status)

    def test_settings_take_effect_with_the_next_request(self):
        """A new token, and no authentication at all."""
        self.client.configure(token="other-token")
        self.assertEqual(401, self.ask("GET", "/api/status").status)
        self.client.configure(auth_disabled=True)
        self.assertEqual(200, self.ask("GET", "/api/status", headers={}).status)

    def test_bytes_that_are_no_text(self):
        """A header outside ASCII is a wrong credential, not an error."""
        reply = self.ask("GET", "/api/status", headers={b"Authorization": b"Bearer \xff\xfe\xe9"})
        self.assertEqual(401, reply.status)


class FormTests(EntryCase):
    def test_a_member_of_a_form_is_no_parameter(self):
        """What a form calls `token` is not the token of the address, and gives no access."""
        self.client.configure(allow_insecure_token_query=True)
        form = {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "data": f"token={TOKEN}".encode()}
        with capturedLogs() as events:
            self.assertEqual(401, self.ask("POST", "/api/processes/restart_all", **form).status)
        self.assertEqual([], [event for event in events if event["log_level"] is LogLevel.warn])
        self.assertEqual(200, self.ask("POST", f"/api/processes/restart_all?token={TOKEN}", **form).status)

    def test_any_text_in_the_address(self):
        """Letters beyond ASCII, and bytes that are no letters, may stand in the address of whatever method."""
        for query in ("q=%C3%BD", "%C3%BD=1", "q=%ff", "%00=%00", "q=%F0%9F%8E%AC&&=&"):
            for method in ("GET", "POST", "PUT", "OPTIONS"):
                self.assertLess(self.ask(method, f"/api/status?{query}").status, 500, (method, query))


class HeaderTests(EntryCase):
    def test_every_answer_carries_them(self):
        """Successes, refusals and errors alike."""
        for method, path in (("GET", "/health"), ("GET", "/nowhere"), ("POST", "/health"), ("OPTIONS", "/health")):
            reply = self.ask(method, path)
            self.assertEqual("DENY", reply.header("x-frame-options"))
            self.assertEqual("nosniff", reply.header("x-content-type-options"))
            self.assertEqual("same-origin", reply.header("cross-origin-resource-policy"))
            self.assertEqual("no-store", reply.header("cache-control"))
            self.assertIn("script-src 'self';", reply.header("content-security-policy"))
            self.assertEqual("qbitrr", reply.header("server"))
            self.assertIsNone(reply.header("strict-transport-security"))
            self.assertEqual(16, len(reply.header("x-request-id")))

    def test_the_referrer_never_holds_a_token(self):
        """While tokens are taken from addresses, no other site learns the address."""
        for allowed, policy in {
            None: "same-origin",
            True: "same-origin",
            False: "strict-origin-when-cross-origin",
        }.items():
            self.client.configure(allow_insecure_token_query=allowed)
            self.assertEqual(policy, self.ask("GET", "/health").header("referrer-policy"))

    def test_https_is_remembered(self):
        """Only when the connection, or the proxy we trust, says so."""
        forwarded = {"X-Forwarded-Proto": "http, https"}
        self.assertIsNone(self.ask("GET", "/health", headers=forwarded).header("strict-transport-security"))
        self.client.configure(behind_https_proxy=True)
        reply = self.ask("GET", "/health", headers=forwarded)
        self.assertEqual("max-age=31536000", reply.header("strict-transport-security"))


class ForeignTests(EntryCase):
    def setUp(self):
        super().setUp()
        self.client.configure(auth_disabled=True)

    def test_a_foreign_page_cannot_restart_anything(self):
        """403 with a code, and nothing happens."""
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
            reply = self.ask("POST", "/web/processes/restart_all", headers=headers)
            self.assertEqual(403, reply.status)
            self.assertEqual({"error": "Cross-origin request rejected", "code": "CSRF_REJECTED"}, reply.json())
        self.assertEqual([], self.client.program.calls)

    def test_our_page_and_scripts_can(self):
        """And so can who knows the token."""
        foreign = {"Origin": "http://dashboard.example"}
        for headers in ({}, {"Origin": "http://localhost:6969", "Sec-Fetch-Site": "same-origin"}, BEARER | foreign):
            self.assertEqual(200, self.ask("POST", "/web/processes/restart_all", headers=headers).status)

    def test_a_foreign_name_is_not_ours(self):
        """Rebinding a name to our address does not help; health checks may call us anything."""
        reply = self.ask("GET", "/api/token", base="http://evil.example:6969")
        self.assertEqual((403, "HOST_REJECTED"), (reply.status, reply.json()["code"]))
        self.assertIn("WebUI.AllowedHosts", reply.json()["error"])
        self.assertEqual(200, self.ask("GET", "/health", base="http://evil.example:6969").status)
        self.client.configure(allowed_hosts=frozenset({"evil.example"}))
        self.assertEqual(200, self.ask("GET", "/api/token", base="http://evil.example:6969").status)


class BaseTests(EntryCase):
    def setUp(self):
        super().setUp()
        self.client.configure(url_base="qb/it/")

    def test_both_ways_in(self):
        """With the prefix, without it, and stripped by a proxy that says so."""
        for path in ("/qb/it/api/status", "/api/status", "/qb/it/health", "/health"):
            self.assertEqual(200, self.ask("GET", path).status, path)
        stripped = BEARER | {"X-Forwarded-Prefix": "/qb/it/, /x"}
        self.assertEqual(200, self.ask("GET", "/api/status", headers=stripped).status)
        other = BEARER | {"X-Forwarded-Prefix": "/other"}
        self.assertEqual(200, self.ask("GET", "/qb/it/api/status", headers=other).status)
        for path in ("/qb/itapi/status", "/qb/api/status", "/other/api/status"):
            self.assertEqual(404, self.ask("GET", path).status, path)

    def test_a_proxy_that_names_the_prefix_and_leaves_it(self):
        """Is understood, too; but a prefix that is like one of our own roots was taken off by who says so."""
        for name in ("X-Forwarded-Prefix", "X-Script-Name"):
            self.client.configure(url_base="/qb/it")
            for path in ("/qb/it/api/status", "/api/status"):
                self.assertEqual(200, self.ask("GET", path, headers=BEARER | {name: "/qb/it"}).status, path)
            self.client.configure(url_base="/web")
            self.assertEqual(200, self.ask("HEAD", "/web/status", headers=BEARER | {name: "/web"}).status)
            self.assertEqual(200, self.ask("HEAD", "/web/web/status").status)

    def test_the_door_is_shut_below_the_prefix_too(self):
        """Default deny does not depend on the spelling."""
        for path in ("/qb/it/api/status", "/qb/it/web/nowhere", "/qb/it/api/loglevel"):
            self.assertEqual(401, self.ask("GET", path, headers={}).status, path)

    def test_what_we_send_people_to_carries_it(self):
        """Redirects, the worker's scope, and what the browser is told."""
        for path, target in {"/qb/it": "/qb/it/ui", "/qb/it/": "/qb/it/ui", "/login": "/qb/it/ui"}.items():
            self.assertEqual(target, self.ask("GET", path).header("location"))
        self.assertEqual("/qb/it/static/index.html", self.ask("GET", "/qb/it/ui").header("location"))
        self.assertEqual("/qb/it/", self.ask("GET", "/sw.js").header("service-worker-allowed"))
        self.assertEqual("/qb/it", self.ask("GET", "/web/meta").json()["url_base"])

    def test_a_prefix_of_other_letters(self):
        """Is percent-encoded where it is sent, and understood where it comes."""
        self.client.configure(url_base="/bücher")
        reply = self.ask("GET", "/b%C3%BCcher/ui?x=%20y")
        self.assertEqual("/b%C3%BCcher/static/index.html?x=%20y", reply.header("location"))
        self.assertEqual("/b%C3%BCcher/", self.ask("GET", "/sw.js").header("service-worker-allowed"))


class AccessLogTests(EntryCase):
    def line(self, events):
        lines = [event for event in events if event.get("log_namespace") == "qbitrr.web.middleware.entry.EntryResource"]
        self.assertEqual(1, len(lines))
        return lines[0]

    def test_one_line_without_the_query(self):
        """Who asked for what, at debug, and never the token."""
        with capturedLogs() as events:
            self.ask("GET", f"/api/status?token={TOKEN}", headers={})
        event = self.line(events)
        self.assertIs(LogLevel.debug, event["log_level"])
        self.assertEqual(("127.0.0.1", "GET", "/api/status", 200, "query"), tuple(
            event[key] for key in ("client", "method", "path", "status", "credential")
        ))  # fmt: skip
        self.assertNotIn(TOKEN, repr(events))
        self.assertEqual(0, self.client.api.resource.running)

    def test_health_is_hardly_worth_a_line(self):
        """TRACE."""
        with capturedLogs() as events:
            self.ask("GET", "/health")
        self.assertEqual("TRACE", self.line(events)["log_as"])

    def test_the_client_behind_a_proxy(self):
        """The last hop of the proxy we trust; without one, the header is anybody's claim."""
        headers = {"X-Forwarded-For": "6.6.6.6, 10.0.0.7"}
        for trusted, client in ((False, "127.0.0.1"), (True, "10.0.0.7")):
            self.client.configure(behind_https_proxy=trusted)
            with capturedLogs() as events:
                self.ask("GET", "/health", headers=headers)
            self.assertEqual(client, self.line(events)["client"])

    def test_one_warning_per_client_and_hour_about_tokens_in_addresses(self):
        """A page of pictures does not fill the log."""
        for allowed, warnings in ((True, 1), (False, 1), (None, 0)):
            client = Client(allow_insecure_token_query=allowed)
            with capturedLogs() as events:
                for _ in range(3):
                    self.successResultOf(client.start("GET", f"/health?token={TOKEN}"))
            warned = [event for event in events if event["log_level"] is LogLevel.warn]
            self.assertEqual(warnings, len(warned), allowed)
            client.clock.advance(3600)
            with capturedLogs() as events:
                self.successResultOf(client.start("GET", f"/health?token={TOKEN}"))
            self.assertEqual(warnings, len([event for event in events if event["log_level"] is LogLevel.warn]))
