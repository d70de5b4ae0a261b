"""The conversation at the terminal, with a person who has learnt their lines and simulated programs."""

import io
from contextlib import redirect_stdout

from qbitrr.config.load import load
from qbitrr.model.setup import ArrAnswers, Draft, FoundArr, FoundQbittorrent, QbittorrentAnswers, Trouble
from qbitrr.setup.arr_questions import ask_arr
from qbitrr.setup.drafting import drafted
from qbitrr.setup.qbittorrent_questions import ask_qbittorrent
from qbitrr.setup.terminal.conversation import Conversation
from qbitrr.setup.terminal.person import Leave, TerminalPerson
from qbitrr.testing.arr import MemoryDownloads
from tests.setup.network import KEY, NetworkCase

TOKEN = "f00d" * 16
PASSWORD = "adminadmin"
LINK = f"http://radarr:7878/api/v3/system/status?apikey={KEY}"
GO_ON, YES = "", ""


class Secretly(str):
    """A line that is typed without being shown."""

    __slots__ = ()


class ConversationTests(NetworkCase):
    """What is said, and what comes of it."""

    def setUp(self) -> None:
        super().setUp()
        self.qbittorrent("qbit", save_path="/data")
        self.arr("radarr", category="films")
        self.said = ""

    # IPrograms

    def arr_(self, answers: ArrAnswers) -> FoundArr | Trouble:
        return self.result(ask_arr(self.connections, answers))

    def qbittorrent_(self, answers: QbittorrentAnswers) -> FoundQbittorrent | Trouble:
        return self.result(ask_qbittorrent(self.connections, answers))

    def hold(
        self, *lines: str, present: str | None = None, folders: tuple[str, ...] = ("/data",)
    ) -> tuple[Draft, bool]:
        """The conversation with a person who says *lines* and then has nothing left to say."""
        left = list(lines)

        def read(prompt: str) -> str:
            print(prompt)
            if not left:
                raise EOFError
            assert not isinstance(left[0], Secretly), (left[0], prompt)
            print(left[0])
            return left.pop(0)

        def read_secret(prompt: str) -> str:
            print(prompt)
            assert isinstance(left[0], Secretly), (left[0], prompt)
            return str(left.pop(0))

        programs = type("Asked", (), {"arr": staticmethod(self.arr_), "qbittorrent": staticmethod(self.qbittorrent_)})()
        conversation = Conversation(
            TerminalPerson(read, read_secret), programs,
            draft=lambda plan: drafted(plan, TOKEN, present), is_folder=lambda path: path in folders,
            present=load(present, {}).config if present else None,
        )  # fmt: skip
        out = io.StringIO()
        try:
            with redirect_stdout(out):
                draft = conversation.hold()
        finally:
            self.said = out.getvalue()
        self.assertEqual([], left)
        return draft

    def config(self, *lines: str, **more):
        draft, _ = self.hold(*lines, **more)
        return load(draft.text, {}).config

    def test_the_usual(self) -> None:
        """Six answers: address, login, a link, the rest by Enter. What is secret is never shown."""
        config = self.config(
            "qbit", "", Secretly(PASSWORD), GO_ON, LINK, "", GO_ON, "", YES
        )  # fmt: skip
        self.assertEqual(["qBit"], [each.section for each in config.qbits])
        self.assertEqual(PASSWORD, config.qbits[0].password.reveal())
        self.assertEqual([("Radarr-Films", "films")], [(each.section, each.category) for each in config.arrs])
        self.assertEqual(("/data", True), (config.settings.completed_download_folder, config.settings.dry_run))
        for secret in (PASSWORD, TOKEN):
            self.assertNotIn(secret, self.said)
        self.assertIn("Downloads go to: /data", self.said)
        self.assertIn("its category: films", self.said)

    def test_secret_is_asked_for(self) -> None:
        """A key that is not in the link is typed unseen, and shown nowhere."""
        config = self.config("none", "radarr:7878", Secretly(KEY), "", GO_ON, "", YES)
        self.assertEqual(KEY, config.arrs[0].api_key.reveal())
        self.assertNotIn(KEY, self.said)

    def test_wrong_answers(self) -> None:
        """Each failure is a sentence, a remedy and a choice; a wrong login or key can be typed again."""
        config = self.config(
            "refused", "2", "qbit", "admin", Secretly("wrong"), "1", "admin", Secretly(PASSWORD), GO_ON,
            "radarr:7878", Secretly("wrong"), "1", Secretly(KEY), "Kino", GO_ON, "", YES,
        )  # fmt: skip
        self.assertEqual([("Radarr-Kino", KEY)], [(each.section, each.api_key.reveal()) for each in config.arrs])
        for words in (
            "Nobody listens at refused",
            "Is qBittorrent running",
            "refuses this user name",
            "refuses this API key",
        ):
            self.assertIn(words, self.said)
        self.assertNotIn("wrong\n", self.said)

    def test_certificates(self) -> None:
        """One that is not trusted may be accepted."""
        self.network.self_signed.add("radarr")
        config = self.config("none", LINK.replace("http:", "https:"), "1", "", GO_ON, "", YES)
        self.assertTrue(config.arrs[0].skip_tls_verify)

    def test_untested_and_left_out(self) -> None:
        """What is away can be kept as it is said to be, or left out."""
        config = self.config(
            "refused:8080", "4", "admin", Secretly(PASSWORD), GO_ON,
            f"http://refused:7878?apikey={KEY}", "4", "1", "films", "", f"http://nosuch?apikey={KEY}", "5", GO_ON, "", YES,
        )  # fmt: skip
        self.assertEqual(("refused", PASSWORD), (config.qbits[0].host, config.qbits[0].password.reveal()))
        self.assertEqual(["films"], [each.category for each in config.arrs])

    def test_choices(self) -> None:
        """Several categories are offered as a list; a name may be chosen."""
        self.arr("sonarr", category="tv").link(MemoryDownloads(), name="Second", category="anime")
        config = self.config("none", f"http://sonarr?apikey={KEY}", "2", "", GO_ON, "", YES)
        self.assertEqual([("Sonarr-Anime", "anime")], [(each.section, each.category) for each in config.arrs])

    def test_one_category_for_two(self) -> None:
        """A second Arr with a category that is taken gets another one, or is left out."""
        self.arr("radarr", "radarr4k", category="films")
        second = f"http://radarr4k?apikey={KEY}"
        config = self.config("none", LINK, "", second, "1", "films-4k", "", GO_ON, "", YES)
        self.assertEqual(["films", "films-4k"], [each.category for each in config.arrs])
        self.assertIn("do not use 'films-4k'", self.said)
        self.assertEqual(1, len(self.config("none", LINK, "", second, "2", GO_ON, "", YES).arrs))
        self.assertEqual(1, len(self.config("none", LINK, "", LINK, "2", GO_ON, "", YES).arrs))

    def test_going_back(self) -> None:
        """Back drops what was said last, from wherever; nothing of it is left."""
        config = self.config(
            "qbit", "", Secretly(PASSWORD), "back", "qbit", "", Secretly(PASSWORD), GO_ON,
            LINK, "back", LINK, "", GO_ON, "back", "back", LINK, "Again", GO_ON, "/data", "2", "back", GO_ON, "", YES,
        )  # fmt: skip
        self.assertEqual(
            (["qBit"], ["Radarr-Again"]), ([q.section for q in config.qbits], [a.section for a in config.arrs])
        )

    def test_folder(self) -> None:
        """A folder that this machine has not is kept only if the person says so."""
        config = self.config("none", LINK, "", GO_ON, "/nowhere", "2", "/data", YES)
        self.assertEqual("/data", config.settings.completed_download_folder)
        self.assertIn("no folder /nowhere here", self.said)
        config = self.config("none", LINK, "", GO_ON, "/nowhere", "1", YES)
        self.assertEqual("/nowhere", config.settings.completed_download_folder)

    def test_leaving(self) -> None:
        """Whoever leaves at any question leaves nothing behind; so does whoever has nothing left to say."""
        lines = ["qbit", "", Secretly(PASSWORD), GO_ON, LINK, "", GO_ON, ""]
        for said in range(len(lines)):
            if not isinstance(lines[said], Secretly):
                with self.assertRaises(Leave):
                    self.hold(*lines[:said], "quit")
            if not (said and isinstance(lines[said], Secretly)):
                with self.assertRaises(EOFError):
                    self.hold(*lines[:said])
        with self.assertRaises(Leave):
            self.hold(*lines, "3")

    def test_nothing_at_all(self) -> None:
        """Without any program there is nothing to write."""
        with self.assertRaises(Leave):
            self.hold("none", GO_ON, "", "2")
        self.assertIn("nothing to set up", self.said)

    def test_beside_a_configuration(self) -> None:
        """New sections are added to what there is; one that is at work stays so only if the person says it."""
        present = self.hold("none", LINK, "", GO_ON, "/data", YES)[0].text.replace("DryRun = true", "DryRun = false")
        self.arr("sonarr", category="tv")
        for choice, dry_run in (("1", True), ("2", False)):
            draft, wanted = self.hold(GO_ON, f"http://sonarr?apikey={KEY}", "", GO_ON, choice, YES, present=present)
            config = load(draft.text, {}).config
            self.assertEqual((dry_run, dry_run), (wanted, config.settings.dry_run))
            self.assertEqual(["films", "tv"], [each.category for each in config.arrs])
            self.assertEqual(dry_run, not draft.text.startswith(present))

    def test_api_key_of_a_client(self) -> None:
        """What looks like an API key of qBittorrent is one."""
        config = self.config("refused", "4", "", Secretly("qbt_" + "x" * 28), GO_ON, LINK, "", GO_ON, "/data", YES)
        self.assertEqual(("", "qbt_" + "x" * 28), (config.qbits[0].user_name, config.qbits[0].api_key.reveal()))
