"""
How torrents of an owner are handled, in sentences: what the rules would do, told from the values they decide by.
"""

from collections.abc import Iterator
from math import inf

from attrs import frozen

from qbitrr.decide.phrases import percent, span
from qbitrr.decide.torrents.states import MISSING_AFTER_SECONDS
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import IGNORED
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule

__all__ = ["HandlingSentence", "handling"]

_SEEDING = ("SeedingMode.RemoveTorrent", "SeedingMode.MaxUploadRatio", "SeedingMode.MaxSeedingTime")
_MOST_EXTENSIONS = 6


@frozen
class HandlingSentence:
    """
    One sentence: the *rule* it tells of (its name in the table, or `tracker` for a row), and the *settings* it comes from, by their names
    in the section of an Arr; `Settings.…` are those for all, `Trackers` the rows.
    """

    rule: str
    text: str
    settings: tuple[str, ...] = ()


def handling(rules: OwnerRules) -> tuple[HandlingSentence, ...]:
    """Sentences in the order in which the rules are asked, then one for each row of a tracker."""
    return (*_first(rules), *_downloads(rules), *_seeds(rules), *_rows(rules))


def _first(rules: OwnerRules) -> Iterator[HandlingSentence]:
    yield HandlingSentence(
        "failed_category",
        f"What is moved to the category {rules.failed_category} is {_given_up(rules)}.",
        ("Settings.FailedCategory", "ReSearch"),
    )
    yield HandlingSentence(
        "recheck_category",
        f"What is moved to the category {rules.recheck_category} has its data checked again, and goes back where it was.",
        ("Settings.RecheckCategory",),
    )
    yield HandlingSentence("ignored", f"What carries the tag {IGNORED} is left alone.")
    yield HandlingSentence(
        "missing_files",
        f"What has lost its files for {span(MISSING_AFTER_SECONDS)} is removed, unless its storage is away.",
    )
    yield HandlingSentence(
        "error_state", "What its client reports an error of has its data checked again, at once and then ever more rarely."
    )  # fmt: skip
    if rules.is_arr:
        yield from _of_arr(rules)


def _of_arr(rules: OwnerRules) -> Iterator[HandlingSentence]:
    if rules.checks_custom_formats:
        yield HandlingSentence(
            "custom_format",
            f"What has a custom format score below what is wanted is {_given_up(rules)}.",
            ("EntrySearch.CustomFormatUnmetSearch", "EntrySearch.ForceMinimumCustomFormat"),
        )
    yield HandlingSentence(
        "inspect_files",
        _files(rules),
        ("Torrent.FolderExclusionRegex", "Torrent.FileNameExclusionRegex", "Torrent.FileExtensionAllowlist", "Torrent.OnArchivesOnly"),
    )  # fmt: skip
    delay = rules.import_delay_seconds
    when = f"{span(delay)} after it was complete" if delay > 0 else "as soon as it is complete"
    yield HandlingSentence("hand_over", f"A download is handed over for import {when}.", ("Torrent.ImportDelay",))


def _files(rules: OwnerRules) -> str:
    files = rules.files
    unwanted = []
    if files.folders:
        unwanted.append(f"in folders that match {_counted(len(files.folders), 'pattern')}")
    if files.names:
        unwanted.append(f"with names that match {_counted(len(files.names), 'pattern')}")
    if files.extensions:
        shown = sorted(files.extensions)[:_MOST_EXTENSIONS]
        more = f" and {len(files.extensions) - len(shown)} more" if len(files.extensions) > len(shown) else ""
        unwanted.append(f"with other extensions than {', '.join(shown)}{more}")
    if not unwanted:
        return "Files are not looked at: no pattern and no extension is set."
    archives = " unless it is a packed release" if files.archives_only == "allow" else ", packed releases included"
    return (
        f"Files {', or '.join(unwanted)} are not downloaded; what holds nothing else is {_given_up(rules)}{archives}."
    )


def _downloads(rules: OwnerRules) -> Iterator[HandlingSentence]:
    grace = rules.ignore_younger_than_seconds
    if grace > 0:
        text = f"New ones rest for {span(grace)}: nothing is called stalled, inactive or slow before."
    else:
        text = "New ones do not rest: they are judged from the first second on."
    yield HandlingSentence("grace", text, ("Torrent.IgnoreTorrentsYoungerThan",))
    yield HandlingSentence("forced", "What is forced by hand runs on.")
    yield HandlingSentence("stalled", _stalled(rules), ("Torrent.StalledDelay", "Torrent.ReSearchStalled"))
    starts = "started again" if rules.auto_pause_resume else "not started"
    yield HandlingSentence("resume_download", f"Stopped downloads are {starts}.", ("Settings.AutoPauseResume",))
    if rules.is_arr:
        yield from _slow(rules)
    most = rules.maximum_deletable_progress
    if most < 1:
        text = f"A download of which more than {percent(most)} is there is never given up for standing still or being slow."
        yield HandlingSentence("kept_progress", text, ("Torrent.MaximumDeletablePercentage",))


def _stalled(rules: OwnerRules) -> str:
    after = rules.stalled_after_seconds
    if after is None:
        return "Stalled downloads are not given up."
    replaced = (
        " Another release is searched as soon as they stall, while they go on." if rules.re_search_stalled else ""
    )
    if after == inf:
        return f"Stalled downloads are tolerated {span(after)}.{replaced}"
    limit = max(after, rules.ignore_younger_than_seconds)
    return f"Downloads of which nothing moves for {span(limit)} are {_given_up(rules)}.{replaced}"


