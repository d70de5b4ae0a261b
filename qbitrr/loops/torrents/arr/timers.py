"""
Having the Arr do in good time what it does by itself seldom: look for releases, and at its downloads.
"""

from collections.abc import Awaitable, Callable

from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.errors import RemoteError
from qbitrr.loops.arr.link import Link
from qbitrr.loops.torrents.part import PartContext, RegularPart
from qbitrr.loops.torrents.share import Key
from qbitrr.wire.messages import Torrents

__all__ = ["ArrTimers"]


class ArrTimers(RegularPart):
    """
    Sends RssSync and RefreshMonitoredDownloads when due (every 0 seconds: never), while there is an internet; what could not be sent stays
    due, and what the Arr is about to do anyway is not sent.
    """

    log = Logger()

    def __init__(self, context: PartContext, link: Link, arr: Arr) -> None:
        super().__init__(context, link)
        self._arr = arr
        self._sent_at: dict[str, float] = {}
        self._is_online = True

    def listed(self, news: Torrents, new: frozenset[Key]) -> None:
        self._is_online = news.is_online

    def _timers(self) -> tuple[tuple[str, float, Callable[[], Awaitable[object]]], ...]:
        settings = self._context.obeyed.settings
        return (
            ("RssSync", settings.rss_seconds, self._arr.rss_sync),
            ("RefreshMonitoredDownloads", settings.refresh_seconds, self._arr.refresh_downloads),
        )

    async def work(self, now: float) -> None:
        if not self._is_online:
            return
        for name, every, send in self._timers():
            if every <= 0 or now - self._sent_at.get(name, 0.0) < every:
                continue
            try:
                if not any(each.name == name and each.active for each in await self._arr.commands()):
                    await send()
                self._sent_at[name] = now
            except RemoteError as error:
                self.log.debug("{name} was not sent: {why}", name=name, why=str(error))
