"""
A supervisor whose fork server was forked early, in a process of its own: `python -m tests.actors.launch.early_supervisor WHAT`.

With WHAT `leave` it goes without adopting the server, with `move` it has moved elsewhere before it would adopt it, with `children` it has
it fork one child; with `killed` the server is killed under this child, and there is a second. Prints one line of JSON.
"""

import json
import os
import signal
import sys
import tempfile

from qbitrr.actors.children.transports import child_environment
from qbitrr.actors.launch.early import EarlyServer, fork_early


async def _supervise(what: str, early: EarlyServer) -> dict[str, object]:
    from twisted.internet import reactor

    from qbitrr.actors.launch.forkserver import ForkServer
    from tests.actors.children.real import EchoChild, eventually

    server = ForkServer(reactor, early=early)
    server.startService()
    first = await EchoChild(server, "first").run()
    told = {"server": server.pid, "transport": first.child.status.transport}
    if what == "killed":
        os.kill(early.pid, signal.SIGKILL)
        await eventually(lambda: server.pid not in (None, early.pid) and server._server.ready)
        second = await EchoChild(server, "second").run()
        told |= {"second": second.child.status.transport, "first": first.child.status.state}
        await second.child.stop()
    await first.child.stop()
    told["exit"] = first.exit_codes[-1]
    await server.stopService()
    return told


def main(what: str) -> None:
    early = fork_early(child_environment(os.environ))
    assert early is not None
    told: dict[str, object] = {"early": early.pid}
    if what == "move":
        os.chdir(tempfile.gettempdir())
    if what != "leave":
        from twisted.internet import reactor
        from twisted.internet.defer import Deferred

        running = Deferred.fromCoroutine(_supervise(what, early)).addCallback(told.update)
        running.addErrback(lambda failure: failure.printTraceback()).addBoth(lambda _: reactor.stop())
        reactor.run()
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
