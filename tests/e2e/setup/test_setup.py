"""`qbitrr setup` as a person has it: at a terminal, beside running programs; then what it wrote is started."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from attrs import frozen

from qbitrr.config.load import load
from tests.e2e.outside import ArrSeen, Program, Qbit, wait_until
from tests.e2e.setup.at_a_terminal import AtATerminal
from tests.e2e.starting import Processes
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e
PASSWORD = "adminadmin"
KEYS = {"radarr": "a1" * 16, "sonarr": "b2" * 16}
CATEGORIES = {"radarr": "films", "sonarr": "tv-sonarr"}


@frozen
class Around:
    """The programs around us; *folder* is where we start, *data* the data folder."""

    processes: Processes
    stack: ExitStack
    folder: Path
    data: Path
    qbit: Qbit
    arrs: dict[str, ArrSeen]

    @property
    def qbit_place(self) -> str:
        return self.qbit.url.removeprefix("http://")

    def terminal(self, *arguments: str) -> AtATerminal:
        """`qbitrr setup`."""
        terminal = AtATerminal(["-m", "qbitrr", "setup", "--data", str(self.data), *arguments], self.folder)
        self.stack.callback(terminal.close)
        return terminal


@pytest.fixture
def around(tmp_path: Path) -> Iterator[Around]:
    """A qBittorrent with some torrents, a Radarr and a Sonarr."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port = free_port()
        save_path = tmp_path / "downloads"
        save_path.mkdir()
        client = processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "4", "--downloading", "1",
            "--categories", "films", "--save-path", str(save_path),
        )  # fmt: skip
        wait_for_http(client, port)
        for kind, key in KEYS.items():
            processes.start(
                kind, "-m", "qbitrr.testing.arr", "--kind", kind, "--api-key", key, "--library", "3", "--have", "0",
                "--qbit", f"http://admin:{PASSWORD}@127.0.0.1:{port}", "--category", CATEGORIES[kind],
            )  # fmt: skip
        arrs = {
            kind: ArrSeen(
                wait_until(kind, lambda kind=kind: re.search(r"listening on (http\S+)", processes.log(kind))).group(1)
            )
            for kind in KEYS
        }
        qbit = Qbit(f"http://127.0.0.1:{port}", "admin", PASSWORD)
        yield Around(processes, stack, tmp_path, tmp_path / "data", qbit, arrs)


def test_from_nothing_to_a_dry_run(around: Around) -> None:
    """A few answers, a file, a start: all loops are alive, and nothing is changed anywhere."""
    path = around.data / "config.toml"
    terminal = around.terminal()
    terminal.answer("Address of its Web UI", around.qbit_place)
    terminal.answer("User name", "admin")
    terminal.answer("Password", "wrong-one")
    terminal.answer("refuses this user name or password", "")
    terminal.answer("User name", "")
    terminal.answer("Password", PASSWORD)
    terminal.read_until("+ qBittorrent 5.1")
    terminal.answer("Another one", "")
    terminal.answer("Address", around.arrs["radarr"].url)
    terminal.answer("API key", KEYS["radarr"])
    terminal.read_until("its category: films")
    terminal.answer("Name of its section", "")
    terminal.answer("Another one", f"{around.arrs['sonarr'].url}/api/v3/system/status?apikey={KEYS['sonarr']}")
    terminal.read_until("its category: tv-sonarr")
    terminal.answer("Name of its section", "")
    terminal.answer("Another one", "")
    terminal.answer("Where finished downloads are", "")
    terminal.read_until("DryRun = true")
    assert not path.exists()
    terminal.answer("1) write it", "")
    terminal.read_until(f"Written to {path}")
    terminal.read_until("DryRun = false")
    assert terminal.end() == 0
    for secret in (PASSWORD, "wrong-one", KEYS["radarr"]):
        assert secret not in terminal.seen

    assert path.stat().st_mode & 0o777 == 0o600
    config = load(path.read_text(), {}).config
    assert config.settings.completed_download_folder == str(around.folder / "downloads")
    assert {each.section: each.category for each in config.managed_arrs} == {
        "Radarr-Films": "films", "Sonarr-TV": "tv-sonarr"
    }  # fmt: skip

    before = around.qbit.get("torrents/info", sort="hash"), around.qbit.get("torrents/categories")
    port = free_port()
    around.processes.start(
        "program", "-m", "qbitrr", "run", "--data", str(around.data), "--listen", f"tcp:{port}:interface=127.0.0.1"
    )
    program = Program(f"http://127.0.0.1:{port}", config.webui.token.reveal())
    wait_until("every loop alive", program.all_alive)
    status = program.get("/api/status")
    assert [each["alive"] for each in status["qbitInstances"].values()] == [True]
    wait_until("both Arrs", lambda: all(each["connected"] for each in program.get("/api/arr")["arr"]))
    assert program.get("/api/setup")["needed"] is False
    held = wait_until("a decision", lambda: program.get("/api/activity?limit=100")["entries"])
    assert {each["result"] for each in held} == {"held"}
    for arr in around.arrs.values():
        assert [each for each in arr.get("requests") if each["method"] != "GET"] == []
    after = around.qbit.get("torrents/info", sort="hash"), around.qbit.get("torrents/categories")
    assert [(each["hash"], each["category"], each["tags"]) for each in after[0]] == [
        (each["hash"], each["category"], each["tags"]) for each in before[0]
    ]
    assert after[1] == before[1]


