"""
Whose certificate is believed, see Note [Names].
"""

from typing import Any

from OpenSSL import SSL, crypto
from service_identity import VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, ServiceID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

__all__ = ["Certificates"]


class Certificates:
    """The authorities in *trust* decide, and the name must fit; if it is None, anybody's is good: on one's own network."""

    def __init__(self, trust: Any) -> None:
        self._trust = trust
        self._context: SSL.Context | None = None

    def of(self, host: str) -> IOpenSSLClientConnectionCreator:
        """What begins TLS with *host*, a name or an address."""
        if self._context is None:  # reading the authorities takes a while: not for those who speak plain HTTP
            self._context = CertificateOptions(trustRoot=self._trust).getContext()
        return _Greeting(self._context, host.removesuffix("."), verify=self._trust is not None)


@implementer(IOpenSSLClientConnectionCreator)
class _Greeting:
    log = Logger()

    def __init__(self, context: SSL.Context, host: str, *, verify: bool) -> None:
        self._context = context
        self._host = host
        self._verify = verify

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:
        """A connection that tells the name it wants and, if it is to, compares it with the certificate."""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(tlsProtocol)
        numeric = isIPAddress(self._host) or isIPv6Address(self._host)
        if not numeric:
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        if self._verify:
            wanted = IPAddress_ID(self._host) if numeric else DNS_ID(self._host)
            connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._comparing(wanted))
        return connection

    def _comparing(self, wanted: ServiceID) -> Any:
        def compare(connection: SSL.Connection, certificate: crypto.X509, _error: int, depth: int, good: int) -> bool:
            if depth or not good:
                return bool(good)
            try:
                verify_service_identity(extract_patterns(certificate), [wanted], [])
            except VerificationError:
                connection.get_app_data().failVerification(Failure())
                return False
            except Exception:  # nothing may leave a callback of OpenSSL
                self.log.failure("while looking at a certificate")
                return False
            return True

        return compare
