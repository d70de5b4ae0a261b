"""Every kind of step in real clients, read back from their listing; and lost files, moved data and a full disk there."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import pytest_twisted
from attrs import define
from twisted.internet import reactor
from twisted.internet.task import deferLater

from qbitrr.actors.qbittorrent.mirror import Mirror
from qbitrr.actors.qbittorrent.performing import perform
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent
from qbitrr.errors import RemoteError
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import (
    AddTags,
    AddTrackers,
    ClientStep,
    LimitDownload,
    LimitUpload,
    MoveToTop,
    Pause,
    Reannounce,
    Recheck,
    RemoveTags,
    RemoveTrackers,
    Result,
    Resume,
    SetCategory,
    SkipFiles,
    SuperSeed,
)
from qbitrr.model.torrents.torrent import Torrent, normal_state
from qbitrr.resolved.addresses import qbittorrent_address
from tests.contract.qbittorrent.harness import Tcp, Visitor
from tests.real.clients import RELEASES, RealClient, Unavailable, start_real
from tests.real.torrents import MadeTorrent, make_torrent

pytestmark = pytest.mark.real
WHY = Reason(code="test", text="A test.")
FILES = {"a.mkv": 400_000, "b.nfo": 50_000}
TRACKERS = ["http://127.0.0.1:9/announce", "http://127.0.0.1:10/announce"]
STOPPED = ("stoppedDL", "stoppedUP")
SETTINGS = {"BitTorrent/Session\\QueueingSystemEnabled": "true", "BitTorrent/Session\\RefreshInterval": "100"}


@define
class Site:
    """A real client, what our own client makes of it, and somebody else who adds torrents there."""

    real: RealClient
    client: Qbittorrent
    person: Visitor
    mirror: Mirror
    rid: int = 0

    def add(self, torrent: MadeTorrent, *, save_path: Path | None = None) -> None:
        where = {"savepath": str(save_path)} if save_path is not None else {}
        self.person.upload([("it.torrent", torrent.data)], autoTMM="false", **where)

    async def look(self) -> dict[str, Torrent]:
        """What is listed now, from the changes since the last look."""
        data = await self.client.main_data(self.rid)
        self.rid = data.rid
        self.mirror.take(data, reactor.seconds())
        return self.mirror.torrents

    async def until(self, hash_: str, check: Callable[[Torrent], bool]) -> Torrent:
        """The torrent, once it is so."""
        found = None
        for _ in range(1200):
            try:
                found = (await self.look()).get(hash_)
            except RemoteError:
                found = None  # it has just been started anew: a connection of before is dropped
            if found is not None and check(found):
                return found
            await deferLater(reactor, 0.1)
        raise AssertionError(f"never so: {found}")

    async def do(self, kind: Any, *hashes: str, **fields: Any) -> None:
        """Have a step done."""
        steps: list[ClientStep] = [kind(instance="qBit", hash=hash_, why=WHY, **fields) for hash_ in hashes]
        for outcome in await perform(self.client, steps):
            assert outcome.result is Result.DONE, outcome
        done.add(kind)

    async def restart(self, *, kill: bool = False) -> None:
        """End the client, as a power cut would with *kill*, and start it again."""
        (self.real.kill if kill else self.real.stop)()
        release = self.real.version.rpartition(".")[0]
        self.real = start_real(release, self.real.folder)
        self.rid = 0
        assert self.person.login().status in (200, 204)


done: set[Any] = set()
"""The kinds of steps that were."""


@pytest.fixture(scope="module", params=sorted(RELEASES))
def started(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One release, running."""
    try:
        real = start_real(request.param, tmp_path_factory.mktemp("steps") / request.param, settings=SETTINGS)
    except Unavailable as why:
        reason = f"no real qBittorrent {request.param}: {why}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    pool = make_pool(reactor)
    http = Http(make_agent(reactor, pool), qbittorrent_address("127.0.0.1", real.port).url, "qBit", reactor)
    client = Qbittorrent(http, Credentials(username=real.username, password=real.password), reactor)
    person = Visitor(Tcp(real.port), real.port)
    assert person.login().status in (200, 204)
    site = Site(real, client, person, Mirror("qBit"))
    yield site
    site.real.stop()
    pool.closeCachedConnections()


@pytest.fixture
def site(started: Site) -> Site:
    """The release without what others left."""
    started.person.post("torrents/delete", hashes="all", deleteFiles="true")
    started.mirror, started.rid = Mirror("qBit"), 0
    return started


def is_(*states: str) -> Callable[[Torrent], bool]:
    """Whether it is in one of these states."""
    return lambda torrent: normal_state(torrent.state) in states