def test_an_interruption_leaves_nothing(around: Around) -> None:
    """Ctrl-C at a question, at one whose answer is not shown, and while a program is asked: no file, and the terminal is as it was."""
    for question in ("Address of its Web UI", "Password", "Address"):
        terminal = around.terminal()
        if question != "Address of its Web UI":
            terminal.answer("Address of its Web UI", around.qbit_place)
            terminal.answer("User name", "")
        if question == "Address":
            terminal.answer("Password", PASSWORD)
            terminal.answer("Another one", "")
        terminal.interrupt(question, "Nothing was written.")
        assert terminal.end() == 130
        assert "Traceback" not in terminal.seen
    terminal = around.terminal()
    terminal.answer("Address of its Web UI", "192.0.2.1:8080")
    terminal.interrupt("192.0.2.1:8080\n", "Nothing was written.")
    assert terminal.end() == 130
    assert not around.data.exists()


def test_more_for_a_configuration(around: Around) -> None:
    """One that is there is not replaced: its owner is asked, and what is added stands behind it."""
    around.data.mkdir()
    path = around.data / "config.toml"
    mine = f'# mine\n[Settings]\nSchemaVersion = 1\nDryRun = true\nCompletedDownloadFolder = "/d"\n[WebUI]\nToken = "t"\n' \
        f'[Radarr-Old]\nManaged = true\nURI = "{around.arrs["radarr"].url}"\nAPIKey = "{KEYS["radarr"]}"\nCategory = "films"\n'  # fmt: skip
    path.write_text(mine)
    terminal = around.terminal()
    terminal.answer("It is not replaced", "")
    terminal.read_until("Nothing was written.")
    assert terminal.end() == 1
    assert path.read_text() == mine
    terminal = around.terminal()
    terminal.answer("It is not replaced", "1")
    terminal.answer("Another one", "")
    terminal.answer("Address", f"{around.arrs['sonarr'].url}?apikey={KEYS['sonarr']}")
    terminal.answer("Name of its section", "")
    terminal.answer("Another one", "")
    terminal.answer("1) write it", "")
    assert terminal.end() == 0
    assert path.read_text().startswith(mine)
    assert [each.section for each in load(path.read_text(), {}).config.arrs] == ["Radarr-Old", "Sonarr-TV"]


def test_over_the_web(around: Around) -> None:
    """A start without a file says what to do; three calls later everything runs in dry run, without another start."""
    port = free_port()
    around.processes.start(
        "program", "-m", "qbitrr", "run", "--data", str(around.data), "--listen", f"tcp:{port}:interface=127.0.0.1"
    )
    path = around.data / "config.toml"
    wait_until("it says what to do", lambda: "run `qbitrr setup`" in around.processes.log("program"))
    token = load(path.read_text(), {}).config.webui.token.reveal()
    program = Program(f"http://127.0.0.1:{port}", token)
    state = wait_until("it answers", lambda: program.get("/api/setup"))
    assert (state["needed"], state["writable"], state["path"]) == (True, True, str(path))
    assert "qbitrr setup" in program.get("/api/status")["problems"][0]
    assert program.get("/api/processes")["processes"] == []

    answers = {
        "qbittorrents": [{"address": around.qbit_place, "userName": "admin", "password": PASSWORD}],
        "arrs": [{"address": around.arrs[kind].url, "apiKey": key} for kind, key in KEYS.items()],
    }
    found = program.post("/api/setup/probe", {"arr": answers["arrs"][0]})
    assert [each["category"] for each in found["arr"]["clients"]] == ["films"]
    body = {"arrType": "radarr", "uri": around.arrs["radarr"].url, "apiKey": KEYS["radarr"]}
    assert program.post("/api/arr/test-connection", body)["success"] is True
    assert 'Category = "tv-sonarr"' in program.post("/api/setup/preview", answers)["text"]
    assert program.post("/api/setup/write", answers)["inForce"] is True
    assert (
        len(program.get("/api/processes")["processes"]) == 4
    )  # what is written is in force, without anybody looking at the file
    wait_until("every loop alive", program.all_alive)
    assert program.get("/api/setup")["needed"] is False
    assert program.get("/api/status")["problems"] == []
    assert load(path.read_text(), {}).config.webui.token.reveal() == token
    for arr in around.arrs.values():
        assert [each for each in arr.get("requests") if each["method"] != "GET"] == []
