"""
The page of the public project that had this API before us, against a running program: every call it makes on every tab and in every
dialog, in its order and its manner, is answered, and what it reads of the answers is there and of the type it expects.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from http.client import HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.e2e.other_page.browser import Answer, Browser
from tests.e2e.other_page.calls import CALLS, GATE, LEAVING, PROCESSES, STATUS, TAIL, Call
from tests.e2e.other_page.dialogs import CONFIGURATION
from tests.e2e.other_page.shapes import misfits
from tests.e2e.outside import Program, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import Processes
from tests.real.processes import free_port
from tests.storm.haste import hastened

pytestmark = pytest.mark.e2e

TOKEN = "f00d" * 16
SECTIONS = {"radarr": "Radarr-HD", "sonarr": "Sonarr-TV", "lidarr": "Lidarr-Music", "readarr": "Readarr-Books"}
# A busy machine may need longer to begin a search of a log than one may take.
PATIENCE = {"qbitrr.actors.browser.log_search": {"_GRACE_SECONDS": 100.0}}
# One of them stands below another, as categories may.
CATEGORIES = {"radarr": "films/hd", "sonarr": "tv", "lidarr": "music", "readarr": "books"}


class World:
    """A program with an Arr of every type and a client, and a browser with that page, nobody signed in yet."""

    def __init__(self, stack: ExitStack) -> None:
        self.folder = Path(stack.enter_context(TemporaryDirectory()))
        self._processes, self.port, client = Processes(stack, self.folder), free_port(), free_port()
        self.addresses = {kind: self._arr(kind) for kind in SECTIONS}
        self._processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(client), "--torrents", "6", "--downloading", "2",
            "--categories", f"{CATEGORIES['radarr']},seeds,tv",
        )  # fmt: skip
        self._write_config(client)
        _, self.program = self._processes.supervisor(self.port, TOKEN, hastened(PATIENCE))
        self.browser = Browser(f"http://127.0.0.1:{self.port}")
        self.known: dict[str, Any] = {
            "secret": TOKEN,
            **{kind: quote(category, safe="") for kind, category in CATEGORIES.items()},
            **{f"{kind}_uri": address for kind, address in self.addresses.items()},
        }
        wait_until("every loop lives", self.program.all_alive)
        wait_until("all is read", lambda: _is_read(self.program))

    def call(self, each: Call) -> Answer:
        """Do what the page does, and hold the answer against what it reads."""
        asked = f"{each.what}: {each.method} {each.path}"
        path, body = each.path.format(**self.known), _filled(each.body, self.known)
        match each.manner:
            case "fetch" | "text":
                answer = self.browser.fetch(each.method, path, body)
            case "plain":
                answer = self.browser.fetch_plainly(each.method, path, body)
            case "link":
                answer = self.browser.follow(path)
            case "picture":
                answer = self.browser.picture(path)
        assert answer.status == each.status, (asked, answer.status, answer.body[:300])
        if each.reads is not None:
            wrong = misfits(answer.json(), each.reads)
            assert not wrong, (asked, wrong[:20])
        for name, place in each.keeps.items():
            self.known[name] = _at(answer.json(), place)
        return answer

    def _arr(self, kind: str) -> str:
        port = free_port()
        self._processes.start(
            kind, "-m", "qbitrr.testing.arr", "--kind", kind, "--port", str(port), "--api-key", "k", "--library", "30"
        )
        return f"http://127.0.0.1:{port}"

    def _write_config(self, client: int) -> None:
        text = (
            opening(
                'ConsoleLevel = "INFO"', 'FreeSpace = "1K"', f'FreeSpaceFolder = "{self.folder}"', token=TOKEN,
                webui="AuthDisabled = false\nLocalAuthEnabled = true",
            )
            + qbit_section(client, 'ManagedCategories = ["seeds"]')
            + "".join(arr_section(SECTIONS[kind], url, CATEGORIES[kind]) for kind, url in self.addresses.items())
        )  # fmt: skip
        (self.folder / "config.toml").write_text(text)
        (self.folder / "config.toml").chmod(0o600)


def _is_read(program: Program) -> bool:
    """Whether every library is read, and the client is."""
    paths = ("radarr/films%2Fhd/movies", "sonarr/tv/series", "lidarr/music/artists", "readarr/books/authors")
    missing = [path for path in paths if not program.get(f"/api/{path}")["total"]]
    return not missing and any(each["torrentCount"] for each in program.get("/web/qbit/categories")["categories"])


def _filled(body: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(body, str):
        return known[body[1:-1]] if body.startswith("{") else body
    if isinstance(body, dict):
        return {name: _filled(value, known) for name, value in body.items()}
    return body


def _at(value: Any, place: str) -> Any:
    for part in place.split("."):
        value = value[int(part) if isinstance(value, list) else part]
    return value


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Signed in: the page keeps the token, as it does."""
    with ExitStack() as stack:
        world = World(stack)
        for each in GATE:
            world.call(each)
        world.browser.token = world.known["token"]
        yield world


