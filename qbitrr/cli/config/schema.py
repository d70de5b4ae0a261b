"""`qbitrr config schema`: the JSON schema of the file, for editors."""

import json

from qbitrr.cli.verb import DONE, Verb

__all__ = ["ConfigSchema"]


class ConfigSchema(Verb):
    """Prints it."""

    usage_line = "qbitrr config schema"

    def act(self) -> int:
        from qbitrr.config.derived.json_schema import json_schema

        print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
        return DONE
