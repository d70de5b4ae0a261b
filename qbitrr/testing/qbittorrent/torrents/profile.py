"""
What differs between the releases of qBittorrent we imitate, as values.

Nobody else asks for a version number: code asks the profile what this release says, requires or leaves out.
"""

from attrs import field, frozen

__all__ = ["PROFILES", "V4_5", "V5_1", "V5_3", "ClientProfile", "profile_named"]

# Field of a torrent record -> first release that has it. Not listed: all of them.
_SINCE = {
    "inactive_seeding_time_limit": (4, 6),
    "max_inactive_seeding_time": (4, 6),
    "comment": (5, 0),
    "has_metadata": (5, 0),
    "popularity": (5, 0),
    "private": (5, 0),
    "reannounce": (5, 0),
    "root_path": (5, 0),
    "connections_count": (5, 2),
    "connections_limit": (5, 2),
    "created_by": (5, 2),
    "creation_date": (5, 2),
    "piece_size": (5, 2),
    "pieces_have": (5, 2),
    "pieces_num": (5, 2),
    "share_limit_action": (5, 2),
    "total_wasted": (5, 2),
    "share_limits_mode": (5, 3),
}
_ALWAYS = """
    added_on amount_left auto_tmm availability category completed completion_on content_path dl_limit dlspeed download_path
    downloaded downloaded_session eta f_l_piece_prio force_start hash infohash_v1 infohash_v2 last_activity magnet_uri max_ratio
    max_seeding_time name num_complete num_incomplete num_leechs num_seeds priority progress ratio ratio_limit save_path
    seeding_time seeding_time_limit seen_complete seq_dl size state super_seeding tags time_active total_size tracker
    trackers_count up_limit uploaded uploaded_session upspeed
""".split()  # noqa: SIM905 - a table of words is easier to read
# Only in sync/maindata (web API 2.11.7), never in torrents/info.
_SYNC_ONLY = ("has_other_announce_error", "has_tracker_error", "has_tracker_warning")


def _share_limit_parameters(release: tuple[int, int]) -> tuple[str, ...]:
    names = ["hashes", "ratioLimit", "seedingTimeLimit"]
    if release >= (4, 6):
        names.append("inactiveSeedingTimeLimit")
    if release >= (5, 2):
        names.append("shareLimitAction")
    if release >= (5, 3):
        names.append("shareLimitsMode")
    return tuple(names)


@frozen(kw_only=True)
class ClientProfile:
    """
    One release: *name* ("5.1"), *version* as `app/version` says it, *web_api* as `app/webapiVersion` does.

    `fields` are the names of a torrent record as kept by the simulation, in alphabetical order; `sync_only` those which
    `torrents/info` leaves out.
    """

    name: str
    version: str
    web_api: str
    build: dict[str, object] = field(factory=dict, repr=False)

    @property
    def release(self) -> tuple[int, int]:
        """`(major, minor)`."""
        major, minor = self.name.split(".")
        return int(major), int(minor)

    def has(self, major: int, minor: int) -> bool:
        """Whether this release is *major.minor* or newer."""
        return self.release >= (major, minor)

    @property
    def stopped_word(self) -> str:
        """How the state names of stopped torrents begin: 4.x says `pausedDL`, 5.x `stoppedDL`."""
        return "stopped" if self.has(5, 0) else "paused"

    @property
    def never(self) -> int:
        """The value of a moment that did not come yet."""
        return -1 if self.has(5, 0) else 0

    @property
    def modern_login(self) -> bool:
        """Whether a login answers 204 and 401 (5.2) instead of `Ok.` and `Fails.`."""
        return self.has(5, 2)

    @property
    def keeps_empty_sections(self) -> bool:
        """Whether a full `sync/maindata` shows sections without content (until 4.5)."""
        return not self.has(4, 6)

    @property
    def forgets_lost_fields(self) -> bool:
        """Whether a lost sync answer loses fields of torrents that change again (from 4.6 on, no longer in 5.3)."""
        return self.has(4, 6) and not self.has(5, 3)

    @property
    def always_subcategories(self) -> bool:
        """Whether `tv` always includes `tv/hd` (5.2); before it is a preference."""
        return self.has(5, 2)

    @property
    def listens_late(self) -> bool:
        """Whether it says `disconnected` in its first seconds (5.x)."""
        return self.has(5, 0)

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of a torrent record, sync-only ones included."""
        names = [*_ALWAYS, *(name for name, since in _SINCE.items() if self.release >= since)]
        if self.has(5, 2):
            names += _SYNC_ONLY
        return tuple(sorted(names))

    @property
    def sync_only(self) -> frozenset[str]:
        """Fields which `torrents/info` leaves out."""
        return frozenset(_SYNC_ONLY)

    @property
    def share_limit_parameters(self) -> tuple[str, ...]:
        """What `torrents/setShareLimits` requires."""
        return _share_limit_parameters(self.release)

    def cookie_name(self, port: int) -> str:
        """The name of the session cookie of a client whose web interface is at *port*."""
        return f"QBT_SID_{port}" if self.has(5, 2) else "SID"

    def missing_parameters(self, names: list[str]) -> str:
        """The text of the 400 for absent required parameters."""
        return f"Missing required parameters: {', '.join(names)}" if self.has(5, 2) else "Bad Request"

    @property
    def unknown_action(self) -> str:
        """The text of the 404 for an action that does not exist in a scope that does."""
        return "Endpoint does not exist" if self.has(5, 2) else "Not Found"


def _build(libtorrent: str, qt: str, **more: object) -> dict[str, object]:
    return {
        "bitness": 64, "boost": "1.83.0", "libtorrent": libtorrent, "openssl": "3.5.0", "qt": qt, "zlib": "1.3.1", **more,
    }  # fmt: skip


V4_5 = ClientProfile(name="4.5", version="v4.5.2", web_api="2.8.19", build=_build("2.0.8.0", "5.15.8"))
V5_1 = ClientProfile(
    name="5.1", version="v5.1.0", web_api="2.11.4", build=_build("2.0.11.0", "6.8.2", platform="linux")
)
V5_3 = ClientProfile(
    name="5.3", version="v5.3.0", web_api="2.16.2", build=_build("2.0.14.0", "6.11.2", platform="linux")
)
PROFILES = {profile.name: profile for profile in (V4_5, V5_1, V5_3)}


def profile_named(name: str) -> ClientProfile:
    """The profile called *name*. Raises `ValueError` that lists the known ones."""
    try:
        return PROFILES[name]
    except KeyError:
        raise ValueError(f"no profile {name!r}; known: {', '.join(PROFILES)}") from None
