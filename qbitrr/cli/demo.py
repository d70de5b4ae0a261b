"""`qbitrr demo`: the simulated programs, then the supervisor as `run` starts it."""

import sys

from twisted.python import usage

from qbitrr.cli.run import Run
from qbitrr.cli.verb import PROBLEMS, Verb, words

__all__ = ["Demo"]


class Demo(Verb):
    """Runs until it is stopped."""

    usage_line = "qbitrr demo [options]"
    optParameters = [
        ["port", "p", 6969, "Port of the web interface; another one if it is taken, 0 = any free one.", int],
        ["data", "d", None, "Folder to keep everything in (default: a temporary one)."],
        ["seed", "s", 1, "Another number tells other stories.", int],
        ["log-level", None, "INFO", "What is printed: DEBUG tells the reason of every decision."],
    ]

    def postOptions(self) -> None:
        if not 0 <= self["port"] <= 65535:
            raise usage.UsageError(f"--port {self['port']}: ports go from 0 to 65535")

    def act(self) -> int:
        from twisted.internet import reactor

        from qbitrr.testing.demo.start import DemoFailed, start

        try:
            demo = start(port=self["port"], data=self["data"], seed=self["seed"])
        except (DemoFailed, OSError) as error:
            print(f"qbitrr: {words(error)}", file=sys.stderr)
            return PROBLEMS
        try:
            # In time even if a signal ends us: then nothing after the reactor's run is reached.
            reactor.addSystemEventTrigger("after", "shutdown", demo.end)
            print(demo.introduction, flush=True)
            run = Run()
            run.parseOptions(["--data", str(demo.folder), "--log-level", self["log-level"]])
            return run.act()
        finally:
            demo.end()
