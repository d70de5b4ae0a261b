"""
What the Arr remembers of having grabbed a download.
"""

from collections.abc import Iterable

from qbitrr.clients.arr.client import Arr, Grab

__all__ = ["first_grab"]


async def first_grab(arr: Arr, hashes: Iterable[str]) -> Grab | None:
    """The grab of a download, by the first hash under which the Arr knows one. Raises `RemoteError`."""
    for hash_ in hashes:
        grab = await arr.grab_of(hash_)
        if grab is not None:
            return grab
    return None
