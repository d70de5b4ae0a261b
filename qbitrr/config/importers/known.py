"""Every importer there is."""

from qbitrr.config.importers.importer import Importer
from qbitrr.config.importers.ini import IniFile
from qbitrr.config.importers.toml import TomlFile
from qbitrr.config.problems import ConfigError

__all__ = ["importer_for"]

_IMPORTERS: tuple[Importer, ...] = (IniFile(), TomlFile())


def importer_for(text: str, path: str) -> Importer:
    """Who knows the file *path* with that *text*. Raises `ConfigError` if nobody does."""
    for importer in _IMPORTERS:
        if importer.recognises(text, path):
            return importer
    raise ConfigError(
        path=path,
        message="is no file that can be imported",
        remedy="Name the config.toml (or the old config.ini) of qBitrr",
    )
