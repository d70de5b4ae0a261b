"""Trying out connections over the web, with the real questions to simulated programs."""

from twisted.internet.defer import fail, maybeDeferred

from qbitrr.config.load import load
from qbitrr.setup.service import Setup
from qbitrr.testing.arr import Fault
from qbitrr.web.setup.pace import MOST_TESTS_PER_MINUTE
from tests.setup.network import KEY, NetworkCase, Page
from tests.web.program import Client

CONFIG = f"""
[Settings]
SchemaVersion = 1
[qBit]
Host = "qbit"
UserName = "admin"
Password = "adminadmin"
[Radarr-4K]
Managed = true
URI = "http://radarr:7878"
APIKey = "{KEY}"
Category = "films"
"""
HERE = "/api/arr/test-connection"


class TestCase(NetworkCase):
    __test__ = False

    def setUp(self):
        super().setUp()
        self.configured = CONFIG
        self.setup = Setup(
            path="/nowhere/config.toml", config=lambda: load(self.configured, {}).config, connections=self.connections,
            in_thread=maybeDeferred,
            begin_with=lambda text, before: fail(AssertionError("nothing is saved by a test")),
        )  # fmt: skip
        self.client = Client(setup=self.setup)

    def post(self, path=HERE, **body):
        return self.successResultOf(self.client.start("POST", path, json=body))


