"""What programs say of themselves when they are set up, and what a person is told where they do not."""

import json

from attrs import evolve
from twisted.internet.defer import Deferred

from qbitrr.model.setup import ArrAnswers, FoundArr, FoundCategory, FoundQbittorrent, QbittorrentAnswers, Trouble
from qbitrr.setup.arr_questions import ask_arr
from qbitrr.setup.connections import PATIENCE_SECONDS, is_link_local
from qbitrr.setup.qbittorrent_questions import ask_qbittorrent
from qbitrr.testing.arr import KINDS, Fault, MemoryDownloads
from qbitrr.testing.qbittorrent import PROFILES
from tests.setup.network import KEY, NetworkCase, Page

PASSWORD = "adminadmin"


class ArrTests(NetworkCase):
    """Radarr, Sonarr, Lidarr and Readarr."""

    def ask(self, address: str, api_key: str = KEY, **more: object) -> FoundArr | Trouble:
        return self.result(ask_arr(self.connections, ArrAnswers(address=address, api_key=api_key, **more)))

    def test_each_kind(self):
        """Each is recognised without being named, with its profiles, root folders, download clients and path mappings."""
        for kind, spec in KINDS.items():
            with self.subTest(kind):
                arr = self.arr(kind, category=f"{kind}-cat", imported_category="done", root="/library")
                arr.settings.mappings.add({"host": "qbit", "remotePath": "/downloads/", "localPath": "/data/"})
                found = self.ask(f"http://{kind}:80")
                assert isinstance(found, FoundArr)
                self.assertEqual((kind, spec.app, spec.version), (found.arr_type, found.app_name, found.version))
                self.assertEqual("main", found.branch)
                self.assertEqual(["Any"], [each.name for each in found.profiles])
                self.assertEqual(("/library",), found.root_folders)
                self.assertEqual(
                    [("127.0.0.1", 8080, f"{kind}-cat", "done")],
                    [(each.host, each.port, each.category, each.imported_category) for each in found.clients],
                )
                self.assertEqual(["/data/"], [each.local_path for each in found.path_mappings])
                self.assertEqual((), found.notes)

    def test_several_clients(self):
        """Each of its qBittorrents is told, switched off or not."""
        arr = self.arr("radarr", category="radarr")
        arr.link(MemoryDownloads(), name="Second", category="radarr-4k").enabled = False
        found = self.ask("radarr")
        self.assertEqual([("qBittorrent", True), ("Second", False)], [(c.name, c.enabled) for c in found.clients])

    def test_key_in_the_link(self):
        """A link with `apikey=` is all it takes."""
        self.arr("sonarr")
        self.assertIsInstance(self.ask(f"http://sonarr/api/v3/queue?apikey={KEY}", ""), FoundArr)

    def test_url_base(self):
        """One that is called without its URL base says what it is."""
        self.arr("radarr", url_base="/films")
        found = self.ask("http://radarr:7878")
        self.assertEqual("http://radarr:7878/films", found.uri)

    def test_wrong_kind(self):
        """Another one than was named is told by its name."""
        self.arr("sonarr")
        for kind in ("radarr", "lidarr"):
            trouble = self.ask("sonarr", arr_type=kind)
            self.assertEqual("wrong_program", trouble.code)
            self.assertIn(f"That is a Sonarr, not a {kind.capitalize()}.", trouble.text)

    def test_relatives(self):
        """What answers like an Arr and is none is not taken for one; what nobody knows is not told on."""
        for name, words in (("Prowlarr", "That is a Prowlarr"), ("<b>SECRET", "is not an Arr")):
            self.network.hosts["other"] = Page(json.dumps({"appName": name, "version": "1"}).encode())
            trouble = self.ask("other")
            self.assertEqual("wrong_program", trouble.code)
            self.assertIn(words, trouble.text)
            self.assertNotIn("SECRET", str(trouble))

    def test_what_it_does_not_tell(self):
        """Who it is suffices; the rest is a note each."""
        arr = self.arr("radarr")
        arr.faults.add(Fault(kind="status", status=500, path="/qualityprofile", times=9))
        found = self.ask("radarr")
        self.assertEqual(((), ("It did not tell its quality profiles.",)), (found.profiles, found.notes))
        self.assertEqual(1, len(found.root_folders))

    def test_troubles(self):
        """What is in the way has a word of its own, a sentence and a remedy; no key is in it."""
        self.arr("radarr")
        self.network.hosts |= {
            "page": Page(b"<html>Sign in, SECRET</html>"),
            "elsewhere": Page(b"", 302, location="https://auth.example/login?rd=SECRET"),
            "empty": Page(b"SECRET", 404),
            "broken": Page(b'{"message": "SECRET"}', 500),
            "starting": Page(b'{"message": "SECRET"}', 503),
            "other": Page(b'{"hello": "SECRET"}'),
            "text": Page(b"SECRET"),
            "tls": Page(b"SECRET: plain HTTP request was sent to HTTPS port", 400),
        }
        self.network.self_signed.add("signed")
        for host, code, words in (
            ("refused", "refused", "Nobody listens"),
            ("nosuch", "unknown_name", "not known"),
            ("unroutable", "no_route", "no way"),
            ("slow", "timeout", "in time"),
            ("rude", "dropped", "hung up"),
            ("https://signed", "certificate", "not trusted"),
            ("https://misnamed", "certificate_name", "another name"),
            ("https://plain", "tls", "TLS"),
            ("page", "web_page", "web page"),
            ("elsewhere", "redirect", "https://auth.example"),
            ("empty", "not_found", "404"),
            ("broken", "refusal", "500"),
            ("tls", "refusal", "400"),
            ("starting", "starting", "not ready"),
            ("other", "wrong_program", "is not"),
            ("text", "wrong_program", "is not"),
            ("ftp://radarr", "bad_address", "neither http nor https"),
        ):
            with self.subTest(host):
                trouble = self.ask(host)
                assert isinstance(trouble, Trouble)
                self.assertEqual(code, trouble.code)
                self.assertIn(words, trouble.text)
                self.assertTrue(trouble.text.endswith("."))
                self.assertRegex(trouble.remedy, r"[.?]$")
                self.assertNotIn(KEY, str(trouble))
                self.assertNotIn("SECRET", str(trouble))
        self.assertEqual("wrong_key", self.ask("radarr", "wrong").code)

    def test_certificates(self):
        """One that is not trusted is taken if a person says so."""
        self.arr("radarr")
        self.network.self_signed.add("radarr")
        self.assertEqual("certificate", self.ask("https://radarr").code)
        self.assertIsInstance(self.ask("https://radarr", skip_tls_verify=True), FoundArr)

    def test_time(self):
        """Ten seconds are enough, whatever hangs."""
        self.network.silent.add("hung")
        asked = Deferred.fromCoroutine(ask_arr(self.connections, ArrAnswers(address="hung", api_key=KEY)))
        self.assertNoResult(asked)
        self.clock.advance(PATIENCE_SECONDS)
        self.assertEqual("timeout", self.successResultOf(asked).code)
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_link_local(self):
        """What only this link has, services of clouds among it, is told from what an Arr may have."""
        for address, avoided in (
            ("169.254.169.254", True), ("fe80::1", True), ("::ffff:169.254.1.1", True), ("fd00:ec2::254", True),
            ("127.0.0.1", False), ("10.0.0.1", False), ("192.168.1.1", False), ("fd00::1", False), ("radarr", False),
        ):  # fmt: skip
            self.assertEqual(avoided, is_link_local(address), address)


