"""
The programs around qbitrr, simulated, as processes of their own: `python -m bench.outside --qbit`, `--arrs 3` or `--films 50000`.

Prints one JSON line with the ports, then answers each command on standard input with one JSON line. Ends when that closes.
"""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from twisted.internet import reactor as global_reactor
from twisted.internet.stdio import StandardIO
from twisted.protocols.basic import LineReceiver

from bench.settings import API_KEY, KINDS
from bench.stirring import Stirring
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from qbitrr.testing.arr import CallableDownloads, SimulatedArr
from qbitrr.testing.arr.population import populate as populate_arr
from qbitrr.testing.qbittorrent import SimulatedQbittorrent, Swarm, Timing
from qbitrr.testing.qbittorrent.population import populate as populate_qbit
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall
from qbitrr.testing.qbittorrent.rest.listing import torrents_info

SCANS = ("DownloadedMoviesScan", "DownloadedEpisodesScan", "DownloadedAlbumsScan")
_BYTES = 50_000_000
reactor: Any = global_reactor


class Outside:
    """The simulated programs of one process, and what can be asked about them."""

    def __init__(
        self, arrs: int, with_qbit: bool, torrents: int, first: int, categories: list[str], refresh: float
    ) -> None:
        self.qbit = SimulatedQbittorrent(reactor, "5.1", timing=Timing(idle_refresh=refresh)) if with_qbit else None
        if self.qbit is not None:
            self.qbit.connection_status = "connected"
            populate_qbit(self.qbit, torrents, 0, categories, first=first)
            for torrent in list(self.qbit.torrents.values()):
                self.qbit.change(torrent.hash, tags={IMPORTED, ALLOWED_SEEDING})
            self.stirring = Stirring(self.qbit, reactor)
        self.arrs = [self._arr(number) for number in range(arrs)]
        self.films: SimulatedArr | None = None
        self._measured: set[str] = set()

    def add_films(self, count: int, wordy: bool) -> None:
        """A Radarr with so many films, four fifths of which have a file; its list is made once."""
        self.films = SimulatedArr("radarr", reactor, API_KEY, None, category="films")
        populate_arr(self.films, count, wordy=wordy)
        self.films.library.lists()

    def _arr(self, number: int) -> SimulatedArr:
        arr = SimulatedArr(KINDS[number % len(KINDS)], reactor, API_KEY, self._downloads(), category=f"arr{number}")
        arr.auto_import = False
        populate_arr(arr, 100, have=1.0)
        return arr

    def _downloads(self) -> CallableDownloads | None:
        qbit = self.qbit
        if qbit is None:
            return None
        return CallableDownloads(
            list_torrents=lambda category: torrents_info(qbit, QbittorrentCall(params={"category": category})),
            add_torrent=lambda **rest: None,
            delete_torrent=lambda hash_, with_files: qbit.remove(hash_),
            move_torrent=lambda hash_, category: qbit.change(hash_, category=category),
        )

    def listen(self) -> dict[str, Any]:
        """Open every port; returns their numbers."""
        ports: dict[str, Any] = {"arrs": [arr.listen(reactor).getHost().port for arr in self.arrs]}  # type: ignore[attr-defined]
        if self.qbit is not None:
            ports["qbit"] = self.qbit.listen(reactor).getHost().port  # type: ignore[attr-defined]
        if self.films is not None:
            ports["films"] = self.films.listen(reactor).getHost().port  # type: ignore[attr-defined]
        return ports

    def requests(self) -> dict[str, int]:
        """How many requests came so far."""
        return {
            "qbit": self.qbit.request_count if self.qbit is not None else 0,
            "arrs": sum(len(arr.requests) for arr in self.arrs),
        }

    def download(self, count: int, first_seconds: float, apart_seconds: float) -> dict[str, Any]:
        """Begin *count* downloads that the first Arr grabbed; they complete one after another."""
        assert self.qbit is not None
        arr = self.arrs[0]
        for number in range(count):
            movie = arr.add_movie(f"Measured Movie {number}", 2000 + number)
            seconds = first_seconds + number * apart_seconds
            grab = arr.grab([movie.id], f"{number + 1:040x}")
            self._measured.add(grab.hash.lower())
            self.qbit.add(
                name=grab.title, hash=grab.hash, category="arr0", files=[(f"{grab.title}/{grab.title}.mkv", _BYTES)],
                swarm=Swarm(download_speed=int(_BYTES / seconds), seeds=3),
            )  # fmt: skip
        arr.commands.post({"name": "RefreshMonitoredDownloads"}, trigger="manual", priority="high")
        return {"count": count}

    def first_search(self) -> dict[str, Any]:
        """How many seconds ago the Radarr with many films was first told to search, None if it was not."""
        assert self.films is not None
        at = next((each["at"] for each in self.films.requests if each["method"] == "POST"), None)
        return {"ago": None if at is None else reactor.seconds() - at}

    def imports(self) -> dict[str, Any]:
        """Seconds from the completion of each measured download to the first import command for it."""
        assert self.qbit is not None
        commands = [
            entry for entry in self.arrs[0].requests
            if entry["method"] == "POST" and entry["path"].endswith("/command") and entry["body"]["name"] in SCANS
        ]  # fmt: skip
        sent: dict[str, float] = {}
        for entry in commands:
            sent.setdefault(str(entry["body"].get("downloadClientId", "")).lower(), entry["at"])
        self.qbit.settle()
        torrents = [self.qbit.torrents[hash_] for hash_ in self._measured]
        done = {torrent.hash: torrent.completion_on for torrent in torrents if torrent.completion_on}
        return {
            "completed": len(done),
            "seconds": [sent[hash_] - at for hash_, at in done.items() if hash_ in sent],
            "commands": sum(
                str(entry["body"].get("downloadClientId", "")).lower() in self._measured for entry in commands
            ),
        }


