"""What the route table declares, for tests: paths to ask for, and answers to compare with."""

from typing import ClassVar
from urllib.parse import unquote, urlsplit

import msgspec
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from qbitrr.web.http.answers import ErrorAnswer
from qbitrr.web.http.routes import Plain
from qbitrr.web.http.visits import build
from tests.web.described import Described

FILLED = {
    "/logs/<name>/search": "/logs/Main.log/search?q=x",
    "<path:name>": "index.html",
    "<path:category>": "seed/movies",
    "open/<kind>": "open/movie",
    "<kind>": "all",
    "<int:series_id>": "1",
    "<int:artist_id>": "1",
    "<int:author_id>": "1",
    "<path:section>": "Radarr-4K",
    "<client>": "qBit",
    "<type>": "sonarr",
    "<hash>": "c0de" * 10,
    "<name>": "Main.log",
    "<asset>": "start.js",
    "<id>": "5e55" * 4,
    "<int:id>": "1",
    "<int:entry_id>": "1",
}


def filled(path):
    """A path of a route with its parameters filled in."""
    for pattern, value in FILLED.items():
        path = path.replace(pattern, value)
    assert "<" not in path, path
    return path


class Declared:
    """What the route table says about answers. Where paths lead is found out once, however many tables of the same routes there are."""

    _found: ClassVar[dict[frozenset[tuple[str, str, str]], MapAdapter]] = {}

    def __init__(self, routes):
        self._routes = {route.name: route for route in routes}
        self._described = Described.of(routes)
        where = frozenset((route.name, route.method, route.path) for route in routes)
        if where not in self._found:
            self._found[where] = build(routes).url_map.bind("localhost")
        self._paths = self._found[where]

    def route(self, method, url, base=""):
        """The route a request goes to, None if there is none."""
        path = unquote(urlsplit(url).path).removeprefix(base)
        try:
            name, _ = self._paths.match(path, method)
        except HTTPException:
            return None
        return self._routes[name]

    def check(self, method, url, base, reply):
        """
        An answer is as the OpenAPI document describes it. A JSON answer is a declared one, to the byte; every error has the one shape of
        errors.
        """
        route = self.route(method, url, base)
        if route is not None:
            self._described.check(route, reply)
        if reply.header("content-type") != "application/json":
            return
        if reply.status >= 400 and (route is None or route.name != "web.token"):
            shapes = {ErrorAnswer, *([route.refused] if route is not None and route.refused else [])}
            assert any(is_exactly(shape, reply.body) for shape in shapes), (url, reply.body)
        else:
            declared = [each for each in route.answer if isinstance(each, type)]
            if Plain.JSON in route.answer:
                declared.append(dict)
            assert any(is_exactly(each, reply.body) for each in declared), (route.name, reply.body)


def is_exactly(kind, body):
    """Whether *body* is a JSON value of that type, with no member more or less than it spells."""
    try:
        return msgspec.json.encode(msgspec.json.decode(body, type=kind)) == body
    except msgspec.DecodeError:
        return False
