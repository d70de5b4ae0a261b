"""The configuration over HTTP."""

import inspect

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.configuration.configuration import Configuration
from qbitrr.config.backups import Backup
from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.config.editing.refusals import BadChanges, ChangeConflict, Clash, ConfigFileTrouble, ProtectedKey, WrongKey
from qbitrr.config.schema.config import Fixed
from qbitrr.errors import Unknown
from qbitrr.resolved.config_changes import ConfigChanged
from qbitrr.web.config.control import ConfigControl
from tests.web.program import BEARER, PLAN, Client, FakeConfiguration


class ConfigCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.configuration = self.client.configuration

    def ask(self, method, path, body=None, **headers):
        more = {"json": body} if body is not None else {}
        return self.successResultOf(self.client.start(method, path, headers=BEARER | headers, **more))


class Showing(ConfigCase):
    def test_content(self):
        """The tree as it is, named by its revision."""
        for path in ("/api/config", "/web/config?stated=1"):
            reply = self.ask("GET", path)
            self.assertEqual({"Settings": {"SchemaVersion": 1}}, reply.json())
            self.assertEqual('"now"', reply.header("etag"))
            self.assertEqual("no-store", reply.header("cache-control"))

    def test_what_is_not_stated(self):
        """Browsers are told what counts there: defaults of that kind of section. What is stated stays, whatever it is."""
        self.configuration.tree = {
            "Settings": {"SchemaVersion": 1, "LoopSleepTimer": "10s", "Torrent": "odd"},
            "Sonarr-TV": {"URI": "http://s", "EntrySearch": {"SearchLimit": 9}},
            "Odd": {"A": 1},
            "Radarr-X": 7,
        }
        shape = self.ask("GET", "/web/config").json()
        settings, sonarr = shape["Settings"], shape["Sonarr-TV"]
        self.assertEqual(
            ("10s", 180, "odd"),
            tuple(settings[each] for each in ("LoopSleepTimer", "IgnoreTorrentsYoungerThan", "Torrent")),
        )
        self.assertEqual((True, "INFO", ["one.one.one.one", "dns.google.com"]), tuple(
            settings[each] for each in ("AutoRestartProcesses", "ConsoleLevel", "PingURLS")
        ))  # fmt: skip
        self.assertEqual((9, True, "smart"), tuple(
            sonarr["EntrySearch"][each] for each in ("SearchLimit", "SearchMissing", "SearchBySeries")
        ))  # fmt: skip
        self.assertEqual(({"A": 1}, 7, 6969), (shape["Odd"], shape["Radarr-X"], shape["WebUI"]["Port"]))
        for section, key in (("Settings", "ConfigVersion"), ("WebUI", "PasswordHash"), ("WebUI", "AuthDisabled")):
            self.assertNotIn(key, shape[section], "written by the program alone, or absent for a reason")

    def test_what_the_environment_holds(self):
        """Browsers are told what counts; scripts, and who wants only that, what the file states."""
        self.configuration.tree = {"Settings": {"SchemaVersion": 1, "LoopSleepTimer": 5}}
        self.configuration.env = {"QBITRR_SETTINGS_LOOP_SLEEP_TIMER": "60"}
        for path, seconds in (("/web/config", 60), ("/web/config?stated=1", 5), ("/api/config", 5)):
            self.assertEqual(seconds, self.ask("GET", path).json()["Settings"]["LoopSleepTimer"], path)

    def test_a_newer_file(self):
        """Browsers are warned, scripts get the tree as ever."""
        self.configuration.tree = {"Settings": {"SchemaVersion": 99}}
        self.assertEqual(self.configuration.tree, self.ask("GET", "/api/config").json())
        warned = self.ask("GET", "/web/config?stated=1").json()
        self.assertEqual(self.configuration.tree, warned["config"])
        self.assertEqual("config_version_mismatch", warned["warning"]["type"])
        self.assertEqual(99, warned["warning"]["currentVersion"])
        self.assertIn("newer release", warned["warning"]["message"])

    def test_a_newer_file_of_the_other_program(self):
        """Its stamp counts where there is none of ours, and is shown as it is."""
        for settings, stamp in (
            ({"ConfigVersion": "5.15.0"}, "5.15.0"),
            ({"ConfigVersion": "5.14.9"}, None),
            ({"ConfigVersion": 7}, None),
            ({"ConfigVersion": "6.0.0", "SchemaVersion": 1}, None),
        ):
            self.configuration.tree = {"Settings": settings}
            warning = self.ask("GET", "/web/config").json().get("warning")
            self.assertEqual(stamp, warning and warning["currentVersion"])

    def test_unreadable(self):
        """A file that cannot be read is said to be so."""
        self.configuration.error = ConfigFileTrouble(what="load", why="line 3: password = 'secretsecret'")
        for path in ("/api/config", "/api/config/backups"):
            reply = self.ask("GET", path)
            self.assertEqual(500, reply.status)
            self.assertTrue(reply.json()["error"].startswith("Failed to load config: line 3"))
            self.assertNotIn("secretsecret", reply.body.decode())

    def test_raw(self):
        """The text with its revision, secrets masked; as a file, too."""
        self.configuration.text = "[WebUI]\nToken = 'tokentoken'\n"
        masked = '[WebUI]\nToken = "***"\n'
        reply = self.ask("GET", "/web/config/raw")
        self.assertEqual(({"text": masked, "revision": "now"}, '"now"'), (reply.json(), reply.header("etag")))
        reply = self.ask("GET", "/api/config/export")
        self.assertEqual(
            (masked.encode(), "application/toml; charset=utf-8", 'attachment; filename="config.masked.toml"'),
            (reply.body, reply.header("content-type"), reply.header("content-disposition")),
        )

    def test_rewriting(self):
        """Goes its way with its revision, which must be there; what somebody else wrote meanwhile is not overwritten."""
        body = {"text": "[Settings]\n", "revision": "now"}
        self.assertTrue(self.ask("POST", "/web/config/raw", body).json()["configReloaded"])
        self.ask("POST", "/api/config/raw", body | {"dryRun": True})
        self.assertEqual(
            [("rewrite", "[Settings]\n", "now", False), ("rewrite", "[Settings]\n", "now", True)],
            self.configuration.calls,
        )
        reply = self.ask("POST", "/api/config/raw", {"text": ""})
        self.assertEqual(
            (400, "revision must be that of the text it was made from"), (reply.status, reply.json()["error"])
        )
        self.configuration.error = ChangeConflict()
        reply = self.ask("POST", "/api/config/raw", body)
        self.assertEqual((409, "CONFIG_CONFLICT"), (reply.status, reply.json()["code"]))

    def test_importing(self):
        """A text that was exported goes in the place of whatever there is by now; its secrets are those of the present."""
        self.configuration.text = "[WebUI]\nToken = 'tokentoken'\n"
        exported = self.ask("GET", "/api/config/export").body.decode()
        self.assertTrue(self.ask("POST", "/web/config/import", {"text": exported}).json()["configReloaded"])
        self.ask("POST", "/api/config/import", {"text": exported, "dryRun": True})
        self.assertEqual(
            [("rewrite", exported, "now", False), ("rewrite", exported, "now", True)],
            [each for each in self.configuration.calls if each[0] == "rewrite"],
        )
        reply = self.ask("POST", "/api/config/import", {})
        self.assertEqual((400, "text must be the text of a configuration file"), (reply.status, reply.json()["error"]))

    def test_problems(self):
        """With their parts, and nothing secret in the texts."""
        self.configuration.trouble = "token=0123456789"
        reply = self.ask("GET", "/api/config/problems")
        (problem,) = reply.json()["problems"]
        self.assertEqual(
            ("error", "Radarr-4K", "URI", 7), tuple(problem[key] for key in ("severity", "section", "key", "line"))
        )
        self.assertNotIn("0123456789", reply.body.decode())

    def test_fixed(self):
        """What the environment holds is named with its variable, and a file that may not act yet says so."""
        self.assertEqual(
            ([], True), tuple(self.ask("GET", "/api/config/problems").json()[key] for key in ("fixed", "confirmed"))
        )
        self.configuration.fixed = (Fixed(key="Settings.Tagless", variable="QBITRR_SETTINGS_TAGLESS"),)
        self.configuration.held = {"Settings.Tagless": True}
        self.configuration.is_confirmed = False
        answer = self.ask("GET", "/api/config/problems").json()
        wanted = {"key": "Settings.Tagless", "variable": "QBITRR_SETTINGS_TAGLESS", "why": "", "value": True}
        self.assertEqual(([wanted], False), (answer["fixed"], answer["confirmed"]))

    def test_backups(self):
        """Newest first, with time and size."""
        self.configuration.found = (Backup(name="config.x.toml", at=1764244800.5, size_bytes=12),)
        wanted = {"name": "config.x.toml", "at": "2025-11-27T12:00:00Z", "size": 12}
        self.assertEqual({"backups": [wanted]}, self.ask("GET", "/api/config/backups").json())

    def test_schema(self):
        """The fields of every kind of section."""
        schema = self.ask("GET", "/api/config/schema").json()
        self.assertEqual({"Settings", "WebUI", "qBit", "Arr"}, set(schema["sections"]))


