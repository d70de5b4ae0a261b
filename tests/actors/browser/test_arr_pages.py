"""Pages and posters of real answers: simulated Arrs of every kind, and their end."""

from attrs import evolve
from twisted.internet.defer import Deferred

from qbitrr.actors.browser.arr_pages import ArrPages
from qbitrr.config.schema.config import Secret, fresh_arr
from qbitrr.errors import NotThere, TimedOut, Unreachable
from qbitrr.model.addresses import BadAddress
from qbitrr.model.shown.pictures import picture_type
from tests.setup.network import KEY, NetworkCase


class ArrPagesTests(NetworkCase):
    def setUp(self) -> None:
        super().setUp()
        self.pages = ArrPages(self.clock, lambda _, verify: self.network.for_verified(verify))

    def section(self, kind: str, **more: object):
        section = evolve(
            fresh_arr(kind.capitalize(), kind), uri=f"http://user:secret@{kind}:7878/", api_key=Secret(KEY)
        )
        return evolve(section, **more)

    def test_every_kind(self):
        """Its page at the configured address, without the login in it; a poster of it."""
        adders = {
            "radarr": lambda arr: arr.add_movie("Some Movie", 2020),
            "sonarr": lambda arr: arr.add_series("Some Show", {1: 1}),
            "lidarr": lambda arr: arr.add_artist("Some Artist"),
            "readarr": lambda arr: arr.add_author("Some Author"),
        }
        for kind, noun in {"radarr": "movie", "sonarr": "series", "lidarr": "artist", "readarr": "author"}.items():
            id = adders[kind](self.arr(kind)).id
            address = self.successResultOf(self.pages.address_of(self.section(kind), id))
            self.assertRegex(address, rf"^http://{kind}:7878/{noun}/[^/]+$")
            poster = self.successResultOf(self.pages.poster(self.section(kind), id))
            self.assertEqual("image/png", picture_type(poster))
            self.failureResultOf(self.pages.address_of(self.section(kind), 999), NotThere)

    def test_certificates(self):
        """Are verified as the section says, over connections that are not shared."""
        self.arr("radarr").add_movie("Some Movie", 2020)
        self.network.self_signed.add("radarr")
        strict = self.section("radarr", uri="https://radarr:7878")
        self.failureResultOf(self.pages.poster(strict, 1), Unreachable)
        self.assertIsNotNone(self.successResultOf(self.pages.poster(evolve(strict, skip_tls_verify=True), 1)))

    def test_no_address(self):
        """Is said."""
        self.failureResultOf(self.pages.address_of(self.section("radarr", uri="ftp://x"), 1), BadAddress)

    def test_four_at_once(self):
        """Others wait for their turn; a poster that does not come ends after half a minute; nothing is left."""
        self.network.silent.add("radarr")
        asked = [self.pages.poster(self.section("radarr"), id) for id in range(6)]
        self.assertEqual(4, len(self.network.asked))
        for each in asked[:4]:
            each.addErrback(lambda failure: failure.trap(TimedOut) and None)
        self.clock.pump([1.0] * 31)
        self.assertEqual([True] * 4 + [False] * 2, [each.called for each in asked])
        for each in asked[4:]:
            each.addErrback(lambda _: None).cancel()
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_stopping(self):
        """Fires once no connection is kept."""
        self.pages.startService()
        stopped: Deferred[None] = self.pages.stopService()
        self.assertIsNone(self.successResultOf(stopped))
