"""What never reaches a log."""

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.redaction import MASK, Redactor

KEY = "0123456789abcdef0123456789abcdef"


class RedactorTests(SynchronousTestCase):
    def test_known_values_are_masked_in_every_spelling(self):
        """A known secret is masked as it is, percent-encoded and as JSON writes it."""
        redact = Redactor(['p@ss "word"'])
        for spelling in ('p@ss "word"', "p%40ss%20%22word%22", "p%40ss+%22word%22", 'p@ss \\"word\\"'):
            self.assertEqual(f"<{MASK}>", redact(f"<{spelling}>"))

    def test_the_longer_of_two_secrets_wins(self):
        """A secret that begins with another leaves no rest behind."""
        self.assertEqual(MASK, Redactor(["secret", "secretive-one"])("secretive-one"))

    def test_short_values_are_left(self):
        """Three letters are no secret one can search for."""
        self.assertEqual("abc", Redactor(["abc", ""])("abc"))

    def test_learning_replaces(self):
        """After the configuration changed, the new values are the secret ones."""
        redact = Redactor(["old-secret"])
        redact.learn(["new-secret"])
        self.assertEqual(f"old-secret {MASK}", redact("old-secret new-secret"))

    def test_what_looks_like_a_secret_is_masked(self):
        """Keys in addresses, headers and JSON, user names in URLs, pass-keys of trackers."""
        for text in (
            f"GET http://radarr:7878/api/v3/queue?apikey={KEY}&page=1",
            f"/web/logs/Main.log?token={KEY}",
            f"X-Api-Key: {KEY}",
            f'{{"apiKey": "{KEY}", "x": 1}}',
            f"'Authorization': 'Bearer {KEY}'",
            f"password='{KEY} {KEY}' next",
            f"Cookie: QBT_SID_8080={KEY}; SID={KEY}",
            f"http://user:{KEY}@qbit:8080/api",
            f"https://tracker.example/{KEY}/announce",
            f"https://tracker.example/announce/{KEY}",
            f"https://tracker.example/announce.php?passkey={KEY}",
            f"https://tracker.example/announce?torrent_pass={KEY}&authkey={KEY}",
        ):
            redacted = Redactor()(text)
            self.assertNotIn(KEY, redacted)
            self.assertIn(MASK, redacted)

    def test_what_is_no_secret_stays(self):
        """Hashes, ordinary words with a colon and addresses are readable."""
        for text in (
            f"torrent {KEY}01234567 of qBit removed",
            "https://tracker.example/announce",
            "http://radarr:7878/api/v3/queue?page=1&pageSize=100",
            "3 passes: all good",
            "keys: none, monkey: business",
        ):
            self.assertEqual(text, Redactor()(text))

    def test_the_rest_of_the_line_stays(self):
        """Only the value goes."""
        self.assertEqual(f"a?apikey={MASK}&page=1 done", Redactor()(f"a?apikey={KEY}&page=1 done"))

    @given(st.text(), st.text())
    def test_a_known_secret_never_comes_through(self, before, after):
        """Whatever stands around it."""
        self.assertNotIn("Tr0ub4dor&3", Redactor(["Tr0ub4dor&3"])(f"{before}Tr0ub4dor&3{after}"))

    @given(st.text())
    def test_lines_are_never_joined(self, text):
        """Masking keeps every line where it is."""
        self.assertEqual(text.count("\n"), Redactor(["secret"])(text).count("\n"))