@pytest_twisted.ensureDeferred
async def test_each_step_takes_effect(site: Site) -> None:
    """Asked for as the program does, and read where the program reads."""
    await site.client.connect()
    one = make_torrent(f"One.{site.real.version}", FILES, trackers=TRACKERS[:1])
    two = make_torrent(f"Two.{site.real.version}", FILES, trackers=TRACKERS[:1])
    full = make_torrent(f"Full.{site.real.version}", FILES, trackers=TRACKERS[:1])
    full.write(site.real.save_path)
    for torrent in (one, two, full):
        site.add(torrent)
    await site.until(one.hash, is_("stalledDL", "queuedDL", "downloading"))
    seed = await site.until(full.hash, lambda torrent: torrent.progress == 1 and torrent.amount_left == 0)
    assert seed.hosts == ("127.0.0.1",)

    await site.do(AddTags, one.hash, tags=("x", "y"))
    await site.until(one.hash, lambda torrent: set(torrent.tags) == {"x", "y"})
    await site.do(RemoveTags, one.hash, tags=("x",))
    await site.until(one.hash, lambda torrent: torrent.tags == ("y",))
    await site.do(LimitDownload, one.hash, bytes_per_second=512_000)
    await site.do(LimitUpload, one.hash, bytes_per_second=256_000)
    await site.until(one.hash, lambda torrent: (torrent.dl_limit, torrent.up_limit) == (512_000, 256_000))
    await site.do(LimitDownload, one.hash, bytes_per_second=-1)
    await site.until(one.hash, lambda torrent: torrent.dl_limit <= 0)

    await site.do(SkipFiles, one.hash, file_ids=(1,))
    files = await site.client.files(one.hash)
    assert files is not None
    assert [file.priority for file in files] == [1, 0]
    await site.until(one.hash, lambda torrent: torrent.size_bytes < sum(FILES.values()))

    await site.do(AddTrackers, one.hash, urls=(TRACKERS[1],))
    assert {tracker.url for tracker in await site.client.trackers(one.hash) or ()} == set(TRACKERS)
    await site.do(RemoveTrackers, one.hash, urls=(TRACKERS[0],))
    assert [tracker.url for tracker in await site.client.trackers(one.hash) or ()] == TRACKERS[1:]

    last = max((one, two), key=lambda torrent: site.mirror.torrents[torrent.hash].priority)
    await site.do(MoveToTop, last.hash)
    await site.until(last.hash, lambda torrent: torrent.priority == 1)

    await site.do(SuperSeed, full.hash)
    await site.until(full.hash, lambda torrent: torrent.super_seeding)
    await site.do(Pause, one.hash, full.hash)
    await site.until(one.hash, is_(*STOPPED))
    await site.until(full.hash, is_(*STOPPED))
    await site.do(Resume, one.hash, full.hash)
    await site.until(one.hash, lambda torrent: not is_(*STOPPED)(torrent))
    await site.until(full.hash, lambda torrent: not is_(*STOPPED)(torrent))
    await site.do(Reannounce, full.hash)

    await site.client.create_category("films", str(site.real.save_path / "films"))
    await site.do(SetCategory, one.hash, category="films")
    await site.until(one.hash, lambda torrent: torrent.category == "films")

    (site.real.save_path / full.name / "a.mkv").write_bytes(b"\0" * FILES["a.mkv"])
    await site.do(Recheck, full.hash)
    await site.until(
        full.hash, lambda torrent: torrent.progress < 0.5 and is_("stalledDL", "queuedDL", "downloading")(torrent)
    )

    await site.client.delete([full.hash], False)
    await site.client.delete([one.hash, two.hash], True)
    for _ in range(100):
        if not await site.look():
            break
        await deferLater(reactor, 0.1)
    assert site.mirror.torrents == {}
    assert (site.real.save_path / full.name / "a.mkv").exists()
    assert not (site.real.save_path / one.name).exists()


def test_no_kind_of_step_is_left_out() -> None:
    """A new one is tried on real clients, too."""
    if done:
        assert set(get_args(ClientStep)) == done


