"""What stands between a program and another one, and writes down what is asked there."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

__all__ = ["Recorded", "recorded"]

_NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Recorded:
    """The requests that came by so far, as `METHOD path`, without their queries."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seen: list[str] = []

    @property
    def changing(self) -> list[str]:
        """Those that may change something: all but reads, and signing in and out."""
        return [each for each in self.seen if not each.startswith("GET ") and "/auth/" not in each]


@contextmanager
def recorded(port: int) -> Iterator[Recorded]:
    """A way to the program at *port* of this machine that is looked at."""
    said = Recorded(0)

    class Way(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            said.seen.append(f"{self.command} {self.path.partition('?')[0]}")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            there = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                own, real = f":{said.port}", f":{port}"  # whom it is said to, and from which page, is looked at there
                headers = {name: value.replace(own, real) for name, value in self.headers.items()}
                there.request(self.command, self.path, body or None, headers)
                answer = there.getresponse()
                content = answer.read()
            finally:
                there.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _NOT_PASSED_ON:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _pass_on

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # whoever asked is gone
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Way) as server:
        said.port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield said
        finally:
            server.shutdown()
