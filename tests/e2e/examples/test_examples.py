"""What the documentation of the API shows as examples, run as it stands against a running program."""

import json
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests

from tests.e2e.outside import Program, wait_until
from tests.e2e.sections import opening
from tests.e2e.starting import Processes
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

TOKEN = "abc123"
# The log speaks of this section, for it does not say whether it is managed.
CONFIG = (
    opening(token=TOKEN, webui="AuthDisabled = {open}")
    + """\
[Radarr-4K]
URI = "http://127.0.0.1:{port}"
APIKey = "k"
Category = "radarr-4k"
"""
)


class QbitrrClient:
    def __init__(self, base_url, token=None):
        self.base_url = base_url
        self.token = token

    def _headers(self):
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        return {}

    def get_processes(self):
        url = f"{self.base_url}/api/processes"
        response = requests.get(url, headers=self._headers())
        response.raise_for_status()
        return response.json()

    def restart_process(self, category, kind):
        url = f"{self.base_url}/api/processes/{category}/{kind}/restart"
        response = requests.post(url, headers=self._headers())
        response.raise_for_status()
        return response.json()

    def get_radarr_movies(self, category, page=0, page_size=50, has_file=None):
        url = f"{self.base_url}/api/radarr/{category}/movies"
        params = {"page": page, "page_size": page_size}
        if has_file is not None:
            params["has_file"] = str(has_file).lower()
        response = requests.get(url, params=params, headers=self._headers())
        response.raise_for_status()
        return response.json()


class Running:
    """A program with a simulated Radarr, its API at *base*."""

    def __init__(self, stack: ExitStack, *, is_open: bool) -> None:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        processes, radarr, web = Processes(stack, folder), free_port(), free_port()
        (folder / "config.toml").write_text(CONFIG.format(port=radarr, open=str(is_open).lower()))
        processes.start(
            "radarr", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--port", str(radarr), "--api-key", "k", "--library", "1",
            "--have", "1",
        )  # fmt: skip
        _, program = processes.supervisor(web, TOKEN)
        self.program: Program = program
        self.base = f"http://127.0.0.1:{web}"
        wait_until("every loop lives", program.all_alive)
        wait_until("Radarr is found", lambda: program.get("/api/arr")["arr"][0]["connected"])

    def curl(self, command: str, folder: Path | None = None) -> tuple[int, str]:
        """Status and body of an example, as it is written; in that folder, if it leaves a file behind."""
        words = shlex.split(command.replace("http://localhost:6969", self.base))
        done = subprocess.run(
            [*words, "-s", "-w", "\n%{http_code}"], capture_output=True, text=True, timeout=60, check=True, cwd=folder
        )
        body, _, status = done.stdout.rpartition("\n")
        return int(status), body


@pytest.fixture(scope="module")
def guarded() -> Iterator[Running]:
    """Asks for the token."""
    with ExitStack() as stack:
        yield Running(stack, is_open=False)


@pytest.fixture(scope="module")
def unguarded() -> Iterator[Running]:
    """Lets everybody in, as the examples without a token want it."""
    with ExitStack() as stack:
        yield Running(stack, is_open=True)


def test_the_python_client(guarded: Running) -> None:
    """Every call of it, and what it is to print."""
    client = QbitrrClient(guarded.base, token=TOKEN)
    processes = client.get_processes()
    assert f"Found {len(processes['processes'])} processes" == "Found 1 processes"
    movies = wait_until("the library is read", lambda: client.get_radarr_movies("radarr-4k", has_file=False))
    assert f"Missing movies: {movies['counts']['missing']}" == "Missing movies: 0"
    assert (movies["page"], movies["page_size"]) == (0, 50)
    kinds = {process["kind"] for process in processes["processes"]}
    assert set(client.restart_process("radarr-4k", "all")["restarted"]) == kinds
    with pytest.raises(requests.HTTPError):
        QbitrrClient(guarded.base, token="wrong").get_processes()


