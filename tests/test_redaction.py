from twisted.trial.unittest import SynchronousTestCase

from qbitrr.redaction import Redactor, secrets_in


class OfAConfiguration(SynchronousTestCase):
    """Secrets of the configuration do not leave a process as text."""

    def test_values_of_secret_keys_are_masked_wherever_they_lie(self):
        """Nested, in lists, and as part of an address."""
        redact = Redactor(
            secrets_in(
                {
                    "Arr": {"APIKey": "0123456789abcdef", "URI": "http://radarr"},
                    "hooks": [{"Token": "p@ss word"}],
                    "passwords": ["hunter22"],
                }
            )
        )
        self.assertEqual("so *** http://radarr", redact("so 0123456789abcdef http://radarr"))
        self.assertEqual("*** and ***, ***", redact("p@ss word and p%40ss%20word, hunter22"))

    def test_other_values_are_no_secrets(self):
        """What is no text, or stands under another name."""
        self.assertEqual([], list(secrets_in({"token": 1234, "secret": None, "name": "visible"})))
