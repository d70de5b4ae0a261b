"""The record of a torrent as the API shows it, and the limits and times that follow from its counters."""

import math
from urllib.parse import quote

from attrs import frozen

from qbitrr.testing.qbittorrent.torrents.profile import ClientProfile
from qbitrr.testing.qbittorrent.torrents.states import state_of
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["ETA_UNKNOWN", "LAGGING", "PROMPT", "ShareLimits", "describe", "limits_of", "ratio_of"]

ETA_UNKNOWN = 8_640_000
_MONTH = 30 * 86_400
# What a real client shows only at its next refresh; the rest of a record follows a command at once.
LAGGING = frozenset(
    """state size amount_left completed progress availability dlspeed upspeed eta downloaded downloaded_session uploaded
    uploaded_session ratio popularity num_seeds num_leechs num_complete num_incomplete pieces_have time_active
    seeding_time completion_on seen_complete last_activity content_path""".split()  # noqa: SIM905 - as in profile.py
)
# A change of one of these makes a delta at once since 4.6; all others wait for the refresh.
PROMPT = frozenset({"auto_tmm", "category", "force_start", "save_path", "tags"})


@frozen(kw_only=True)
class ShareLimits:
    """Share limits in effect: -1 none, times in minutes; *action* and *demands_all* decide what happens when reached."""

    ratio: float = -1
    seeding_minutes: int = -1
    inactive_minutes: int = -1
    action: str = "Stop"
    demands_all: bool = False

    def __bool__(self) -> bool:
        return self.ratio >= 0 or self.seeding_minutes >= 0 or self.inactive_minutes >= 0


_GLOBAL_ACTIONS = ("Stop", "Remove", "EnableSuperSeeding", "RemoveWithContent")


def limits_of(torrent: SimulatedTorrent, preferences: dict[str, object]) -> ShareLimits:
    """The limits of *torrent*: its own, or the global ones where it says -2."""

    def effective(own: float, name: str) -> float:
        if own != -2:
            return own
        value = preferences.get(name, -1)
        return float(value) if preferences.get(f"{name}_enabled") and isinstance(value, int | float) else -1

    action = torrent.share_limit_action
    if action == "Default":
        number = preferences.get("max_ratio_act", 0)
        action = _GLOBAL_ACTIONS[number] if isinstance(number, int) and 0 <= number < 4 else "Stop"
    mode = torrent.share_limits_mode
    if mode == "Default":
        mode = str(preferences.get("share_limits_mode", "MatchAny"))
    return ShareLimits(
        ratio=effective(torrent.ratio_limit, "max_ratio"),
        seeding_minutes=int(effective(torrent.seeding_time_limit, "max_seeding_time")),
        inactive_minutes=int(effective(torrent.inactive_seeding_time_limit, "max_inactive_seeding_time")),
        action=action,
        demands_all=mode == "MatchAll",
    )


def ratio_of(torrent: SimulatedTorrent) -> float:
    """Uploaded / downloaded; against the data on disk where hardly any of it was downloaded; -1 is infinite."""
    have = torrent.completed
    base = have if torrent.downloaded < have * 0.01 else torrent.downloaded
    if base == 0:
        return 0 if torrent.uploaded == 0 else -1
    return torrent.uploaded / base


def _eta(torrent: SimulatedTorrent, limits: ShareLimits, now: float) -> int:
    if torrent.stopped or torrent.queued:
        return ETA_UNKNOWN
    if not torrent.finished:
        left = torrent.size - torrent.completed
        return math.ceil(left / torrent.download_rate) if torrent.download_rate else ETA_UNKNOWN
    waits = []
    if limits.ratio >= 0 and torrent.upload_rate:
        base = torrent.downloaded or torrent.completed
        waits.append((limits.ratio * base - torrent.uploaded) / torrent.upload_rate)
    if limits.seeding_minutes >= 0:
        waits.append(limits.seeding_minutes * 60 - torrent.seeding_seconds)
    if limits.inactive_minutes >= 0:
        since = torrent.last_activity if torrent.last_activity is not None else torrent.added_on
        waits.append(limits.inactive_minutes * 60 - (now - since))
    return max(0, int(min(waits))) if waits else ETA_UNKNOWN


def _magnet(torrent: SimulatedTorrent, profile: ClientProfile) -> str:
    parts = [f"magnet:?xt=urn:btih:{torrent.hash}&dn={quote(torrent.name, safe='')}"]
    if profile.has(5, 0) and torrent.has_metadata:
        parts.append(f"xl={torrent.total_size}")
    parts += [f"tr={quote(tracker.url, safe='')}" for tracker in torrent.trackers]
    return "&".join(parts)


