"""
What the loops would do now, perhaps by a configuration that is not saved: what is asked of that, and what is told.
"""

from attrs import frozen
from msgspec import Struct

from qbitrr.model.reasons import Reason

__all__ = [
    "STEP_ORDER",
    "Preview",
    "PreviewCount",
    "PreviewFilter",
    "PreviewMove",
    "PreviewPlace",
    "PreviewedSection",
    "PreviewedShare",
    "PreviewedStep",
]

PreviewPlace = tuple[int, str, str]
"""A place in the list: the rank of the step, then client section and hash."""

STEP_ORDER = (
    "removal", "keep", "pause", "set_category", "skip_files", "recheck", "resume", "import", "remove_trackers", "add_trackers",
    "limit_download", "limit_upload", "super_seed", "add_tags", "remove_tags",
)  # fmt: skip
"""Every kind of step that a preview tells of, what weighs most first. `keep`: what is to be removed now would not be."""


class PreviewFilter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Which torrents are looked at (empty: all), and which steps are listed: those of these kinds (none: of all), at most *limit* of them
    from behind the place *after* on. What is not listed is counted.
    """

    instance: str = ""
    category: str = ""
    hash: str = ""
    steps: tuple[str, ...] = ()
    after: PreviewPlace | None = None
    limit: int = 100


class PreviewedStep(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A step on a torrent, and why. Of a removal *data* says what becomes of the torrent (`delete`, `keep` its files, `stay`), and the others
    whether its release is blocklisted and another one searched. *is_new*: it is not what was decided last by the configuration in force.
    *held_by* is the rail that would hold it, empty for none.
    """

    instance: str
    hash: str
    name: str
    section: str
    category: str
    step: str
    why: Reason
    data: str = ""
    blocklist: bool = False
    search_again: bool = False
    is_new: bool = True
    held_by: str = ""
    held_text: str = ""

    @property
    def place(self) -> PreviewPlace:
        """Where it stands in the list."""
        return (STEP_ORDER.index(self.step), self.instance, self.hash)


class PreviewCount(Struct, frozen=True, kw_only=True):
    """How many torrents of a section get such a step for such a reason, and how many of these do not by the configuration in force."""

    section: str
    step: str
    data: str
    rule: int
    code: str
    count: int
    new: int


class PreviewedShare(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What one loop says: how many *torrents* it looked at, of which so many could not be judged, for their client is not listed (*unlisted*)
    or deciding failed (*failed*), and of so many the trackers were never read (*unread*). *listed* are one more than were asked for if
    there are more.
    """

    torrents: int = 0
    unlisted: int = 0
    unread: int = 0
    failed: int = 0
    counts: tuple[PreviewCount, ...] = ()
    listed: tuple[PreviewedStep, ...] = ()


@frozen(kw_only=True)
class PreviewedSection:
    """What came of one section; *why_not* says why nothing is known of it (empty: it is)."""

    section: str
    share: PreviewedShare
    why_not: str = ""


@frozen(kw_only=True)
class PreviewMove:
    """So many torrents of a category on a client would be looked after by another section (empty: by none)."""

    instance: str
    category: str
    before: str
    after: str
    torrents: int


@frozen(kw_only=True)
class Preview:
    """Everything: *listed* in the order of their places, *last* is that of the last one if there are more."""

    sections: tuple[PreviewedSection, ...]
    listed: tuple[PreviewedStep, ...]
    moves: tuple[PreviewMove, ...]
    last: PreviewPlace | None
    dry_run: bool
    removals_per_hour: int
    """Of each section; 0 is without end."""
