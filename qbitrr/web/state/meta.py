"""
What is running here, and what a browser must know before anybody has signed in.
"""

import platform
import sys
from collections import deque
from collections.abc import Mapping
from importlib import metadata
from math import ceil
from pathlib import Path
from typing import Any, Protocol

from msgspec import UNSET, Struct, UnsetType
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.web.iweb import IRequest

import qbitrr
from qbitrr.model.shown.releases import ReleaseNews, UpdateState, asset_for
from qbitrr.web.http.answers import Refusal, iso_or_none, json_response
from qbitrr.web.http.parameters import FLAG, in_query
from qbitrr.web.http.routes import Auth, Group, Route
from qbitrr.web.http.visits import visit_of

__all__ = ["NO_BINARY", "MetaAnswer", "MetaRoutes", "WebMetaAnswer", "installation_type"]

NO_BINARY = "No binary available for your platform"
_MOST_FORCED = 6
_FORCED_SECONDS = 900.0
_MOST_CLIENTS = 1000
_HIDDEN = {
    "current_version": "", "latest_version": None, "update_available": False, "changelog": "", "current_version_changelog": "",
    "changelog_url": "", "nightly_sha": UNSET,
}  # fmt: skip
"""What tells strangers which version runs, without that."""
_OFF = frozenset({"", "0", "false", "no", "off", "none"})


def installation_type(
    environment: Mapping[str, str], dockerenv: Path = Path("/.dockerenv"), root: Path | None = None
) -> str:
    """
    How this program came here: `binary`, `source`, `docker`, `pip` or `unknown`, the first that is true: sources may be run in a
    container. *root* holds the package. Looks at the disk; asked once.
    """
    if getattr(sys, "frozen", False):
        return "binary"
    root = Path(qbitrr.__file__).resolve().parent.parent if root is None else root
    if environment.get("QBITRR_SOURCE_BUILD", "").strip().lower() not in _OFF or any(
        (root / name).exists() for name in (".git", "pyproject.toml")
    ):
        return "source"
    if environment.get("QBITRR_DOCKER_RUNNING") or dockerenv.exists():
        return "docker"
    try:
        metadata.distribution("qbitrr")
    except metadata.PackageNotFoundError:
        return "unknown"
    return "pip"


class UpdateStateAnswer(Struct, frozen=True, kw_only=True):
    """How the last update went."""

    in_progress: bool = False
    last_result: str | None = None
    last_error: str | None = None
    completed_at: str | None = None


class MetaAnswer(Struct, frozen=True, kw_only=True):
    """
    Versions: the one that runs, and the newest as it was last looked up; `error` says why nothing newer is known. `binary_download_*` is
    the file of the newest for this machine (size in bytes), or why there is none, where what runs is one file and an update is there.
    """

    current_version: str
    latest_version: str | None = None
    update_available: bool = False
    changelog: str = ""
    current_version_changelog: str = ""
    changelog_url: str = ""
    repository_url: str = ""
    homepage_url: str = ""
    last_checked: str | None = None
    installation_type: str
    error: str | None = None
    update_state: UpdateStateAnswer
    auto_update_supported: bool = False
    update_channel: str
    nightly_sha: str | UnsetType = UNSET
    binary_download_url: str | None = None
    binary_download_name: str | None = None
    binary_download_size: int | None = None
    binary_download_error: str | None = None


class WebMetaAnswer(MetaAnswer, frozen=True, kw_only=True):
    """Versions, and how the caller gets in."""

    auth_required: bool
    local_auth_enabled: bool
    oidc_enabled: bool
    setup_required: bool
    url_base: str
    authenticated: bool
    user: str | None = None


class IReleaseNews(Protocol):
    """Asked for releases."""

    @property
    def update(self) -> UpdateState:
        """How the last update went."""

    def news(self, *, force: bool = False) -> Deferred[ReleaseNews]:
        """Fires with what is known; with *force*, with what is known now."""