@pytest.mark.parametrize("tab", CALLS)
def test_tabs(world: World, tab: str) -> None:
    """Each call of each tab, one after the other."""
    for each in CALLS[tab]:
        world.call(each)


def test_configuration(world: World) -> None:
    """The forms, their dialogs, and what is saved by them."""
    for each in CONFIGURATION:
        world.call(each)
    assert world.known["key"] == "***"


def test_renaming(world: World) -> None:
    """An instance gets another name: all its keys under the new one, hidden values as they are shown, and each old one taken away."""
    document = world.browser.fetch("GET", "/web/config").json()
    keys = dict(_flattened(document["Readarr-Books"]))
    tested = {"arrType": "readarr", "uri": keys["URI"], "apiKey": keys["APIKey"]}
    assert world.browser.fetch("POST", "/web/arr/test-connection", tested).json()["success"]
    changes = {f"Readarr-Library.{key}": value for key, value in keys.items()}
    changes |= {f"Readarr-Books.{key}": None for key in keys}
    saved = world.browser.fetch("POST", "/web/config", {"changes": changes})
    assert saved.status == 200, saved.body[:500]
    renamed = world.browser.fetch("GET", "/web/config").json()
    assert "Readarr-Books" not in renamed
    assert renamed["Readarr-Library"]["URI"] == keys["URI"]
    stored = {"arrType": "readarr", "instanceKey": "Readarr-Library"}
    assert world.browser.fetch("POST", "/web/arr/test-connection", stored).json()["success"], "the key went along"


def test_live_log(world: World) -> None:
    """From the end of what was read on: new lines come by themselves, each with where to go on; by cookie alone."""
    tail = world.browser.fetch("GET", "/web/logs/All.log?format=json&lines=2000").json()
    place = f"since_bytes={tail['next_bytes']}&inode={tail['inode']}&lines=2000"
    with world.browser.listen(f"/web/logs/All.log/stream?{place}") as stream:
        assert (stream.status, stream.headers["Content-Type"].partition(";")[0]) == (200, "text/event-stream")
        world.browser.fetch("POST", "/web/processes/restart_all")
        payload = _first(stream, "append")
    assert not misfits(payload, TAIL)
    assert payload["content"]
    with world.browser.listen("/web/logs/Gone.log/stream?since_bytes=0") as gone:
        assert gone.status == 404


def test_an_old_token(world: World) -> None:
    """What the page kept is no token any more: the cookie still lets it in, and it forgets nothing."""
    world.browser.token = "of another day"
    assert world.browser.fetch("GET", "/web/processes").status == 200
    assert world.browser.picture(f"/web/radarr/{world.known['radarr']}/movie/1/thumbnail", again=1).status == 200
    assert world.browser.token == "of another day"
    world.browser.token = TOKEN


