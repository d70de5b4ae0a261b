"""The subjects of the contract, each started once, and tidied up before each test."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from twisted.internet.task import Clock

from qbitrr.testing.qbittorrent import PROFILES, SimulatedQbittorrent, Timing
from tests.contract.qbittorrent.harness import InMemory, Subject, Tcp, Visitor, really_wait
from tests.contract.qbittorrent.samples import tidied
from tests.real.clients import Unavailable, start_real
from tests.real.processes import Leashed, free_port, wait_for_http

_START = 1_750_000_000
# Torrents show their state this often; the default of 1.5 s would only make us wait.
_REFRESH_SECONDS = 0.03


def _in_memory(release: str, folder: Path, stack: ExitStack) -> Subject:
    clock = Clock()
    clock.advance(_START)
    fake = SimulatedQbittorrent(
        clock, release, port=18080, save_path=str(folder), write_files=True, timing=Timing(refresh_lag=0.3, loading=0.1)
    )
    return Subject(
        name=f"fake-{release}", profile=PROFILES[release], port=fake.port, save_path=folder,
        transport=InMemory(fake.resource()), pass_time=clock.advance, restart=fake.restart,
    )  # fmt: skip


def _as_process(release: str, folder: Path, stack: ExitStack) -> Subject:
    port = free_port()
    process = Leashed(
        [sys.executable, "-m", "qbitrr.testing.qbittorrent", f"--port={port}", f"--profile={release}",
         f"--save-path={folder}", "--write-files", f"--refresh-lag={_REFRESH_SECONDS}"],
        folder / "output.log",
    )  # fmt: skip
    stack.callback(process.stop)
    wait_for_http(process, port)
    return Subject(
        name=f"fake-{release}-tcp", profile=PROFILES[release], port=port, save_path=folder, transport=Tcp(port),
        pass_time=really_wait,
    )  # fmt: skip


def _real(release: str, folder: Path, stack: ExitStack) -> Subject:
    try:
        client = start_real(
            release, folder, settings={"BitTorrent/Session\\RefreshInterval": f"{_REFRESH_SECONDS * 1000:g}"}
        )
    except Unavailable as why:
        reason = f"no real qBittorrent {release}: {why}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    running = [client]
    stack.callback(lambda: running[-1].kill())

    def restart() -> None:
        running[-1].stop()
        running.append(start_real(release, folder))

    return Subject(
        name=f"real-{client.version}", profile=PROFILES[release], port=client.port, save_path=client.save_path,
        transport=Tcp(client.port), pass_time=really_wait, restart=restart, is_real=True,
    )  # fmt: skip


MAKERS: dict[str, tuple[Callable[[str, Path, ExitStack], Subject], str]] = {
    "fake-4.5": (_in_memory, "4.5"),
    "fake-5.1": (_in_memory, "5.1"),
    "fake-5.3": (_in_memory, "5.3"),
    "fake-5.1-tcp": (_as_process, "5.1"),
    "real-4.5": (_real, "4.5"),
    "real-5.1": (_real, "5.1"),
    "real-5.3": (_real, "5.3"),
}
PARAMS = [pytest.param(name, marks=pytest.mark.real if name.startswith("real") else ()) for name in MAKERS]


@pytest.fixture(scope="session", params=PARAMS)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """A server under test, shared by all tests. Do not get its visitors banned."""
    make, release = MAKERS[request.param]
    with ExitStack() as stack:
        yield make(release, tmp_path_factory.mktemp(request.param), stack)


@pytest.fixture
def fresh(request: pytest.FixtureRequest, subject: Subject, tmp_path: Path) -> Iterator[Subject]:
    """Another server like the subject, for one test alone."""
    make, release = MAKERS[request.node.callspec.params["subject"]]
    with ExitStack() as stack:
        yield make(release, tmp_path, stack)


@pytest.fixture
def admin(subject: Subject) -> Visitor:
    """Logged in at a subject without torrents, categories and tags."""
    return tidied(subject)
