"""
Failures in our own words.
"""

import pytest
from OpenSSL import SSL
from service_identity import VerificationError
from twisted.internet import error
from twisted.internet.address import IPv4Address
from twisted.internet.defer import CancelledError
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.client import RequestTransmissionFailed, ResponseFailed, ResponseNeverReceived
from twisted.web.http_headers import Headers

from qbitrr.clients.http.translation import busy, refusal, translated, words
from qbitrr.errors import BadAnswer, Busy, Obstacle, TimedOut, Unauthorized, Unreachable

CERTIFICATE = SSL.Error([("SSL routines", "", "certificate verify failed")])


class TranslationTests(SynchronousTestCase):
    """One failure of the libraries, one error of ours."""

    def test_table(self):
        """What a caller can do decides the kind, and the words are for people."""
        wrong_name = VerificationError(errors=[])
        for failure, kind, why in (
            (error.ConnectionRefusedError(), Unreachable, "connection refused"),
            (error.DNSLookupError(), Unreachable, "not known to the DNS"),
            (error.NoRouteError(), Unreachable, "no route"),
            (error.ConnectBindError(), Unreachable, "no connection"),
            (error.ConnectionLost(), Unreachable, "dropped"),
            (error.TimeoutError(), TimedOut, "in time"),
            (error.TCPTimedOutError(), TimedOut, "in time"),
            (CERTIFICATE, Unreachable, "TLS: certificate verify failed"),
            (SSL.Error(), Unreachable, "TLS: no agreement"),
            (wrong_name, Unreachable, "another name"),
            (ResponseNeverReceived([Failure(error.ConnectionLost())]), Unreachable, "dropped"),
            (RequestTransmissionFailed([Failure(error.ConnectionDone())]), Unreachable, "dropped"),
            (ResponseFailed([Failure(error.ConnectionDone())], None), Unreachable, "broke off"),
            (ResponseFailed([Failure(KeyError())], None), Unreachable, "KeyError"),
            (ResponseNeverReceived([Failure(error.ConnectionLost()), Failure(CERTIFICATE)]), Unreachable, "TLS"),
            (ResponseNeverReceived([Failure(wrong_name)]), Unreachable, "another name"),
            (
                ResponseFailed([Failure(ResponseNeverReceived([Failure(error.ConnectionLost())]))], None),
                Unreachable,
                "dropped",
            ),
        ):
            found = translated("There", failure)
            self.assertIs(kind, type(found))
            self.assertIn(why, str(found))

    def test_obstacles(self):
        """What a person would mend in different ways is told apart by a word, however deep it is wrapped."""
        for failure, obstacle in (
            (error.ConnectionRefusedError(), Obstacle.REFUSED),
            (error.DNSLookupError(), Obstacle.UNKNOWN_NAME),
            (error.NoRouteError(), Obstacle.NO_ROUTE),
            (error.TimeoutError(), Obstacle.TIMEOUT),
            (error.ConnectionLost(), Obstacle.DROPPED),
            (ResponseFailed([Failure(error.ConnectionDone())], None), Obstacle.DROPPED),
            (ResponseNeverReceived([Failure(CERTIFICATE)]), Obstacle.CERTIFICATE),
            (ResponseNeverReceived([Failure(VerificationError(errors=[]))]), Obstacle.CERTIFICATE_NAME),
            (SSL.Error([("SSL routines", "", "wrong version number")]), Obstacle.TLS),
            (KeyError(), Obstacle.OTHER),
        ):
            self.assertIs(obstacle, translated(f"There {id(self)}", failure).obstacle)
        self.assertIs(Obstacle.REDIRECT, refusal("There", 302, b"").obstacle)
        self.flushLoggedErrors(KeyError)

    def test_cancellation_stays_one(self):
        """However deep it is wrapped."""
        cancelled = CancelledError()
        for failure in (
            cancelled,
            ResponseNeverReceived([Failure(error.ConnectionLost()), Failure(cancelled)]),
            ResponseFailed([Failure(ResponseNeverReceived([Failure(cancelled)]))], None),
        ):
            self.assertIs(cancelled, translated("There", failure))
        while_connecting = error.ConnectingCancelledError(IPv4Address("TCP", "127.0.0.1", 7878))
        self.assertIs(CancelledError, type(translated("There", while_connecting)))

    def test_ours_stay(self):
        """Errors of ours come out as they are."""
        failure = Unauthorized(where="There")
        self.assertIs(failure, translated("There", failure))

    @pytest.mark.correction("C1")
    def test_nothing_else_comes_out(self):
        """What nobody thought of is a program that was not reached, too; the traceback is told once, however often it happens."""
        where = f"There {id(self)}"
        for _ in range(3):
            for failure in (ValueError("invalid hostname: me:secret@box"), TypeError(), UnicodeError()):
                found = translated(where, failure)
                self.assertIs(Unreachable, type(found))
                self.assertIn(type(failure).__name__, str(found))
                self.assertNotIn("secret", str(found))
        self.assertEqual(3, len(self.flushLoggedErrors(ValueError, TypeError, UnicodeError)))

    @pytest.mark.correction("C1")
    def test_errors_of_the_machine_are_told_in_its_words(self):
        """Out of descriptors, no such device and the like are no surprise."""
        found = translated("There", OSError(24, "Too many open files"))
        self.assertEqual((Unreachable, "There: Too many open files"), (type(found), str(found)))

    @pytest.mark.correction("D3")
    def test_refused_certificate_names_the_key(self):
        """Whoever has a certificate of their own is told what to write."""
        for failure in (CERTIFICATE, VerificationError(errors=[])):
            self.assertIn("SkipTLSVerify = true", str(translated("There", failure)))
        self.assertNotIn(
            "SkipTLSVerify", str(translated("There", SSL.Error([("SSL routines", "", "wrong version number")])))
        )

    def test_statuses(self):
        """Refusals with and without words."""
        self.assertEqual("There: HTTP 401", str(refusal("There", 401, b"")))
        self.assertEqual("There: HTTP 403: Forbidden", str(refusal("There", 403, b"Forbidden")))
        self.assertIs(BadAnswer, type(refusal("There", 304, b"")))
        self.assertIsNone(busy("There", 500, Headers(), b""))
        self.assertRaises(Busy, busy, "There", 503, Headers(), b"")

    def test_words_without_a_sentence(self):
        """JSON that says nothing says nothing; long texts are cut."""
        for body in (b"{}", b"[1, 2]", b'{"message": 5}', b'{"message": ""}'):
            self.assertEqual("", words(body))
        self.assertEqual(500, len(words(b"x" * 10_000)))
