"""
Health, the way into the browser UI, and its files.
"""

import hashlib
from typing import Any
from urllib.parse import quote

from twisted.web.http import CACHED

from qbitrr.web.http.answers import Refusal, json_response, never_cache, redirect
from qbitrr.web.http.routes import Route
from qbitrr.web.http.visits import Auth, visit_of
from qbitrr.web.state.page import FILES

__all__ = ["System"]

_NEVER_CACHED = frozenset({"index.html", "sw.js"})


class System:
    """What answers without a credential, and without asking anybody."""

    def routes(self) -> tuple[Route, ...]:
        """The public routes."""
        return (
            Route("GET", "/health", Auth.PUBLIC, self.health),
            Route("GET", "/", Auth.PUBLIC, self.root),
            Route("GET", "/ui", Auth.PUBLIC, self.ui),
            Route("GET", "/ui/", Auth.PUBLIC, self.ui),
            Route("GET", "/login", Auth.PUBLIC, self.root),
            Route("GET", "/sw.js", Auth.PUBLIC, self.worker),
            Route("GET", "/static/<path:name>", Auth.PUBLIC, self.static),
        )

    def health(self, request: Any) -> bytes:
        """We answer, therefore we are."""
        return json_response(request, {"status": "ok"})

    def root(self, request: Any) -> bytes:
        """To the browser UI."""
        return redirect(request, f"{visit_of(request).access.url_base}/ui")

    def ui(self, request: Any) -> bytes:
        """To the page of the browser UI, with the query."""
        never_cache(request)
        _, mark, query = request.uri.partition(b"?")
        target = f"{visit_of(request).access.url_base}/static/index.html{(mark + query).decode('latin-1')}"
        return redirect(request, target)

    def worker(self, request: Any) -> bytes:
        """The service worker, at the root so that its scope is everything."""
        scope = quote(f"{visit_of(request).access.url_base}/")
        request.setHeader(b"service-worker-allowed", scope.encode("ascii"))
        return self.static(request, "sw.js")

    def static(self, request: Any, name: str) -> bytes:
        """A file of the browser UI."""
        if name not in FILES:
            raise Refusal(404, "not found")
        kind, content = FILES[name]
        if name in _NEVER_CACHED:
            never_cache(request)
        else:
            request.setHeader(b"cache-control", b"max-age=3600")
        request.setHeader(b"content-type", kind.encode("ascii"))
        if request.setETag(b'"%s"' % hashlib.sha256(content).hexdigest()[:32].encode("ascii")) is CACHED:
            return b""
        request.setHeader(b"content-length", b"%d" % len(content))
        return content
