"""
The judge of every rule: which checks make it apply, and what is done then.
"""

from qbitrr.decide.torrents.asking.judge import Judge
from qbitrr.decide.torrents.content.custom_format import (
    SCORES_TOO_LOW,
    custom_format,
    hour_is_not_spent,
    item_is_not_given_up,
    no_release_suffices,
)
from qbitrr.decide.torrents.content.inspection import (
    can_be_inspected,
    files_are_known,
    inspect_files,
    is_not_inspected,
    keep_size,
)
from qbitrr.decide.torrents.content.media import media_may_be_imported
from qbitrr.decide.torrents.finished import (
    DUE,
    arr_is_done,
    arr_lets_go,
    at_limit,
    duty_allows_removal,
    goes_at_limit,
    is_stopped_seed,
    not_stopped_by_client,
    resume_seeding,
    stays_at_limit,
)
from qbitrr.decide.torrents.hand_over import IMPORTABLE, hand_over, tag_imported
from qbitrr.decide.torrents.left_alone import left_alone
from qbitrr.decide.torrents.stalled import (
    could_stand_still,
    idle_too_long,
    inactive,
    is_stopped_download,
    is_transferring,
    is_waiting_for_data,
    may_be_given_up,
    may_go_or_be_replaced,
    moves_again,
    past_grace,
    patience_is_over,
    resume_download,
    slow,
    slow_ones_go,
    stalled,
    stalled_delay_is_on,
    stands_still,
    starting_is_on,
    takes_too_long,
    waiting_is_limited,
    watched_long_enough,
)
from qbitrr.decide.torrents.states import (
    busy,
    carries_ignored_tag,
    client_is_busy,
    error_state,
    failed_category,
    files_are_missing,
    forced,
    free_space,
    held_for_space,
    ignored,
    in_error,
    in_failed_category,
    in_recheck_category,
    is_forced,
    is_unfinished,
    missing_files,
    missing_long_enough,
    recheck_category,
    recheck_is_due,
    storage_is_there,
)
from qbitrr.decide.torrents.stopped import may_start
from qbitrr.model.torrents.torrent import BUSY_STATES, DOWNLOAD_STATES, FORCED_STATES

__all__ = ["JUDGES"]

JUDGES: dict[str, Judge] = {
    judge.name: judge
    for judge in (
        Judge(failed_category, (in_failed_category,)),
        Judge(recheck_category, (in_recheck_category,)),
        Judge(ignored, (carries_ignored_tag,)),
        Judge(busy, (client_is_busy,), states=BUSY_STATES),
        Judge(
            missing_files,
            (files_are_missing,),
            further=(storage_is_there, missing_long_enough, duty_allows_removal),
            states=frozenset({"missingFiles"}),
        ),
        Judge(error_state, (in_error,), further=(recheck_is_due,), states=frozenset({"error"})),
        Judge(free_space, (is_unfinished, held_for_space), states=DOWNLOAD_STATES),
        Judge(
            custom_format,
            (
                *SCORES_TOO_LOW,
                duty_allows_removal,
                item_is_not_given_up,
                hour_is_not_spent,
            ),
            otherwise=no_release_suffices,
        ),
        Judge(inspect_files, (files_are_known, is_not_inspected, can_be_inspected), otherwise=keep_size),
        Judge(hand_over, IMPORTABLE, further=(media_may_be_imported,), otherwise=tag_imported),
        Judge(at_limit, (*DUE, duty_allows_removal), further=(arr_lets_go, arr_is_done), at_once=goes_at_limit),
        Judge(forced, (is_forced,), states=FORCED_STATES),
        Judge(
            stalled,
            (stalled_delay_is_on, could_stand_still, past_grace, stands_still),
            further=(patience_is_over, may_be_given_up),
            otherwise=moves_again,
        ),
        Judge(
            resume_download,
            (is_stopped_download,),
            further=(starting_is_on, may_start),
            states=frozenset({"stoppedDL"}),
        ),
        Judge(
            inactive,
            (waiting_is_limited, is_waiting_for_data, past_grace, idle_too_long, may_go_or_be_replaced),
            further=(may_be_given_up,),
            states=frozenset({"downloading", "stalledDL"}),
        ),
        Judge(
            slow,
            (
                waiting_is_limited,
                is_transferring,
                slow_ones_go,
                takes_too_long,
                # In its first minutes the estimate says nothing yet.
                past_grace,
                may_go_or_be_replaced,
                watched_long_enough,
            ),
            further=(may_be_given_up,),
            states=frozenset({"downloading"}),
        ),
        Judge(
            resume_seeding,
            (is_stopped_seed, starting_is_on, stays_at_limit, not_stopped_by_client),
            further=(may_start,),
            states=frozenset({"stoppedUP"}),
        ),
        Judge(left_alone),
    )
}
"""What each rule asks, by its name. Its answer is the reason why nothing further is asked, None that it does not apply."""
