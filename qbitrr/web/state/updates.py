"""
Updates somebody asks for: this program says how to get the newer version, and changes none of its own files.
"""

import platform
import sys
from typing import Literal, Protocol

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.shown.releases import ReleaseNews, asset_for
from qbitrr.web.http.answers import Refusal, json_response, redirect
from qbitrr.web.http.routes import Group, Plain, Route, mirrored
from qbitrr.web.state.meta import NO_BINARY, IReleaseNews

__all__ = ["IUpdates", "StartedAnswer", "UpdateRoutes"]


class IUpdates(IReleaseNews, Protocol):
    """Asked for updates."""

    @property
    def may_update(self) -> bool:
        """Whether one may be begun here."""

    def begin_update(self) -> bool:
        """Begin one; False while one goes on."""


class StartedAnswer(Struct, frozen=True, kw_only=True):
    """It goes on; `update_state` of `/meta` says how it ends."""

    status: Literal["started"] = "started"


class UpdateRoutes:
    """`/update` and `/download-update`, for an *installation* of that type."""

    def __init__(self, updates: IUpdates, installation: str) -> None:
        self._updates = updates
        self._installation = installation

    def routes(self) -> tuple[Route, ...]:
        """Both are mirrored."""
        group = Group.STATUS
        return (
            *mirrored("update", "POST", "/update", group, self.update, answer=StartedAnswer),
            *mirrored("download-update", "GET", "/download-update", group, self.download, answer=Plain.REDIRECT),
        )

    def update(self, request: IRequest) -> bytes:
        """Look for a newer version, and say how to get it."""
        if self._installation in ("source", "unknown"):
            raise Refusal(409, "Source builds do not support auto-update.")
        if not self._updates.may_update:
            raise Refusal(403, "Updates are not started here: Settings.AllowRemoteUpdate is false")
        if not self._updates.begin_update():
            raise Refusal(409, "An update is already in progress.")
        return json_response(request, StartedAnswer())

    def download(self, request: IRequest) -> Deferred[bytes]:
        """To the file of the newest release for this machine."""
        if self._installation != "binary":
            raise Refusal(400, "Download only available for binary installations")
        return self._updates.news().addCallback(lambda news: self._to_file(request, news))

    def _to_file(self, request: IRequest, news: ReleaseNews) -> bytes:
        if news.latest is None or not news.is_newer:
            raise Refusal(404, "No update available")
        asset = asset_for(news.latest.assets, sys.platform, platform.machine())
        if asset is None:
            raise Refusal(404, NO_BINARY)
        return redirect(request, asset.url)
