"""
Health, the way into the browser UI, and its files.
"""

from urllib.parse import quote

from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import OkAnswer, Refusal, json_response, never_cache, redirect
from qbitrr.web.http.conditions import has_current
from qbitrr.web.http.parameters import Parameter, in_path
from qbitrr.web.http.routes import Answer, Auth, Group, Handler, Plain, Route
from qbitrr.web.http.visits import visit_of
from qbitrr.web.page.files import PageFile, PageFiles
from qbitrr.web.serving.threads import InThread

__all__ = ["SystemRoutes", "accepted_codings"]

_NEVER_CACHED = frozenset({"index.html", "sw.js"})


class SystemRoutes:
    """What answers without a credential, and without asking anybody. The *files* of the browser UI are read *in_thread*."""

    def __init__(self, files: PageFiles, in_thread: InThread) -> None:
        self._files = files
        self._in_thread = in_thread

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

    def worker(self, request: IRequest) -> Deferred[bytes]:
        """The service worker, at the root so that its scope is everything."""
        scope = quote(f"{visit_of(request).access.url_base}/")
        request.setHeader(b"service-worker-allowed", scope.encode("ascii"))
        return self.static(request, "sw.js")

    def static(self, request: IRequest, name: str) -> Deferred[bytes]:
        """A file of the browser UI."""

        def answer(file: PageFile | None) -> bytes:
            if file is None:
                raise Refusal(404, "not found")
            return _sent(request, name, file)

        return self._in_thread(
            self._files.read, name, accepted_codings(request.getHeader(b"accept-encoding") or b"")
        ).addCallback(answer)


def _sent(request: IRequest, name: str, file: PageFile) -> bytes:
    if name in _NEVER_CACHED:
        never_cache(request)
    else:
        request.setHeader(
            b"cache-control", b"public, max-age=31536000, immutable" if file.is_forever else b"max-age=3600"
        )
    request.setHeader(b"vary", b"Accept-Encoding")
    if has_current(request, file.tag):
        return b""
    if file.coding:
        request.setHeader(b"content-encoding", file.coding.encode("ascii"))
    request.setHeader(b"content-type", file.kind.encode("ascii"))
    request.setHeader(b"content-length", b"%d" % len(file.content))
    return file.content


def accepted_codings(header: bytes) -> frozenset[str]:
    """What a client with that `Accept-Encoding` takes files packed with; one it gives no weight to (`br;q=0`) is refused."""
    parts = (each.replace(" ", "").lower().partition(";q=") for each in header.decode("latin-1").split(","))
    return frozenset(name for name, _, weight in parts if weight.strip("0.") or not weight)


def _public(name: str, path: str, handler: Handler, *, parameters: tuple[Parameter, ...] = (), answer: Answer) -> Route:
    return Route(
        name=name, method="GET", path=path, auth=Auth.PUBLIC, group=Group.SYSTEM,
        parameters=parameters, answer=answer, handler=handler,
    )  # fmt: skip
