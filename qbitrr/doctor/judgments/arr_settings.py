"""
Settings of an Arr that work against this program.
"""

from collections.abc import Iterator

from qbitrr.clients.arr.settings import SetDownloadClient, SetIndexer
from qbitrr.config.schema.config import ArrSection, Config
from qbitrr.decide.seeding.client_limits import duty_rows, stops_before
from qbitrr.doctor.facts import ArrSetup, Facts, Unasked
from qbitrr.doctor.judgments.making import hint, listed, ok, quoted, unknown, warning
from qbitrr.model.doctor import Finding, FixOffer, Grade
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import TrackerRule
from qbitrr.resolved.torrents import rules_finder

__all__ = ["judge_arr_settings", "rules_of"]

REJECT = "rejectBlocklistedTorrentHashesWhileGrabbing"
_RATIO, _MINUTES = "seedCriteria.seedRatio", "seedCriteria.seedTime"


def rules_of(config: Config, section: str) -> OwnerRules:
    """The rules for torrents of an Arr."""
    return rules_finder(config, section)(Torrent(instance="", hash="", state="unknown"))


def _duties(config: Config, section: ArrSection) -> tuple[TrackerRule, ...]:
    rules = rules_of(config, section.section)
    found = (row for qbit in config.qbits_of(section) for row in duty_rows(rules, rules.rows_on(qbit.section)))
    return tuple(dict.fromkeys(found))


def judge_arr_settings(config: Config, facts: Facts) -> Iterator[Finding]:
    """What each Arr does by itself with its downloads."""
    for arr in facts.arrs:
        section = config.arr(arr.section)
        if section is None:
            continue
        duties = _duties(config, section)
        yield _handling(arr)
        yield from _own_removals(arr, duties)
        yield from _indexers(arr, duties)
        yield from _complaints(arr)


def _handling(arr: ArrSetup) -> Finding:
    check = "completed-handling"
    if isinstance(arr.handling, Unasked):
        return unknown(check, arr.section, "whether it handles completed downloads", arr.handling)
    if arr.handling.enable_completed_download_handling:
        return ok(check, arr.section, "It lists completed downloads.")
    text = (
        "Completed Download Handling is off, so it does not list what is complete: imports wait for its history, always copy, "
        "and what it refuses is not seen."
    )
    remedy = (
        "Switch on “Completed Download Handling” (Settings > Download Clients). It then also imports what is waiting."
    )
    return warning(check, arr.section, text, remedy)


def _own_removals(arr: ArrSetup, duties: tuple[TrackerRule, ...]) -> Iterator[Finding]:
    check = "arr-removals"
    if isinstance(arr.clients, Unasked):
        yield unknown(check, arr.section, "whether it removes downloads by itself", arr.clients)
        return
    for each in arr.clients:
        if each.enable and each.is_qbittorrent:
            yield _removal(arr.section, each, bool(duties))


def _removal(where: str, client: SetDownloadClient, has_duties: bool) -> Finding:
    check = "arr-removals"
    flags = {"“Remove Completed”": client.remove_completed_downloads, "“Remove Failed”": client.remove_failed_downloads}
    on = [name for name, is_on in flags.items() if is_on]
    if not on:
        return ok(check, where, f"It leaves removals from its client {quoted(client.name)} to us.")
    words = " and ".join(on)
    danger = " and whatever duty is open" if has_duties else ""
    return Finding(
        check=check,
        grade=Grade.WARNING,
        where=where,
        sentence=f"{words} of its client {quoted(client.name)}: it deletes stopped torrents at their seed goal itself, "
        f"with files, past the quarantine{danger}.",
        remedy=f"Switch off {words} (Settings > Download Clients, at the bottom of the client).",
        fix=FixOffer(
            kind="keep-downloads", section=where, target=str(client.id),
            text=f"Switch off {words} of the download client {quoted(client.name)} in [{where}].",
        ),
    )  # fmt: skip


def _indexers(arr: ArrSetup, duties: tuple[TrackerRule, ...]) -> Iterator[Finding]:
    if isinstance(arr.indexers, Unasked):
        yield unknown("reject-blocklisted", arr.section, "how its indexers are set", arr.indexers)
        yield unknown("seed-goals", arr.section, "the seed goals of its indexers", arr.indexers)
        return
    used = [each for each in arr.indexers if each.is_used and each.protocol.lower() == "torrent"]
    if not used:
        yield hint(
            "indexers",
            arr.section,
            "It has no torrent indexer in use: searches find nothing.",
            "Add one in Settings > Indexers.",
        )
        return
    grabbing = [each for each in used if each.setting(REJECT) is False]
    for each in grabbing:
        yield _not_rejecting(arr.section, each)
    silent = [each.name for each in used if each.setting(REJECT) is None]
    if silent:
        what = f"whether {listed(silent)} refuse what is blocklisted when it is grabbed"
        yield unknown("reject-blocklisted", arr.section, what, "they have no such setting, or do not tell it")
    elif not grabbing:
        yield ok("reject-blocklisted", arr.section, "Its indexers refuse what is blocklisted when it is grabbed, too.")
    yield _seed_goals(arr.section, used, duties)


def _not_rejecting(where: str, indexer: SetIndexer) -> Finding:
    return Finding(
        check="reject-blocklisted",
        grade=Grade.WARNING,
        where=where,
        sentence=f"Of its indexer {quoted(indexer.name)} it takes blocklisted torrents whose hash is not known before they are grabbed: "
        "what was given up comes again.",
        remedy="Switch on “Reject Blocklisted Torrent Hashes While Grabbing” of the indexer (Settings > Indexers, advanced settings; "
        "with Prowlarr: in its application settings, which would switch it off again).",
        fix=FixOffer(
            kind="reject-blocklisted", section=where, target=str(indexer.id),
            text=f"Switch on “Reject Blocklisted Torrent Hashes While Grabbing” of the indexer {quoted(indexer.name)} in [{where}].",
        ),
    )  # fmt: skip


def _seed_goals(where: str, used: list[SetIndexer], duties: tuple[TrackerRule, ...]) -> Finding:
    early = [
        each.name
        for each in used
        if stops_before(duties, _number(each.setting(_RATIO)), _number(each.setting(_MINUTES)))
    ]
    if not early:
        return ok("seed-goals", where, "No seed goal of its indexers ends before a duty is met.")
    return warning(
        "seed-goals", where,
        f"The seed goals of its indexers {listed(early)} are below what a tracker rule demands: if it is theirs, the client stops such "
        "torrents while their duty is open.",
        "Raise or empty Seed Ratio and Seed Time of these indexers (Settings > Indexers, advanced settings).",
    )  # fmt: skip


def _number(value: object) -> float:
    """A goal; -1 for none, as for what is no number."""
    try:
        return float(str(value)) if value not in (None, "") else -1.0
    except ValueError:
        return -1.0


_TOPICS = ("download", "import", "remotepath", "rootfolder", "indexer")


def _complaints(arr: ArrSetup) -> Iterator[Finding]:
    check = "arr-health"
    if isinstance(arr.complaints, Unasked):
        yield unknown(check, arr.section, "its health page", arr.complaints)
        return
    ours = [
        each
        for each in arr.complaints
        if each.type.lower() in ("warning", "error") and each.source.lower().startswith(_TOPICS)
    ]
    for each in ours:
        yield warning(
            check, arr.section, f"It complains: {quoted(each.message)}", "See System > Status of that program."
        )
    if not ours:
        yield ok(check, arr.section, "It has no complaint about downloads, imports or indexers.")