def _tracker(torrent: SimulatedTorrent, profile: ClientProfile) -> str:
    working = next((tracker.url for tracker in torrent.trackers if tracker.status == 2), "")
    if not working and profile.has(5, 0) and torrent.trackers:
        return torrent.trackers[0].url
    return working


def _availability(torrent: SimulatedTorrent) -> float:
    if torrent.finished:
        return -1
    return torrent.swarm.seeds if torrent.running else 0


def describe(
    torrent: SimulatedTorrent, profile: ClientProfile, preferences: dict[str, object], now: float
) -> dict[str, object]:
    """Every field any release shows, under its name; the profile picks from it."""
    never = profile.never
    limits = limits_of(torrent, preferences)
    size, completed = torrent.size, torrent.completed
    ratio = ratio_of(torrent)
    connected = torrent.running and torrent.has_metadata
    statuses = {tracker.status for tracker in torrent.trackers}

    def moment(at: float | None) -> int:
        return never if at is None else int(at)

    return {
        "added_on": int(torrent.added_on),
        "amount_left": size - completed,
        "auto_tmm": torrent.auto_tmm,
        "availability": _availability(torrent),
        "category": torrent.category,
        "comment": torrent.comment,
        "completed": completed,
        "completion_on": moment(torrent.completion_on),
        "connections_count": (torrent.swarm.seeds + torrent.swarm.leeches) if connected else 0,
        "connections_limit": 100,
        "content_path": torrent.content_path,
        "created_by": torrent.created_by,
        "creation_date": torrent.creation_date,
        "dl_limit": torrent.dl_limit,
        "dlspeed": torrent.download_rate,
        "download_path": torrent.download_path,
        "downloaded": torrent.downloaded,
        "downloaded_session": torrent.downloaded_session,
        "eta": _eta(torrent, limits, now),
        "f_l_piece_prio": torrent.f_l_piece_prio,
        "force_start": torrent.forced,
        "has_metadata": torrent.has_metadata,
        "has_other_announce_error": 4 in statuses and connected,
        "has_tracker_error": 5 in statuses and connected,
        "has_tracker_warning": any(tracker.status == 2 and tracker.msg for tracker in torrent.trackers),
        "hash": torrent.hash,
        "inactive_seeding_time_limit": torrent.inactive_seeding_time_limit,
        "infohash_v1": torrent.hash,
        "infohash_v2": "",
        "last_activity": int(torrent.added_on if torrent.last_activity is None else torrent.last_activity),
        "magnet_uri": _magnet(torrent, profile),
        "max_inactive_seeding_time": limits.inactive_minutes,
        "max_ratio": limits.ratio,
        "max_seeding_time": limits.seeding_minutes,
        "name": torrent.name,
        "num_complete": torrent.swarm.seeds,
        "num_incomplete": torrent.swarm.leeches,
        "num_leechs": torrent.swarm.leeches if connected else 0,
        "num_seeds": torrent.swarm.seeds if connected and not torrent.finished else 0,
        "piece_size": torrent.piece_size if torrent.has_metadata else -1,
        "pieces_have": torrent.pieces_have,
        "pieces_num": torrent.pieces_num,
        "popularity": ratio / (torrent.active_seconds / _MONTH) if torrent.active_seconds > 0 and ratio > 0 else 0,
        "priority": torrent.position,
        "private": torrent.private if torrent.has_metadata else None,
        "progress": torrent.progress(now),
        "ratio": ratio,
        "ratio_limit": torrent.ratio_limit,
        "reannounce": 0,
        "root_path": torrent.root_path,
        "save_path": torrent.save_path,
        "seeding_time": int(torrent.seeding_seconds),
        "seeding_time_limit": torrent.seeding_time_limit,
        "seen_complete": moment(torrent.seen_complete),
        "seq_dl": torrent.seq_dl,
        "share_limit_action": torrent.share_limit_action,
        "share_limits_mode": torrent.share_limits_mode,
        "size": size,
        "state": state_of(torrent, profile.stopped_word),
        "super_seeding": torrent.super_seeding,
        "tags": ", ".join(sorted(torrent.tags)),
        "time_active": int(torrent.active_seconds),
        "total_size": torrent.total_size,
        "total_wasted": 0,
        "tracker": _tracker(torrent, profile),
        "trackers_count": len(torrent.trackers),
        "up_limit": torrent.up_limit,
        "uploaded": torrent.uploaded,
        "uploaded_session": torrent.uploaded_session,
        "upspeed": torrent.upload_rate,
    }
