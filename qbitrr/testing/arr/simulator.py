"""
A simulated application with its web front: what tests, measurements and the demonstration start.
"""

from twisted.internet.interfaces import IListeningPort, IReactorTCP
from twisted.web.resource import IResource
from twisted.web.server import Site

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.rest.front import make_resource

__all__ = ["SimulatedArr"]


class SimulatedArr(ArrModel):
    """A Radarr, Sonarr, Lidarr or Readarr that answers over HTTP. See the package's docstring for how to use it."""

    def resource(self) -> IResource:
        """The application as a web resource, for tests without sockets."""
        return make_resource(self)

    def listen(self, reactor: IReactorTCP, port: int = 0, interface: str = "127.0.0.1") -> IListeningPort:
        """Serve over TCP and begin the scheduled work. The port returned knows its number; stop it, then call `stop`."""
        self.start()
        return reactor.listenTCP(port, Site(self.resource()), interface=interface)  # type: ignore[arg-type]
