"""The tables of Ombi and Overseerr: what people ask for there is searched, too."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from attrs import frozen

from qbitrr.config.schema.keys import Kind, Reload, key, when
from qbitrr.config.values.secret import Secret

__all__ = ["Ombi", "Overseerr"]

_WITH_REQUESTS = ("radarr", "sonarr")
_IF_ASKED_OMBI = (when("SearchOmbiRequests"),)
_IF_ASKED_OVERSEERR = (when("SearchOverseerrRequests"),)


@frozen(kw_only=True)
class Ombi:
    """Requests from Ombi; searched only if `enabled`. Overseerr wins if both are."""

    enabled: bool = key(
        "SearchOmbiRequests",
        Kind.BOOL,
        default=False,
        label="Search Ombi Requests",
        reload=Reload.LIVE,
        summary="Search what was requested in Ombi before anything else.",
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
    )
    uri: str = key(
        "OmbiURI",
        Kind.URL,
        default="",
        label="Ombi URI",
        reload=Reload.LIVE,
        summary="Base URL of Ombi.",
        placeholder=True,
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
        example="http://ombi:3579",
        needs=_IF_ASKED_OMBI,
    )
    api_key: Secret = key(
        "OmbiAPIKey",
        Kind.SECRET,
        default=Secret(),
        label="Ombi API Key",
        reload=Reload.LIVE,
        summary="API key of Ombi.",
        placeholder=True,
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
        needs=_IF_ASKED_OMBI,
    )
    approved_only: bool = key(
        "ApprovedOnly",
        Kind.BOOL,
        default=True,
        label="Approved Only",
        reload=Reload.LIVE,
        summary="Only requests an administrator approved.",
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
        needs=_IF_ASKED_OMBI,
    )
    skip_tls_verify: bool = key(
        "SkipTLSVerify",
        Kind.BOOL,
        default=False,
        label="Ombi Skip TLS Verify",
        reload=Reload.LIVE,
        summary="Do not verify Ombi's certificate.",
        arr_types=_WITH_REQUESTS,
        since="5.11.0",
        needs=_IF_ASKED_OMBI,
    )


@frozen(kw_only=True)
class Overseerr:
    """Requests from Overseerr, Jellyseerr or Seerr; searched only if `enabled`."""

    enabled: bool = key(
        "SearchOverseerrRequests",
        Kind.BOOL,
        default=False,
        label="Search Overseerr Requests",
        reload=Reload.LIVE,
        summary="Search what was requested in Overseerr before anything else.",
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
    )
    uri: str = key(
        "OverseerrURI",
        Kind.URL,
        default="",
        label="Overseerr URI",
        reload=Reload.LIVE,
        summary="Base URL of Overseerr, Jellyseerr or Seerr.",
        placeholder=True,
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
        example="http://overseerr:5055",
        needs=_IF_ASKED_OVERSEERR,
    )
    api_key: Secret = key(
        "OverseerrAPIKey",
        Kind.SECRET,
        default=Secret(),
        label="Overseerr API Key",
        reload=Reload.LIVE,
        summary="API key of Overseerr.",
        placeholder=True,
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
        needs=_IF_ASKED_OVERSEERR,
    )
    approved_only: bool = key(
        "ApprovedOnly",
        Kind.BOOL,
        default=True,
        label="Approved Only",
        reload=Reload.LIVE,
        summary="Only requests that were approved.",
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
        needs=_IF_ASKED_OVERSEERR,
    )
    skip_tls_verify: bool = key(
        "SkipTLSVerify",
        Kind.BOOL,
        default=False,
        label="Overseerr Skip TLS Verify",
        reload=Reload.LIVE,
        summary="Do not verify Overseerr's certificate.",
        arr_types=_WITH_REQUESTS,
        since="5.11.0",
        needs=_IF_ASKED_OVERSEERR,
    )
    is_4k: bool = key(
        "Is4K",
        Kind.BOOL,
        default=False,
        label="Is 4K Instance",
        reload=Reload.LIVE,
        summary="This instance serves 4K requests and no others.",
        arr_types=_WITH_REQUESTS,
        since="2.0.0",
        needs=_IF_ASKED_OVERSEERR,
    )
