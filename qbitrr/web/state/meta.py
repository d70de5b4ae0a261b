"""
What is running here, and what a browser must know before anybody has signed in.
"""

import os
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from msgspec import Struct
from twisted.web.iweb import IRequest

import qbitrr
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Group, Route
from qbitrr.web.http.visits import Auth, visit_of

__all__ = ["MetaAnswer", "MetaRoutes", "WebMetaAnswer", "installation_type"]

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


class UpdateState(Struct, frozen=True, kw_only=True):
    """How the last update went."""

    in_progress: bool = False
    last_result: str | None = None
    last_error: str | None = None
    completed_at: str | None = None


class MetaAnswer(Struct, frozen=True, kw_only=True):
    """Versions. There is no update check yet: its members are there and say so."""

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
    update_state: UpdateState = UpdateState()
    auto_update_supported: bool = False
    update_channel: str = "latest"


class WebMetaAnswer(MetaAnswer, frozen=True, kw_only=True):
    """Versions, and how the caller gets in."""

    auth_required: bool
    local_auth_enabled: bool
    oidc_enabled: bool
    setup_required: bool
    url_base: str
    authenticated: bool
    user: str | None = None


class MetaRoutes:
    """`/meta`."""

    def __init__(self, installation: str | None = None) -> None:
        self._installation = installation_type(os.environ) if installation is None else installation

    def routes(self) -> tuple[Route, ...]:
        """Two faces: the browser's is public and says how to sign in."""
        return (
            Route(
                name="api.meta", method="GET", path="/api/meta", auth=Auth.PROTECTED, group=Group.STATUS,
                answer=MetaAnswer, handler=self.plain,
            ),
            Route(
                name="web.meta", method="GET", path="/web/meta", auth=Auth.PUBLIC, group=Group.STATUS,
                answer=WebMetaAnswer, handler=self.with_access,
            ),
        )  # fmt: skip

    def plain(self, request: IRequest) -> bytes:
        """Versions."""
        answer = MetaAnswer(current_version=qbitrr.__version__, installation_type=self._installation)
        return json_response(request, answer)

    def with_access(self, request: IRequest) -> bytes:
        """Versions and how to get in."""
        visit = visit_of(request)
        access = visit.access
        answer = WebMetaAnswer(
            current_version=qbitrr.__version__,
            installation_type=self._installation,
            auth_required=not access.auth_disabled,
            local_auth_enabled=access.local_auth_enabled,
            oidc_enabled=access.oidc_enabled,
            setup_required=access.setup_required,
            url_base=access.url_base,
            authenticated=visit.is_authorised,
            user=visit.user,
        )
        return json_response(request, answer)
