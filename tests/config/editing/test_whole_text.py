"""The whole text of a file, shown and taken back."""

import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.editing.refusals import BadChanges, ProtectedKey
from qbitrr.config.editing.whole_text import masked_text, restored_text

TEXT = """\
# Mine; the old APIKey = "0123456789abcdef" is gone, and so is radarrkey-1 elsewhere.
[Settings]
SchemaVersion = 1
LoopSleepTimer = "1.4 weeks"  # slowly
[WebUI]
Token = "tokentoken"  # token=abcdefgh
PasswordHash = "$argon2id$x"
[qBit]
Password = ''
[[qBit.Trackers]]
Name = "A"
URI = "https://a.example/0123456789abcdef0123/announce"
[[qBit.Trackers]]
Name = "B"
URI = 'https://b.example/fedcba9876543210ffff/announce'
[Radarr-1]
Managed = true
URI = "http://user:secret-word@radarr:7878"
APIKey = 'radarrkey-1'
Category = "films"
EntrySearch = { Overseerr = { OverseerrAPIKey = "seerr-secret" } }
"""
SECRETS = (
    "0123456789abcdef",
    "tokentoken",
    "abcdefgh",
    "argon2id",
    "radarrkey-1",
    "fedcba98",
    "secret-word",
    "seerr-secret",
)


class Masked(SynchronousTestCase):
    def test_shown(self):
        """No secret is in it, in values or comments; everything else is, and it is TOML."""
        text = masked_text(TEXT)
        for secret in SECRETS:
            self.assertNotIn(secret, text)
        self.assertEqual("films", tomlkit.parse(text).unwrap()["Radarr-1"]["Category"])
        for kept in (
            'LoopSleepTimer = "1.4 weeks"  # slowly',
            "Password = ''",
            'Name = "A"',
            "# Mine; the old APIKey = ***",
        ):
            self.assertIn(kept, text)

    def test_back_as_it_was_shown(self):
        """It is the file again, to the byte."""
        back = restored_text(masked_text(TEXT), TEXT)
        self.assertEqual((TEXT, (), {}), (back.text, back.changed, back.renamed))

    def test_changed(self):
        """What was written is in it, what is masked stays: under another name of its section and in another order of rows, too."""
        text = masked_text(TEXT).replace("[Radarr-1]", "[Radarr-UHD]").replace('"films"', '"uhd"  # new')
        first, second = text.index("[[qBit.Trackers]]"), text.rindex("[[qBit.Trackers]]")
        end = text.index("[Radarr-UHD]")
        text = text[:first] + text[second:end] + text[first:second] + text[end:]
        back = restored_text(text, TEXT)
        tree = tomlkit.parse(back.text).unwrap()
        self.assertEqual({"Radarr-1": "Radarr-UHD"}, back.renamed)
        self.assertEqual(("radarrkey-1", "uhd"), (tree["Radarr-UHD"]["APIKey"], tree["Radarr-UHD"]["Category"]))
        self.assertEqual("seerr-secret", tree["Radarr-UHD"]["EntrySearch"]["Overseerr"]["OverseerrAPIKey"])
        self.assertEqual(["fedcba9876543210ffff", "0123456789abcdef0123"], [
            row["URI"].split("/")[3] for row in tree["qBit"]["Trackers"]
        ])  # fmt: skip
        self.assertIn(("Radarr-UHD", "Category"), [path for path, _ in back.changed])

    def test_another_secret(self):
        """A new value takes the place of a masked one."""
        text = masked_text(TEXT).replace('OverseerrAPIKey = "***"', 'OverseerrAPIKey = "new-secret"')
        tree = tomlkit.parse(restored_text(text, TEXT).text).unwrap()
        self.assertEqual("new-secret", tree["Radarr-1"]["EntrySearch"]["Overseerr"]["OverseerrAPIKey"])

    def wrong(self, text):
        return [(each.key, each.message) for each in self.assertRaises(BadChanges, restored_text, text, TEXT).wrong]

    def test_refused(self):
        """What is no TOML, with its line; and what is masked but not stored, with its key."""
        self.assertIn("line 2, column", self.wrong("[Settings]\nA = = 1\n")[0][1])
        new = masked_text(TEXT) + '\n[Sonarr-New]\nAPIKey = "***"\n'
        self.assertEqual(["Sonarr-New.APIKey"], [key for key, _ in self.wrong(new)])

    def test_protected(self):
        """What only the program itself writes cannot be written this way, nor taken out."""
        for before, after in (("SchemaVersion = 1", "SchemaVersion = 2"), ('PasswordHash = "***"\n', "")):
            self.assertRaises(ProtectedKey, restored_text, masked_text(TEXT).replace(before, after), TEXT)


WORDS = st.text("abcXYZ019 #'\"\\=[]{}.,/:@*-ä", max_size=30)
VALUES = st.one_of(WORDS, st.integers(-5, 10**6), st.booleans(), st.lists(WORDS, max_size=3))
KEYS = st.sampled_from(["APIKey", "URI", "Token", "Password", "Category", "Unknown", "importMode"])


@given(
    st.dictionaries(
        st.sampled_from(["WebUI", "qBit", "qBit-x", "Radarr-1", "Sonarr-2"]),
        st.dictionaries(KEYS, VALUES, max_size=5),
        max_size=4,
    ),
    st.lists(WORDS, max_size=3),
)  # fmt: skip
def test_there_and_back(tree: dict[str, dict[str, object]], remarks: list[str]) -> None:
    """Whatever is in a file: sent back as it was shown it is the same file, and no value of a secret key was shown."""
    text = tomlkit.dumps(tree) + "".join(f"# {each}\n" for each in remarks)
    masked = masked_text(text)
    assert restored_text(masked, text).text == text
    secret = tomlkit.parse(masked).unwrap()
    for section, table in tree.items():
        for key in ("Token", "Password") if section != "WebUI" else ("Token",):
            if isinstance(table.get(key), str) and table[key]:
                assert secret[section][key] == "***"
