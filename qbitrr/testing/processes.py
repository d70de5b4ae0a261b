"""
Child processes that exist only in memory.
"""

from collections.abc import Iterable, Mapping
from itertools import count
from signal import Signals
from typing import TypeVar

from twisted.internet.error import ProcessDone, ProcessExitedAlready, ProcessTerminated
from twisted.internet.interfaces import IAddress, IProcessTransport, IPushProducer
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure
from zope.interface import implementer

from qbitrr.actors.children.transports import ILaunch, Launched
from qbitrr.wire.framing import LineSplitter, UnknownMessage, from_supervisor, to_line
from qbitrr.wire.messages import PROTOCOL, Beat, FromChild, FromSupervisor, Hello, Ready, Stop

__all__ = ["FakeLaunch", "FakePipe", "FakeProcess"]

T = TypeVar("T")


class FakePipe:
    """Our end of one pipe. As that of descriptor 3 it takes a push producer, which tests may pause."""

    producer: IPushProducer | None = None

    def registerProducer(self, producer: IPushProducer, streaming: bool) -> None:
        assert streaming, "a push producer is expected"
        self.producer = producer


@implementer(IProcessTransport)
class FakeProcess:
    """
    A child of the supervisor as far as a `ProcessProtocol` can tell. It says and does what a test tells it to; it *obeys* by itself:
    `Stop` ends it with code 0, TERM with 143 unless `obeys` is false, KILL always.
    """

    def __init__(
        self, protocol: ProcessProtocol, name: str, env: Mapping[str, str], pid: int, *, obeys: bool = True
    ) -> None:
        self.name = name
        self.env = dict(env)
        self.pid: int | None = pid
        self.obeys = obeys
        self.signals: list[str] = []
        self.heard: list[FromSupervisor | UnknownMessage] = []
        self.pipes: dict[int, FakePipe] = {descriptor: FakePipe() for descriptor in range(5)}
        self.has_ended = False
        self._protocol = protocol
        self._splitter = LineSplitter()

    # What a test makes it do

    def say(self, *messages: FromChild) -> None:
        """Say *messages*."""
        for message in messages:
            self.write_line(to_line(message))

    def greet(self) -> None:
        """Begin like a healthy child: hello, a beat, ready."""
        assert self.pid is not None
        self.say(Hello(protocol=PROTOCOL, name=self.name, pid=self.pid), Beat(), Ready())

    def write_line(self, line: bytes, descriptor: int = 4) -> None:
        """Write any bytes on *descriptor*."""
        self._protocol.childDataReceived(descriptor, line)

    def exit(self, code: int = 0) -> None:
        """End with exit *code*."""
        self._end(ProcessTerminated(code) if code else ProcessDone(0))

    def die(self, number: int = Signals.SIGKILL) -> None:
        """Be killed by the signal *number*."""
        self._end(ProcessTerminated(signal=number))

    def vanish(self) -> None:
        """End, and nobody can say how."""
        self._end(ProcessTerminated())

    def heard_of(self, kind: type[T]) -> list[T]:
        """Those of the messages it was sent that are of *kind*."""
        return [message for message in self.heard if isinstance(message, kind)]

    def _end(self, reason: Exception) -> None:
        assert not self.has_ended, "a process ends once"
        self.has_ended, self.pid = True, None
        self._protocol.processExited(Failure(reason))
        for descriptor in list(self.pipes):
            self.closeChildFD(descriptor)
        self._protocol.processEnded(Failure(reason))

    # IProcessTransport

    def writeToChild(self, childFD: int, data: bytes) -> None:
        assert childFD == 3, "only the control channel is written to"
        for line in self._splitter.feed(data):
            self.heard.append(from_supervisor(line))
        if self.obeys and self.heard_of(Stop) and not self.has_ended:
            self.exit()

    def signalProcess(self, signalID: str | int) -> None:
        if self.has_ended:
            raise ProcessExitedAlready
        self.signals.append(str(signalID))
        if signalID == "KILL":
            self.die()
        elif signalID == "TERM" and self.obeys:
            self.exit(143)

    def closeChildFD(self, descriptor: int) -> None:
        if self.pipes.pop(descriptor, None) is not None:
            self._protocol.childConnectionLost(descriptor)

    def closeStdin(self) -> None:
        self.closeChildFD(0)

    def closeStdout(self) -> None:
        self.closeChildFD(1)

    def closeStderr(self) -> None:
        self.closeChildFD(2)

    def loseConnection(self) -> None:
        for descriptor in list(self.pipes):
            self.closeChildFD(descriptor)

    def write(self, data: bytes) -> None:
        raise NotImplementedError("nothing is written to standard input")

    def writeSequence(self, data: Iterable[bytes]) -> None:
        raise NotImplementedError("nothing is written to standard input")

    def getHost(self) -> IAddress:
        raise NotImplementedError("processes have no address")

    def getPeer(self) -> IAddress:
        raise NotImplementedError("processes have no address")


@implementer(ILaunch)
class FakeLaunch:
    """
    Launches `FakeProcess`es and remembers them. *obedient* is what new ones are; `failures` are raised, one per launch, instead.
    """

    def __init__(self, *, obedient: bool = True) -> None:
        self.obedient = obedient
        self.failures: list[Exception] = []
        self.processes: list[FakeProcess] = []
        self._pids = count(1000)

    @property
    def last(self) -> FakeProcess:
        """The newest process."""
        return self.processes[-1]

    def launch(self, protocol: ProcessProtocol, name: str, env: Mapping[str, str]) -> Launched:
        if self.failures:
            raise self.failures.pop(0)
        process = FakeProcess(protocol, name, env, next(self._pids), obeys=self.obedient)
        self.processes.append(process)
        protocol.makeConnection(process)
        return Launched(process, "exec")
