"""
A simulated qBittorrent: a model of torrents driven by a clock, with the Web API of 4.5, 5.1 or 5.3 on top.

    clock = task.Clock()
    qbit = SimulatedQbittorrent(clock, "5.1")                       # or "4.5", "5.3"; admin / adminadmin
    movie = qbit.add(name="Some.Movie.2020.1080p", size_bytes=4_000_000_000, category="radarr", tags=["x"],
                     trackers=["http://tracker.example/announce"], swarm=Swarm(download_speed=1_000_000))
    clock.advance(60)
    qbit.torrent(movie.hash).completed                              # 60,000,000
    qbit.change(movie.hash, swarm=Swarm(), error=True)              # any attribute of SimulatedTorrent
    qbit.remove(movie.hash)                                         # somebody else removed it

Serving: `treq.testing.RequestTraversalAgent(qbit.resource())` in memory, `qbit.listen(reactor)` on 127.0.0.1, or a process of
its own: `python -m qbitrr.testing.qbittorrent --port 8080 --profile 5.1 --torrents 20000`.

Nothing runs by itself: the model catches up with the clock whenever it is asked something (`settle`), so no timers are left
behind and a quiet client costs nothing, whatever its size.

* `Swarm` says what other peers offer: speeds, where the download stalls, when the metadata of a magnet arrives.
* `qbit.expected[hash] = {"files": [("A/a.mkv", 5)], "swarm": Swarm(…), …}`: what a magnet or `.torrent` added over HTTP turns
  out to be (keyword arguments of `add`), for simulated Arrs that grab.
* `Timing` holds the delays; the default is "at once", `Timing.realistic()` what real clients were seen to do.
* `write_files=True` keeps sparse files of the right sizes under the save paths.
* `qbit.faults.next(Answered(status=403), path="torrents/.*", times=2)`; also `Dropped()`, `Slow(seconds)`. Beyond requests:
  `qbit.restart()`, `qbit.fill_disk()`, `qbit.free_space_bytes = …`, `qbit.logins.forget_everybody()`.
* `qbit.requests` (`SeenRequest(method, path, params, at, status)`) and `qbit.request_count`: what was asked.

Not simulated, hence 404: renaming of files, peers, web seeds but an empty list, export, metadata of unknown torrents, cookies,
network interfaces, folders, shutdown.

What must not live here: anything that knows of our own client, and anything the contract suite has not compared with real
releases or that is not marked as a guess.
"""

from qbitrr.testing.qbittorrent.model.faults import Answered, Dropped, RequestFaults, Slow
from qbitrr.testing.qbittorrent.model.seen import SeenRequest
from qbitrr.testing.qbittorrent.model.timing import Timing
from qbitrr.testing.qbittorrent.simulator import SimulatedQbittorrent
from qbitrr.testing.qbittorrent.torrents.profile import PROFILES, V4_5, V5_1, V5_3, ClientProfile
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent, SimulatedTracker, Swarm

__all__ = [
    "PROFILES",
    "V4_5",
    "V5_1",
    "V5_3",
    "Answered",
    "ClientProfile",
    "Dropped",
    "RequestFaults",
    "SeenRequest",
    "SimulatedQbittorrent",
    "SimulatedTorrent",
    "SimulatedTracker",
    "Slow",
    "Swarm",
    "Timing",
]
