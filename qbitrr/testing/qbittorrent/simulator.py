"""A simulated client with its web interface: what tests, measurements and the demonstration start."""

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IListeningPort, IReactorTCP
from twisted.web.resource import IResource
from twisted.web.server import Site

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.interface import WebInterface

__all__ = ["SimulatedQbittorrent"]


class SimulatedQbittorrent(QbittorrentModel):
    """A qBittorrent that answers over HTTP. See the package for a tour."""

    def resource(self) -> IResource:
        """The web interface, for `treq.testing.RequestTraversalAgent` or a `Site`."""
        return WebInterface(self).app.resource()

    def listen(self, reactor: IReactorTCP, port: int = 0, interface: str = "127.0.0.1") -> IListeningPort:
        """Serve on *interface*; the answer's `getHost().port` is the port. The caller stops it with `stopListening`."""
        listening = reactor.listenTCP(port, Site(self.resource()), interface=interface)  # type: ignore[arg-type]
        address = listening.getHost()
        assert isinstance(address, IPv4Address | IPv6Address)
        self.port = self.preferences["web_ui_port"] = address.port
        return listening
