"""
What we need to find in a client, and seeing to it that it is there.
"""

from collections.abc import Sequence

from twisted.logger import Logger

from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.decide.categories import missing_categories
from qbitrr.errors import Rejected
from qbitrr.model.torrents.labels import ClientLabels
from qbitrr.model.torrents.torrent import normalise

__all__ = ["ClientLabels", "create_category", "furnish"]

log = Logger()


async def furnish(client: Qbittorrent, wishes: ClientLabels, section: str) -> None:
    """
    Create what *client* lacks. What is there stays as it is; what cannot be made is a warning, never a reason to stop. Raises
    `RemoteError` when the client goes away meanwhile.
    """
    for name, path in await _lacking(client, wishes.categories):
        try:
            await client.create_category(name, path)
        except Rejected as refusal:
            log.warn("{section}: no category {name!r}: {why}", section=section, name=name, why=str(refusal))
    try:
        await client.create_tags(wishes.tags)
    except Rejected as refusal:
        log.warn("{section}: could not create our tags: {why}", section=section, why=str(refusal))


async def create_category(client: Qbittorrent, category: str) -> None:
    """
    Have a category be there that was deleted meanwhile: as if it had been lacking at the start, or what is in it would go elsewhere. Raises
    `Rejected` for a name that cannot be, and creates nothing for it.
    """
    as_it_could_be = await _lacking(client, [category]) if category == normalise(category) else ((category, ""),)
    for name, path in as_it_could_be:
        await client.create_category(name, path)


async def _lacking(client: Qbittorrent, wanted: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What to create, and with which path."""
    there = {name: category.save_path for name, category in (await client.categories()).items()}
    return missing_categories(wanted, there)
