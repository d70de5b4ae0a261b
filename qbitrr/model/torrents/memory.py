"""
What we remember about a torrent between two looks and across restarts.

# Note [One writer]
`Memory` is made of small values, and each has one module that makes and changes it, named beside it. Who else wants it changed calls
that module. A test holds everybody to it.

Times are seconds since the epoch, None is never. The moments called `…_from` and those in `idle`, but for its `byte_at`, are on the
watched clock of the client (`qbitrr.model.torrents.watching`), that of a complaint on one that runs while we do.

What notes that a step was done is written when it succeeded, so that one that failed is tried again.
"""

from msgspec import Struct

from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import is_another_life
from qbitrr.model.torrents.watching import Idle

__all__ = [
    "AskedFor",
    "Complained",
    "Forgotten",
    "Heard",
    "ImportTries",
    "Incarnation",
    "Inspected",
    "Memory",
    "Missing",
    "Placed",
    "Rechecks",
    "Recorded",
    "Replaced",
    "Resumes",
    "Seeding",
    "Upkept",
    "Watching",
]


class _Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Incarnation(_Part, frozen=True, kw_only=True):
    """
    Which life of a hash this is: one that was added at another time (`added_on`, by the client's clock; 0: not known) is another
    torrent, of which nothing is remembered.
    """

    added_on: int = 0

    def is_another(self, added_on: int) -> bool:
        """Whether a torrent that was added then is not this one, but was added anew under its hash."""
        return is_another_life(self.added_on, added_on)


class Watching(_Part, frozen=True, kw_only=True):
    """
    `seen_from` is the first sight of it, `complete_since` the first of it complete; `had` the largest share of its data it ever had, in
    whole per cent (1 once it was complete); `idle` for how long nothing moved.
    """

    seen_from: float | None = None
    complete_since: float | None = None
    had: float = 0.0
    idle: Idle = Idle()


class Placed(_Part, frozen=True, kw_only=True):
    """
    The `category` it is in, the last before that was not special, whether it was rechecked since it is there, and the "ignored" event
    of the Arr that counts no more because a person moved the torrent since.
    """

    category: str = ""
    previous_category: str = ""
    is_rechecked: bool = False
    released_event: int | None = None


class Inspected(_Part, frozen=True, kw_only=True):
    """
    When its files were judged (None: not yet, or what followed is not done), how many they were, and which were switched off.
    `size_bytes` is how much of it was wanted then or, if that was less, since (None: not noted): when it is more, there may be more files.
    """

    at: float | None = None
    files: int = 0
    excluded_ids: tuple[int, ...] = ()
    size_bytes: int | None = None


class ImportTries(_Part, frozen=True, kw_only=True):
    """How often its Arr was asked to import it, when last, and by which command."""

    attempts: int = 0
    last_at: float | None = None
    command_id: int | None = None


class Rechecks(_Part, frozen=True, kw_only=True):
    """How often it was rechecked for an error, when last, and when it was last seen without one since."""

    count: int = 0
    last_at: float | None = None
    error_left_at: float | None = None


class Resumes(_Part, frozen=True, kw_only=True):
    """How many starts did not last, and when it was started last."""

    count: int = 0
    last_at: float | None = None


class Missing(_Part, frozen=True, kw_only=True):
    """Since when its files are missing, and how often that was seen."""

    seen_from: float | None = None
    count: int = 0


class Seeding(_Part, frozen=True, kw_only=True):
    """Since when it seeds to nobody, and by announce host the first sight of a message that it is not known there any more."""

    stalled_up_from: float | None = None
    dead_since: dict[str, float] = {}


class Replaced(_Part, frozen=True, kw_only=True):
    """Whether its release was blocklisted while the torrent stays: it may still be imported (`requeued`), or it is `rejected`."""

    requeued: bool = False
    rejected: bool = False


class Recorded(_Part, frozen=True, kw_only=True):
    """Whether its Arr had a record of it, and had it as imported."""

    seen: bool = False
    imported: bool = False


class Heard(_Part, frozen=True, kw_only=True):
    """
    What the Arr's history said last about a download: `told` by its newest event, `event_at` by the Arr's clock. `asked_at` is when
    it was asked, by ours, `asks` how often it has said the same since.
    """

    told: Told = Told.UNKNOWN
    event_at: int = 0
    asked_at: float | None = None
    asks: int = 0


class Forgotten(_Part, frozen=True, kw_only=True):
    """For how long its Arr has known nothing of it, up to a moment on the watched clock."""

    noted_at: float | None = None
    seconds: float = 0.0


class Complained(_Part, frozen=True, kw_only=True):
    """What its Arr complains about, as a fingerprint, and since when."""

    fingerprint: str = ""
    seen_from: float | None = None


class AskedFor(Struct, frozen=True, array_like=True, gc=False):
    """
    What the client was asked to do with a torrent: that something be as `wanted`, when last, how often. `taken` is whether it was seen
    to be so since: if it is not any more, somebody has changed it.
    """

    wanted: int | str
    at: float
    tries: int = 1
    taken: bool = False


class Upkept(_Part, frozen=True, kw_only=True):
    """
    What was asked for because the rows of its trackers or the rates of its owner say so, by what it is about (`tag private`), and by
    announce host since when it has said that it is of no use any more. `is_left`: the torrent has left its owner, and limits of ours are
    still to be lifted.
    """

    asked: dict[str, AskedFor] = {}
    is_left: bool = False
    dead_since: dict[str, float] = {}


class Memory(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state of one `(instance, hash)`, in its present life."""

    # qbitrr.decide.torrents.watching
    incarnation: Incarnation = Incarnation()
    watching: Watching = Watching()
    # qbitrr.decide.torrents.observe
    place: Placed = Placed()
    rechecks: Rechecks = Rechecks()
    missing: Missing = Missing()
    seeding: Seeding = Seeding()
    recorded: Recorded = Recorded()
    # qbitrr.decide.torrents.content.inspection
    inspection: Inspected = Inspected()
    # qbitrr.decide.torrents.hand_over
    imports: ImportTries = ImportTries()
    # qbitrr.decide.torrents.stopped
    resumes: Resumes = Resumes()
    # qbitrr.decide.torrents.told
    heard: Heard = Heard()
    forgotten: Forgotten = Forgotten()
    # qbitrr.decide.imports.rejections
    complaint: Complained = Complained()
    # qbitrr.decide.torrents.remembered
    replaced: Replaced = Replaced()
    # qbitrr.decide.upkeep.asking
    upkept: Upkept = Upkept()
    tags_internal: tuple[str, ...] = ()
    """Tags of ours that are to be handed over: what an earlier version, or a program before us, remembered without them in the client."""
