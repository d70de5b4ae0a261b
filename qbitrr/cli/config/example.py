"""`qbitrr config example`: a file with every key, commented out."""

from qbitrr.cli.verb import DONE, Verb

__all__ = ["ConfigExample"]


class ConfigExample(Verb):
    """Prints it."""

    usage_line = "qbitrr config example"

    def act(self) -> int:
        from qbitrr.config.derived.example import example_text

        print(example_text(), end="")
        return DONE
