"""
A simulated qBittorrent full of old seeds and the simulated Radarr that imported them, as one process.

Prints `qbit PORT` and `arr URL` when both answer, and runs until it is ended.
"""

import sys
from typing import Any, cast

from twisted.internet import reactor as global_reactor

from qbitrr.testing.arr import SimulatedArr
from qbitrr.testing.qbittorrent import SimulatedQbittorrent
from qbitrr.testing.qbittorrent.model.timing import Timing

__all__ = ["DUE", "SEEDS", "hash_of"]

SEEDS, DUE = 300, 5
_SIZE = 2_000_000_000
_WEEK = 7 * 86_400


def hash_of(number: int) -> str:
    """The hash of a seed; the first `DUE` have reached their limit."""
    return f"{number + 1:040x}"


def main() -> None:
    """Build both and serve."""
    reactor = cast("Any", global_reactor)
    client = SimulatedQbittorrent(reactor, "5.1", timing=Timing(idle_refresh=0))
    arr = SimulatedArr("radarr", reactor, "k")
    for number in range(SEEDS):
        movie = arr.add_movie(f"Old Film {number:03}", 2000)
        grab = arr.grab([movie.id], hash_of(number))
        arr.ledger.note(
            "downloadFolderImported", [movie.id], movie.id, title=grab.title, quality=grab.quality, hash=grab.hash
        )
        client.add(
            hash=hash_of(number), name=grab.title, category="radarr", size_bytes=_SIZE, progress=1.0, downloaded=_SIZE,
            uploaded=_SIZE * 3 if number < DUE else _SIZE // 2, added_on=client.now - _WEEK, seeding_seconds=_WEEK,
        )  # fmt: skip
    qbit = client.listen(reactor, 0, "127.0.0.1")
    served = arr.listen(reactor)
    print(f"qbit {qbit.getHost().port}\narr http://127.0.0.1:{served.getHost().port}", flush=True)
    reactor.run()


if __name__ == "__main__":
    sys.exit(main())
