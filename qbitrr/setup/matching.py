"""
Which of an Arr's download clients is which of our qBittorrents. Both may call one client by different names, in containers above all.
"""

from collections.abc import Mapping

from qbitrr.model.addresses import Address
from qbitrr.model.setup import ArrDownloadClient, FoundArr

__all__ = ["clients_of"]

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def clients_of(found: FoundArr | None, known: Mapping[str, Address | None]) -> list[tuple[str, ArrDownloadClient]]:
    """
    Our clients, by section, with the download client of the Arr that each is, as far as that can be told: it has the same host and
    port, or else only one of the two, and each stands for one only. If there is one of ours at most, any will do; its name is empty if
    there is none. What has no category is left out, what is switched off comes last.
    """
    if found is None:
        return []
    theirs = sorted((each for each in found.clients if each.category), key=lambda each: not each.enabled)
    ours = {name: address for name, address in known.items() if address is not None}
    matched: dict[str, ArrDownloadClient] = {}
    for alike in (_same, _same_port, _same_host):
        for name, address in ours.items():
            left = [each for each in theirs if each not in matched.values() and alike(each, address)]
            if left and name not in matched:
                matched[name] = left[0]
    if not matched and theirs and len(ours) <= 1:
        return [(next(iter(ours), ""), theirs[0])]
    return [(name, matched[name]) for name in ours if name in matched]


def _same(theirs: ArrDownloadClient, ours: Address) -> bool:
    return _same_host(theirs, ours) and _same_port(theirs, ours)


def _same_port(theirs: ArrDownloadClient, ours: Address) -> bool:
    return theirs.port == ours.origin[2]


def _same_host(theirs: ArrDownloadClient, ours: Address) -> bool:
    host = theirs.host.lower()
    return host == ours.host or {host, ours.host} <= _HERE
