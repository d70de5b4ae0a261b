"""
Addresses and dates.
"""

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.arr.dates import epoch, iso
from qbitrr.resolved.addresses import arr_address, qbittorrent_address


class AddressTests(SynchronousTestCase):
    """What people write, and the address that is meant."""

    def test_qbittorrent(self):
        """Names, addresses and URLs."""
        for host, port, expected in (
            ("localhost", 8080, "http://localhost:8080/api/v2"),
            (" qbit.lan ", 443, "https://qbit.lan:443/api/v2"),
            ("https://box.example", 8443, "https://box.example:8443/api/v2"),
            ("https://box.example/qbt/", 443, "https://box.example:443/qbt/api/v2"),
            ("http://box.example:9999", 8080, "http://box.example:9999/api/v2"),
            ("box.example/qbt", 80, "http://box.example:80/qbt/api/v2"),
            ("http://box.example/api/v2", 80, "http://box.example:80/api/v2"),
            ("::1", 8080, "http://[::1]:8080/api/v2"),
            ("[::1]", 8080, "http://[::1]:8080/api/v2"),
        ):
            self.assertEqual(expected, qbittorrent_address(host, port).url)

    def test_arr(self):
        """With and without what people copy along."""
        for uri, expected in (
            ("http://localhost:7878", "http://localhost:7878"),
            ("localhost:7878/", "http://localhost:7878"),
            ("https://arr.example/radarr/", "https://arr.example/radarr"),
            ("http://localhost:7878/api/v3", "http://localhost:7878"),
            ("http://localhost:8686/lidarr/api/v1/", "http://localhost:8686/lidarr"),
        ):
            self.assertEqual(expected, arr_address(uri).url)


class DateTests(SynchronousTestCase):
    """ISO 8601 in the forms that occur."""

    def test_forms(self):
        """Fractions of any length, offsets, bare dates; no date is None."""
        for text, expected in (
            ("2024-05-01T10:12:34Z", 1714558354),
            ("2024-05-01T10:12:34.1234567Z", 1714558354),
            ("2024-05-01T12:12:34+02:00", 1714558354),
            ("2024-05-01T10:12:34", 1714558354),
            ("2024-05-01", 1714521600),
            ("0001-01-01T00:00:00Z", None),
            ("", None),
            ("soon", None),
            ("2024-13-01", None),
            ("1969-12-31T23:59:59Z", -1),
        ):
            self.assertEqual(expected, epoch(text))

    @given(st.integers(0, 4_102_444_800))
    def test_back_and_forth(self, at):
        """What we write we read."""
        self.assertEqual(at, epoch(iso(at)))
