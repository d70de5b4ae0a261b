"""`[<Arr>.EntrySearch]` and the request systems below it: what is searched, in which order, how fast."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from attrs import Factory, frozen

from qbitrr.config.schema.keys import Kind, Reload, key, when
from qbitrr.config.schema.media_requests import Ombi, Overseerr
from qbitrr.config.schema.words import SearchBySeries, SearchOrder

__all__ = ["EntrySearch"]

_WITH_REQUESTS = ("radarr", "sonarr")
_WITH_YEARS = ("radarr", "sonarr", "readarr")
_SERIES = ("sonarr",)
_SEARCHING = (when("SearchMissing"),)
_PROFILES = (when("UseTempForMissing"),)
_OFF = {"never": 0, "off": 0, "unlimited": 0, "disabled": 0, "none": 0}


@frozen(kw_only=True)
class EntrySearch:
    """
    What is searched, in which order, how fast. `search_in_reverse` = oldest first.

    A number of 0 switches the cooldowns, the hourly cap and the profile reset off.
    """

    search_missing: bool = key(
        "SearchMissing",
        Kind.BOOL,
        default=True,
        label="Search Missing",
        reload=Reload.LIVE,
        summary="Master switch of searching: look for what has no file.",
        since="2.0.0",
    )
    also_search_specials: bool = key(
        "AlsoSearchSpecials",
        Kind.BOOL,
        default=False,
        label="Also Search Specials",
        reload=Reload.LIVE,
        summary="Include season 0.",
        arr_types=_SERIES,
        since="2.0.0",
        needs=_SEARCHING,
    )
    unmonitored: bool = key(
        "Unmonitored",
        Kind.BOOL,
        default=False,
        label="Unmonitored",
        reload=Reload.LIVE,
        summary="Include what is not monitored.",
        since="4.10.0",
    )
    search_limit: int = key(
        "SearchLimit",
        Kind.INT,
        default=5,
        label="Search Limit",
        reload=Reload.LIVE,
        summary="No further search while the Arr has this many queries to indexers unfinished; an episode list of ten is ten.",
        minimum=0,
        since="2.0.0",
    )
    search_by_year: bool = key(
        "SearchByYear",
        Kind.BOOL,
        default=True,
        label="Search By Year",
        reload=Reload.LIVE,
        summary="Work through the library year by year.",
        arr_types=_WITH_YEARS,
        since="2.0.0",
        needs=_SEARCHING,
    )
    search_in_reverse: bool = key(
        "SearchInReverse",
        Kind.BOOL,
        default=False,
        label="Search In Reverse",
        reload=Reload.LIVE,
        summary="false = newest first, true = oldest first.",
        since="2.0.0",
        needs=_SEARCHING,
    )
    search_order: SearchOrder | None = key(
        "SearchOrder",
        Kind.ENUM,
        default=None,
        label="Search Order",
        reload=Reload.LIVE,
        summary="Which end of the library is searched first.",
        choices=("newest", "oldest"),
        converts_to=SearchOrder,
        nullable=True,
        fallback="Arr.EntrySearch.SearchInReverse",
        example="oldest",
        needs=_SEARCHING,
        ours=True,
    )
    search_requests_every_seconds: int = key(
        "SearchRequestsEvery",
        Kind.DURATION,
        default=300,
        label="Search Requests Every",
        reload=Reload.LIVE,
        summary="Least time between two looks at the request system.",
        unit="seconds",
        minimum=0,
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
        needs=(*_SEARCHING, when("Ombi.SearchOmbiRequests", "Overseerr.SearchOverseerrRequests")),
    )
    do_upgrade_search: bool = key(
        "DoUpgradeSearch",
        Kind.BOOL,
        default=False,
        label="Do Upgrade Search",
        reload=Reload.LIVE,
        summary="Also search for something better than the file there is.",
        since="2.0.0",
        needs=_SEARCHING,
    )
    upgrade_beyond_cutoff: bool = key(
        "UpgradeBeyondCutoff",
        Kind.BOOL,
        default=True,
        label="Upgrade Beyond Cutoff",
        reload=Reload.LIVE,
        summary="DoUpgradeSearch also takes what has reached the profile's cut-off; false = only what can still be replaced.",
        needs=(*_SEARCHING, when("DoUpgradeSearch")),
        ours=True,
    )
    quality_unmet_search: bool = key(
        "QualityUnmetSearch",
        Kind.BOOL,
        default=False,
        label="Quality Unmet Search",
        reload=Reload.LIVE,
        summary="Also search where the file is below the profile's cut-off.",
        since="2.0.0",
        needs=_SEARCHING,
    )
    custom_format_unmet_search: bool = key(
        "CustomFormatUnmetSearch",
        Kind.BOOL,
        default=False,
        label="Custom Format Unmet Search",
        reload=Reload.LIVE,
        summary="Also search where a file is below the profile's custom-format score; give up downloads that score less than it.",
        since="4.1.0",
    )
    force_minimum_custom_format: bool = key(
        "ForceMinimumCustomFormat",
        Kind.BOOL,
        default=False,
        label="Force Minimum Custom Format",
        reload=Reload.LIVE,
        summary="Give up downloads whose custom-format score is below the profile's minimum.",
        since="4.3.0",
    )
    search_again_on_completion: bool = key(
        "SearchAgainOnSearchCompletion",
        Kind.BOOL,
        default=True,
        label="Search Again On Completion",
        reload=Reload.LIVE,
        summary="Start over when everything was searched.",
        since="2.0.0",
        needs=_SEARCHING,
    )
    use_temp_for_missing: bool = key(
        "UseTempForMissing",
        Kind.BOOL,
        default=False,
        label="Use Temp Profile For Missing",
        reload=Reload.ARR_SEARCH,
        summary="Give what has no file a lower quality profile until something is found.",
        since="4.7.0",
        needs=(*_SEARCHING, when("QualityProfileMappings")),
        group="Quality Profile Mappings",
    )
    temp_profile_first: bool = key(
        "TempProfileFirst",
        Kind.BOOL,
        default=True,
        label="Temp Profile First",
        reload=Reload.ARR_SEARCH,
        summary="Lower the profile before the first search; false = after the first search that found nothing.",
        group="Quality Profile Mappings",
        needs=_PROFILES,
        ours=True,
    )
    keep_temp_profile: bool = key(
        "KeepTempProfile",
        Kind.BOOL,
        default=False,
        label="Keep Temp Profile",
        reload=Reload.ARR_SEARCH,
        summary="Do not go back to the main profile once a file is there.",
        since="4.10.11",
        needs=_PROFILES,
        group="Quality Profile Mappings",
    )
    quality_profile_mappings: dict[str, str] = key(
        "QualityProfileMappings",
        Kind.MAPPING,
        default=Factory(dict),
        label="Quality Profile Mappings",
        reload=Reload.ARR_SEARCH,
        summary="Main profile name = temporary profile name.",
        since="5.5.0",
        example={"HD-1080p": "SD"},
        needs=(when("UseTempForMissing"),),
        group="Quality Profile Mappings",
    )
    force_reset_temp_profiles: bool = key(
        "ForceResetTempProfiles",
        Kind.BOOL,
        default=False,
        label="Force Reset Temp Profiles",
        reload=Reload.ARR_SEARCH,
        summary="At the start, set everything on a temporary profile back.",
        since="5.5.0",
        group="Quality Profile Mappings",
    )
    temp_profile_reset_seconds: int = key(
        "TempProfileResetTimeoutMinutes",
        Kind.DURATION,
        default=0,
        label="Temp Profile Reset Timeout",
        reload=Reload.ARR_SEARCH,
        summary="Set an item back after this time on the temporary profile.",
        unit="minutes",
        minimum=0,
        words=_OFF,
        since="5.5.0",
        needs=_PROFILES,
        group="Quality Profile Mappings",
        meanings={0: "never"},
        example="2d",
    )
    profile_switch_attempts: int = key(
        "ProfileSwitchRetryAttempts",
        Kind.INT,
        default=3,
        label="Profile Switch Retry Attempts",
        reload=Reload.ARR_SEARCH,
        summary="Attempts for one change of a profile.",
        minimum=0,
        since="5.5.0",
        needs=_PROFILES,
        group="Quality Profile Mappings",
    )
    search_by_series: SearchBySeries = key(
        "SearchBySeries",
        Kind.ENUM,
        default=SearchBySeries.SMART,
        label="Search By Series",
        reload=Reload.LIVE,
        summary='true = whole series, false = single episodes, "smart" = series if several episodes are wanted.',
        choices=("smart", "true", "false"),
        converts_to=SearchBySeries,
        arr_types=_SERIES,
        since="2.0.0",
        needs=_SEARCHING,
    )
    prioritize_todays_releases: bool = key(
        "PrioritizeTodaysReleases",
        Kind.BOOL,
        default=True,
        label="Prioritize Today's Releases",
        reload=Reload.LIVE,
        summary="Search episodes that aired within the last day before the rest.",
        arr_types=_SERIES,
        since="2.0.0",
        needs=_SEARCHING,
    )
    search_cooldown_seconds: int = key(
        "SearchCooldown",
        Kind.DURATION,
        default=86400,
        label="Search Cooldown",
        reload=Reload.LIVE,
        summary="Least time between two searches for the same missing item.",
        unit="seconds",
        minimum=0,
        words=_OFF,
        ours=True,
        needs=_SEARCHING,
        meanings={0: "off"},
    )
    upgrade_cooldown_seconds: int = key(
        "UpgradeCooldown",
        Kind.DURATION,
        default=604800,
        label="Upgrade Cooldown",
        reload=Reload.LIVE,
        summary="Least time between two searches for a better file of the same item.",
        unit="seconds",
        minimum=0,
        words=_OFF,
        ours=True,
        needs=(*_SEARCHING, when("DoUpgradeSearch", "QualityUnmetSearch", "CustomFormatUnmetSearch")),
        meanings={0: "off"},
    )
    searches_per_hour: int = key(
        "SearchesPerHour",
        Kind.INT,
        default=60,
        label="Searches Per Hour",
        reload=Reload.LIVE,
        summary="Most queries to indexers within an hour; an episode list of ten is ten.",
        minimum=0,
        words=_OFF,
        ours=True,
        meanings={0: "no cap"},
    )
    catalog_refresh_every_seconds: int = key(
        "CatalogRefreshEvery",
        Kind.DURATION,
        default=300,
        label="Catalog Refresh Every",
        reload=Reload.LIVE,
        summary="How often the library is looked through for changes.",
        unit="seconds",
        minimum=60,
        ours=True,
    )
    ombi: Ombi = key(
        "Ombi",
        Kind.TABLE,
        default=Factory(Ombi),
        label="Ombi",
        reload=Reload.LIVE,
        summary="Requests from Ombi.",
        table=Ombi,
        arr_types=_WITH_REQUESTS,
        needs=_SEARCHING,
    )
    overseerr: Overseerr = key(
        "Overseerr",
        Kind.TABLE,
        default=Factory(Overseerr),
        label="Overseerr",
        reload=Reload.LIVE,
        summary="Requests from Overseerr, Jellyseerr or Seerr.",
        table=Overseerr,
        arr_types=_WITH_REQUESTS,
        needs=_SEARCHING,
    )
