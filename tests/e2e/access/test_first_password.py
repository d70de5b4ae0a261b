"""A person sets the first password of a running program, signs in, and is still in after a restart."""

import json
import stat
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.e2e.outside import wait_until
from tests.e2e.starting import Processes
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e
CONFIG = "[Settings]\nSchemaVersion = 1\n[WebUI]\nToken = 'script-token'\nAuthDisabled = false\n"


def asked(port: int, path: str, body: object = None, cookie: str = "") -> tuple[int, str]:
    """Status and cookie of an answer; 0 while nobody answers."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"http://127.0.0.1:{port}{path}", data, {"Content-Type": "application/json", "Cookie": cookie})
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, (answer.headers["set-cookie"] or "").partition(";")[0]
    except HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


def test_the_first_password(tmp_path: Path) -> None:
    """By the token in a file that only the owner reads; the session outlives the program."""
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "config.toml").chmod(0o600)
    port = free_port()
    account = {"username": "me", "password": "correct horse battery"}
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        program, _ = processes.supervisor(port, "script-token")
        wait_until("it answers", lambda: asked(port, "/health")[0] == 200)
        file = tmp_path / "setup-token"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        token = file.read_text().strip()
        assert token not in processes.log("program")
        assert asked(port, "/web/auth/set-password", account)[0] == 403
        wait_until(
            "the password is set",
            lambda: asked(port, "/web/auth/set-password", account | {"setupToken": token})[0] == 200,
        )
        assert not file.exists()
        status, cookie = asked(port, "/web/login", account)
        assert status == 200
        assert asked(port, "/web/status", cookie=cookie)[0] == 200
        program.stop()
        program, _ = processes.supervisor(port, "script-token")
        wait_until("it answers", lambda: asked(port, "/health")[0] == 200)
        assert asked(port, "/web/status", cookie=cookie)[0] == 200
        assert asked(port, "/web/status")[0] == 401
        assert asked(port, "/web/logout", {}, cookie)[0] == 200
        assert asked(port, "/web/status", cookie=cookie)[0] == 401
        assert "correct horse" not in processes.log("program") + (tmp_path / "config.toml").read_text()
