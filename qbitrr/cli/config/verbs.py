"""`qbitrr config`: the list of its verbs."""

from qbitrr.cli.verb import VerbGroup, entry

__all__ = ["ConfigVerbs"]


class ConfigVerbs(VerbGroup):
    """One line for each."""

    usage_line = "qbitrr config"
    subCommands = [
        entry("check", "qbitrr.cli.config.check:ConfigCheck", "Read a file and report every problem with its remedy."),
        entry("explain", "qbitrr.cli.config.explain:ConfigExplain", "What a key is, its value, where that comes from."),
        entry("example", "qbitrr.cli.config.example:ConfigExample", "Print a file with every key, commented out."),
        entry("schema", "qbitrr.cli.config.schema:ConfigSchema", "Print the JSON schema of the file, for editors."),
        entry(
            "diff",
            "qbitrr.cli.config.diff:ConfigDiff",
            "What a file says otherwise than the defaults, or than another.",
        ),
        entry(
            "import",
            "qbitrr.cli.config.import_file:ConfigImport",
            "Bring a configuration of qBitrr, and what it knew.",
        ),
        entry(
            "migrate", "qbitrr.cli.config.migrate:ConfigMigrate", "Show what an upgrade of a file changes (--dry-run)."
        ),
        entry("confirm", "qbitrr.cli.config.confirm:ConfigConfirm", "Let the program act on a file it did not write."),
        entry("path", "qbitrr.cli.config.path:ConfigPath", "Print where the file is."),
        entry(
            "rename",
            "qbitrr.cli.config.rename:ConfigRename",
            "Give a section another name, and what is stored with it.",
        ),
    ]
