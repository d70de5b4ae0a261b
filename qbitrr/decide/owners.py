"""
Whose a torrent is: decided by its category, and for managed categories by its client.
"""

from qbitrr.model.owners import CategoryOwner, Owners, Special
from qbitrr.model.torrents.torrent import normalise

__all__ = ["owner_of"]


def owner_of(category: str, instance: str, owners: Owners) -> CategoryOwner | Special | None:
    """
    Who looks after a torrent with this category on this client; None means nobody, and then nobody touches it.

    The special categories count only exactly. An exact category beats an ancestor, a nearer ancestor a farther one.
    """
    name = normalise(category)
    if not name:
        return None
    if name == owners.failed:
        return Special.FAILED
    if name == owners.recheck:
        return Special.RECHECK
    exact = owners.at(name, instance)
    if exact is not None:
        return exact
    by_default = owners.subcategories.get(instance, False)
    while (name := name.rpartition("/")[0]) != "":
        owner = owners.at(name, instance)
        if owner is not None and (by_default if owner.match_subcategories is None else owner.match_subcategories):
            return owner
    return None