class ArrTestTests(TestCase):
    """`POST /api/arr/test-connection`."""

    __test__ = True

    def test_success(self):
        """The version stands where scripts look for it and where the browser does; profiles go along."""
        self.arr("radarr").settings.add_profile("Ultra-HD")
        for path in (HERE, "/web/arr/test-connection"):
            reply = self.post(path, arrType="radarr", uri="http://radarr:7878", apiKey=KEY)
            self.assertEqual(200, reply.status)
            version = reply.json()["version"]
            self.assertEqual(
                {
                    "success": True, "message": "Connected successfully", "version": version, "appName": "Radarr",
                    "systemInfo": {"version": version, "branch": "main"},
                    "qualityProfiles": [{"id": 1, "name": "Any"}, {"id": 2, "name": "Ultra-HD"}],
                },
                reply.json(),
            )  # fmt: skip

    def test_by_instance(self):
        """By section or category what is configured is used; what is sent beside it is not."""
        self.arr("radarr")
        for key in ("Radarr-4K", "films"):
            reply = self.post(arrType="radarr", instanceKey=key, uri="http://refused", apiKey="***")
            self.assertTrue(reply.json()["success"], reply.body)

    def test_a_key_as_it_is_shown(self):
        """It is the configured one of the Arr at that address, and is sent to no other."""
        self.configured = CONFIG.replace('"http://radarr:7878"', '"http://me:pw@radarr:7878"')
        self.arr("radarr")
        for shown in ("***", "[redacted]"):
            for uri in ("http://***@radarr:7878", "http://me:pw@radarr:7878"):
                self.assertTrue(self.post(arrType="radarr", uri=uri, apiKey=shown).json()["success"], uri)
            asked = len(self.network.asked)
            for uri in ("http://evil", "http://radarr:7878", "http://radarr:7879", ""):
                reply = self.post(arrType="radarr", uri=uri, apiKey=shown)
                self.assertEqual((400, False), (reply.status, reply.json()["success"]))
                self.assertIn("enter the key", reply.json()["message"])
            self.assertEqual(asked, len(self.network.asked))

    def test_every_type(self):
        """Each of the four is known, in capitals or not."""
        for kind in ("radarr", "sonarr", "lidarr", "readarr"):
            self.arr(kind)
            self.assertTrue(self.post(arrType=kind.upper(), uri=f"http://{kind}", apiKey=KEY).json()["success"])

    def test_failures(self):
        """What the Arr causes is an answer with status 200 and the words scripts know."""
        self.arr("radarr")
        self.arr("sonarr")
        self.network.hosts["gone"] = Page(b"", 404)
        for uri, key, words in (
            ("http://radarr:7878", "wrong", "Unauthorized: Invalid API key"),
            ("http://refused:7878", KEY, "Connection refused: Cannot reach http://refused:7878"),
            ("http://gone/elsewhere", KEY, "Not found: Check URI (http://gone/elsewhere)"),
            ("http://me:hunter2@refused", KEY, "Connection refused: Cannot reach http://refused"),
            ("http://slow", KEY, "in time"),
            ("http://nosuch", KEY, "not known"),
            ("http://sonarr", KEY, "That is a Sonarr, not a Radarr."),
        ):
            reply = self.post(arrType="radarr", uri=uri, apiKey=key)
            self.assertEqual((200, False), (reply.status, reply.json()["success"]), uri)
            self.assertIn(words, reply.json()["message"])
            self.assertNotIn("hunter2", reply.body.decode())

    def test_without_profiles(self):
        """An Arr that does not tell its profiles is connected all the same."""
        self.arr("radarr").faults.add(Fault(kind="status", status=500, path="/qualityprofile", times=9))
        reply = self.post(arrType="radarr", uri="radarr", apiKey=KEY)
        self.assertEqual((True, []), (reply.json()["success"], reply.json()["qualityProfiles"]))

    def test_refusals(self):
        """What cannot be asked is a 400 with its reason as `message` and as `error`; nobody is asked."""
        good = {"arrType": "radarr", "uri": "http://radarr", "apiKey": KEY}
        for change, words in (
            ({"arrType": None}, "Missing required field: arrType"),
            ({"uri": None}, "Missing required fields: arrType, uri, or apiKey"),
            ({"apiKey": None}, "Missing required fields: arrType, uri, or apiKey"),
            ({"apiKey": ""}, "Missing required fields: arrType, uri, or apiKey"),
            ({"uri": 7}, "Missing required fields: arrType, uri, or apiKey"),
            ({"instanceKey": "Radarr-X"}, "Instance not found or missing URI/APIKey in config"),
            ({"uri": "file:///etc/passwd"}, "URI must use http or https scheme"),
            ({"uri": "http://"}, "URI must contain a valid hostname"),
            ({"uri": "http://a b"}, "URI must contain a valid hostname"),
            ({"arrType": "prowlarr"}, "Invalid arrType: prowlarr"),
        ):
            body = {name: value for name, value in {**good, **change}.items() if value is not None}
            reply = self.post(**body)
            self.assertEqual(400, reply.status, change)
            self.assertEqual({"success": False, "message": words, "error": words}, reply.json())
        for data, words in ((b"", "Missing request body"), (b"[1]", "Invalid JSON body"), (b"{", "Invalid JSON body")):
            headers = {"Authorization": f"Bearer {self.client.settings.current.access.token}"}
            headers["Content-Type"] = "application/json"
            reply = self.successResultOf(self.client.start("POST", HERE, headers=headers, data=data))
            self.assertEqual((400, words), (reply.status, reply.json()["message"]))
        self.assertEqual([], self.network.asked)

    def test_not_for_everybody(self):
        """Without a credential nobody is asked."""
        for path in (HERE, "/web/arr/test-connection", "/api/qbit/test-connection", "/api/setup/probe"):
            reply = self.successResultOf(self.client.start("POST", path, headers=None, json={"arrType": "radarr"}))
            self.assertEqual(401, reply.status)
        self.assertEqual([], self.network.asked)

    def test_unexpected(self):
        """What nobody thought of is a 500 without its text, and in the log."""
        self.setup.test_arr = lambda answers: fail(RuntimeError("secret"))
        reply = self.post(arrType="radarr", uri="http://radarr", apiKey=KEY)
        text = "Connection test failed"
        self.assertEqual((500, {"success": False, "message": text, "error": text}), (reply.status, reply.json()))
        self.assertEqual(1, len(self.flushLoggedErrors(RuntimeError)))

    def test_pace(self):
        """Thirty within a minute, whatever is tested; later there is room again."""
        for _ in range(MOST_TESTS_PER_MINUTE):
            self.assertEqual(200, self.post(arrType="radarr", uri="http://refused", apiKey=KEY).status)
        reply = self.post(arrType="radarr", uri="http://refused", apiKey=KEY)
        self.assertEqual((429, "60"), (reply.status, reply.header("retry-after")))
        self.client.clock.advance(60)
        self.assertEqual(200, self.post(arrType="radarr", uri="http://refused", apiKey=KEY).status)

    def test_four_at_once(self):
        """Tests that hang keep others waiting, and nobody else; whoever leaves makes room."""
        self.arr("radarr")
        self.network.silent.add("hung")
        hung = [
            self.client.start("POST", HERE, json={"arrType": "radarr", "uri": "http://hung", "apiKey": KEY})
            for _ in range(4)
        ]
        waiting = self.client.start("POST", HERE, json={"arrType": "radarr", "uri": "http://radarr", "apiKey": KEY})
        self.assertNoResult(waiting)
        self.assertEqual(200, self.successResultOf(self.client.start("GET", "/health")).status)
        self.clock.advance(10)
        self.client.flush()
        self.assertTrue(self.successResultOf(waiting).json()["success"])
        for each in hung:
            self.assertFalse(self.successResultOf(each).json()["success"])


class QbitTestTests(TestCase):
    """`POST /api/qbit/test-connection`."""

    __test__ = True
    PATH = "/api/qbit/test-connection"

    def test_success(self):
        """By address or by section: version, folder, categories, space."""
        self.qbittorrent(save_path="/data").free_space_bytes = 9
        given = {"host": "qbit", "port": 8080, "userName": "admin", "password": "adminadmin"}
        for body in (given, {**given, "host": "http://qbit:8080/"}, {"instanceKey": "qBit"}):
            reply = self.post(self.PATH, **body)
            self.assertEqual(
                (True, "/data", 9), tuple(reply.json()[key] for key in ("success", "savePath", "freeSpace"))
            )

    def test_failures(self):
        """A wrong login is told, and not shown."""
        self.qbittorrent()
        reply = self.post(self.PATH, host="qbit", userName="admin", password="hunter22")
        self.assertEqual((200, "wrong_login"), (reply.status, reply.json()["code"]))
        self.assertNotIn("hunter22", reply.body.decode())
        for body in (
            {},
            {"host": "ftp://x"},
            {"host": "x", "port": 0},
            {"instanceKey": "qBit-X"},
            {"host": "x", "port": "y"},
        ):
            self.assertEqual(400, self.post(self.PATH, **body).status, body)
