"""
How the items of a request stand at this moment, as their Arr says.
"""

from qbitrr.clients.arr.client import Arr, ArrItem
from qbitrr.decide.searches.commands import title_of
from qbitrr.decide.searches.replacements import FoundItem
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.model.searches import Item, Replacement

__all__ = ["ItemsNow"]


class ItemsNow:
    """Asks *arr* about items; what it does not say is what the catalog knows (*memory*). Raises `RemoteError`."""

    def __init__(self, arr: Arr, memory: SearchMemory) -> None:
        self._arr = arr
        self._memory = memory

    async def of(self, request: Replacement) -> dict[int, FoundItem]:
        """The items of *request* that still exist."""
        kind = self._memory.rules.kind
        known = {item.id: item for item in await self._memory.items_of(request.media_ids)}
        found: dict[int, FoundItem] = {}
        for number in request.media_ids:
            there = await self._arr.item(number)
            if there is None:
                continue
            item = known.get(number)
            title = title_of(item, kind) if item is not None else there.title or request.name
            before = item or Item(id=number, title=title)
            found[number] = FoundItem(title=title, item=_as_now(before, there, await self._has_file(before, there)))
        return found

    async def _has_file(self, before: Item, there: ArrItem) -> bool:
        if there.author_id:
            # Readarr counts the files of a book when it refreshes; its list of files is of this moment.
            files = await self._arr.book_files(there.author_id)
            if files.is_complete:
                return any(file.book_id == there.id for file in files)
        said = there.has_content
        return before.content if said is None else said


def _as_now(before: Item, there: ArrItem, has_file: bool) -> Item:
    parents = there.parent_monitored and before.parent_monitored
    return Item(
        id=before.id,
        title=before.title,
        parent_id=before.parent_id,
        season=before.season,
        monitored=there.monitored,
        parent_monitored=parents,
        season_monitored=before.season_monitored,
        content=has_file,
    )