@pytest_twisted.ensureDeferred
async def test_files_that_are_lost_and_come_back(site: Site) -> None:
    """
    What is deleted behind the client's back it calls missing after a restart, or when it looks for it; once the files are back, a recheck
    makes it whole again. What was known of it before the restart is the same after it, a power cut included.
    """
    await site.client.connect()
    made = make_torrent(f"Lost.{site.real.version}", FILES)
    made.write(site.real.save_path)
    site.add(made)
    before = await site.until(
        made.hash, lambda torrent: torrent.progress == 1 and is_("stalledUP", "queuedUP")(torrent)
    )
    await site.do(AddTags, made.hash, tags=("kept",))
    site.person.post("torrents/stop" if site.real.version[0] == "5" else "torrents/pause", hashes=made.hash)
    await site.until(made.hash, is_(*STOPPED))
    await site.restart()  # an orderly end writes what is to be there after the power cut
    again = await site.until(made.hash, lambda torrent: torrent.progress == 1 and is_(*STOPPED)(torrent))
    assert (again.added_on, again.tags, again.save_path) == (before.added_on, ("kept",), before.save_path)

    aside = site.real.folder / "aside"
    shutil.move(site.real.save_path / made.name, aside)
    await site.restart(kill=True)
    await site.do(Resume, made.hash)
    await site.until(made.hash, lambda torrent: is_("missingFiles")(torrent) or torrent.progress == 0)
    shutil.move(aside, site.real.save_path / made.name)
    await site.do(Recheck, made.hash)
    await site.do(Resume, made.hash)
    await site.until(
        made.hash, lambda torrent: torrent.progress == 1 and not is_("missingFiles", "checkingUP")(torrent)
    )


@pytest_twisted.ensureDeferred
async def test_a_client_that_ends_in_the_middle(site: Site) -> None:
    """Steps fail with a reason while it is away and are done when it is back; what it held is not taken for gone."""
    await site.client.connect()
    made = make_torrent(f"Middle.{site.real.version}", FILES)
    site.add(made)
    await site.until(made.hash, is_("stalledDL", "queuedDL"))
    site.real.stop()
    step = AddTags(instance="qBit", hash=made.hash, why=WHY, tags=("late",))
    (outcome,) = await perform(site.client, [step])
    assert outcome.result is Result.RETRY
    assert outcome.why
    with pytest.raises(RemoteError):
        await site.look()
    assert not site.mirror.is_gone(made.hash)
    await site.restart()
    await site.until(made.hash, lambda torrent: torrent.progress == 0)
    await site.do(AddTags, made.hash, tags=("late",))
    await site.until(made.hash, lambda torrent: torrent.tags == ("late",))


@pytest_twisted.ensureDeferred
async def test_data_that_is_moved(site: Site) -> None:
    """Moved by a person in the client: the new place is listed, the data is there, the torrent whole all along."""
    await site.client.connect()
    made = make_torrent(f"Moved.{site.real.version}", FILES)
    made.write(site.real.save_path)
    site.add(made)
    await site.until(made.hash, lambda torrent: torrent.progress == 1)
    target = site.real.folder / "elsewhere"
    site.person.post("torrents/setLocation", hashes=made.hash, location=str(target))
    await site.until(made.hash, lambda torrent: torrent.save_path.rstrip("/") == str(target))
    # The new save path may be listed while the data is still on its way.
    there = str(target / made.name)
    moved = await site.until(made.hash, lambda torrent: torrent.content_path == there and not is_("moving")(torrent))
    assert (moved.progress, moved.amount_left) == (1, 0)
    assert (target / made.name / "a.mkv").stat().st_size == FILES["a.mkv"]


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "qbitrr-test", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def give_room(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=16m", str(folder)], check=True)


@pytest_twisted.ensureDeferred
async def test_a_full_disk(site: Site, tiny: Path, tmp_path: Path) -> None:
    """A download that no longer fits is listed as `error`, its data and the torrent stay; with more room it goes on and completes."""
    await site.client.connect()
    made = make_torrent(f"Large.{site.real.version}", {"large.mkv": 6_000_000})
    release = site.real.version.rpartition(".")[0]
    with start_real(release, tmp_path / "seeder") as seeder:
        made.write(seeder.save_path)
        other = Visitor(Tcp(seeder.port), seeder.port)
        assert other.login().status in (200, 204)
        other.upload([("it.torrent", made.data)], autoTMM="false")
        site.add(made, save_path=tiny)
        peer = f"127.0.0.1:{seeder.torrent_port}"

        def introduced(check: Callable[[Torrent], bool]) -> Callable[[Torrent], bool]:
            def asked(torrent: Torrent) -> bool:
                site.person.post("torrents/addPeers", hashes=made.hash, peers=peer)
                return check(torrent)

            return asked

        stuck = await site.until(made.hash, introduced(is_("error")))
        assert 0 < stuck.amount_left <= 6_000_000
        give_room(tiny)
        await site.do(Recheck, made.hash)
        await site.until(made.hash, lambda torrent: not is_("checkingDL", "checkingResumeData")(torrent))
        await site.do(Resume, made.hash)
        whole = await site.until(made.hash, introduced(lambda torrent: torrent.progress == 1))
        assert whole.amount_left == 0
    await site.client.delete([made.hash], True)