class Console(LineReceiver):
    """Commands: `["requests"]`, `["download", 12, 10, 2]`, `["imports"]`, `["first_search"]`, `["stir", 2]`, `["stirred"]`."""

    delimiter = b"\n"

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def connectionMade(self) -> None:
        self._say(self._outside.listen())

    def lineReceived(self, line: bytes) -> None:
        command, *arguments = json.loads(line)
        outside = self._outside
        known: dict[str, Callable[..., dict[str, Any]]] = {
            "requests": outside.requests, "download": outside.download, "imports": outside.imports, "first_search": outside.first_search,
        }  # fmt: skip
        if outside.qbit is not None:
            known |= {"stir": outside.stirring.begin, "stirred": outside.stirring.seen}
        self._say(known[command](*arguments))

    def connectionLost(self, reason: Any = None) -> None:
        reactor.stop()

    def _say(self, answer: dict[str, Any]) -> None:
        self.sendLine(json.dumps(answer).encode())


def main(arguments: list[str]) -> None:
    """Serve until standard input closes."""
    parser = argparse.ArgumentParser(prog="python -m bench.outside")
    parser.add_argument("--arrs", type=int, default=0)
    parser.add_argument("--qbit", action="store_true")
    parser.add_argument("--torrents", type=int, default=0, help="unchanging ones in the simulated qBittorrent")
    parser.add_argument("--first", type=int, default=0, help="the number of the first of them")
    parser.add_argument("--films", type=int, default=0, help="in a Radarr of their own")
    parser.add_argument("--wordy", action="store_true", help="whether their records are as long as real ones")
    parser.add_argument("--categories", default="arr0", help="over which they are spread")
    parser.add_argument(
        "--refresh", type=float, default=0, help="seconds between updates of their seeding times, 0 for none"
    )
    options = parser.parse_args(arguments)
    categories = options.categories.split(",")
    outside = Outside(options.arrs, options.qbit, options.torrents, options.first, categories, options.refresh)
    if options.films:
        outside.add_films(options.films, options.wordy)
    StandardIO(Console(outside))
    reactor.run()


if __name__ == "__main__":
    main(sys.argv[1:])
