"""The table, continued: the page of the configuration and its dialogs."""

from typing import Any

from tests.e2e.other_page.calls import DONE, INVALID, META, REFUSED, TESTED, Call, saves
from tests.e2e.other_page.shapes import NUMBER, Each, Maybe, Shape

__all__ = ["CONFIGURATION", "NEW_INSTANCE"]

SPAN = (int, float, str)
"""A length of time: a number in the unit of its key, or a text with its own."""
LIMITS: Shape = dict.fromkeys(
    ("DownloadRateLimitPerTorrent", "UploadRateLimitPerTorrent", "MaxUploadRatio", "RemoveTorrent"), NUMBER
)
SETTINGS: Shape = {
    **dict.fromkeys(("ConsoleLevel", "CompletedDownloadFolder", "FreeSpace", "FreeSpaceFolder"), str),
    **dict.fromkeys(("FailedCategory", "RecheckCategory", "AutoUpdateCron", "AutoUpdateChannel"), str),
    **dict.fromkeys(("Logging", "AutoPauseResume", "Tagless", "FFprobeAutoUpdate", "AutoUpdateEnabled"), bool),
    "AutoRestartProcesses": bool,
    **dict.fromkeys(("NoInternetSleepTimer", "LoopSleepTimer", "SearchLoopDelay", "IgnoreTorrentsYoungerThan"), SPAN),
    **dict.fromkeys(("ProcessRestartWindow", "ProcessRestartDelay"), SPAN),
    "MaxProcessRestarts": int,
    "PingURLS": [str],
}
WEBUI: Shape = {
    **dict.fromkeys(("Host", "Token", "UrlBase", "Username", "Theme", "ViewDensity"), str),
    "Port": int,
    **dict.fromkeys(("BehindHttpsProxy", "AuthDisabled", "LocalAuthEnabled"), bool),
    "AllowInsecureExposure": Maybe(bool),
    **dict.fromkeys(("OIDCEnabled", "LiveArr"), bool),
    "OIDC": {
        **dict.fromkeys(("Authority", "ClientId", "ClientSecret", "Scopes", "CallbackPath"), str),
        "RequireHttpsMetadata": bool,
    },
}
QBIT: Shape = {
    "Disabled": bool,
    **dict.fromkeys(("Host", "UserName", "Password"), str),
    "Port": int,
    "ManagedCategories": [str],
    "CategorySeeding": {**LIMITS, "MaxSeedingTime": SPAN, "HitAndRunMode": str, "MinSeedRatio": NUMBER},
    "Trackers": [dict],
}
ARR: Shape = {
    "Managed": bool,
    **dict.fromkeys(("URI", "APIKey", "Category", "importMode"), str),
    "ReSearch": bool,
    **dict.fromkeys(("RssSyncTimer", "RefreshDownloadsTimer"), SPAN),
    "ArrErrorCodesToBlocklist": [str],
    "EntrySearch": {
        **dict.fromkeys(("SearchMissing", "Unmonitored", "SearchInReverse", "DoUpgradeSearch"), bool),
        **dict.fromkeys(("QualityUnmetSearch", "CustomFormatUnmetSearch", "ForceMinimumCustomFormat"), bool),
        **dict.fromkeys(("SearchAgainOnSearchCompletion", "UseTempForMissing", "KeepTempProfile"), bool),
        "ForceResetTempProfiles": bool,
        "SearchLimit": int,
        "SearchRequestsEvery": Maybe(SPAN),
        "TempProfileResetTimeoutMinutes": SPAN,
        "ProfileSwitchRetryAttempts": int,
        "QualityProfileMappings": dict,
    },
    "Torrent": {
        **dict.fromkeys(("CaseSensitiveMatches", "AutoDelete", "DoNotRemoveSlow", "ReSearchStalled"), bool),
        **{key: [str] for key in ("FolderExclusionRegex", "FileNameExclusionRegex", "FileExtensionAllowlist")},
        **dict.fromkeys(("IgnoreTorrentsYoungerThan", "MaximumETA", "StalledDelay"), SPAN),
        "MaximumDeletablePercentage": NUMBER,
        "SeedingMode": {
            **LIMITS,
            "MaxSeedingTime": SPAN,
            "RemoveDeadTrackers": bool,
            "RemoveTrackerWithMessage": [str],
        },
        "Trackers": [dict],
    },
}
DOCUMENT: Shape = {
    "Settings": SETTINGS,
    "WebUI": WEBUI,
    "qBit": QBIT,
    **dict.fromkeys(("Radarr-HD", "Sonarr-TV", "Lidarr-Music", "Readarr-Books"), ARR),
}
UNTESTED: Shape = {"success": frozenset({False}), "message": str}


def tries(what: str, reads: Shape, *, status: int = 200, **body: Any) -> Call:
    """A connection test."""
    return Call(what, "POST", "/web/arr/test-connection", reads, body, status)


