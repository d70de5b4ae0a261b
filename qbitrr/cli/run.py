"""`qbitrr run`: the same as `twistd --nodaemon qbitrr`."""

from collections.abc import Iterator, Sequence
from typing import Any

from qbitrr.cli.verb import DONE, Verb

__all__ = ["Run"]


class Run(Verb):
    """Everything after `run` is read by twistd and the plugin."""

    usage_line = "qbitrr run [options]"

    def parseOptions(self, options: Sequence[str] | None = None) -> None:
        self.subOptions = _server_options()
        self.subOptions.parseOptions(["--nodaemon", "--pidfile=", "--no_save", _Plugin.tapname, *(options or ())])

    def act(self) -> int:
        from twisted.scripts.twistd import runApp

        runApp(self.subOptions)
        return DONE


class _Plugin:
    """What twistd needs to know of our plugin, without a search for plugins. A start without configuration is one clear message."""

    tapname = "qbitrr"
    description = "Supervises the torrents of Radarr, Sonarr, Lidarr and Readarr."

    def __init__(self) -> None:
        from twisted.application.service import ServiceMaker

        self._maker = ServiceMaker(self.tapname, "qbitrr.tap", self.description, self.tapname)

    def options(self) -> Any:
        class Options(Verb, self._maker.options):  # type: ignore[name-defined]
            usage_line = Run.usage_line

        return Options()

    def makeService(self, options: Any) -> Any:
        return self._maker.makeService(options)


def _server_options() -> Any:
    from twisted.scripts.twistd import ServerOptions

    class Options(ServerOptions):
        @property
        def subCommands(self) -> Iterator[tuple[str, None, Any, str]]:
            plugin: Any = _Plugin()
            self.loadedPlugins = {plugin.tapname: plugin}
            yield plugin.tapname, None, plugin.options, plugin.description

    return Options()
