"""
Health, the way into the browser UI, and its files.
"""

import hashlib
from urllib.parse import quote

from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import OkAnswer, Refusal, json_response, never_cache, redirect
from qbitrr.web.http.conditions import has_current
from qbitrr.web.http.parameters import Parameter, in_path
from qbitrr.web.http.routes import Answer, Group, Handler, Plain, Route
from qbitrr.web.http.visits import Auth, visit_of
from qbitrr.web.state.page import FILES

__all__ = ["SystemRoutes"]

_NEVER_CACHED = frozenset({"index.html", "sw.js"})


class SystemRoutes:
    """What answers without a credential, and without asking anybody."""

    def routes(self) -> tuple[Route, ...]:
        """The public routes."""
        name = in_path("name", "The file, below the folder of the browser UI.")
        return (
            _public("health", "/health", self.health, answer=OkAnswer),
            _public("root", "/", self.root, answer=Plain.REDIRECT),
            _public("ui", "/ui", self.ui, answer=Plain.REDIRECT),
            _public("ui.slash", "/ui/", self.ui, answer=Plain.REDIRECT),
            _public("login", "/login", self.root, answer=Plain.REDIRECT),
            _public("worker", "/sw.js", self.worker, answer=Plain.FILE),
            _public("static", "/static/<path:name>", self.static, parameters=(name,), answer=Plain.FILE),
        )

    def health(self, request: IRequest) -> bytes:
        """We answer, therefore we are."""
        return json_response(request, OkAnswer())

    def root(self, request: IRequest) -> bytes:
        """To the browser UI."""
        return redirect(request, f"{visit_of(request).access.url_base}/ui")

    def ui(self, request: IRequest) -> bytes:
        """To the page of the browser UI, with the query."""
        never_cache(request)
        _, mark, query = request.uri.partition(b"?")
        target = f"{visit_of(request).access.url_base}/static/index.html{(mark + query).decode('latin-1')}"
        return redirect(request, target)

    def worker(self, request: IRequest) -> bytes:
        """The service worker, at the root so that its scope is everything."""
        scope = quote(f"{visit_of(request).access.url_base}/")
        request.setHeader(b"service-worker-allowed", scope.encode("ascii"))
        return self.static(request, "sw.js")

    def static(self, request: IRequest, name: str) -> bytes:
        """A file of the browser UI."""
        if name not in FILES:
            raise Refusal(404, "not found")
        kind, content = FILES[name]
        if name in _NEVER_CACHED:
            never_cache(request)
        else:
            request.setHeader(b"cache-control", b"max-age=3600")
        if has_current(request, b'"%s"' % hashlib.sha256(content).hexdigest()[:32].encode("ascii")):
            return b""
        request.setHeader(b"content-type", kind.encode("ascii"))
        request.setHeader(b"content-length", b"%d" % len(content))
        return content


def _public(name: str, path: str, handler: Handler, *, parameters: tuple[Parameter, ...] = (), answer: Answer) -> Route:
    return Route(
        name=name, method="GET", path=path, auth=Auth.PUBLIC, group=Group.SYSTEM,
        parameters=parameters, answer=answer, handler=handler,
    )  # fmt: skip
