"""
A simulated application as a process of its own: `python -m qbitrr.testing.arr --kind radarr --port 7878 --api-key K`.

Its first line of output is `listening on http://127.0.0.1:PORT`. SIGTERM ends it.
"""

import argparse
import sys
from typing import Any

from treq.client import HTTPClient
from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.web.client import Agent, HTTPConnectionPool

from qbitrr.reactors import IWholeReactor
from qbitrr.testing.arr.model.downloads.qbittorrent import HttpDownloads
from qbitrr.testing.arr.model.kinds import KINDS
from qbitrr.testing.arr.population import populate
from qbitrr.testing.arr.simulator import SimulatedArr


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m qbitrr.testing.arr", description="A simulated Radarr, Sonarr, Lidarr or Readarr."
    )
    parser.add_argument("--kind", choices=sorted(KINDS), required=True)
    parser.add_argument("--port", type=int, default=0, help="0 = any free one")
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--api-key", required=True)
    parser.add_argument(
        "--library", type=int, default=0, metavar="N", help="so many movies (episodes, albums, books) at the start"
    )
    parser.add_argument("--have", type=float, default=0.8, metavar="SHARE", help="share of the library that has files")
    parser.add_argument("--qbit", default="", metavar="URL", help="a qBittorrent, http://user:password@127.0.0.1:8080")
    parser.add_argument("--category", default="", help="the category watched there")
    parser.add_argument("--imported-category", default="", help="the category moved to after the import")
    parser.add_argument("--root", default="", help="the library's root folder")
    parser.add_argument("--url-base", default="")
    parser.add_argument("--check-paths", action="store_true", help="imports look at the disk")
    parser.add_argument("--no-completed-handling", action="store_true", help="completed download handling is off")
    parser.add_argument("--no-auto-import", action="store_true", help="pending imports are shown, but left to others")
    parser.add_argument("--refresh-seconds", type=float, default=60.0, help="time between looks at the download client")
    return parser.parse_args(arguments)


def _main(reactor: IWholeReactor, *arguments: str) -> "Deferred[None]":
    options = _options(list(arguments))
    downloads = None
    if options.qbit:
        pool = HTTPConnectionPool(reactor, persistent=True)
        downloads = HttpDownloads(options.qbit, HTTPClient(Agent(reactor, connectTimeout=5, pool=pool)), reactor)
    arr = SimulatedArr(
        options.kind, reactor, options.api_key, downloads, category=options.category, imported_category=options.imported_category,
        root=options.root, url_base=options.url_base, check_paths=options.check_paths, refresh_seconds=options.refresh_seconds,
    )  # fmt: skip
    arr.settings.options["enableCompletedDownloadHandling"] = not options.no_completed_handling
    arr.auto_import = not options.no_auto_import
    populate(arr, options.library, options.have)
    port: Any = arr.listen(reactor, options.port, options.interface)
    print(f"listening on http://{options.interface}:{port.getHost().port}", flush=True)
    reactor.addSystemEventTrigger("before", "shutdown", arr.stop)
    return Deferred()


if __name__ == "__main__":
    react(_main, sys.argv[1:])
