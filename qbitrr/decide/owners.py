"""
Whose a torrent is: decided by its category, and for managed categories by its client.
"""

from collections.abc import Mapping

from attrs import frozen

from qbitrr.model.owners import CategoryOwner, Owners, Special
from qbitrr.model.torrents.torrent import normalise

__all__ = ["Sought", "owner_of", "who_knows"]


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


@frozen
class Sought:
    """The section that a torrent in a special category belongs to, or (then empty) why it is nobody's."""

    section: str = ""
    why: str = ""
    is_final: bool = True
    """Whether more is not to be had: everybody has answered."""


def who_knows(answers: Mapping[str, bool | None]) -> Sought:
    """
    Whose a torrent in a special category is that nobody had before: of the Arrs that watch its client, by section, whether each knows it
    (None: it could not say). An Arr that does not answer may be the one, and one of two that know it is as good as the other: then it is
    nobody's.
    """
    silent = sorted(section for section, knows in answers.items() if knows is None)
    knowing = sorted(section for section, knows in answers.items() if knows)
    if silent:
        return Sought(why=f"{', '.join(silent)} cannot say whether it is theirs", is_final=False)
    if len(knowing) == 1:
        return Sought(section=knowing[0])
    return Sought(why=f"{' and '.join(knowing)} know it" if knowing else "no Arr knows it")