def _slow(rules: OwnerRules) -> Iterator[HandlingSentence]:
    longest = rules.maximum_eta_seconds
    eta = ("Torrent.MaximumETA",)
    if longest <= 0:
        yield HandlingSentence("slow", "Nothing is given up for taking long.", eta)
    else:
        text = f"Downloads of which nothing moves for {span(longest)} are {_given_up(rules)}."
        yield HandlingSentence("inactive", text, eta)
        slow = (
            "Slow ones stay." if rules.do_not_remove_slow
            else f"Those that would take longer than {span(longest)} are {_given_up(rules)}."
        )  # fmt: skip
        yield HandlingSentence("slow", slow, (*eta, "Torrent.DoNotRemoveSlow"))


def _seeds(rules: OwnerRules) -> Iterator[HandlingSentence]:
    yield HandlingSentence("at_limit", _limits(rules), _SEEDING)
    starts = "started again" if rules.auto_pause_resume else "not started"
    yield HandlingSentence(
        "resume_seeding", f"What seeds and was stopped before its limits is {starts}.", ("Settings.AutoPauseResume",)
    )
    if rules.hit_and_run is not None and rules.hit_and_run.has_duty:
        text = f"What no row of a tracker speaks for has a duty: {_duty(rules.hit_and_run)}."
        yield HandlingSentence("hit_and_run", text, ("SeedingMode.HitAndRunMode",))


def _limits(rules: OwnerRules) -> str:
    seeding = rules.seeding
    if seeding.remove not in (1, 2, 3, 4):
        return "Nothing is removed at a seeding limit."
    if not rules.is_arr:
        how = "removed with its data" if seeding.delete_files else "removed; its data stays"
    elif seeding.remove_unimported:
        how = "removed with its data, imported or not"
    else:
        how = "removed with its data, once the Arr has imported it"
    when = _when(seeding.remove, seeding.max_upload_ratio, seeding.max_seeding_time_seconds)
    if not when:
        return "Nothing is removed at a seeding limit: the limit that would count is not set."
    return f"What seeds {when} is {how}."


def _when(remove: int, ratio: float, seconds: float) -> str:
    """When a limit is reached, empty for never; without any of ours those of the client count."""
    by_ratio = f"to a ratio of {ratio:g}" if ratio > 0 else ""
    by_time = f"for {span(seconds)}" if seconds > 0 else ""
    if not (by_ratio or by_time):
        return "to the limit at which qBittorrent stops it"
    match remove:
        case 1:
            return by_ratio
        case 2:
            return by_time
        case 3:
            return " or ".join(each for each in (by_ratio, by_time) if each)
        case _:
            return f"{by_ratio} and {by_time}" if by_ratio and by_time else ""


def _rows(rules: OwnerRules) -> Iterator[HandlingSentence]:
    every = [row for rows in rules.trackers.values() for row in rows.rows]
    for row in TrackerRows(every).rows:
        told = "; ".join(_of_row(row, rules)) or "nothing of its own"
        yield HandlingSentence("tracker", f"{row.name or row.host}: {told}.", ("Trackers",))


def _of_row(row: TrackerRule, rules: OwnerRules) -> Iterator[str]:
    if row.remove_if_exists:
        yield "it is taken off torrents that have it"
    elif row.add_if_missing:
        yield "it is added to torrents that lack it"
    if row.has_duty:
        yield f"nothing is removed before its duty is met ({_duty(row)})"
    if row.max_upload_ratio > 0 or row.max_seeding_time_seconds > 0:
        limits = [f"a ratio of {row.max_upload_ratio:g}"] if row.max_upload_ratio > 0 else []
        limits += [f"{span(row.max_seeding_time_seconds)}"] if row.max_seeding_time_seconds > 0 else []
        off = " (but nothing is removed at limits)" if rules.seeding.remove not in (1, 2, 3, 4) else ""
        yield f"its seeding limits are {' and '.join(limits)}{off}"
    if row.maximum_eta_seconds > 0:
        yield f"downloads are waited for {span(row.maximum_eta_seconds)}"
    for limit, way in ((row.download_limit_bytes, "downloads"), (row.upload_limit_bytes, "uploads")):
        if limit > 0:
            yield f"{way} at {limit / 1024:g} KiB/s at most"
    if row.super_seed:
        yield "new seeds spread by super-seeding"
    if row.tags:
        yield f"tagged {', '.join(row.tags)}"


def _duty(row: TrackerRule) -> str:
    needs = [f"a ratio of {row.min_seed_ratio:g}"] if row.min_seed_ratio > 0 else []
    needs += [f"{span(row.min_seeding_seconds)} of seeding"] if row.min_seeding_seconds > 0 else []
    whole = (" and " if row.hit_and_run == "and" else " or ").join(needs) or "nothing"
    least = row.minimum_download_percent / 100
    part = f"for what is not complete a ratio of {row.partial_seed_ratio:g} from {percent(least)} on"
    return f"{whole}, {part}"


def _given_up(rules: OwnerRules) -> str:
    if not rules.is_arr:
        return "given up and removed, data included"
    return "given up, blocklisted and searched again" if rules.re_search else "given up and blocklisted"


def _counted(number: int, what: str) -> str:
    return f"the {what}" if number == 1 else f"one of {number} {what}s"
