"""
What a search has grabbed.
"""

from collections.abc import Collection, Sequence

from qbitrr.model.searches import Happening

__all__ = ["grabbed_by"]

# Ways to a release other than a search by command. Arrs write the words with and without a capital.
_OTHER_SOURCES = frozenset({"rss", "interactivesearch", "releasepush"})


def grabbed_by(
    events: Sequence[Happening], item_ids: Collection[int], started_at: int, ended_at: int
) -> tuple[str, ...]:
    """
    The titles of the releases that a command for these items grabbed between its start and its end, both by the Arr's clock, each
    once.

    Times are whole seconds: what had failed when the command started was not grabbed by it, be it in the same second.
    """
    failed = {e.download_id for e in events if e.kind == "downloadFailed" and (e.at or 0) <= started_at}
    found: dict[str, str] = {}
    for event in events:
        if event.kind != "grabbed" or event.item_id not in item_ids or event.source.lower() in _OTHER_SOURCES:
            continue
        if event.at is None or not started_at <= event.at <= ended_at:
            continue
        if not event.download_id or event.download_id not in failed:
            # One event per episode of a pack: the same download is one grab.
            found.setdefault(event.download_id or event.title, event.title)
    return tuple(found.values())
