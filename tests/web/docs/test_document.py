"""The OpenAPI document: whole, sound, and served."""

import re

from openapi_schema_validator import OAS31Validator
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.docs.document import is_served, template
from qbitrr.web.http.parameters import ParameterPlace
from qbitrr.web.http.routes import Auth
from tests.web.described import Described
from tests.web.program import BEARER, Client


def parts_of(content):
    """Every object of a document, with the key it stands under."""
    waiting = [("", content)]
    while waiting:
        key, each = waiting.pop()
        yield key, each
        if isinstance(each, dict):
            waiting.extend(each.items())
        elif isinstance(each, list):
            waiting.extend((key, part) for part in each)


class DocumentCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.routes = self.client.api.routes
        self.described = Described.of(self.routes)
        self.content = self.described.content

    def operation(self, route):
        return self.content["paths"][template(route.path)][route.method.lower()]


class SoundTests(DocumentCase):
    def test_every_reference_leads_somewhere(self):
        """Each `$ref` points into the document, and no component is there in vain."""
        used = {each["$ref"] for _, each in parts_of(self.content) if isinstance(each, dict) and "$ref" in each}
        for place in used:
            self.described.look_up(place)
        parts = self.content["components"]
        held = {f"#/components/{part}/{name}" for part in ("schemas", "responses") for name in parts[part]}
        self.assertEqual(set(), held - used)

    def test_schemas(self):
        """Each is one by the dialect of OpenAPI 3.1."""
        for key, each in parts_of(self.content):
            if key == "schema":
                OAS31Validator.check_schema(each)
        for each in self.content["components"]["schemas"].values():
            OAS31Validator.check_schema(each)

    def test_shape(self):
        """What OpenAPI asks of every document is there."""
        self.assertEqual("3.1.0", self.content["openapi"])
        self.assertEqual({"title", "version", "description"}, self.content["info"].keys())
        tags = {each["name"] for each in self.content["tags"]}
        ids = []
        for path, methods in self.content["paths"].items():
            self.assertTrue(path.startswith("/") and "<" not in path, path)
            for method, each in methods.items():
                self.assertIn(method, {"get", "post", "put", "patch", "delete"})
                self.assertTrue(each["summary"].endswith("."), each["operationId"])
                self.assertEqual(set(), set(each["tags"]) - tags)
                ids.append(each["operationId"])
                named = {p["name"] for p in each.get("parameters", ()) if p["in"] == "path"}
                self.assertEqual(set(re.findall(r"{(\w+)}", path)), named)
                for status, response in each["responses"].items():
                    self.assertRegex(status, r"\A[2-5]\d\d\Z|\Adefault\Z")
                    self.assertTrue("$ref" in response or response["description"].endswith("."), (path, status))
        self.assertEqual(len(ids), len(set(ids)))

    def test_answers_have_what_is_always_there(self):
        """A member that is always written is required, one that may be missing is not."""
        schemas = self.content["components"]["schemas"]
        self.assertEqual(["error"], schemas["ErrorAnswer"]["required"])
        self.assertIn("status", schemas["RestartedAnswer"]["required"])
        self.assertNotIn("alreadyRunning", schemas["RebuildAnswer"]["required"])
        self.assertIn("error", schemas["MetaAnswer"]["required"])


class WholeTests(DocumentCase):
    def test_every_route(self):
        """Each route is one operation, with what it is called with, and there is no other."""
        listed = {(template(route.path), route.method.lower()) for route in self.routes}
        self.assertEqual(listed, {(path, each) for path, methods in self.content["paths"].items() for each in methods})
        for route in self.routes:
            found = self.operation(route)
            self.assertEqual(route.name, found["operationId"])
            self.assertEqual([route.group.value], found["tags"])
            given = {(each["name"], each["in"]) for each in found.get("parameters", ())}
            self.assertEqual({(each.name, each.place.value) for each in route.parameters}, given)
            self.assertEqual(route.body is not None, "requestBody" in found)

    def test_auth(self):
        """What a route asks for is said, and so is its refusal."""
        for route in self.routes:
            found = self.operation(route)
            if route.auth is Auth.PUBLIC:
                self.assertEqual([], found["security"])
            else:
                self.assertEqual(route.auth is Auth.SPECIAL, {} in found["security"])
                self.assertIn({"bearerAuth": []}, found["security"])
                self.assertIn("401", found["responses"])
        schemes = {name for route in self.routes for each in self.operation(route)["security"] for name in each}
        self.assertEqual(schemes, self.content["components"]["securitySchemes"].keys())

    def test_errors(self):
        """Whatever goes wrong, the shape of the answer is known."""
        for route in self.routes:
            statuses = self.operation(route)["responses"].keys()
            self.assertLessEqual({"403", "default"}, statuses)
            if route.body is not None:
                self.assertLessEqual({"400", "413"}, statuses)
            if any(each.place is ParameterPlace.PATH for each in route.parameters):
                self.assertIn("404", statuses)

    def test_body(self):
        """A body may leave out what has a default."""
        body = self.content["components"]["schemas"]["ActionBody"]
        self.assertEqual(["action"], body["required"])


class ServedTests(DocumentCase):
    def ask(self, path="/api/openapi.json", **headers):
        return self.successResultOf(self.client.start("GET", path, headers={**BEARER, **headers}))

    def test_both_places(self):
        """Both serve the same bytes: what is below `/api`, what is at the root, and nothing of `/web` but pictures."""
        api, web = self.ask(), self.ask("/web/openapi.json")
        self.assertEqual(api.body, web.body)
        listed = {template(route.path) for route in self.routes if is_served(route)}
        self.assertEqual(listed, api.json()["paths"].keys())
        self.assertLessEqual({"/health", "/api/status", "/api/openapi.json"}, listed)
        self.assertEqual(set(), {path for path in listed if path.startswith("/web/") and "thumbnail" not in path})

    def test_conditional(self):
        """Its tag is a strong one, and who has the document is not sent it again."""
        first = self.ask()
        tag = first.header("etag")
        self.assertTrue(tag.startswith('"'))
        self.assertEqual("no-cache", first.header("cache-control"))
        again = self.ask("/web/openapi.json", **{"If-None-Match": tag})
        self.assertEqual((304, b""), (again.status, again.body))

    def test_prefix(self):
        """Below a path prefix it says so, and is another document."""
        plain = self.ask()
        self.client.configure(url_base="/arr")
        below = self.ask("/arr/api/openapi.json")
        self.assertEqual([[{"url": "/"}], [{"url": "/arr/"}]], [plain.json()["servers"], below.json()["servers"]])
        self.assertNotEqual(plain.header("etag"), below.header("etag"))

    def test_protected(self):
        """It is for those who may use the API."""
        for path in ("/api/openapi.json", "/web/openapi.json"):
            self.assertEqual(401, self.successResultOf(self.client.start("GET", path, headers=None)).status)
