"""
A simulated qBittorrent as a process of its own, for measurements and for tests over TCP.

    python -m qbitrr.testing.qbittorrent --port 8080 --profile 5.1 --torrents 20000

Prints `listening on URL` when it answers and runs until interrupted.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from attrs import evolve
from twisted.internet import reactor as global_reactor

from qbitrr.reactors import IWholeReactor
from qbitrr.testing.qbittorrent.model.timing import Timing
from qbitrr.testing.qbittorrent.population import follow_disk, populate
from qbitrr.testing.qbittorrent.simulator import SimulatedQbittorrent
from qbitrr.testing.qbittorrent.torrents.profile import PROFILES


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m qbitrr.testing.qbittorrent", description=__doc__.splitlines()[1])
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="5.1")
    parser.add_argument("--username", default="admin")
    parser.add_argument("--password", default="adminadmin")
    parser.add_argument("--save-path", default="/downloads")
    parser.add_argument("--write-files", action="store_true", help="keep sparse files under the save path")
    parser.add_argument("--realistic", action="store_true", help="lag, load and check as slowly as a real client")
    parser.add_argument("--refresh-lag", type=float, help="seconds, instead of what else holds")
    parser.add_argument("--torrents", type=int, default=0, help="unchanging ones, seeding without visitors")
    parser.add_argument("--downloading", type=int, default=0, help="moving ones, 1 MB/s each, without end in sight")
    parser.add_argument("--free-space-file", type=Path, help="read again and again: so many bytes are free on the disk")
    parser.add_argument("--categories", default="radarr,sonarr", help="over which the torrents are spread")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    options = _options(arguments)
    reactor = cast("IWholeReactor", global_reactor)
    timing = Timing.realistic() if options.realistic else Timing(idle_refresh=0 if options.torrents else 60)
    if options.refresh_lag is not None:
        timing = evolve(timing, refresh_lag=options.refresh_lag)
    client = SimulatedQbittorrent(
        reactor,
        options.profile,
        username=options.username,
        password=options.password,
        save_path=options.save_path,
        write_files=options.write_files,
        timing=timing,
    )
    populate(client, options.torrents, options.downloading, options.categories.split(","))
    if options.free_space_file is not None:
        follow_disk(client, options.free_space_file, reactor)
    client.listen(reactor, options.port, options.interface)
    print(f"listening on http://{options.interface}:{client.port}", flush=True)
    reactor.run()


if __name__ == "__main__":
    main()
