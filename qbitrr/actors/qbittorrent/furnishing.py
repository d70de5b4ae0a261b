"""
What we need to find in a client, and seeing to it that it is there.
"""

from twisted.logger import Logger

from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.decide.categories import missing_categories
from qbitrr.errors import Rejected
from qbitrr.model.torrents.labels import ClientLabels

__all__ = ["ClientLabels", "furnish"]

log = Logger()


async def furnish(client: Qbittorrent, wishes: ClientLabels, section: str) -> None:
    """
    Create what *client* lacks. What is there stays as it is; what cannot be made is a warning, never a reason to stop. Raises
    `RemoteError` when the client goes away meanwhile.
    """
    there = {name: category.save_path for name, category in (await client.categories()).items()}
    for name, path in missing_categories(wishes.categories, there):
        try:
            await client.create_category(name, path)
        except Rejected as refusal:
            log.warn("{section}: no category {name!r}: {why}", section=section, name=name, why=str(refusal))
    try:
        await client.create_tags(wishes.tags)
    except Rejected as refusal:
        log.warn("{section}: could not create our tags: {why}", section=section, why=str(refusal))
