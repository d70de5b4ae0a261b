"""
Whether what made a removal due is still true, as far as the torrent itself shows it.
"""

from collections.abc import Callable

from qbitrr.model.reasons import Value
from qbitrr.model.rule_table import Evidence, rule_behind
from qbitrr.model.steps import Removal
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.torrent import COMPLETE_STATES, META_STATES, Torrent, normal_state
from qbitrr.model.torrents.watching import TREMBLE_SECONDS

__all__ = ["no_longer_due"]


def no_longer_due(removal: Removal, torrent: Torrent, *, is_stopped_by_us: bool = False) -> str | None:
    """
    Why *torrent*, as it is now, is not any more what `removal` was decided about (`removal.seen`); None if it still is. Whether a
    seed is uploading at this moment changes nothing, and a stop that was our own (*is_stopped_by_us*) says nothing.
    """
    seen, rule = removal.seen, rule_behind(removal.why)
    if rule.is_failure and seen is not None:
        if _is_complete(torrent) and not _is_complete(seen):
            return "it was completed"
        if IMPORTED in torrent.tags and IMPORTED not in seen.tags:
            return "it was imported"
    if is_stopped_by_us and torrent.state in ("stoppedDL", "stoppedUP"):
        return None
    state = normal_state(torrent.state)
    by_evidence = _BY_EVIDENCE.get(rule.evidence)
    if by_evidence is not None:
        return by_evidence(removal, seen, torrent, state)
    if seen is not None and _is_complete(seen) and state not in COMPLETE_STATES:
        return f"it was {seen.state} and is {torrent.state}"
    if state in ("missingFiles", "error") and (seen is None or seen.state != torrent.state):
        return f"it is {torrent.state}"
    return None


def _is_complete(torrent: Torrent) -> bool:
    return normal_state(torrent.state) in COMPLETE_STATES and torrent.amount_left <= 0


def _stalled(removal: Removal, seen: Torrent | None, torrent: Torrent, state: str) -> str | None:
    if state in META_STATES:  # its retries look like activity
        return None if seen is None or normal_state(seen.state) in META_STATES else _is(torrent, "found")
    if state != "stalledDL" and not (state == "downloading" and 0 <= torrent.availability < 1):
        return _is(torrent, "not stalled")
    return _moved(seen, torrent)


def _inactive(removal: Removal, seen: Torrent | None, torrent: Torrent, state: str) -> str | None:
    return _moved(seen, torrent) if state in ("downloading", "stalledDL") else _is(torrent, "not waiting for data")


def _slow(removal: Removal, seen: Torrent | None, torrent: Torrent, state: str) -> str | None:
    if state != "downloading":
        return _is(torrent, "not downloading slowly")
    limit: Value = removal.why.configured.get("maximum_eta_seconds")
    if isinstance(limit, int | float) and torrent.eta_seconds <= limit:
        return "it became faster"
    return None


def _at_limit(removal: Removal, seen: Torrent | None, torrent: Torrent, state: str) -> str | None:
    if state not in COMPLETE_STATES:
        return _is(torrent, "not seeding")
    if seen is None:
        return None
    if _ratio(torrent) < _ratio(seen) or torrent.seeding_time_seconds < seen.seeding_time_seconds:
        return "its client counts less than it did"
    return None


def _missing(removal: Removal, seen: Torrent | None, torrent: Torrent, state: str) -> str | None:
    return None if state == "missingFiles" else _is(torrent, "not missing its files")


_BY_EVIDENCE: dict[Evidence, Callable[[Removal, Torrent | None, Torrent, str], str | None]] = {
    Evidence.FILES_MISSING: _missing,
    Evidence.AT_LIMIT: _at_limit,
    Evidence.STALLED: _stalled,
    Evidence.INACTIVE: _inactive,
    Evidence.SLOW: _slow,
}


def _moved(seen: Torrent | None, torrent: Torrent) -> str | None:
    if seen is not None and torrent.last_activity > seen.last_activity + TREMBLE_SECONDS:
        return "it moved again"
    return None


def _is(torrent: Torrent, what: str) -> str:
    return f"it is {torrent.state}, so it is {what}"


def _ratio(torrent: Torrent) -> float:
    return torrent.ratio if torrent.ratio >= 0 else float("inf")
