from twisted.trial.unittest import SynchronousTestCase

from qbitrr.wire.redaction import Redactor


class Masking(SynchronousTestCase):
    """Secrets of the configuration do not leave a process as text."""

    def test_values_of_secret_keys_are_masked_wherever_they_lie(self):
        """Nested, in lists, and as part of an address."""
        redact = Redactor(
            {
                "Arr": {"APIKey": "0123456789abcdef", "URI": "http://radarr"},
                "hooks": [{"Token": "p@ss word"}],
                "passwords": ["hunter22"],
            }
        )
        self.assertEqual("key *** http://radarr", redact("key 0123456789abcdef http://radarr"))
        self.assertEqual("*** and ***, ***", redact("p@ss word and p%40ss%20word, hunter22"))

    def test_the_longest_secret_wins(self):
        """One secret inside another leaves no rest."""
        self.assertEqual("***", Redactor({"a_token": "abcd", "b_token": "abcdef"})("abcdef"))

    def test_short_values_and_other_types_are_no_secrets(self):
        """Masking them would riddle ordinary words."""
        redact = Redactor({"Password": "abc", "token": 1234, "secret": None, "name": "visible"})
        self.assertEqual("abc 1234 None visible", redact("abc 1234 None visible"))

    def test_passwords_in_addresses_are_masked(self):
        """Even unknown ones."""
        self.assertEqual("http://***@host/x a@b", Redactor()("http://me:secret@host/x a@b"))

    def test_without_secrets_text_stays(self):
        """Nothing to mask."""
        self.assertEqual("text", Redactor({})("text"))
