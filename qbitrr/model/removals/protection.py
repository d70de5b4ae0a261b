"""
What is never removed, and how much may be.
"""

from collections.abc import Mapping

from attrs import field, frozen
from msgspec.structs import replace

from qbitrr.model.torrents.torrent import Torrent, is_another_life

__all__ = ["Protection", "RailSettings", "Waiver", "waiver_of", "with_waiver"]


@frozen(kw_only=True)
class Protection:
    """What is never removed: tags, categories (normalised), announce hosts (with their sub-domains), hashes in lower case."""

    tags: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    hashes: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Waiver:
    """
    A person has set the Hit-and-Run duty of a torrent aside, when and why; `added_on` tells it from a later one under the same hash (0: not
    known).
    """

    at: float
    added_on: int
    reason: str

    def is_of(self, torrent: Torrent) -> bool:
        """Whether it was given to this torrent, and not to an earlier one under its hash."""
        return not is_another_life(self.added_on, torrent.added_on)


def waiver_of(torrent: Torrent, waivers: Mapping[tuple[str, str], Waiver]) -> Waiver | None:
    """That of a torrent among *waivers* by `(instance, hash)`, None if it has none."""
    found = waivers.get(torrent.key)
    return found if found is not None and found.is_of(torrent) else None


def with_waiver(torrent: Torrent, waivers: Mapping[tuple[str, str], Waiver]) -> Torrent:
    """A torrent with its waiver, if it has one."""
    return torrent if waiver_of(torrent, waivers) is None else replace(torrent, duty_waived=True)


@frozen(kw_only=True)
class RailSettings:
    """What the configuration says about removals: *cap* is how many a section may have within an hour, 0 without end."""

    dry_run: bool = False
    protection: Protection = field(factory=Protection)
    cap: int = 50
