"""The configuration of a running program: edited by hand, changed over HTTP, and killed in between."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from qbitrr.config.renamed_folders import note_renames
from tests.e2e.outside import Program, wait_until
from tests.e2e.sections import arr_section, opening
from tests.e2e.starting import Processes
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

TEXT = (
    "# Mine.\n"
    + opening('LoopSleepTimer = "1.4 weeks"  # slowly')
    + arr_section("Radarr-1", "http://127.0.0.1:1", "films", key="key-of-the-radarr")
)
TAKEN_WITHIN_SECONDS = 2.0


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Ends every process of a test."""
    (tmp_path / "config.toml").write_text(TEXT)
    with ExitStack() as stack:
        yield Processes(stack, tmp_path)


def started(processes: Processes) -> tuple[Any, Program]:
    supervisor, program = processes.supervisor(free_port())
    wait_until("it is healthy", lambda: program.get("/health") == {"status": "ok"})
    wait_until("the file is watched", lambda: shown(program) is not None)
    return supervisor, program


def shown(program: Program) -> Any:
    try:
        return program.get("/api/config")
    except urllib.error.HTTPError:  # not everything has started
        return None


def post(program: Program, path: str, **body: Any) -> tuple[int, Any]:
    """Status and answer, whatever they are."""
    request = urllib.request.Request(f"{program.url}{path}", json.dumps(body).encode(), method="POST")
    request.add_header("Content-Type", "application/json")
    request.add_header("Authorization", "Bearer t")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_edited_and_changed_while_running(processes: Processes) -> None:
    """A hand edit is in force within two seconds, a bad one is told and changes nothing; changes keep both, or are refused."""
    _, program = started(processes)
    path = processes.folder / "config.toml"
    assert "key-of-the-radarr" not in json.dumps(program.get("/api/config"))
    first = program.get("/api/config/problems")["revision"]

    path.write_text(TEXT.replace("1.4 weeks", "2 weeks"))
    written = time.monotonic()
    wait_until("the edit is in force", lambda: program.get("/api/config/problems")["revision"] != first)
    took = time.monotonic() - written
    assert took < TAKEN_WITHIN_SECONDS + 3  # a busy machine

    more = '[Lidarr-2]\nManaged = true\nURI = "http://127.0.0.1:2"\nAPIKey = "k"\nCategory = "music"\n'
    path.write_text(path.read_text() + more)

    def sections() -> set[str]:
        return {each["name"] for each in program.get("/api/arr")["arr"]}

    wait_until("the section is there", lambda: sections() == {"Radarr-1", "Lidarr-2"})
    path.write_text(TEXT.replace("1.4 weeks", "2 weeks"))
    wait_until("the section has gone", lambda: sections() == {"Radarr-1"})

    path.write_text("[Settings\n")
    wait_until("the bad edit is told", lambda: "line 1" in program.get("/api/config/problems")["trouble"])
    wait_until(
        "among what needs a person", lambda: "goes on as before" in str(program.get("/api/attention")["problems"])
    )
    assert post(program, "/api/config", changes={"WebUI.Theme": "Light"})[0] == 500
    path.write_text(TEXT.replace("1.4 weeks", "2 weeks"))
    wait_until("it is well again", lambda: program.get("/api/config/problems")["trouble"] == "")

    status, answer = post(program, "/api/config", changes={"Radarr-1.EntrySearch.SearchLimit": 7}, revision=first)
    assert (status, answer["status"]) == (200, "ok")
    assert answer["saved"]
    text = path.read_text()
    assert "2 weeks" in text
    assert "SearchLimit = 7" in text
    assert "# slowly" in text

    before = path.read_text()
    status, answer = post(program, "/api/config/validate", changes={"WebUI.Port": 70000, "Settings.LoopSleepTimer": 7})
    assert (status, answer["valid"], [each["path"] for each in answer["validationErrors"]]) == (
        200,
        False,
        ["WebUI.Port"],
    )
    assert post(program, "/api/config/validate", text=f"{before}\n[[[")[1]["error"].startswith("Please resolve")
    status, answer = post(program, "/api/config/validate", text=before)
    assert (status, answer["valid"], answer["validationErrors"]) == (200, True, [])
    assert path.read_text() == before
    status, answer = post(program, "/api/config", changes={"Settings.LoopSleepTimer": "3 weeks"}, revision=first)
    assert (status, answer["code"]) == (409, "CONFIG_CONFLICT")
    assert answer["conflicts"][0] | {"key": ""} == {
        "key": "",
        "before": "1.4 weeks",
        "onDisk": "2 weeks",
        "wanted": "3 weeks",
    }
    assert path.read_text() == text

    (newest, *_) = program.get("/api/config/backups")["backups"]
    assert post(program, "/api/config/restore", name=newest["name"])[0] == 200
    assert path.read_text() == TEXT.replace("1.4 weeks", "2 weeks")


def test_killed_while_a_section_is_renamed(processes: Processes) -> None:
    """Wherever it ends, the next start has the databases where the section looks for them."""
    supervisor, program = started(processes)
    folder = processes.folder / "db"
    wait_until("the section has its databases", lambda: (folder / "Radarr-1" / "search.db").exists())
    status, answer = post(program, "/api/config", changes={}, renames={"Radarr-1": "Radarr-2"})
    assert (status, answer["renamed"]) == (200, {"Radarr-1": "Radarr-2"})
    assert {each["name"] for each in program.get("/api/arr")["arr"]} == {"Radarr-2"}
    supervisor.kill()
    assert (folder / "Radarr-2" / "search.db").exists()

    # As if the kill had come between saving and moving.
    (folder / "Radarr-2" / "mark").touch()
    note_renames(str(processes.folder), {"Radarr-2": "Radarr-3"})
    path = processes.folder / "config.toml"
    path.write_text(path.read_text().replace("[Radarr-2]", "[Radarr-3]"))
    started(processes)
    assert (folder / "Radarr-3" / "mark").exists()
    assert not (folder / "Radarr-2").exists()
    assert not [each.name for each in folder.iterdir() if each.name.startswith(".")]
