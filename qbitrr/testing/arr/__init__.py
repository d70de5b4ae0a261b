"""
Simulated Radarr, Sonarr, Lidarr and Readarr: their API over HTTP, their queue from a download client, their commands over time.

Imports nothing of the product; nothing of the product imports this, except the demo world.

In a test, in memory and with a `Clock`::

    clock = Clock()
    clock.advance(1_700_000_000)                       # times are seconds since the epoch of the clock
    downloads = MemoryDownloads()
    arr = SimulatedArr("radarr", clock, "key", downloads)
    movie = arr.add_movie("Some Movie", 2020)          # also add_series, add_artist + add_album, add_author + add_book
    grab = arr.grab([movie.id], "aa" * 20)             # history "grabbed"; a title the application recognises
    downloads.put("aa" * 20, name=grab.title, category="radarr")
    arr.start()                                        # refresh now and every minute; `stop()` ends everything
    client = HTTPClient(RequestTraversalAgent(arr.resource()))

Over TCP: `arr.listen(reactor, port=0)` (starts it, too). As a process of its own: `python -m qbitrr.testing.arr --help`; it prints
`listening on http://127.0.0.1:PORT` as its first line, and tests steer it through `/_sim/…` (`control.py`: `requests`, `state`,
`movies`, `series`, `grabs`, `releases`, `outcomes`, `faults`, `options`, `refresh`, `restart`).

What can be set and looked at:

* `arr.offer(leaf_id, Release(hash=…, score=…, torrent=…))`: what searches find (`arr.releases`); `arr.searcher.feed`: what RSS finds;
  `arr.searcher.searches`: what was searched, when; `arr.searcher.hold(leaf_id, release, until=…)`: a release held back.
* `arr.outcomes[hash] = ImportOutcome.accept() | .reject(text, …) | .block(text, …) | .nothing()`: how an import ends. Without an
  entry it succeeds; with `check_paths=True` the files must really be there and are linked into the library.
* `arr.settings.options["enableCompletedDownloadHandling"] = False`: the application imports nothing by itself, and completed items are
  not in its queue. `arr.auto_import = False` (not a real setting): it shows them as `importPending` but leaves the import to others.
  `arr.import_seconds`: how long an import is `importing`.
* `arr.commands.durations["MoviesSearch"] = 5.0`: how long a command takes (0.1 s otherwise); `arr.commands.all`: every command.
* `arr.faults.add(Fault(kind="drop", path="/queue"))`, `arr.faults.starting_until`, `arr.api_key = "new"`, `arr.restart(30.0)`.
* `arr.requests`: every request as `{method, path, query, body, at}`.
* `arr.ledger` (history, grabs, blocklist), `arr.tracker` (tracked downloads, client links), `arr.library` (records), `arr.settings`
  (profiles with `add_profile`, formats, tags, root folders, mappings).
* `arr.link(downloads, name=…, category=…)`: further download clients; `HttpDownloads(url, http, clock)` speaks to any qBittorrent,
  `CallableDownloads(…)` to anything that can be called.
"""

from qbitrr.testing.arr.model.downloads.downloads import CallableDownloads, Download, IDownloads, MemoryDownloads
from qbitrr.testing.arr.model.downloads.importing import ImportOutcome
from qbitrr.testing.arr.model.faults import Fault
from qbitrr.testing.arr.model.kinds import KINDS
from qbitrr.testing.arr.model.searching import Release
from qbitrr.testing.arr.simulator import SimulatedArr

__all__ = [
    "KINDS",
    "CallableDownloads",
    "Download",
    "Fault",
    "IDownloads",
    "ImportOutcome",
    "MemoryDownloads",
    "Release",
    "SimulatedArr",
]
