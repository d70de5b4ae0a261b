"""
What we remember about a torrent between two looks and across restarts.
"""

from msgspec import Struct

from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.watching import Idle

__all__ = ["Heard", "Memory"]


class Heard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What the Arr's history said last about a download: `told` by its newest event, `event_at` by the Arr's clock. `asked_at` is when
    it was asked, by ours, `asks` how often it has said the same since.
    """

    told: Told = Told.UNKNOWN
    event_at: int = 0
    asked_at: float | None = None
    asks: int = 0


class Memory(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The state of one `(instance, hash)`. Times are seconds since the epoch, None is never; the moments called `…_from` and those in
    `idle`, but for its `byte_at`, are on the watched clock of the client (`qbitrr.model.torrents.watching`), `bad_messages_from` on
    one that runs while we do.

    All of it belongs to one life of the torrent: one that was added at another time (`added_on`, by the client's clock) is another torrent,
    and begins with an empty memory.

    Written while deciding, because they are observations: `added_on`, `had` (the largest share of its data it ever had, in whole per cent;
    1 once it was complete), `category`, `previous_category` (last one that is not special),
    `queue_seen`, `seen_from` (first sight), `complete_since` (first sight of it complete), `idle`, `missing_from`, `missing_count`,
    `stalled_up_from`, `error_left_at`, `dead_since`
    (announce host to the first sight of its dead message), `inspected_files`, and `inspected_at` when nothing had to be switched off.
    Written once the step succeeded, so that a failed one is tried again: `recheck_done`, `recheck_count`,
    `recheck_last_at`, `resumed_at`, `resume_count` (starts that did not last), `requeued`, `rejected`, `import_…`, `excluded_ids`,
    `tags_internal` (tagless mode).
    `record_imported` (the record was seen `imported`), `released_event` (the "ignored" event that counts no more because a person
    moved the torrent since), `forgotten_seconds` up to `forgotten_at` on the watched clock (for how long the Arr has known nothing of it).
    Written by what asks the Arr's history: `heard`.
    Written by the scan of error codes: `bad_messages_hash`, `bad_messages_from`.
    Written by the loop: `owner`, `last_rule`, `last_rule_at`, `pardoned_at` (a person undid a removal of this torrent).
    """

    owner: str = ""
    added_on: int = 0
    had: float = 0.0
    category: str = ""
    previous_category: str = ""
    recheck_done: bool = False
    seen_from: float | None = None
    complete_since: float | None = None
    idle: Idle = Idle()
    tags_internal: tuple[str, ...] = ()
    inspected_at: float | None = None
    inspected_files: int = 0
    excluded_ids: tuple[int, ...] = ()
    queue_seen: bool = False
    requeued: bool = False
    rejected: bool = False
    import_attempts: int = 0
    import_last_at: float | None = None
    import_command_id: int | None = None
    recheck_count: int = 0
    recheck_last_at: float | None = None
    error_left_at: float | None = None
    missing_from: float | None = None
    missing_count: int = 0
    stalled_up_from: float | None = None
    resumed_at: float | None = None
    resume_count: int = 0
    dead_since: dict[str, float] = {}
    bad_messages_hash: str = ""
    bad_messages_from: float | None = None
    heard: Heard = Heard()
    record_imported: bool = False
    released_event: int | None = None
    forgotten_at: float | None = None
    forgotten_seconds: float = 0.0
    pardoned_at: float | None = None
    last_rule: int = 0
    last_rule_at: float | None = None
