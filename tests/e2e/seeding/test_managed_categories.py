"""Categories that a client manages itself, in the running program: whose they are, and which of several names counts."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from qbitrr.model.torrents.tags import ALLOWED_SEEDING
from tests.e2e.outside import Qbit, wait_until
from tests.e2e.sections import opening, qbit_section
from tests.e2e.starting import Processes
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e

RULES = """\
[qBit.CategorySeeding]
UploadRateLimitPerTorrent = 100
[[qBit.CategorySeeding.Categories]]
Name = "seed/films"
UploadRateLimitPerTorrent = "200K"
"""


def test_on_its_own_client(tmp_path: Path) -> None:
    """Only the client whose section lists it is watched; of the names at or above a category the longest counts."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        ports = {"qBit": free_port(), "qBit-box": free_port()}
        clients: dict[str, Qbit] = {}
        for name, port in ports.items():
            client = processes.start(
                name, "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "6",
                "--categories", "seed,seed/films,seed/films/old",
            )  # fmt: skip
            wait_for_http(client, port)
            clients[name] = Qbit(f"http://127.0.0.1:{port}", "admin", "adminadmin")
        config = tmp_path / "config.toml"
        lines = ('ManagedCategories = ["seed"]', "MatchSubcategories = true", RULES)
        boxes = qbit_section(ports["qBit-box"], "MatchSubcategories = true", name="qBit-box")
        config.write_text(opening("DryRun = false") + qbit_section(ports["qBit"], *lines) + boxes)
        config.chmod(0o600)
        _, program = processes.supervisor(free_port())

        def limits(name: str) -> dict[str, set[int]]:
            found: dict[str, set[int]] = {}
            for each in clients[name].get("torrents/info"):
                found.setdefault(each["category"], set()).add(each["up_limit"])
            return found

        def tags(name: str) -> set[str]:
            return {each["tags"] for each in clients[name].get("torrents/info")}

        before = limits("qBit-box")
        wanted = {"seed": {102_400}, "seed/films": {204_800}, "seed/films/old": {204_800}}
        wait_until("rates by the longest name", lambda: limits("qBit") == wanted)
        wait_until("all are looked after", lambda: tags("qBit") == {ALLOWED_SEEDING})
        wait_until("both are listed", lambda: len(program.get("/api/torrents")["torrents"]) == 12)
        sections = {(each["instance"], each["section"]) for each in program.get("/api/torrents")["torrents"]}
        assert sections == {("qBit", "qBit"), ("qBit-box", "")}
        assert (limits("qBit-box"), tags("qBit-box")) == (before, {""})
