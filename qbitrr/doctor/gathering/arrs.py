"""
What is asked of an Arr.
"""

from twisted.internet.interfaces import IReactorTime

from qbitrr.clients.arr import settings
from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.wire import HistoryRecord
from qbitrr.doctor.facts import ArrSetup, Asked, Unasked
from qbitrr.doctor.gathering.asking import Asking

__all__ = ["DAY_SECONDS", "gather_arr"]

DAY_SECONDS = 86_400.0


async def gather_arr(section: str, arr: Arr, clock: IReactorTime, limit: float) -> ArrSetup:
    """Ask everything, within *limit* seconds."""
    asking = Asking(clock, limit)

    async def last_day() -> tuple[HistoryRecord, ...]:
        return tuple(await arr.history_since(clock.seconds() - DAY_SECONDS))

    return ArrSetup(
        section=section,
        version=await asking.ask(arr.status),
        clock_ahead=_told(await asking.ask(lambda: arr.clock_ahead(clock.seconds))),
        handling=await asking.ask(lambda: settings.download_handling(arr)),
        media=await asking.ask(lambda: settings.media_handling(arr)),
        clients=await asking.ask(lambda: settings.download_clients(arr)),
        indexers=await asking.ask(lambda: settings.indexers(arr)),
        roots=await asking.ask(lambda: settings.root_folder_space(arr)),
        mappings=await asking.ask(arr.remote_path_mappings),
        complaints=await asking.ask(lambda: settings.complaints(arr)),
        commands=await asking.ask(lambda: settings.command_origins(arr)),
        history=await asking.ask(last_day),
    )


def _told(ahead: Asked[float | None]) -> Asked[float]:
    return Unasked("it does not say") if ahead is None else ahead
