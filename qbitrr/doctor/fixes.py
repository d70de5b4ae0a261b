"""
The changes that can be made on request: each one small, said before, and easy to undo by hand.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.settings import change_record
from qbitrr.config.schema.config import Config
from qbitrr.doctor.gathering.everything import Surroundings
from qbitrr.doctor.judgments.arr_settings import REJECT
from qbitrr.errors import NotThere
from qbitrr.model.doctor import FixKind, FixOffer

__all__ = ["apply_fix"]

_STOP = 0
"""`max_ratio_act`: stop."""


async def apply_fix(offer: FixOffer, config: Config, around: Surroundings) -> None:
    """Make the change. Raises `RemoteError` when the program does not take it, or is not configured any more."""
    await _FIXES[offer.kind](offer, config, around)


async def _create_category(offer: FixOffer, config: Config, around: Surroundings) -> None:
    qbit = config.qbit(offer.section)
    if qbit is None:
        raise _gone(offer)
    subject = around.client(qbit)
    await subject.client.connect()
    await subject.client.create_category(offer.target, offer.wanted)


async def _stop_at_limit(offer: FixOffer, config: Config, around: Surroundings) -> None:
    qbit = config.qbit(offer.section)
    if qbit is None:
        raise _gone(offer)
    subject = around.client(qbit)
    await subject.client.connect()
    await subject.client.set_preferences({"max_ratio_act": _STOP})


async def _reject_blocklisted(offer: FixOffer, config: Config, around: Surroundings) -> None:
    def switch_on(record: dict[str, Any]) -> None:
        for each in record.get("fields", ()):
            if each.get("name") == REJECT:
                each["value"] = True

    await change_record(_arr(offer, config, around), "indexer", int(offer.target), switch_on)


async def _keep_downloads(offer: FixOffer, config: Config, around: Surroundings) -> None:
    def switch_off(record: dict[str, Any]) -> None:
        record |= {"removeCompletedDownloads": False, "removeFailedDownloads": False}

    await change_record(_arr(offer, config, around), "downloadclient", int(offer.target), switch_off)


def _arr(offer: FixOffer, config: Config, around: Surroundings) -> Arr:
    section = config.arr(offer.section)
    if section is None:
        raise _gone(offer)
    return around.arr(section)


def _gone(offer: FixOffer) -> NotThere:
    return NotThere(where=offer.section, status=404, detail="this section is not configured any more")


_FIXES: dict[FixKind, Callable[[FixOffer, Config, Surroundings], Awaitable[None]]] = {
    "create-category": _create_category,
    "stop-at-limit": _stop_at_limit,
    "reject-blocklisted": _reject_blocklisted,
    "keep-downloads": _keep_downloads,
}
