"""
The outside: two simulated qBittorrents and a simulated Radarr in one process, steered by lines of JSON.

`python -m tests.storm.outside` reads `[operation, arguments]` from its standard input and answers `{"ok": …}` or `{"error": …}`
on its output; it ends when its input does. `tests.storm.programs` is the other end.
"""

import json
import re
import traceback
from collections.abc import Callable
from typing import Any

import msgspec
from treq.client import HTTPClient
from twisted.internet import reactor
from twisted.internet.stdio import StandardIO
from twisted.protocols.basic import LineReceiver
from twisted.web.client import Agent, HTTPConnectionPool
from twisted.web.server import Site

from qbitrr.testing.arr import SimulatedArr
from qbitrr.testing.arr.model.downloads.qbittorrent import HttpDownloads
from qbitrr.testing.qbittorrent import SimulatedQbittorrent
from qbitrr.testing.qbittorrent.model.timing import Timing
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent, Swarm
from tests.storm.auditing.looks import DAY, GB, LOOKS, release
from tests.storm.auditing.observed import Observed, Removed, Seen, Struck
from tests.storm.gate import Fault, Gate, Kill
from tests.storm.scenario import DUTIES, Kind, Planned, hash_of, title

__all__ = ["Outside"]

QUARANTINE = "qbitrr-quarantine"
_SAVE_PATHS = {"A": "/downloads", "B": "/downloadsB"}


class WatchedQbittorrent(SimulatedQbittorrent):
    """Tells of each torrent that goes or is put into quarantine, before it happens."""

    def __init__(self, name: str, told: Callable[[str, str, SimulatedTorrent, bool], None]) -> None:
        super().__init__(reactor, "5.1", save_path=_SAVE_PATHS[name], timing=Timing(idle_refresh=0))  # type: ignore[arg-type]
        self.name = name
        self._told = told

    def remove(self, hash: str, *, delete_files: bool = False) -> None:
        self._told("delete", self.name, self.torrent(hash), delete_files)
        super().remove(hash, delete_files=delete_files)

    def change(self, hash: str, **attributes: object) -> SimulatedTorrent:
        torrent = self.torrent(hash)
        if attributes.get("category") == QUARANTINE and torrent.category != QUARANTINE:
            self._told("quarantine", self.name, torrent, False)
        return super().change(hash, **attributes)


