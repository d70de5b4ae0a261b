"""A program whose file is ours to spoil."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.e2e.outside import Program, wait_until
from tests.e2e.starting import TWISTD, Processes
from tests.real.processes import free_port

__all__ = ["GOES_ON", "TEXT", "TOKEN", "Held"]

TOKEN = "token-of-the-odd-files"
TEXT = f"""\
[Settings]
SchemaVersion = 1
PingURLS = []
LoopSleepTimer = 5
[WebUI]
Host = "127.0.0.1"
Port = PORT
AuthDisabled = false
Token = "{TOKEN}"
"""
GOES_ON = "everything goes on as before"


class Held:
    """The program with its file at *path*, bound by the modes of files like anybody; the file says where to listen."""

    def __init__(self, processes: Processes, path: Path, text: str = TEXT) -> None:
        self.path, self.folder, self.port = path, path.parent, free_port()
        self.text = text.replace("PORT", str(self.port))
        self.write(self.text)
        processes.start(
            "program", "-m", "tests.e2e.config_file.bounded", "-c", TWISTD, "--nodaemon", "--pidfile=", "qbitrr",
            "--data", str(processes.folder / "data"), "--config", str(path),
        )  # fmt: skip
        self.program = Program(f"http://127.0.0.1:{self.port}", TOKEN)
        self.revision = wait_until("the file is watched", lambda: self.problems()["revision"])

    def write(self, text: str) -> None:
        """Like an editor: another file of that name."""
        fresh = self.folder / "config.new"
        fresh.write_text(text)
        fresh.chmod(0o600)
        fresh.replace(self.path)

    def problems(self) -> dict[str, Any]:
        found: dict[str, Any] = self.program.get("/api/config/problems")
        return found

    def is_told(self, words: str) -> None:
        """The trouble is there, under attention too, and what was in force is."""
        wait_until(words, lambda: words in self.problems()["trouble"])
        assert self.problems()["revision"] == self.revision
        wait_until("attention is drawn", lambda: self.said(words))

    def said(self, words: str) -> list[str]:
        return [each for each in self.program.get("/api/attention")["problems"] if words in each and GOES_ON in each]

    def is_well(self) -> None:
        wait_until("it is well again", lambda: not self.problems()["trouble"])
        assert not self.said("")
        assert self.problems()["revision"] == self.revision

    def change(self, key: str, value: object) -> tuple[int, Any]:
        """Status and answer of a change over HTTP, whatever they are."""
        body = json.dumps({"changes": {key: value}}).encode()
        request = urllib.request.Request(f"{self.program.url}/api/config", body, method="POST")
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", f"Bearer {TOKEN}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())
