"""
The demo world as a process of its own: `python -m qbitrr.testing.demo --help`.

Its first line of output is one JSON object with the addresses of its programs:

    {"qbittorrent": {"port": 40001, "username": "admin", "password": "…"},
     "arrs": [{"kind": "radarr", "url": "http://127.0.0.1:40002", "api_key": "…", "category": "films"}, …]}

It ends when its standard input closes: however the one who started it ends, no process stays behind. If that came without the
word `bye`, it also removes the folder named by `--remove`, a little later: whoever used the folder may still be ending.
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

from treq.client import HTTPClient
from twisted.internet.protocol import Protocol
from twisted.internet.stdio import StandardIO
from twisted.internet.task import LoopingCall
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.client import Agent, HTTPConnectionPool

from qbitrr.reactors import IWholeReactor
from qbitrr.testing.arr.model.downloads.qbittorrent import HttpDownloads
from qbitrr.testing.demo.world import CATEGORIES, World

__all__ = ["main"]

log = Logger()
_TURN_SECONDS = 1.0
_OTHERS_END_SECONDS = 3.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the world until standard input closes."""
    from twisted.internet import reactor as global_reactor

    reactor = cast("IWholeReactor", global_reactor)
    options = _options(arguments)
    # They reach everybody in the foreground; the one who started us decides when we end.
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    leash = _Leash(reactor)
    world = World(
        reactor,
        seed=options.seed,
        save_path=options.save_path,
        password=secrets.token_hex(8),
    )
    addresses = _open(world, reactor)
    turning = LoopingCall(_turn, world)
    turning.start(_TURN_SECONDS, now=False)
    StandardIO(leash)
    print(json.dumps(addresses), flush=True)
    if options.narrate >= 0:
        world.tell = _narrator(options.narrate)
    reactor.run(installSignalHandlers=False)  # type: ignore[call-arg]  # no interface has it, every reactor takes it
    if options.remove and not leash.heard_bye:
        time.sleep(_OTHERS_END_SECONDS)  # the reactor has ended: nothing is blocked
        shutil.rmtree(options.remove, ignore_errors=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m qbitrr.testing.demo", description="A small world of simulated programs."
    )
    parser.add_argument("--seed", type=int, default=1, help="another one tells other stories")
    parser.add_argument("--save-path", default="/downloads", help="where the client says its downloads are")
    parser.add_argument("--remove", default="", metavar="FOLDER", help="a folder to remove if we are left alone")
    parser.add_argument("--narrate", type=int, default=-1, metavar="FD", help="a descriptor to tell the stories on")
    return parser.parse_args(arguments)


class _Leash(Protocol):
    """Our standard input: when it closes, we end."""

    def __init__(self, reactor: IWholeReactor) -> None:
        self._reactor = reactor
        self._heard = b""

    @property
    def heard_bye(self) -> bool:
        """Whether who started us ends in good order and clears up itself."""
        return self._heard.startswith(b"bye")

    def dataReceived(self, data: bytes) -> None:
        self._heard = (self._heard + data)[:3]

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]
        if self._reactor.running:
            self._reactor.stop()


def _open(world: World, reactor: IWholeReactor) -> dict[str, Any]:
    """Let every program listen on loopback; where they are."""
    world.qbit.listen(reactor)
    port = world.qbit.port
    username, password = world.qbit.logins.username, world.qbit.logins.password
    http = HTTPClient(Agent(reactor, connectTimeout=5, pool=HTTPConnectionPool(reactor, persistent=True)))
    url = f"http://{username}:{password}@127.0.0.1:{port}"
    world.connect(lambda: HttpDownloads(url, http, reactor))
    world.begin()
    arrs = []
    for kind, arr in world.arrs.items():
        its: Any = arr.listen(reactor)
        address = f"http://127.0.0.1:{its.getHost().port}"
        arrs.append({"kind": kind, "url": address, "api_key": arr.api_key, "category": CATEGORIES[kind]})
    return {"qbittorrent": {"port": port, "username": username, "password": password}, "arrs": arrs}


def _turn(world: World) -> None:
    try:
        world.turn()
    except Exception:  # the demonstration goes on with what there is
        log.failure("a turn of the demo world failed")


def _narrator(descriptor: int) -> Callable[[str], object]:
    """What writes the stories between the lines of the log, in their manner."""

    def tell(sentence: str) -> None:
        now = time.time()
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
        os.write(descriptor, f"[{stamp},{int(now % 1 * 1000):03}] INFO    : the world: {sentence}\n".encode())

    return tell


if __name__ == "__main__":
    main()
