"""The table of actions: who serves them, which method they take, what they require, which releases have them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from qbitrr.testing.qbittorrent.rest import actions, listing, reads
from qbitrr.testing.qbittorrent.rest import client_actions as house
from qbitrr.testing.qbittorrent.rest.adding import add
from qbitrr.testing.qbittorrent.rest.call import Call
from qbitrr.testing.qbittorrent.torrents.profile import Profile

if TYPE_CHECKING:
    from qbitrr.testing.qbittorrent.model.client import SimulatedQbittorrent

__all__ = ["ENDPOINTS", "SCOPES", "Endpoint"]

Handler = Callable[["SimulatedQbittorrent", Call], object]


@frozen
class Endpoint:
    """One action. *post* means POST only; *since* and *before* bound the releases that have it (*before* excluded)."""

    handler: Handler
    required: tuple[str, ...] = ()
    post: bool = False
    since: tuple[int, int] = (0, 0)
    before: tuple[int, int] = (99, 0)
    required_by: Callable[[Profile], tuple[str, ...]] | None = None

    def exists_in(self, profile: Profile) -> bool:
        """Whether *profile* has this action."""
        return self.since <= profile.release < self.before

    def missing(self, profile: Profile, params: dict[str, str]) -> list[str]:
        """Required parameters that are absent; an empty value is present."""
        required = self.required_by(profile) if self.required_by else self.required
        return [name for name in required if name not in params]


def _read(handler: Handler, *required: str, since: tuple[int, int] = (0, 0)) -> Endpoint:
    return Endpoint(handler, required, since=since)


def _act(
    handler: Handler, *required: str, since: tuple[int, int] = (0, 0), before: tuple[int, int] = (99, 0)
) -> Endpoint:
    return Endpoint(handler, required, post=True, since=since, before=before)


def _edit_tracker_parameters(profile: Profile) -> tuple[str, ...]:
    return ("hash", "url") if profile.has(5, 2) else ("hash", "origUrl", "newUrl")


ENDPOINTS: dict[str, Endpoint] = {
    "app/buildInfo": _read(reads.build_info),
    "app/defaultSavePath": _read(reads.default_save_path),
    "app/deleteAPIKey": _act(house.delete_key, since=(5, 2)),
    "app/preferences": _read(reads.preferences),
    "app/rotateAPIKey": _act(house.rotate_key, since=(5, 2)),
    "app/setPreferences": _act(house.set_preferences, "json"),
    "app/version": _read(reads.version),
    "app/webapiVersion": _read(reads.web_api),
    "auth/login": _act(house.login),
    "auth/logout": _act(house.logout),
    "sync/maindata": _read(reads.sync_maindata),
    "torrents/add": _act(add),
    "torrents/addTags": _act(actions.add_tags, "hashes", "tags"),
    "torrents/addTrackers": _act(actions.add_trackers, "hash", "urls"),
    "torrents/bottomPrio": _act(partial(actions.top_prio, "bottom"), "hashes"),
    "torrents/categories": _read(reads.categories),
    "torrents/count": _read(reads.count, since=(4, 6)),
    "torrents/createCategory": _act(house.create_category, "category"),
    "torrents/createTags": _act(house.create_tags, "tags"),
    "torrents/decreasePrio": _act(partial(actions.top_prio, "decrease"), "hashes"),
    "torrents/delete": _act(actions.delete, "hashes", "deleteFiles"),
    "torrents/deleteTags": _act(house.delete_tags, "tags"),
    "torrents/downloadLimit": _read(partial(reads.limits, "dl_limit"), "hashes"),
    "torrents/editCategory": _act(house.edit_category, "category", "savePath"),
    "torrents/editTracker": Endpoint(actions.edit_tracker, post=True, required_by=_edit_tracker_parameters),
    "torrents/filePrio": _act(actions.file_prio, "hash", "id", "priority"),
    "torrents/files": _read(reads.files, "hash"),
    "torrents/increasePrio": _act(partial(actions.top_prio, "increase"), "hashes"),
    "torrents/info": _read(listing.torrents_info),
    "torrents/pause": _act(actions.stop, "hashes", before=(5, 0)),
    "torrents/pieceStates": _read(reads.piece_states, "hash"),
    "torrents/properties": _read(reads.properties, "hash"),
    "torrents/reannounce": _act(actions.reannounce, "hashes"),
    "torrents/recheck": _act(actions.recheck, "hashes"),
    "torrents/removeCategories": _act(house.remove_categories, "categories"),
    "torrents/removeTags": _act(actions.remove_tags, "hashes"),
    "torrents/removeTrackers": _act(actions.remove_trackers, "hash", "urls"),
    "torrents/rename": _act(actions.rename, "hash", "name"),
    "torrents/resume": _act(actions.start, "hashes", before=(5, 0)),
    "torrents/setAutoManagement": _act(actions.set_auto_management, "hashes", "enable"),
    "torrents/setCategory": _act(actions.set_category, "hashes", "category"),
    "torrents/setComment": _act(actions.set_comment, "hashes", "comment", since=(5, 2)),
    "torrents/setDownloadLimit": _act(partial(actions.set_limit, "dl_limit"), "hashes", "limit"),
    "torrents/setForceStart": _act(actions.set_force_start, "hashes", "value"),
    "torrents/setLocation": _act(actions.set_location, "hashes", "location"),
    "torrents/setShareLimits": Endpoint(
        actions.set_share_limits, post=True, required_by=lambda profile: profile.share_limit_parameters
    ),
    "torrents/setSuperSeeding": _act(actions.set_super_seeding, "hashes", "value"),
    "torrents/setTags": _act(actions.set_tags, "hashes", "tags", since=(5, 1)),
    "torrents/setUploadLimit": _act(partial(actions.set_limit, "up_limit"), "hashes", "limit"),
    "torrents/start": _act(actions.start, "hashes", since=(5, 0)),
    "torrents/stop": _act(actions.stop, "hashes", since=(5, 0)),
    "torrents/tags": _read(reads.tags),
    "torrents/toggleFirstLastPiecePrio": _act(partial(actions.toggle, "f_l_piece_prio"), "hashes"),
    "torrents/toggleSequentialDownload": _act(partial(actions.toggle, "seq_dl"), "hashes"),
    "torrents/topPrio": _act(partial(actions.top_prio, "top"), "hashes"),
    "torrents/trackers": _read(reads.trackers, "hash"),
    "torrents/uploadLimit": _read(partial(reads.limits, "up_limit"), "hashes"),
    "torrents/webseeds": _read(reads.web_seeds, "hash"),
    "transfer/downloadLimit": _read(partial(reads.transfer_limit, "dl_limit")),
    "transfer/info": _read(reads.transfer),
    "transfer/setDownloadLimit": _act(partial(house.set_transfer_limit, "dl_limit"), "limit"),
    "transfer/setSpeedLimitsMode": _act(house.toggle_speed_limits_mode, "mode"),
    "transfer/setUploadLimit": _act(partial(house.set_transfer_limit, "up_limit"), "limit"),
    "transfer/speedLimitsMode": _read(house.speed_limits_mode),
    "transfer/toggleSpeedLimitsMode": _act(house.toggle_speed_limits_mode),
    "transfer/uploadLimit": _read(partial(reads.transfer_limit, "up_limit")),
}
SCOPES = frozenset(action.split("/", 1)[0] for action in ENDPOINTS)
