"""What the browser UI asks of a running program, beyond the state: answered by the program as it runs, nothing in memory of a test."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.e2e.outside import Program, wait_until
from tests.e2e.sections import arr_section, opening
from tests.e2e.starting import Processes
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

TEXT = "# Mine.\n" + opening() + arr_section("Radarr-1", "http://127.0.0.1:1", "films", key="key-of-the-radarr")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One supervisor for all of these: nothing of what they ask changes what another one sees."""
    folder = tmp_path_factory.mktemp("program")
    (folder / "config.toml").write_text(TEXT)
    with ExitStack() as stack:
        _, program = Processes(stack, folder).supervisor(free_port())
        wait_until("it is ready", lambda: ask(program, "GET", "/health/ready")[0] == 200)
        yield program


def ask(program: Program, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and answer, whatever they are."""
    request = urllib.request.Request(f"{program.url}{path}", method=method)
    request.add_header("Authorization", "Bearer t")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())
    except urllib.error.URLError as error:  # it does not listen yet
        return 0, str(error)


def test_journal_is_found_and_counted(program: Program) -> None:
    """What was done just now is found by who did it, and stands in the last bucket."""
    assert ask(program, "POST", "/api/hold", {"scope": "Radarr-1", "minutes": 1, "reason": "Looking"})[0] == 200
    _, found = ask(program, "GET", "/api/activity?actor=user&kind=hold&q=looking")
    assert [entry["kind"] for entry in found["entries"]] == ["hold"]
    _, counted = ask(program, "GET", "/api/activity/histogram?range=7d&kind=hold")
    assert [count["count"] for bucket in counted["buckets"][-2:] for count in bucket["counts"]] == [1]


def test_removals_of_limit(program: Program) -> None:
    """Each section has its limit before anything was removed."""
    _, limits = ask(program, "GET", "/api/removals/limits")
    assert [(each["section"], each["removed"], each["limit"]) for each in limits["sections"]] == [("Radarr-1", 0, 50)]


def test_who_asks(program: Program) -> None:
    """A script is told that it came by the token, and that there is no password to change."""
    _, me = ask(program, "GET", "/api/auth/me")
    assert (me["user"], me["method"], me["passwordSet"]) == (None, "token", False)
    passwords = {"currentPassword": "x" * 10, "newPassword": "y" * 10}
    assert ask(program, "POST", "/api/auth/change-password", passwords)[0] == 409


def test_handling_with_unsaved_changes(program: Program) -> None:
    """Told by the file as it is with what is about to be changed; the file stays."""
    changes = {"Radarr-1.Torrent.StalledDelay": 45}
    _, told = ask(program, "POST", "/api/config/handling", {"section": "Radarr-1", "changes": changes})
    assert "nothing moves for 45 min" in json.dumps(told["groups"])
    assert "StalledDelay" not in json.dumps(ask(program, "GET", "/api/config")[1])


def test_whole_text_of_the_file(program: Program) -> None:
    """Shown without its secrets, planned with a change, and refused when it was made from another one."""
    _, raw = ask(program, "GET", "/api/config/raw")
    assert "key-of-the-radarr" not in raw["text"]
    body = {"text": raw["text"].replace('"films"', '"movies"'), "revision": raw["revision"], "dryRun": True}
    _, planned = ask(program, "POST", "/api/config/raw", body)
    assert (planned["saved"], [each["key"] for each in planned["reload"]["changed"]]) == (False, ["Radarr-1.Category"])
    assert ask(program, "POST", "/api/config/raw", body | {"revision": "of another"})[0] == 409


def test_paths_and_patterns_are_tried_out(program: Program) -> None:
    """By processes of their own: a pattern without end is named, and the program answers all the while."""
    _, here = ask(program, "POST", "/api/path/check", {"path": "/"})
    assert (here["kind"], here["freeBytes"] > 0) == ("folder", True)
    endless = {"patterns": ["sample", "(a+)+$"], "samples": ["a-sample.mkv", "a" * 60 + "b"]}
    _, tried = ask(program, "POST", "/api/regex/check", endless)
    assert [(each["matched"], bool(each["error"])) for each in tried["patterns"]] == [(1, False), (0, True)]


def test_past_searches(program: Program) -> None:
    """Read from the file of the search loop, which has searched nothing yet."""
    assert ask(program, "GET", "/api/search/history") == (200, {"searches": [], "cursor": None})
    assert ask(program, "GET", "/api/search/history?instance=films&outcome=grabbed")[0] == 200


def test_request_app_that_is_not_there(program: Program) -> None:
    """Asked at once, and what is in the way is told."""
    body = {"type": "seerr", "uri": "http://127.0.0.1:1", "apiKey": "k"}
    _, tested = ask(program, "POST", "/api/request-apps/test-connection", body)
    assert (tested["success"], tested["code"]) == (False, "refused")


def test_figures_for_prometheus(program: Program) -> None:
    """As text, with the token only."""
    request = urllib.request.Request(f"{program.url}/metrics", headers={"Authorization": "Bearer t"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert 'qbitrr_arr_up{instance="Radarr-1",type="radarr"} 0' in answer.read().decode().splitlines()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{program.url}/metrics", timeout=30)
