"""
A supervisor of echo children in a process of its own, to be killed by tests:
`python -m tests.actors.children.mini_supervisor WAY COMMAND…`.

Each child obeys one command. Prints one line of JSON when all do: the pids of the children by command, and that of the fork server.
"""

import json
import os
import signal
import sys

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater

from qbitrr.actors.children.transports import ExecLaunch
from qbitrr.actors.launch.forkserver import ForkServer
from tests.actors.children.real import EchoChild, eventually


async def main(way: str, commands: list[str]) -> None:
    server = ForkServer(reactor)
    if way == "fork":
        server.startService()
    children = {command: EchoChild(server if way == "fork" else ExecLaunch(reactor), command) for command in commands}
    for command, echo in children.items():
        await echo.run()
        if command != "stop":
            echo.tell(command)
    if "resist" in children:
        await eventually(lambda: children["resist"].summary == "resisting")
    await deferLater(reactor, 0.3)  # until they do what they were told
    pids = {command: echo.child.status.pid for command, echo in children.items()}
    if "stop" in pids:
        os.kill(pids["stop"], signal.SIGSTOP)
    print(json.dumps({"children": pids, "server": server.pid}), flush=True)


if __name__ == "__main__":
    Deferred.fromCoroutine(main(sys.argv[1], sys.argv[2:])).addErrback(lambda failure: failure.printTraceback())
    reactor.run()