def test_posters_by_the_token_alone(world: World) -> None:
    """Where no cookie is, the token in the address lets pictures in, and a saved page that has one signs in by it."""
    other = Browser(world.browser.base)
    path = f"/web/sonarr/{world.known['sonarr']}/series/1/thumbnail"
    assert other.picture(path).status == 401
    other.token = TOKEN
    first = other.picture(path)
    assert (first.status, first.headers["content-type"].partition("/")[0]) == (200, "image")
    assert other.picture(path, again=2).body == first.body
    assert other.fetch("GET", "/web/processes").status == 200


def test_on_a_secure_page(world: World) -> None:
    """A browser that says where its requests come from is let do the same."""
    secure = Browser(world.browser.base, is_secure=True)
    secure.cookies = dict(world.browser.cookies)
    assert secure.fetch_plainly("GET", "/web/token").json() == {"token": TOKEN}
    secure.token = TOKEN
    for each in ("/web/processes", "/web/status", "/web/config"):
        assert secure.fetch("GET", each).status == 200
    assert secure.fetch("POST", "/web/loglevel", {"level": "INFO"}).status == 200
    assert secure.follow("/web/docs").status == 200
    with secure.listen("/web/logs/All.log/stream?since_bytes=0") as stream:
        assert stream.status == 200


def test_below_a_prefix(world: World) -> None:
    """A saved `UrlBase` counts at once: the page reads it from the metadata, and its calls, pictures and cookies are found below it."""
    browser = world.browser
    saved = browser.fetch("POST", "/web/config", {"changes": {"WebUI.UrlBase": "/qbitrr"}})
    assert saved.json()["reloadType"] == "webui"
    assert browser.fetch("GET", "/web/meta?force=1").json()["url_base"] == "/qbitrr"
    browser.prefix = "/qbitrr"
    assert not misfits(browser.fetch("GET", "/web/status").json(), STATUS)
    assert not misfits(browser.fetch("GET", "/web/processes").json(), PROCESSES)
    assert browser.picture(f"/web/radarr/{world.known['radarr']}/movie/1/thumbnail").status == 200
    assert urlsplit(browser.follow("/ui").headers["location"]).path == "/qbitrr/static/index.html"
    login = browser.fetch_plainly("POST", "/web/login", {"username": "me", "password": "another password"})
    assert login.status == 200, "the session of before has its cookie at the root"
    assert {path for _, path in browser.cookies.values()} == {"/qbitrr/"}
    assert browser.fetch_plainly("GET", "/web/token").json() == {"token": TOKEN}
    assert browser.fetch("POST", "/web/config", {"changes": {"WebUI.UrlBase": ""}}).status == 200
    browser.prefix = ""


def test_leaving(world: World) -> None:
    """Signed out nothing is shown any more, whatever a page that was left open still asks for."""
    entered = world.browser.fetch_plainly("POST", "/web/login", {"username": "me", "password": "another password"})
    assert entered.status == 200
    signed_in = dict(world.browser.cookies)
    for number, each in enumerate(LEAVING):
        world.call(each)
        if number == 0:
            world.browser.token = ""  # the page forgets it with that
    assert world.browser.cookies == {}
    world.browser.cookies = signed_in
    assert world.browser.fetch("GET", "/web/processes").status == 401, "a cookie that somebody kept is none any more"
    world.browser.token = "of another day"
    assert world.browser.fetch("GET", "/web/processes").status == 401
    assert world.browser.token == "", "turned away the page forgets it and asks once more"


def _first(stream: HTTPResponse, wanted: str) -> Any:
    """What the first event of that name says."""
    name = ""
    for line in stream:
        kind, _, value = line.decode().strip().partition(": ")
        if kind == "event":
            name = value
        elif kind == "data" and name == wanted:
            return json.loads(value)
    raise AssertionError(f"no {wanted} came")


def _flattened(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """As the page compares: by dotted keys, what is no table as it is."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