class Changing(ConfigCase):
    def test_changing(self):
        """The contract's answer, and what was done."""
        reply = self.ask(
            "POST", "/api/config", {"changes": {"Radarr-4K.URI": "http://b"}, "renames": {"Radarr-1": "Radarr-4K"}}
        )
        self.assertEqual("true", reply.header("x-config-reloaded"))
        self.assertEqual('"new"', reply.header("etag"))
        self.assertIn("no-cache", reply.header("cache-control"))
        answer = reply.json()
        contract = {"status": "ok", "configReloaded": True, "reloadType": "single_arr", "affectedInstances": []}
        self.assertEqual(contract, {key: answer[key] for key in contract})
        self.assertEqual(
            [{"target": "Radarr-4K", "action": "restart_section", "text": "Radarr-4K is restarted"}],
            answer["reload"]["effects"],
        )
        self.assertEqual({"Radarr-1": "Radarr-4K"}, answer["renamed"])
        wanted = ChangeSet(changes={"Radarr-4K.URI": "http://b"}, renames={"Radarr-1": "Radarr-4K"})
        self.assertEqual([("change", wanted, "", False)], self.configuration.calls)

    def test_revision(self):
        """In the body or as a header."""
        for body, headers in (
            ({"revision": "abc"}, {}),
            ({}, {"If-Match": '"abc"'}),
            ({}, {"If-Match": 'W/"abc"'}),
            ({"revision": "abc"}, {"If-Match": '"other"'}),
        ):
            self.ask("POST", "/api/config", {"changes": {}} | body, **headers)
        self.ask("POST", "/api/config", {"changes": {}}, **{"If-Match": "*"})
        self.assertEqual(["abc"] * 4 + [""], [call[2] for call in self.configuration.calls])

    def test_dry_run(self):
        """Only asked what would be."""
        self.configuration.changed = ConfigChanged(plan=PLAN, revision="now", is_saved=False, renamed={})
        for path, body in (("/api/config", {"dryRun": True}), ("/api/config/plan", {})):
            reply = self.ask("POST", path, {"changes": {}} | body)
            self.assertEqual((False, False), (reply.json()["saved"], reply.json()["configReloaded"]))
            self.assertIsNone(reply.header("x-config-reloaded"))
        self.assertEqual([True, True], [call[3] for call in self.configuration.calls])

    def test_refusals(self):
        """Each with its status and what helps to tell it apart."""
        for error, status, text in (
            (
                ProtectedKey(key="Settings.ConfigVersion"),
                403,
                "Cannot modify protected configuration key: Settings.ConfigVersion",
            ),
            (
                ChangeConflict(),
                409,
                "The configuration has changed since it was read: read it again and repeat the change",
            ),
            (
                ConfigFileTrouble(what="save", why="No space left on device"),
                500,
                "Failed to save config: No space left on device",
            ),
            (Unknown("There is no backup x"), 404, "There is no backup x"),
        ):
            self.configuration.error = error
            for path, body in (
                ("/api/config", {"changes": {}}),
                ("/web/config/restore", {"name": "x"}),
                ("/api/config/confirm", None),
            ):
                reply = self.ask("POST", path, body)
                self.assertEqual((status, text), (reply.status, reply.json()["error"]))

    def test_what_is_wrong(self):
        """The contract's text, and a list."""
        self.configuration.error = BadChanges(
            wrong=(WrongKey(key="WebUI.Port", message="WebUI Port must be at most 65535."),)
        )
        reply = self.ask("POST", "/api/config", {"changes": {}})
        self.assertEqual(400, reply.status)
        self.assertEqual(
            {
                "error": "Please resolve the following issues:\nWebUI.Port: WebUI Port must be at most 65535.",
                "validationErrors": [{"path": "WebUI.Port", "message": "WebUI Port must be at most 65535."}],
            },
            reply.json(),
        )

    def test_validating(self):
        """What a change would be refused for, as an answer: nothing is changed, and a good one has its warnings."""
        self.configuration.changed = ConfigChanged(
            plan=PLAN, revision="now", is_saved=False, renamed={}, warnings=self.configuration.state().problems
        )
        reply = self.ask("POST", "/api/config/validate", {"changes": {"WebUI.Port": 1}, "renames": {"a": "b"}})
        answer = reply.json()
        self.assertEqual(
            (200, True, "", []), (reply.status, answer["valid"], answer["error"], answer["validationErrors"])
        )
        self.assertEqual((1, True), (len(answer["warnings"]), "0123456789" not in reply.body.decode()))
        self.ask("POST", "/web/config/validate", {"text": "[Settings]\n", "revision": "now"})
        self.ask("POST", "/web/config/validate", {"text": "[Settings]\n"})
        wanted = ChangeSet(changes={"WebUI.Port": 1}, renames={"a": "b"})
        asked = [each for each in self.configuration.calls if each[0] != "show_text"]
        self.assertEqual([("change", wanted, "", True), *[("rewrite", "[Settings]\n", "now", True)] * 2], asked)

    def test_not_valid(self):
        """Every key that is wrong; a protected one is among them, and what is no answer about the keys stays a refusal."""
        port = WrongKey(key="WebUI.Port", message="WebUI Port must be at most 65535.")
        protected = "Cannot modify protected configuration key: Settings.ConfigVersion"
        for error, wrong in (
            (BadChanges(wrong=(port,)), {"path": "WebUI.Port", "message": port.message}),
            (ProtectedKey(key="Settings.ConfigVersion"), {"path": "Settings.ConfigVersion", "message": protected}),
        ):
            self.configuration.error = error
            reply = self.ask("POST", "/api/config/validate", {"changes": {}})
            self.assertEqual(
                (200, {"valid": False, "error": str(error), "validationErrors": [wrong], "warnings": []}),
                (reply.status, reply.json()),
            )
        self.configuration.error = ConfigFileTrouble(what="load", why="it is gone")
        self.assertEqual(500, self.ask("POST", "/api/config/validate", {"changes": {}}).status)
        self.configuration.error = ChangeConflict()
        self.assertEqual(409, self.ask("POST", "/api/config/validate", {"changes": {}, "revision": "old"}).status)

    def test_nothing_to_validate(self):
        """Changes or a text: not neither, not both."""
        for body in ({}, {"changes": {}, "text": ""}, {"renames": {"a": "b"}, "text": ""}, {"text": 1}, {"changes": 1}):
            self.assertEqual(400, self.ask("POST", "/api/config/validate", body).status, body)
        self.assertEqual([], self.configuration.calls)

    def test_conflicts(self):
        """Which keys, with all three values."""
        self.configuration.error = ChangeConflict(clashes=(Clash(key="A.B", before=1, on_disk=None, wanted=[2]),))
        reply = self.ask("POST", "/api/config", {"changes": {}})
        self.assertEqual((409, "CONFIG_CONFLICT"), (reply.status, reply.json()["code"]))
        self.assertEqual([{"key": "A.B", "before": 1, "onDisk": None, "wanted": [2]}], reply.json()["conflicts"])

    def test_bodies(self):
        """What is no change set is refused before anybody is asked."""
        for body, text in (
            ({}, "changes must be an object"),
            ({"changes": [1]}, "changes must be an object"),
            ({"changes": {}, "renames": {"a": 1}}, "renames must be an object of names"),
            ({"changes": {}, "dryRun": "yes"}, "dryRun must be true or false"),
        ):
            reply = self.ask("POST", "/api/config", body)
            self.assertEqual((400, {"error": text}), (reply.status, reply.json()))
        self.assertEqual([], self.configuration.calls)


class Control(SynchronousTestCase):
    def test_who_answers(self):
        """The service, and what stands for it here, can be asked what the web asks."""
        for name, wanted in vars(ConfigControl).items():
            if name.startswith("_"):
                continue
            for kind in (Configuration, FakeConfiguration):
                given = list(inspect.signature(getattr(kind, name)).parameters.values())
                asked = list(inspect.signature(wanted).parameters.values())
                self.assertEqual([each.default for each in asked], [each.default for each in given], (kind, name))
                self.assertEqual(
                    [each.name for each in asked if each.kind is each.KEYWORD_ONLY],
                    [each.name for each in given if each.kind is each.KEYWORD_ONLY],
                )
