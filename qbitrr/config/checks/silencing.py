"""What makes a key do nothing and is no condition of that key alone: one line per reason, with the keys it silences."""

from collections.abc import Callable

from attrs import frozen

from qbitrr.config.schema.config import ArrSection, QbitSection, RemoveAt, WebUI

__all__ = ["SILENCINGS", "Silencing", "reason"]


@frozen
class Silencing:
    """While *holds* of a section, *keys* (dotted paths, rows without their index) do nothing, *because* of that."""

    because: str
    holds: Callable[[object], bool]
    keys: tuple[str, ...]


def reason(section: object, path: str) -> str:
    """Why the key *path* (`Torrent.Trackers[2].MaximumETA`) of *section* does nothing; empty if nothing speaks against it."""
    opened = "[]".join(part.partition("]")[2] if index else part for index, part in enumerate(path.split("[")))
    return next((each.because for each in SILENCINGS if opened in each.keys and each.holds(section)), "")


def _never_removed(section: object) -> bool:
    return isinstance(section, ArrSection) and section.torrent.seeding.remove_torrent is RemoveAt.NEVER


def _keeps_slow(section: object) -> bool:
    return isinstance(section, ArrSection) and section.torrent.do_not_remove_slow


def _nothing_fails(section: object) -> bool:
    """Neither a slow nor a stalled download is given up."""
    if not isinstance(section, ArrSection):
        return False
    rules = section.torrent
    waits = rules.maximum_eta_seconds > 0 or any(row.maximum_eta_seconds > 0 for row in rules.trackers)
    tolerates = rules.stalled_delay_seconds <= 0 and not rules.stalled_immediately
    return tolerates and (rules.do_not_remove_slow or not waits)


SILENCINGS = (
    Silencing(
        "ApiKey takes the place of the login",
        lambda section: isinstance(section, QbitSection) and bool(section.api_key),
        ("UserName", "Password"),
    ),
    Silencing(
        "AuthDisabled is on",
        lambda section: isinstance(section, WebUI) and section.auth_disabled,
        ("LocalAuthEnabled", "OIDCEnabled"),
    ),
    Silencing(
        "EntrySearch.KeepTempProfile is on",
        lambda section: isinstance(section, ArrSection) and section.search.keep_temp_profile,
        ("EntrySearch.TempProfileResetTimeoutMinutes",),
    ),
    Silencing("nothing is removed for being slow or stalled", _nothing_fails, ("Torrent.MaximumDeletablePercentage",)),
    Silencing("Torrent.DoNotRemoveSlow is on", _keeps_slow, ("Torrent.Trackers[].MaximumETA",)),
    Silencing(
        "Torrent.SeedingMode.RemoveTorrent is never",
        _never_removed,
        ("Torrent.Trackers[].MaxUploadRatio", "Torrent.Trackers[].MaxSeedingTime"),
    ),
)
