"""Our tags out of real clients and into them again."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED, PREFIX
from tests.e2e.outside import Qbit, wait_until
from tests.e2e.starting import Processes
from tests.e2e.torrents.test_tagless import FILE
from tests.real.clients import RELEASES, RealClient, Unavailable, start_real
from tests.real.processes import free_port
from tests.real.torrents import make_torrent

pytestmark = [pytest.mark.e2e, pytest.mark.real]


@pytest.fixture(params=sorted(RELEASES))
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealClient]:
    try:
        started = start_real(request.param, tmp_path / "client")
    except Unavailable as why:
        pytest.skip(str(why))
    with started as client:
        yield client


def test_to_and_fro(client: RealClient, tmp_path: Path) -> None:
    """No torrent and no list has a tag of ours any more; what a person set stays; and all come back."""
    qbit = Qbit(client.url, client.username, client.password)
    torrent = make_torrent("Film.2020", {"Film.mkv": 100_000})
    torrent.write(client.save_path)
    qbit.add(torrent, category="seed", skip_checking="true")
    wait_until("it is there", lambda: qbit.torrent(torrent.hash))
    qbit.post("torrents/addTags", hashes=torrent.hash, tags=f"{IMPORTED},mine")

    def tags() -> set[str]:
        found = qbit.torrent(torrent.hash) or {}
        return {tag.strip() for tag in found.get("tags", "").split(",") if tag.strip()}

    def configure(tagless: str) -> None:
        (tmp_path / "config.toml").write_text(FILE.format(port=client.port, tagless=tagless))

    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        configure("false")
        processes.supervisor(free_port())
        wait_until(
            "it is tagged", lambda: {IMPORTED, "mine"} <= tags() and ALLOWED_SEEDING in qbit.get("torrents/tags")
        )
        before = tags()
        configure("true")
        wait_until("none is left", lambda: tags() == {"mine"})
        wait_until(
            "they are deleted",
            lambda: [tag for tag in qbit.get("torrents/tags") if tag.startswith(PREFIX)] == [f"{PREFIX}ignored"],
        )
        configure("false")
        wait_until("they are there again", lambda: before <= tags())