class MetaRoutes:
    """`/meta`, for an *installation* of that type."""

    def __init__(self, releases: IReleaseNews, clock: IReactorTime, installation: str) -> None:
        self._releases = releases
        self._clock = clock
        self._installation = installation
        self._forced: dict[str, deque[float]] = {}

    def routes(self) -> tuple[Route, ...]:
        """Two faces: the browser's is public and says how to sign in."""
        force = in_query("force", FLAG, "Look for releases now.", default=False)
        return (
            Route(
                name="api.meta", method="GET", path="/api/meta", auth=Auth.PROTECTED, group=Group.STATUS,
                parameters=(force,), answer=MetaAnswer, handler=self.plain,
            ),
            Route(
                name="web.meta", method="GET", path="/web/meta", auth=Auth.PUBLIC, group=Group.STATUS,
                parameters=(force,), answer=WebMetaAnswer, handler=self.with_access,
            ),
        )  # fmt: skip

    def plain(self, request: IRequest, force: bool) -> Deferred[bytes]:
        """Versions."""

        def answer(news: ReleaseNews) -> bytes:
            return json_response(request, MetaAnswer(**self._versions(news, is_known=True)))

        return self._releases.news(force=force).addCallback(answer)

    def with_access(self, request: IRequest, force: bool) -> Deferred[bytes]:
        """Versions and how to get in."""
        visit = visit_of(request)
        if force and not visit.is_authorised:
            self._pace(visit.client)
        return self._releases.news(force=force).addCallback(lambda news: self._with_access(request, news))

    def _pace(self, client: str) -> None:
        """Who is unknown may have releases looked up a few times. Raises a `Refusal`."""
        now = self._clock.seconds()
        if len(self._forced) >= _MOST_CLIENTS:
            self._forced.clear()
        times = self._forced.setdefault(client, deque(maxlen=_MOST_FORCED))
        if len(times) == _MOST_FORCED and now - times[0] < _FORCED_SECONDS:
            wait = ceil(times[0] + _FORCED_SECONDS - now)
            raise Refusal(429, "rate_limited", message="Too many force refresh requests", retry_after=wait)
        times.append(now)

    def _versions(self, news: ReleaseNews, *, is_known: bool) -> dict[str, Any]:
        """The members of both faces; what may quote paths only for a caller who *is_known*."""
        state, latest = self._releases.update, news.latest
        return {
            "current_version": qbitrr.__version__,
            "latest_version": latest.version if latest else None,
            "update_available": news.is_newer,
            "changelog": latest.notes if latest else "",
            "current_version_changelog": news.own_notes,
            "changelog_url": latest.url if latest else "",
            "repository_url": news.repository_url,
            "homepage_url": news.repository_url,
            "last_checked": iso_or_none(news.checked_at),
            "installation_type": self._installation,
            "error": news.error or None,
            "update_state": UpdateStateAnswer(
                in_progress=state.in_progress,
                last_result=state.result,
                last_error=state.error if is_known else None,
                completed_at=iso_or_none(state.completed_at),
            ),
            "update_channel": news.channel,
            "nightly_sha": latest.sha if latest and latest.sha else UNSET,
            **(self._download(news) if is_known else {}),
        }

    def _download(self, news: ReleaseNews) -> dict[str, Any]:
        """The members about the file to download; none where none is offered."""
        if self._installation != "binary" or news.latest is None or not news.is_newer:
            return {}
        asset = asset_for(news.latest.assets, sys.platform, platform.machine())
        if asset is None:
            return {"binary_download_error": NO_BINARY}
        return {
            "binary_download_url": asset.url,
            "binary_download_name": asset.name,
            "binary_download_size": asset.size_bytes,
        }

    def _with_access(self, request: IRequest, news: ReleaseNews) -> bytes:
        visit = visit_of(request)
        access = visit.access
        versions = self._versions(news, is_known=visit.is_authorised)
        if access.hide_version and not visit.is_authorised:
            versions |= _HIDDEN
        answer = WebMetaAnswer(
            **versions,
            auth_required=not access.auth_disabled,
            local_auth_enabled=access.local_auth_enabled,
            oidc_enabled=access.oidc_enabled,
            setup_required=access.setup_required,
            url_base=access.url_base,
            authenticated=visit.is_authorised,
            user=visit.user,
        )
        return json_response(request, answer)
