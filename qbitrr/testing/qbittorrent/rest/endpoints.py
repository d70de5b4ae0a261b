"""The table of actions: who serves them, which method they take, what they require, which releases have them."""

from collections.abc import Callable
from functools import partial

from attrs import frozen

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest import application, details, labels, listing, logins, torrents, transfer
from qbitrr.testing.qbittorrent.rest.adding import add
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall
from qbitrr.testing.qbittorrent.rest.sync import sync_maindata
from qbitrr.testing.qbittorrent.torrents.profile import ClientProfile

__all__ = ["ENDPOINTS", "SCOPES", "Endpoint"]

ActionHandler = Callable[[QbittorrentModel, QbittorrentCall], object]


@frozen
class Endpoint:
    """One action. *post* means POST only; *since* and *before* bound the releases that have it (*before* excluded)."""

    handler: ActionHandler
    required: tuple[str, ...] = ()
    post: bool = False
    since: tuple[int, int] = (0, 0)
    before: tuple[int, int] = (99, 0)
    required_by: Callable[[ClientProfile], tuple[str, ...]] | None = None

    def exists_in(self, profile: ClientProfile) -> bool:
        """Whether *profile* has this action."""
        return self.since <= profile.release < self.before

    def missing(self, profile: ClientProfile, params: dict[str, str]) -> list[str]:
        """Required parameters that are absent; an empty value is present."""
        required = self.required_by(profile) if self.required_by else self.required
        return [name for name in required if name not in params]


def _read(handler: ActionHandler, *required: str, since: tuple[int, int] = (0, 0)) -> Endpoint:
    return Endpoint(handler, required, since=since)


def _act(
    handler: ActionHandler, *required: str, since: tuple[int, int] = (0, 0), before: tuple[int, int] = (99, 0)
) -> Endpoint:
    return Endpoint(handler, required, post=True, since=since, before=before)


def _edit_tracker_parameters(profile: ClientProfile) -> tuple[str, ...]:
    return ("hash", "url") if profile.has(5, 2) else ("hash", "origUrl", "newUrl")


ENDPOINTS: dict[str, Endpoint] = {
    "app/buildInfo": _read(application.build_info),
    "app/defaultSavePath": _read(application.default_save_path),
    "app/deleteAPIKey": _act(logins.delete_key, since=(5, 2)),
    "app/preferences": _read(application.preferences),
    "app/rotateAPIKey": _act(logins.rotate_key, since=(5, 2)),
    "app/setPreferences": _act(application.set_preferences, "json"),
    "app/version": _read(application.version),
    "app/webapiVersion": _read(application.web_api),
    "auth/login": _act(logins.login),
    "auth/logout": _act(logins.logout),
    "sync/maindata": _read(sync_maindata),
    "torrents/add": _act(add),
    "torrents/addTags": _act(torrents.add_tags, "hashes", "tags"),
    "torrents/addTrackers": _act(torrents.add_trackers, "hash", "urls"),
    "torrents/bottomPrio": _act(partial(torrents.top_prio, "bottom"), "hashes"),
    "torrents/categories": _read(labels.categories),
    "torrents/count": _read(listing.count, since=(4, 6)),
    "torrents/createCategory": _act(labels.create_category, "category"),
    "torrents/createTags": _act(labels.create_tags, "tags"),
    "torrents/decreasePrio": _act(partial(torrents.top_prio, "decrease"), "hashes"),
    "torrents/delete": _act(torrents.delete, "hashes", "deleteFiles"),
    "torrents/deleteTags": _act(labels.delete_tags, "tags"),
    "torrents/downloadLimit": _read(partial(details.limits, "dl_limit"), "hashes"),
    "torrents/editCategory": _act(labels.edit_category, "category", "savePath"),
    "torrents/editTracker": Endpoint(torrents.edit_tracker, post=True, required_by=_edit_tracker_parameters),
    "torrents/filePrio": _act(torrents.file_prio, "hash", "id", "priority"),
    "torrents/files": _read(details.files, "hash"),
    "torrents/increasePrio": _act(partial(torrents.top_prio, "increase"), "hashes"),
    "torrents/info": _read(listing.torrents_info),
    "torrents/pause": _act(torrents.stop, "hashes", before=(5, 0)),
    "torrents/pieceStates": _read(details.piece_states, "hash"),
    "torrents/properties": _read(details.properties, "hash"),
    "torrents/reannounce": _act(torrents.reannounce, "hashes"),
    "torrents/recheck": _act(torrents.recheck, "hashes"),
    "torrents/removeCategories": _act(labels.remove_categories, "categories"),
    "torrents/removeTags": _act(torrents.remove_tags, "hashes"),
    "torrents/removeTrackers": _act(torrents.remove_trackers, "hash", "urls"),
    "torrents/rename": _act(torrents.rename, "hash", "name"),
    "torrents/resume": _act(torrents.start, "hashes", before=(5, 0)),
    "torrents/setAutoManagement": _act(torrents.set_auto_management, "hashes", "enable"),
    "torrents/setCategory": _act(torrents.set_category, "hashes", "category"),
    "torrents/setComment": _act(torrents.set_comment, "hashes", "comment", since=(5, 2)),
    "torrents/setDownloadLimit": _act(partial(torrents.set_limit, "dl_limit"), "hashes", "limit"),
    "torrents/setForceStart": _act(torrents.set_force_start, "hashes", "value"),
    "torrents/setLocation": _act(torrents.set_location, "hashes", "location"),
    "torrents/setShareLimits": Endpoint(
        torrents.set_share_limits, post=True, required_by=lambda profile: profile.share_limit_parameters
    ),
    "torrents/setSuperSeeding": _act(torrents.set_super_seeding, "hashes", "value"),
    "torrents/setTags": _act(torrents.set_tags, "hashes", "tags", since=(5, 1)),
    "torrents/setUploadLimit": _act(partial(torrents.set_limit, "up_limit"), "hashes", "limit"),
    "torrents/start": _act(torrents.start, "hashes", since=(5, 0)),
    "torrents/stop": _act(torrents.stop, "hashes", since=(5, 0)),
    "torrents/tags": _read(labels.tags),
    "torrents/toggleFirstLastPiecePrio": _act(partial(torrents.toggle, "f_l_piece_prio"), "hashes"),
    "torrents/toggleSequentialDownload": _act(partial(torrents.toggle, "seq_dl"), "hashes"),
    "torrents/topPrio": _act(partial(torrents.top_prio, "top"), "hashes"),
    "torrents/trackers": _read(details.trackers, "hash"),
    "torrents/uploadLimit": _read(partial(details.limits, "up_limit"), "hashes"),
    "torrents/webseeds": _read(details.web_seeds, "hash"),
    "transfer/downloadLimit": _read(partial(transfer.transfer_limit, "dl_limit")),
    "transfer/info": _read(transfer.transfer_info),
    "transfer/setDownloadLimit": _act(partial(transfer.set_transfer_limit, "dl_limit"), "limit"),
    "transfer/setSpeedLimitsMode": _act(transfer.toggle_speed_limits_mode, "mode"),
    "transfer/setUploadLimit": _act(partial(transfer.set_transfer_limit, "up_limit"), "limit"),
    "transfer/speedLimitsMode": _read(transfer.speed_limits_mode),
    "transfer/toggleSpeedLimitsMode": _act(transfer.toggle_speed_limits_mode),
    "transfer/uploadLimit": _read(partial(transfer.transfer_limit, "up_limit")),
}
SCOPES = frozenset(action.split("/", 1)[0] for action in ENDPOINTS)