class QbittorrentTests(NetworkCase):
    """qBittorrent in each of its dialects."""

    def ask(self, address: str = "qbit", **more: object) -> FoundQbittorrent | Trouble:
        answers = QbittorrentAnswers(**{"address": address, "user_name": "admin", "password": PASSWORD, **more})
        return self.result(ask_qbittorrent(self.connections, answers))

    def test_each_release(self):
        """Version, folder, categories and free space; and it is left again."""
        for release in PROFILES:
            with self.subTest(release):
                qbit = self.qbittorrent(release=release, save_path="/data")
                qbit.free_space_bytes = 5_000
                category = {"category": "radarr", "savePath": "/data/films"}
                found = self.ask()
                assert isinstance(found, FoundQbittorrent)
                self.assertEqual((), found.categories)
                self.make(category)
                found = self.ask()
                self.assertEqual((FoundCategory(name="radarr", save_path="/data/films"),), found.categories)
                self.assertEqual("/data", found.save_path)
                self.assertEqual(5_000, found.free_space_bytes)
                self.assertTrue(qbit.profile.web_api.startswith(found.web_api[:4]))
                self.assertRegex(found.version, r"^\d+\.", "as a number, wherever it is shown")
                self.assertTrue(qbit.requests[-1].path.endswith("auth/logout"))

    def make(self, category: dict[str, str]) -> None:
        from qbitrr.clients.http.http import Http
        from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent

        http = Http(self.network, "http://qbit/api/v2", "qbit", self.clock)
        client = Qbittorrent(http, Credentials(username="admin", password=PASSWORD), self.clock)
        self.result(client.create_category(category["category"], category["savePath"]))

    def test_logins(self):
        """None needed, none given, a wrong one, and a ban are told apart; no password is in it."""
        self.qbittorrent()
        self.assertEqual("no_login", self.ask(password="").code)
        trouble = self.ask(password="wr0ng-one")
        self.assertEqual("wrong_login", trouble.code)
        self.assertNotIn("wr0ng-one", str(trouble))
        for _ in range(4):
            self.ask(password="wr0ng-one")
        self.assertEqual("banned", self.ask().code)

    def test_without_a_login(self):
        """A client that lets us in by our address is asked without one."""
        qbit = self.qbittorrent()
        qbit.preferences["bypass_local_auth"] = True
        self.assertIsInstance(self.ask(user_name="", password=""), FoundQbittorrent)

    def test_other_programs(self):
        """A page, and an Arr, are no qBittorrent."""
        self.network.hosts |= {"page": Page(b"<html>SECRET</html>"), "text": Page(b"SECRET")}
        for host, code in (("page", "web_page"), ("text", "wrong_program"), ("refused", "refused")):
            trouble = self.ask(host)
            self.assertEqual(code, trouble.code)
            self.assertNotIn("SECRET", str(trouble))

    def test_time(self):
        """Ten seconds are enough."""
        self.network.silent.add("hung")
        answers = QbittorrentAnswers(address="hung", password=PASSWORD)
        asked = Deferred.fromCoroutine(ask_qbittorrent(self.connections, answers))
        self.clock.advance(PATIENCE_SECONDS)
        self.assertEqual("timeout", self.successResultOf(asked).code)
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_answers_hide(self):
        """Neither answers nor findings print what is secret."""
        for answers in (
            QbittorrentAnswers(address="http://u:SECRET@x", password="SECRET", api_key="SECRET"),
            ArrAnswers(address="http://x?apikey=SECRET", api_key="SECRET"),
        ):
            self.assertNotIn("SECRET", repr(answers))
            self.assertNotIn("SECRET", f"{answers}")
        self.assertEqual("x", evolve(FoundQbittorrent(version="x", web_api="2")).version)
