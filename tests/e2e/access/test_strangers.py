"""Who is let in and whose word counts: settings of access are changed while a program runs, and hold from the next request on."""

import http.client
import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.e2e.outside import Program, wait_until
from tests.e2e.sections import opening
from tests.e2e.starting import Processes
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

PROXY, NEIGHBOUR = "127.0.0.2", "127.0.0.3"
OPEN = 'AuthDisabled = true\nHost = "0.0.0.0"\nAllowInsecureExposure = false'


class Running:
    """A program whose file leaves it open to everybody, without saying that this is meant."""

    def __init__(self, stack: ExitStack) -> None:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        (folder / "config.toml").write_text(opening(webui=OPEN))
        (folder / "config.toml").chmod(0o600)
        self.port = free_port()
        self.program: Program = Processes(stack, folder).supervisor(self.port)[1]
        wait_until("it is ready", lambda: self.ask("/health/ready")[0] == 200)

    def ask(
        self, path: str, *, source: str = "127.0.0.1", body: object = None, host: str = "", **headers: str
    ) -> tuple[int, Any]:
        """Status and answer; *headers* with `_` for their dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Host": host or f"127.0.0.1:{self.port}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(source, 0))
        with closing(connection):
            try:
                data = None if body is None else json.dumps(body)
                connection.request("GET" if body is None else "POST", path, data, sent)
                answer = connection.getresponse()
                return answer.status, json.loads(answer.read() or b"null")
            except (OSError, ValueError):
                return 0, None

    def configure(self, **changes: Any) -> None:
        """Change keys of `[WebUI]`, as whoever has the token may."""
        self.program.post("/api/config", {"changes": {f"WebUI.{name}": value for name, value in changes.items()}})


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with ExitStack() as stack:
        yield Running(stack)


def test_open_to_everybody_by_mistake(running: Running) -> None:
    """It works, and lets in who has the token, and nobody else; what is missing is said."""
    status, said = running.ask("/api/status")
    assert (status, said["code"]) == (403, "INSECURE_EXPOSURE")
    assert running.program.get("/api/status")["ready"]
    assert any("AllowInsecureExposure" in each for each in running.program.get("/api/status")["problems"])


def test_names_that_lead_here(running: Running) -> None:
    """Open on this machine alone, it answers no page of a name that somebody made lead here, and no foreign page's requests."""
    running.configure(Host="127.0.0.1")
    assert running.ask("/api/status")[0] == 200
    status, said = running.ask("/api/status", host=f"evil.example:{running.port}")
    assert (status, said["code"]) == (403, "HOST_REJECTED")
    restart = "/web/processes/restart_all"
    for told in ({"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
        status, said = running.ask(restart, body={}, **told)
        assert (status, said["code"]) == (403, "CSRF_REJECTED")
    assert running.ask(restart, body={})[0] == 200


def test_whom_a_proxy_has_let_in(running: Running) -> None:
    """The header counts from the proxy that is named, once, and from nobody else; so does where a request comes from."""
    running.configure(
        AuthDisabled=False, BehindHttpsProxy=True, TrustedProxies=[PROXY], ForwardAuthHeader="Remote-User", LocalAuthEnabled=True,
        Username="me",
    )  # fmt: skip
    assert running.ask("/api/auth/me", source=PROXY, Remote_User="me")[1]["user"] == "me"
    for source in (NEIGHBOUR, "127.0.0.1"):
        assert running.ask("/api/auth/me", source=source, Remote_User="me")[0] == 401
    assert running.ask("/api/auth/me", source=PROXY)[0] == 401


def test_guessing(running: Running) -> None:
    """Ten failures of an address, then it has to wait, whatever it says of where it comes from; by the proxy each browser counts alone."""
    proof = {"username": "me", "password": "a long password", "setupToken": "t"}
    assert running.ask("/web/auth/set-password", body=proof)[0] == 200

    others = count()

    def guess(**more: Any) -> int:
        # Another name each time: failures of one account make it wait, too.
        account = {"username": f"name{next(others)}", "password": "wrong"}
        return running.ask("/web/login", body=account, **more)[0]

    assert [guess(source=NEIGHBOUR, X_Forwarded_For=f"10.0.0.{n}") for n in range(11)] == [401] * 10 + [429]
    assert [guess(source=PROXY, X_Forwarded_For="10.1.1.1") for _ in range(11)] == [401] * 10 + [429]
    assert guess(source=PROXY, X_Forwarded_For="10.1.1.2") == 401
    mine = {"username": "me", "password": "wrong"}
    tried = [running.ask("/web/login", body=mine, source=PROXY, X_Forwarded_For=f"10.2.2.{n}")[0] for n in range(7)]
    assert tried[:5] == [401] * 5, "one account, from everywhere"
    assert 429 in tried[5:]


def test_below_a_prefix_that_a_proxy_names(running: Running) -> None:
    """Whether it takes the prefix off or not: both addresses lead to the same."""
    running.configure(UrlBase="/films")
    token = {"Authorization": "Bearer t"}
    for path in ("/films/api/status", "/api/status"):
        for told in ({}, {"X_Forwarded_Prefix": "/films"}, {"X_Forwarded_Prefix": "/other"}):
            assert running.ask(path, source=PROXY, **told, **token)[0] == 200, (path, told)
    running.configure(UrlBase="")
    assert running.ask("/films/api/status", **token)[0] == 404


def test_live_events(running: Running) -> None:
    """What there is, then what changes; who comes back hears what happened meanwhile and no more; who makes an id up gets all anew."""
    first, id = listened(running, lambda: running.configure(Theme="Light"))
    assert [name for name, _ in first] == ["snapshot", "patch"]
    assert first[0][1]["value"]["webui"]["Theme"] == "Dark"
    assert first[1][1]["patch"]["webui"] == {"Theme": "Light"}
    running.configure(Theme="Dark")
    missed, _ = listened(running, lambda: None, events=1, last=id)
    assert [(name, event["patch"]["webui"]) for name, event in missed] == [("patch", {"Theme": "Dark"})]
    anew, _ = listened(running, lambda: None, events=2, last="made-up-7")
    assert [name for name, _ in anew] == ["gap", "snapshot"]


def listened(running: Running, act: Any, *, events: int = 2, last: str = "") -> tuple[list[tuple[str, Any]], str]:
    """So many events about the status, *act* done after the first; and the id of the last one."""
    headers = {"Host": "localhost", "Authorization": "Bearer t", **({"Last-Event-ID": last} if last else {})}
    found: list[tuple[str, Any]] = []
    name = id = ""
    with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)) as connection:
        connection.request("GET", "/api/events?topics=status", headers=headers)
        with connection.getresponse() as stream:
            assert stream.status == 200
            for line in stream:
                kind, _, value = line.decode().strip().partition(": ")
                name, id = (value if kind == "event" else name), (value if kind == "id" else id)
                if kind != "data" or name == "ping":
                    continue
                found.append((name, json.loads(value)))
                if len(found) == events:
                    break
                act()
    return found, id