def test_curl_with_the_token(guarded: Running) -> None:
    """A read, by header and in the address, and a change of the configuration."""
    status, body = guarded.curl('curl -H "Authorization: Bearer abc123" http://localhost:6969/api/processes')
    assert status == 200
    assert json.loads(body)["processes"]
    assert guarded.curl('curl "http://localhost:6969/api/processes?token=abc123"')[0] == 200
    assert guarded.curl("curl http://localhost:6969/api/processes")[0] == 401
    status, body = guarded.curl(
        """curl -X POST \
-H "Content-Type: application/json" \
-H "Authorization: Bearer abc123" \
-d '{"changes": {"Settings.LoopSleepTimer": 60}}' \
http://localhost:6969/api/config"""
    )
    assert (status, json.loads(body)["status"]) == (200, "ok")


def test_curl_without(unguarded: Running, tmp_path: Path) -> None:
    """Where authentication is switched off."""
    status, body = unguarded.curl("curl -X POST http://localhost:6969/web/processes/radarr-4k/all/restart")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    status, body = unguarded.curl(
        'curl "http://localhost:6969/web/radarr/radarr-4k/movies?has_file=false&monitored=true"'
    )
    assert (status, json.loads(body)["category"]) == (200, "radarr-4k")
    status, body = unguarded.curl(
        'curl "http://localhost:6969/web/radarr/radarr-4k/movies?has_file=false&year_min=2020&year_max=2023&monitored=true"'
    )
    assert (status, json.loads(body)["total"]) == (200, 0)
    for page in (0, 1):
        status, body = unguarded.curl(
            f'curl "http://localhost:6969/web/radarr/radarr-4k/movies?page={page}&page_size=50"'
        )
        assert (status, json.loads(body)["page"]) == (200, page)
    status, body = unguarded.curl("curl http://localhost:6969/web/logs/Main.log")
    assert (status, "Radarr-4K" in body) == (200, True)
    assert unguarded.curl("curl -O http://localhost:6969/web/logs/Main.log/download", tmp_path)[0] == 200
    assert "Radarr-4K" in (tmp_path / "download").read_text()
    # A checkout is run here, which nobody updates: the documented answer.
    status, body = unguarded.curl("curl -X POST http://localhost:6969/web/update")
    assert (status, json.loads(body)["error"]) == (409, "Source builds do not support auto-update.")


def test_looking_for_something_in_a_log(unguarded: Running) -> None:
    """By a process of its own."""
    status, body = unguarded.curl('curl "http://localhost:6969/web/logs/Main.log/search?q=radarr-4k&context=0"')
    assert status == 200
    assert json.loads(body)["matches"][0]["file"] == "Main.log"


def test_what_comes_from_the_arr(guarded: Running) -> None:
    """A poster of the simulated Radarr, kept once it was fetched; a page of what is not there; the figures of its category."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    poster = f"{guarded.base}/web/radarr/radarr-4k/movie/1/thumbnail"
    first = requests.get(poster, headers=headers, timeout=60)
    assert (first.status_code, first.headers["Content-Type"]) == (200, "image/webp")
    again = requests.get(f"{poster}?token={TOKEN}", headers={"If-None-Match": first.headers["ETag"]}, timeout=60)
    assert (again.status_code, again.content) == (304, b"")
    page = requests.get(f"{guarded.base}/api/arr/radarr-4k/open/movie/999", headers=headers, timeout=60)
    assert (page.status_code, page.json()) == (404, {"error": "Item not found in Arr"})
    (category,) = requests.get(f"{guarded.base}/web/qbit/categories", headers=headers, timeout=60).json()["categories"]
    assert (category["category"], category["managedBy"], category["torrentCount"]) == ("radarr-4k", "arr", 0)
    health = requests.get(f"{guarded.base}/api/health", headers=headers, timeout=60).json()
    (arr,) = [each for each in health["components"] if each["kind"] == "arr"]
    assert (arr["status"], arr["since"] is not None, 0 <= arr["latency"] < 60) == ("ok", True, True)
    meta = requests.get(f"{guarded.base}/web/meta?force=true", timeout=60).json()
    assert (meta["update_available"], meta["installation_type"]) == (False, "source")
    assert meta["error"]