class Outside:
    """The programs and what is done to them. Each public method is an operation."""

    def __init__(self) -> None:
        self._removed: list[Removed] = []
        self._planned: dict[tuple[str, str], Planned] = {}
        self._struck: list[Struck] = []
        self._clients = {name: WatchedQbittorrent(name, self._note_removed) for name in _SAVE_PATHS}
        self._gates = {
            name: Gate(name, "/api/v2/", client.resource(), reactor, self._note_struck)
            for name, client in self._clients.items()
        }
        self._ports = {name: self._listen(gate) for name, gate in self._gates.items()}
        for name, client in self._clients.items():
            client.port = client.preferences["web_ui_port"] = self._ports[name]
        self._arr = self._radarr()
        self._gates["R"] = Gate("R", "/api/v3/", self._arr.resource(), reactor, self._note_struck)
        self._ports["R"] = self._listen(self._gates["R"])
        self._gates["R"].searches_again = self._arr.commands.post
        self._arr.start()

    def _listen(self, gate: Gate) -> int:
        port = reactor.listenTCP(0, Site(gate), interface="127.0.0.1")  # type: ignore[attr-defined]
        return int(port.getHost().port)

    def _radarr(self) -> SimulatedArr:
        # The Arr's own way to its clients is not the subject: it does not pass the gates.
        arr = SimulatedArr("radarr", reactor, "arr-key", refresh_seconds=1.0)  # type: ignore[arg-type]
        for name, client in self._clients.items():
            inner = client.listen(reactor)  # type: ignore[arg-type]
            client.port = client.preferences["web_ui_port"] = self._ports[name]
            client.preferences["web_ui_host_header_validation_enabled"] = False
            pool = HTTPConnectionPool(reactor)
            http = HTTPClient(Agent(reactor, pool=pool))
            url = f"http://admin:adminadmin@127.0.0.1:{inner.getHost().port}"
            arr.link(HttpDownloads(url, http, reactor), name=name, category="radarr").remove_completed = False  # type: ignore[arg-type]
        arr.auto_import = False
        return arr

    # Looking

    def ports(self) -> dict[str, int]:
        """Where A, B and R listen."""
        return self._ports

    def observed(self) -> Any:
        """Everything seen so far; grace, rows and journal are for the asker to add."""
        ledger, requests = self._arr.ledger, [each for gate in self._gates.values() for each in gate.requests]
        commands = [
            each for each in self._arr.requests if each["method"] == "POST" and each["path"].endswith("/command")
        ]
        accepted = list(self._arr.commands.all.values())
        scans = [(e["at"], e["body"]["downloadClientId"].lower()) for e in commands if _is_scan(e["body"])]
        return msgspec.to_builtins(
            Observed(
                grace_seconds=0,
                planned=tuple(self._planned.values()),
                removed=tuple(self._removed),
                requests=tuple(sorted(requests, key=lambda each: each.at)),
                torrents=tuple(
                    Seen(
                        client=name, hash=each.hash, category=each.category, tags=tuple(sorted(each.tags)),
                        stopped=each.stopped, auto_tmm=each.auto_tmm,
                    )
                    for name, client in self._clients.items() for each in client.torrents.values()
                    if (name, each.hash) in self._planned or each.category == QUARANTINE
                ),
                blocked=tuple((each.at, each.hash.lower()) for each in ledger.blocked.values()),
                searches=tuple(
                    (each.queued, movie)
                    for each in accepted if each.name == "MoviesSearch" for movie in each.body.get("movieIds", ())
                ),
                scans=tuple(scans),
                imported=tuple(hash_.lower() for hash_ in self._arr.importer.attempts),
                struck=tuple(self._struck),
            )
        )  # fmt: skip

    def strikes(self) -> int:
        """How many requests were answered wrongly since the last calm."""
        return sum(gate.strikes for gate in self._gates.values())

    def was_killed(self, pid: int) -> bool:
        """Whether an armed kill has struck a process."""
        return any(each.what.startswith(f"kill {pid} ") for each in self._struck)

    def note_kill(self, pid: int) -> None:
        """Somebody killed it, at no request."""
        self._note_struck(f"kill {pid}", "at any moment")

    def where(self, client: str, category: str) -> list[str]:
        """The planned torrents of a client that lie in a category, in order of name."""
        found = [each for each in self._clients[client].torrents.values() if each.category == category]
        return [each.hash for each in sorted(found, key=lambda each: each.name) if (client, each.hash) in self._planned]

    def listings(self) -> dict[str, int]:
        """How often each client was listed, and answered truly."""
        return {name: self._gates[name].listings for name in self._clients}

    # Steering

    def kill(self, program: str, pattern: str, moment: str, pid: int, delay: float = 0.0) -> None:
        """Be ready to kill."""
        self._gates[program].kills[:] = [Kill(pattern=re.compile(pattern), moment=moment, pid=pid, delay=delay)]

    def disarm(self) -> None:
        """No kill waits any more."""
        for gate in self._gates.values():
            gate.kills.clear()

    def fault(self, program: str, kind: str, pattern: str = "", times: int | None = None) -> None:
        """Answer wrongly from now on."""
        if kind in ("403", "ban"):
            self._clients[program].logins.forget_everybody()
        self._gates[program].faults.append(Fault(kind=kind, pattern=re.compile(pattern), times=times))

    def plant(self, kind: str, hash: str = "") -> None:
        """From now on the supervisor's requests arrive as a faulty one would send them; *hash* is what it should not touch."""
        for gate in self._gates.values():
            gate.plants[kind] = hash
        self._gates["A"].strays = self._delete_in_b

    def _delete_in_b(self, hash_: str) -> None:
        if hash_ in self._clients["B"].torrents:
            self._clients["B"].remove(hash_, delete_files=True)

    def calm(self, what: str = "", since: float = 0.0) -> None:
        """Nothing goes wrong any more; *what* did, *since* then."""
        for gate in self._gates.values():
            gate.release()
        if what:
            self._struck.append(Struck(at=since, what=what, until=self.now()))

    def now(self) -> float:
        """Seconds of the programs' clock."""
        return float(reactor.seconds())  # type: ignore[attr-defined]

    # The scenario

    def crowd(self, client: str, count: int) -> None:
        """Imported seeds below their limit: so many that what goes is few."""
        for number in range(count):
            self._add(client, f"Crowd {client}{number}", Kind.QUIET, plan=False)

    def play(self, kind: str, number: int) -> None:
        """Add what a story needs."""
        name = title(number)
        match story := Kind(kind):
            case Kind.TWIN:
                self._add("A", name, story)
                self._add("B", name, story)
            case Kind.HALF_TWIN:
                self._add("A", name, Kind.LIMIT)
                self._add("B", name, story)
            case Kind.SHARED:
                self._add("A", name, story)
                self._add("A", name, Kind.OWNER_OF_FILE, salt="cross-seed")
            case _:
                self._add("A" if number % 3 else "B", name, story)
        if story is Kind.FAILED and number % 2:
            # Somebody had the Arr ignore it: only the history knows of it, and there its grab is marked as failed.
            self._arr.ledger.outcomes[hash_of(name).upper()] = "ignored"

    def move_to_failed(self, client: str, hash: str) -> None:
        """A person moves a download to the category for failed ones."""
        self._clients[client].change(hash, category="failed")
        self._replan(client, hash, due_at=self.now())

    def complete(self, client: str, hash: str) -> None:
        """The last bytes come."""
        torrent = self._clients[client].torrent(hash)
        for file in torrent.files:
            file.have = file.size
        self._clients[client].change(hash, last_activity=self.now(), swarm=Swarm(seeds=3))
        self._replan(client, hash, spared_at=self.now())

    def protect(self, client: str, hash: str) -> None:
        """A person gives it the tag that protects."""
        torrent = self._clients[client].torrent(hash)
        self._clients[client].tags.add("keep")
        self._clients[client].change(hash, tags=torrent.tags | {"keep"})
        self._replan(client, hash, spared_at=self.now())

    def add_again(self, client: str, hash: str) -> bool:
        """The hash comes back as a young seed; False while the old one is still there."""
        plan = self._planned[client, hash]
        if hash in self._clients[client].torrents:
            return False
        self._put(client, plan.name, hash, added_on=self.now(), progress=1.0, downloaded=GB, tags={"qBitrr-imported"})
        self._replan(client, hash, spared_at=self.now())
        return True

    def person_took_back(self, client: str, hash: str, done: bool) -> None:
        """Somebody asked for an undo; *done* is what the answer claimed."""
        self._replan(client, hash, touched=True, undone=done, spared_at=self.now() if done else None)

    def _replan(self, client: str, hash: str, **changes: Any) -> None:
        self._planned[client, hash] = msgspec.structs.replace(self._planned[client, hash], **changes)

    def _add(self, client: str, name: str, kind: Kind, *, plan: bool = True, salt: str = "") -> None:
        hash_ = hash_of(name, salt)
        more = LOOKS[kind](self.now())
        known = kind not in (Kind.UNKNOWN, Kind.OWNER_OF_FILE)
        movie = self._known_to_the_arr(name, hash_, imported=more.pop("imported", False)) if known else 0
        called = release(name) if known else f"clip-{name.replace(' ', '-').lower()}"
        files = [(f"{release(name)}/{release(name)}.mkv", GB)]
        category = "other" if kind is Kind.OWNER_OF_FILE else "radarr"
        torrent = self._put(client, called, hash_, files=files, category=category, **more)
        if plan:
            due = self.now() if _due_at_once(kind) else None
            self._planned[client, hash_] = Planned(
                client=client, hash=hash_, name=called, kind=kind, movie=movie, added_at=self.now(), due_at=due,
                category=category, tags=tuple(sorted(torrent.tags)), auto_tmm=torrent.auto_tmm,
            )  # fmt: skip

    def _put(self, client: str, name: str, hash_: str, **more: Any) -> SimulatedTorrent:
        given = {"category": "radarr", "size_bytes": GB, "added_on": self.now() - DAY, "swarm": Swarm(seeds=1)} | more
        given.setdefault("files", [(f"{name}/{name}.mkv", GB)])
        return self._clients[client].add(name=name, hash=hash_, **given)

    def _known_to_the_arr(self, name: str, hash_: str, *, imported: bool) -> int:
        known = self._arr.ledger.grabs.get(hash_.upper())
        if known is not None:
            return int(known.leaf_ids[0])
        movie = self._arr.add_movie(name, 2020)
        self._arr.grab([movie.id], hash_, release(name))
        if imported:
            self._arr.importer.take([movie.id], f"/downloads/{release(name)}", hash_.upper())
            self._arr.ledger.outcomes[hash_.upper()] = "imported"
        return int(movie.id)

    # A library to be searched

    def lack(self, title: str, year: int) -> int:
        """A new film without a file."""
        return int(self._arr.add_movie(title, year).id)

    def retitle(self, movie: int, title: str) -> None:
        """Somebody calls it otherwise."""
        self._arr.library.owners[movie].title = title
        self._arr.library.touch(movie)

    def library(self) -> dict[int, str]:
        """The films there are, by id."""
        return {number: film.title for number, film in self._arr.library.owners.items()}

    def told(self) -> list[tuple[int, int, float]]:
        """The searches of films: the command's id, the film, and when it ended (now, if it has not)."""
        commands = [each for each in self._arr.commands.all.values() if each.name == "MoviesSearch"]
        return [
            (each.id, movie, each.ended or self.now()) for each in commands for movie in each.body.get("movieIds", ())
        ]

    # Notes

    def _note_struck(self, what: str, where: str) -> None:
        self._struck.append(Struck(at=self.now(), what=f"{what} {where}", until=self.now()))

    def _note_removed(self, act: str, client: str, torrent: SimulatedTorrent, with_files: bool) -> None:
        self._removed.append(
            Removed(
                act=act, at=self.now(), client=client, hash=torrent.hash, category=torrent.category,
                tags=tuple(sorted(torrent.tags)), progress=torrent.progress(self.now()), with_files=with_files,
                sharers=self._sharers(client, torrent) if act == "delete" else (),
            )
        )  # fmt: skip

    def _sharers(self, client: str, torrent: SimulatedTorrent) -> tuple[str, ...]:
        mine = _paths(torrent)
        return tuple(
            f"{name}/{other.name}"
            for name, each in self._clients.items() for other in each.torrents.values()
            if (name, other.hash) != (client, torrent.hash) and mine & _paths(other)
        )  # fmt: skip


def _paths(torrent: SimulatedTorrent) -> set[str]:
    return {f"{torrent.save_path}/{file.name}" for file in torrent.files}


def _is_scan(body: Any) -> bool:
    return isinstance(body, dict) and bool(body.get("downloadClientId"))


def _due_at_once(kind: Kind) -> bool:
    """Whether a torrent of a kind deserves to go as it is added; a failed one only once it is moved."""
    return kind in (Kind.REVIVED, Kind.RESCUED) or (DUTIES[kind].goes and kind is not Kind.FAILED)


class _Control(LineReceiver):
    delimiter = b"\n"
    MAX_LENGTH = 1 << 20

    def __init__(self) -> None:
        self._outside = Outside()

    def lineReceived(self, line: bytes) -> None:
        try:
            operation, arguments = json.loads(line)
            answer = {"ok": getattr(self._outside, operation)(**arguments)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        self.sendLine(json.dumps(answer).encode())

    def connectionLost(self, reason: Any = None) -> None:
        reactor.stop()  # type: ignore[attr-defined]


if __name__ == "__main__":
    StandardIO(_Control())
    reactor.run()  # type: ignore[attr-defined]
