"""Parameters, bodies and routes as values."""

from io import BytesIO
from typing import Annotated, Literal

from attrs import define, field
from msgspec import Struct
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.http.answers import OkAnswer, Refusal
from qbitrr.web.http.bodies import body_of, otherwise
from qbitrr.web.http.parameters import NUMBER, TEXT, ParameterType, in_path, in_query
from qbitrr.web.http.routes import Auth, Group, Route, mirrored


@define
class FakeRequest:
    """A query and a body."""

    args: dict = field(factory=dict)
    body: bytes = b""
    kind: bytes | None = b"application/json"

    @property
    def content(self):
        return BytesIO(self.body)

    def getHeader(self, name):
        return {b"content-type": self.kind}[name]


class ParameterTests(SynchronousTestCase):
    def asked(self, parameter, *given):
        return parameter.value(FakeRequest(args={b"x": list(given)} if given else {}), {})

    def test_texts(self):
        """The first one, whatever bytes it is; an empty one is one."""
        parameter = in_query("x", TEXT, "A text.", default="usual")
        for given, value in {(): "usual", (b"",): "", (b"a", b"b"): "a", (b"\xff",): "\ufffd"}.items():
            self.assertEqual(value, self.asked(parameter, *given))

    def test_numbers(self):
        """What is none is the default; what is out of bounds is moved to them."""
        parameter = in_query("x", NUMBER, "A number.", default=5, bounds=(1, 9))
        for given, value in {
            b"7": 7,
            b" 7 ": 7,
            b"": 5,
            b"x": 5,
            b"1.5": 5,
            b"9" * 5000: 5,
            b"0": 1,
            b"-3": 1,
            b"10": 9,
        }.items():
            self.assertEqual(value, self.asked(parameter, given), given)
        self.assertEqual(5, self.asked(parameter))
        unbounded = in_query("x", NUMBER, "A number.")
        for given, value in {b"-7": -7, b"9" * 30: 2**63 - 1, b"-" + b"9" * 30: 1 - 2**63}.items():
            self.assertEqual(value, self.asked(unbounded, given), given)
        self.assertIsNone(self.asked(in_query("x", NUMBER, "A number.", bounds=(1, 9)), b"x"))

    def test_the_path(self):
        """A parameter of the path is read by its type, which may refuse it; the query cannot stand in for it."""

        def even(text):
            if len(text) % 2:
                raise Refusal(404, "not found")
            return text.upper()

        parameter = in_path("x", "An even word.", ParameterType("string", even))
        request = FakeRequest(args={b"x": [b"query"]})
        self.assertEqual("PATH", parameter.value(request, {"x": "path"}))
        self.assertRaises(Refusal, parameter.value, request, {"x": "odd"})
        number = in_path("x", "A number.", NUMBER)
        self.assertEqual(2**63 - 1, number.value(request, {"x": str(2**63 - 1)}))
        self.assertEqual(404, self.assertRaises(Refusal, number.value, request, {"x": str(2**63)}).status)


class Order(Struct, kw_only=True):
    what: Annotated[Literal["coffee", "tea"], otherwise("coffee or tea")]
    milk: Annotated[bool, otherwise("yes or no")] = True
    cups: int = 1


class BodyTests(SynchronousTestCase):
    def refusal(self, body, kind=b"application/json"):
        error = self.assertRaises(Refusal, body_of, FakeRequest(body=body, kind=kind), Order)
        return error.status, error.text

    def test_what_is_sent(self):
        """Members by name, defaults for the others; what nobody asked for is ignored."""
        request = FakeRequest(body=b'{"what":"tea","sugar":2}', kind=b"Application/JSON; charset=utf-8")
        self.assertEqual(Order(what="tea"), body_of(request, Order))

    def test_what_is_wrong(self):
        """The first wrong member in our order, whatever the order sent, says how it should be; nothing is converted."""
        for body, text in {
            b"{}": "coffee or tea",
            b'{"milk":1,"what":"beer"}': "coffee or tea",
            b'{"milk":1,"what":"tea"}': "yes or no",
            b'{"milk":null,"what":"tea"}': "yes or no",
            b'{"what":["tea"]}': "coffee or tea",
            b'{"what":"tea","cups":"2"}': "cups is missing or not valid",
        }.items():
            self.assertEqual((400, text), self.refusal(body))

    def test_what_is_no_json(self):
        """No object, no JSON, or sent as something else."""
        for body in (b"", b"[]", b"{", b'"tea"', b"\xff"):
            self.assertEqual((400, "Invalid JSON body"), self.refusal(body))
        for kind in (None, b"text/plain", b"application/x-www-form-urlencoded"):
            self.assertEqual((400, "Invalid JSON body"), self.refusal(b'{"what":"tea"}', kind))


def route(**more):
    usual = {"name": "x", "method": "GET", "path": "/x", "auth": Auth.PUBLIC, "group": Group.SYSTEM}
    return Route(**{**usual, "answer": OkAnswer, "handler": lambda request: b"", **more})


class RouteTests(SynchronousTestCase):
    def test_no_route_without_an_auth_class(self):
        """It cannot even be made."""
        self.assertRaises(TypeError, route, auth=None)
        self.assertRaises(
            TypeError, Route, name="x", method="GET", path="/x", group=Group.SYSTEM, answer=OkAnswer, handler=route
        )

    def test_no_route_with_undeclared_parameters(self):
        """Nor one whose path has other parameters than it declares."""
        for path, names in (("/<x>", ()), ("/<path:x>/<y>", ("x",)), ("/x", ("x",))):
            self.assertRaises(ValueError, route, path=path, parameters=tuple(in_path(name, "X.") for name in names))
        route(path="/<path:x>/<y>", parameters=(in_path("x", "X."), in_path("y", "Y."), in_query("z", TEXT, "Z.")))

    def test_mirrors(self):
        """Two protected routes that differ by prefix and name alone."""
        api, web = mirrored("x.y", "POST", "/x/y", Group.ARR, route, body=Order, answer=OkAnswer)
        self.assertEqual(("api.x.y", "/api/x/y", "web.x.y", "/web/x/y"), (api.name, api.path, web.name, web.path))
        self.assertEqual((Auth.PROTECTED, Order, (OkAnswer,)), (web.auth, web.body, web.answer))
