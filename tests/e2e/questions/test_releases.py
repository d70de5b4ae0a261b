"""What a program that has a home tells of its releases: asked there, kept, asked anew by whoever wants it, and known without a way out."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from qbitrr import __version__
from tests.e2e.outside import Program, wait_until
from tests.e2e.sections import opening
from tests.e2e.starting import Processes
from tests.real.processes import free_port
from tests.storm.haste import hastened

pytestmark = pytest.mark.e2e

LATEST = {"tag_name": "v99.0.0", "body": "## What is new", "html_url": "https://github.com/o/n/releases/tag/v99.0.0"}
PAGES = {"/repos/o/n/releases/latest": LATEST, f"/repos/o/n/releases/tags/v{__version__}": {"body": "## What was new"}}


@contextmanager
def home(asked: list[str]) -> Iterator[str]:
    """Where releases are; what was *asked* there."""

    class Pages(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            body = json.dumps(PAGES.get(self.path)).encode()
            self.send_response(200 if self.path in PAGES else 404)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")  # so that nobody is served once this has ended
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def published(folder: Path, environment: dict[str, str]) -> dict[str, str]:
    """The *environment* of a program that was installed from a package whose metadata say where its sources are."""
    about = folder / "installed" / "qbitrr-0.dist-info"
    about.mkdir(parents=True)
    urls = "Project-URL: Documentation, https://docs.example\nProject-URL: Source, https://github.com/o/n\n"
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: qbitrr\nVersion: {__version__}\n{urls}")
    path = os.pathsep.join((str(about.parent), environment["PYTHONPATH"]))
    return environment | {
        "PYTHONPATH": path,
        "PYTHONSAFEPATH": "1",
    }  # else what the current folder says would come first


def test_releases(tmp_path: Path) -> None:
    """The first look begins the question and waits for nobody; later ones ask nobody; forced it is asked; cut off, the last word stays."""
    (tmp_path / "config.toml").write_text(opening())
    (tmp_path / "config.toml").chmod(0o600)
    asked: list[str] = []
    with ExitStack() as stack:
        with home(asked) as address:
            own: Any = {"qbitrr.clients.releases": {"API": address}}
            _, program = Processes(stack, tmp_path).supervisor(
                free_port(), environment=published(tmp_path, hastened(own))
            )
            wait_until("it is ready", lambda: program.get("/health/ready"))
            assert asked == [], "nobody has looked yet"
            meta = wait_until("it is known", lambda: _known(program))
            assert (meta["latest_version"], meta["update_available"], meta["error"]) == ("v99.0.0", True, None)
            assert (meta["changelog"], meta["current_version_changelog"]) == ("## What is new", "## What was new")
            assert (meta["changelog_url"], meta["repository_url"]) == (LATEST["html_url"], "https://github.com/o/n")
            assert asked == list(PAGES)
            assert program.get("/web/meta")["latest_version"] == "v99.0.0"
            assert asked == list(PAGES), "for an hour nobody is asked again"
            program.get("/api/meta?force=true")
            assert asked == [*PAGES, *PAGES]
        cut_off = program.get("/api/meta?force=1")
        assert "GitHub" in cut_off["error"]
        kept = ("latest_version", "changelog", "current_version_changelog", "last_checked")
        assert {name: cut_off[name] for name in kept[:3]} == {name: meta[name] for name in kept[:3]}
        assert cut_off["last_checked"] >= meta["last_checked"]


def _known(program: Program) -> Any:
    meta = program.get("/api/meta")
    return meta if meta["latest_version"] else None
