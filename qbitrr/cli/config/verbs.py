"""`qbitrr config`: the list of its verbs."""

from qbitrr.cli.verb import VerbGroup, entry

__all__ = ["ConfigVerbs"]


class ConfigVerbs(VerbGroup):
    """One line for each."""

    usage_line = "qbitrr config"
    subCommands = [
        entry("check", "qbitrr.cli.config.check:ConfigCheck", "Read a file and report every problem with its remedy."),
    ]
