"""
What is said of the checks about finished torrents: their limits, and starting them again.
"""

from qbitrr.decide.phrases import percent, span
from qbitrr.decide.seeding.tracker_rows import most_important
from qbitrr.decide.torrents.asking.words.word import Telling, Tellings, on_tracker
from qbitrr.decide.torrents.finished import (
    arr_is_done,
    arr_lets_go,
    is_complete,
    is_stopped_seed,
    limit_is_reached,
    limits_are_known,
    not_forced_seed,
    not_stopped_by_client,
    not_super_seeding,
    removal_is_on,
    seeded_seconds,
    stays_at_limit,
)
from qbitrr.decide.torrents.look import Look

__all__ = ["SEEDING"]

_EITHER, _BOTH = 3, 4


def _is_complete(look: Look) -> Telling:
    return Telling(
        yes="It is complete.",
        no=f"It is not complete ({percent(look.torrent.progress)}).",
        measured=look.torrent.progress,
        configured=1.0,
        unit="share",
    )


def _not_forced_seed(look: Look) -> Telling:
    return Telling(
        yes="Nobody has it seed by force.",
        no="Somebody has it seed by force.",
        measured=look.torrent.state,
        change="End its force in the client.",
    )


def _removal_is_on(look: Look) -> Telling:
    return Telling(
        yes="Torrents are removed at their seeding limits.",
        no="Torrents are not removed at seeding limits.",
        configured=look.rules.seeding.remove,
        setting="SeedingMode.RemoveTorrent",
    )


def _limits_are_known(look: Look) -> Telling:
    return Telling(
        yes="Its limits are known.",
        no="Its trackers are not known, and with them its limits.",
        measured=None if look.facts.trackers is None else len(look.facts.trackers),
        unit="trackers",
    )


def _not_super_seeding(look: Look) -> Telling:
    return Telling(
        yes="It is not super-seeding.",
        no="It is super-seeding.",
        measured=look.torrent.super_seeding,
        change="End its super-seeding.",
    )


def _limit_is_reached(look: Look) -> Telling:
    limits, ratio, seconds = look.limits, look.torrent.ratio, seeded_seconds(look)
    said: list[str] = []
    shares: dict[str, float] = {}
    if limits.ratio is not None:
        said.append(f"its ratio is {_ratio(ratio)} of {_ratio(limits.ratio)}")
        shares["ratio"] = (ratio if ratio >= 0 else float("inf")) / limits.ratio
    if limits.time_seconds is not None:
        said.append(f"it seeded for {span(seconds)} of {span(limits.time_seconds)}")
        shares["time"] = seconds / limits.time_seconds
    tells = _telling(look.rules.seeding.remove, shares)
    by_time = tells == "time"
    text = " and ".join(said) or "it has no seeding limit"
    return Telling(
        yes=f"Its seeding limit is reached: {text}.",
        no=f"No seeding limit that removes it is reached: {text}.",
        measured=seconds if by_time else ratio,
        configured=limits.time_seconds if by_time else limits.ratio,
        unit="seconds" if by_time else "ratio",
        setting=_time_setting(look) if by_time else _ratio_setting(look),
        change="Remove it with the action remove.",
    )


def _telling(remove: int, shares: dict[str, float]) -> str:
    """Which limit decides: the one asked for, of both the farther one, of either the nearer one."""
    if not shares:
        return "time" if remove == 2 else "ratio"
    if remove in (1, 2):
        return "ratio" if remove == 1 else "time"
    return (min if remove == _BOTH else max)(shares, key=lambda name: shares[name])


def _ratio_setting(look: Look) -> str:
    row = most_important(look.matching)
    if row is not None and row.max_upload_ratio > 0:
        return on_tracker(row.host, "MaxUploadRatio")
    return "SeedingMode.MaxUploadRatio"


def _time_setting(look: Look) -> str:
    row = most_important(look.matching)
    if row is not None and row.max_seeding_time_seconds > 0:
        return on_tracker(row.host, "MaxSeedingTime")
    return "SeedingMode.MaxSeedingTime"


def _arr_lets_go(look: Look) -> Telling:
    return Telling(
        yes="The Arr does not work with its data.",
        no="The Arr works with its data, or is about to be asked to import it.",
        measured=look.record.state if look.record is not None else None,
        change="Finish or remove it in the queue of the Arr.",
    )


def _arr_is_done(look: Look) -> Telling:
    return Telling(
        yes="The Arr loses nothing with it.",
        no="Nothing proves that it was imported.",
        measured=str(look.facts.told) or None,
        configured=look.rules.seeding.remove_unimported,
        setting="SeedingMode.RemoveUnimported",
        change="Import it by hand in the Arr, or remove it with the action remove.",
    )


def _is_stopped_seed(look: Look) -> Telling:
    return Telling(
        yes="It is finished and stopped.",
        no="It is not a finished torrent that is stopped.",
        measured=look.torrent.state,
        configured="stoppedUP",
    )


def _stays_at_limit(look: Look) -> Telling:
    return Telling(
        yes="It is not to be removed at a limit.",
        no="Its seeding limit is reached, so it is not started again.",
        measured=look.torrent.ratio,
        configured=look.limits.ratio,
        unit="ratio",
        setting=_ratio_setting(look),
    )


def _not_stopped_by_client(look: Look) -> Telling:
    return Telling(
        yes="Its client did not stop it at a limit of its own.",
        no="Its client stopped it at a limit of its own.",
        measured=look.torrent.ratio,
        configured=look.torrent.max_ratio,
        unit="ratio",
        change="Change the share limits in the client.",
    )


def _ratio(value: float) -> str:
    return "more than can be counted" if value < 0 else f"{value:.2f}"


SEEDING: Tellings = {
    is_complete: _is_complete,
    not_forced_seed: _not_forced_seed,
    removal_is_on: _removal_is_on,
    limits_are_known: _limits_are_known,
    not_super_seeding: _not_super_seeding,
    limit_is_reached: _limit_is_reached,
    arr_lets_go: _arr_lets_go,
    arr_is_done: _arr_is_done,
    is_stopped_seed: _is_stopped_seed,
    stays_at_limit: _stays_at_limit,
    not_stopped_by_client: _not_stopped_by_client,
}