NEW_INSTANCE = {
    "Managed": True,
    "URI": "http://127.0.0.1:1",
    "APIKey": "k",
    "Category": "more",
    "ReSearch": True,
    "importMode": "Auto",
    "RssSyncTimer": 5,
    "RefreshDownloadsTimer": 5,
    "ArrErrorCodesToBlocklist": ["Not an upgrade for existing episode file(s)"],
    "EntrySearch.SearchMissing": True,
    "EntrySearch.SearchBySeries": "smart",
    "EntrySearch.SearchRequestsEvery": 300,
    "EntrySearch.Overseerr.SearchOverseerrRequests": False,
    "EntrySearch.Overseerr.OverseerrURI": "CHANGE_ME",
    "EntrySearch.Overseerr.OverseerrAPIKey": "CHANGE_ME",
    "Torrent.FolderExclusionRegex": [r"\bextras?\b"],
    "Torrent.MaximumDeletablePercentage": 0.99,
    "Torrent.SeedingMode.MaxSeedingTime": "1w",
}
"""What the page fills a new Sonarr with, shortened."""

CONFIGURATION = (
    Call(
        "the forms", "GET", "/web/config", DOCUMENT,
        keeps={"key": "Radarr-HD.APIKey", "uri": "Radarr-HD.URI", "secret_shown": "WebUI.Token"},
    ),
    tries("a dialog opens: the key as it is shown", TESTED, arrType="radarr", uri="{uri}", apiKey="{key}"),
    tries("or by its instance", TESTED, arrType="radarr", instanceKey="Radarr-HD"),
    tries("another", TESTED, arrType="sonarr", instanceKey="Sonarr-TV"),
    tries("another", TESTED, arrType="lidarr", instanceKey="Lidarr-Music"),
    tries("another", TESTED, arrType="readarr", instanceKey="Readarr-Books"),
    tries("a key that was typed", TESTED, arrType="sonarr", uri="{sonarr_uri}", apiKey="k"),
    tries("a wrong one", UNTESTED, arrType="sonarr", uri="{sonarr_uri}", apiKey="wrong"),
    tries("a hidden key for another address", UNTESTED, status=400, arrType="radarr", uri="http://127.0.0.1:1", apiKey="{key}"),
    Call(
        "saving what cannot be", "POST", "/web/config", INVALID,
        {"changes": {"WebUI.Port": 99999, "Settings.ConsoleLevel": "LOUD"}}, 400,
    ),
    Call(
        "saving what must not be", "POST", "/web/config", REFUSED, {"changes": {"Settings.ConfigVersion": "9"}}, 403
    ),
    saves("nothing", "none"),
    saves("settings", "full", Settings__LoopSleepTimer=60, Settings__SearchLoopDelay="30s"),
    Call(
        "an instance", "POST", "/web/config", {"reloadType": frozenset({"single_arr"}), "affectedInstances": [str]},
        {"changes": {"Radarr-HD.EntrySearch.SearchLimit": 7, "Radarr-HD.APIKey": "{key}"}},
    ),
    Call(
        "two instances", "POST", "/web/config", {"reloadType": frozenset({"multi_arr"}), "affectedInstances": [str]},
        {"changes": {"Radarr-HD.ReSearch": False, "Sonarr-TV.ReSearch": False}},
    ),
    saves("a client", "full", qBit__CategorySeeding__MaxUploadRatio=2.5),
    saves("web settings", "webui", WebUI__BehindHttpsProxy=True),
    Call("after it", "GET", "/web/meta?force=1", META),
    Call("and the forms again", "GET", "/web/config", {"Settings": {"LoopSleepTimer": frozenset({60})}}),
    Call(
        "a new instance", "POST", "/web/config", {"reloadType": frozenset({"single_arr"}), "affectedInstances": [str]},
        {"changes": {f"Sonarr-More.{name}": value for name, value in NEW_INSTANCE.items()}},
    ),
    Call("which is there", "GET", "/web/config", {"Sonarr-More": {"URI": str, "Torrent": dict}}),
    Call(
        "and is deleted", "POST", "/web/config", {"reloadType": frozenset({"single_arr"}), "affectedInstances": [str]},
        {"changes": {"Sonarr-More": None}},
    ),
    Call(
        "the password by a session alone", "POST", "/web/auth/set-password", REFUSED,
        {"username": "me", "password": "another password"}, 403, "plain",
    ),
    Call(
        "the password", "POST", "/web/auth/set-password", {"success": DONE},
        {"username": "me", "password": "another password", "setupToken": "{secret}"}, manner="plain",
    ),
    Call(
        "signing in by it", "POST", "/web/login", {"success": DONE},
        {"username": "me", "password": "another password"}, manner="plain",
    ),
    Call("fields of its forms", "GET", "/web/config/schema", {"version": int, "sections": Each([dict])}),
)  # fmt: skip
