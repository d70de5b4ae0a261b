"""
The client against real releases of qBittorrent on loopback.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_twisted
from msgspec import structs
from twisted.internet import reactor
from twisted.internet.task import deferLater

from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent, apply
from qbitrr.errors import NotThere, Rejected, Unauthorized
from qbitrr.resolved.addresses import qbittorrent_address
from tests.real.clients import RELEASES, RealClient, Unavailable, start_real
from tests.real.torrents import make_torrent

pytestmark = pytest.mark.real


@pytest.fixture(scope="module", params=sorted(RELEASES))
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealClient]:
    """One release, running."""
    try:
        client = start_real(request.param, tmp_path_factory.mktemp("real") / request.param)
    except Unavailable as why:
        reason = f"no real qBittorrent {request.param}: {why}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with client:
        yield client


@pytest.fixture
def pool() -> Iterator[object]:
    """Connections, closed afterwards."""
    pool = make_pool(reactor)
    yield pool
    pool.closeCachedConnections()


def client_of(real: RealClient, pool: object, password: str = "") -> Qbittorrent:
    http = Http(make_agent(reactor, pool), qbittorrent_address("127.0.0.1", real.port).url, "qBit", reactor)
    credentials = Credentials(username=real.username, password=password or real.password)
    return Qbittorrent(http, credentials, reactor)


@pytest_twisted.ensureDeferred
async def test_setting_up(real: RealClient, pool: object):
    """What happens at share limits can be read and changed, nothing else changes with it; its clock is ours."""
    client = client_of(real, pool)
    version = await client.connect()
    before = await client.preferences()
    await client.set_preferences({"max_ratio_act": 3})
    assert await client.preferences() == structs.replace(before, max_ratio_act=3)
    made = make_torrent(f"A.Limit.{version.web_api[1]}", {"a.mkv": 40_000})
    await _add(client, made.magnet)
    said = {}
    for _ in range(60):
        said = await client.share_limit_actions([made.hash])
        if made.hash in said:
            break
        await deferLater(reactor, 0.25)
    assert said[made.hash] == ("Default" if version.web_api >= (2, 15) else "")
    ahead = await client.clock_ahead(time.time)
    assert ahead is not None
    assert abs(ahead) < 60
    await client.set_preferences({"max_ratio_act": before.max_ratio_act})
    await client.delete([made.hash], True)
    await client.logout()


@pytest_twisted.ensureDeferred
async def test_story(real: RealClient, pool: object):
    """Connecting, listing, acting, and reading the effect from the deltas."""
    client = client_of(real, pool)
    version = await client.connect()
    assert version.version == f"v{real.version}"
    made = make_torrent(
        f"Some.Movie.{version.web_api[1]}", {"a.mkv": 40_000, "b.nfo": 500}, trackers=["http://127.0.0.1:9/announce"]
    )
    data = await client.main_data(0)
    assert data.full
    await _add(client, made.magnet)

    torrents: dict[str, object] = {}

    async def settled(look):
        nonlocal data
        for _ in range(60):
            data = await client.main_data(data.rid)
            for hash, patch in data.torrents.items():
                torrents[hash] = apply(torrents.get(hash), patch, "qBit", hash)
            for hash in data.removed:
                torrents.pop(hash, None)
            if look(torrents.get(made.hash)):
                return torrents.get(made.hash)
            await deferLater(reactor, 0.25)
        raise AssertionError(f"never so: {torrents.get(made.hash)}")

    await settled(lambda one: one is not None and one.state in ("metaDL", "stalledDL", "queuedDL"))
    await client.create_category("failed", str(real.save_path / "failed"))
    await client.create_category("failed")
    assert "failed" in await client.categories()
    await client.create_tags(["y"])
    assert "y" in await client.tags()
    await client.set_category([made.hash], "failed")
    await client.add_tags([made.hash], ["y", "z"])
    await client.remove_tags([made.hash], ["z"])
    await client.stop([made.hash])
    stopped = await settled(lambda one: one.state == "stoppedDL" and one.category == "failed")
    assert stopped.tags == ("y",)
    assert await client.files(made.hash) == ()
    assert await client.trackers(made.hash) == ()
    (listed,) = await client.torrents([made.hash])
    assert (listed.hash, listed.name, listed.state, listed.tags) == (made.hash, made.name, "stoppedDL", ("y",))
    await client.start([made.hash])
    await settled(lambda one: one.state in ("metaDL", "stalledDL", "queuedDL"))
    await client.recheck([made.hash])
    with pytest.raises(Rejected):
        await client.skip_files(made.hash, [0])  # no metadata yet
    await client.delete([made.hash, "f" * 40], True)
    await settled(lambda one: one is None)
    assert await client.torrents([made.hash]) == ()
    assert (await client.transfer()).connection_status
    assert (await client.preferences()).save_path
    await client.logout()


@pytest_twisted.ensureDeferred
async def test_refusals(real: RealClient, pool: object):
    """What does not exist, what cannot be, and a wrong password."""
    client = client_of(real, pool)
    for call in (client.files("f" * 40), client.trackers("f" * 40), client.skip_files("f" * 40, [0])):
        with pytest.raises(NotThere):
            await call
    with pytest.raises(Rejected):
        await client.create_category("a//b")
    with pytest.raises(Unauthorized, match="user name or password"):
        await client_of(real, pool, "wrong").connect()


@pytest_twisted.ensureDeferred
async def test_lost_session(real: RealClient, pool: object):
    """A session ended behind our back is opened again without the caller noticing."""
    client = client_of(real, pool)
    rid = (await client.main_data(0)).rid
    await client._session.call("POST", "auth/logout", form={})
    assert (await client.main_data(rid)).full


async def _add(client: Qbittorrent, magnet: str) -> None:
    # Adding is what the Arrs do; the client has no method for it.
    await client._session.call("POST", "torrents/add", form={"urls": magnet})


def test_every_release_is_meant(tmp_path: Path):
    """The suite names the releases whose dialects differ."""
    assert sorted(RELEASES) == ["4.5", "5.1", "5.3"]
