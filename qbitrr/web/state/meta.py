"""
What is running here, and what a browser must know before anybody has signed in.
"""

import os
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import qbitrr
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Route
from qbitrr.web.http.visits import Auth, Visit, visit_of

__all__ = ["Meta", "installation_type"]


def installation_type(environment: Mapping[str, str], dockerenv: Path = Path("/.dockerenv")) -> str:
    """How this program came here: `docker`, `binary`, `source`, `pip` or `unknown`. Looks at the disk; asked once."""
    if environment.get("QBITRR_DOCKER_RUNNING") or dockerenv.exists():
        return "docker"
    if getattr(sys, "frozen", False):
        return "binary"
    root = Path(qbitrr.__file__).resolve().parent.parent
    if (root / "pyproject.toml").exists():
        return "source"
    try:
        metadata.distribution("qbitrr")
    except metadata.PackageNotFoundError:
        return "unknown"
    return "pip"


class Meta:
    """`/meta`. There is no update check yet: its members are there and say so."""

    def __init__(self, installation: str | None = None) -> None:
        self._installation = installation_type(os.environ) if installation is None else installation

    def routes(self) -> tuple[Route, ...]:
        """Two faces: the browser's is public and says how to sign in."""
        return (
            Route("GET", "/api/meta", Auth.PROTECTED, self.plain),
            Route("GET", "/web/meta", Auth.PUBLIC, self.with_access),
        )

    def plain(self, request: Any) -> bytes:
        """Versions."""
        return json_response(request, self._versions())

    def with_access(self, request: Any) -> bytes:
        """Versions and how to get in."""
        return json_response(request, self._versions() | _access(visit_of(request)))

    def _versions(self) -> dict[str, Any]:
        return {
            "current_version": qbitrr.__version__,
            "latest_version": None,
            "update_available": False,
            "changelog": "",
            "current_version_changelog": "",
            "changelog_url": "",
            "repository_url": "",
            "homepage_url": "",
            "last_checked": None,
            "installation_type": self._installation,
            "error": None,
            "update_state": {"in_progress": False, "last_result": None, "last_error": None, "completed_at": None},
            "auto_update_supported": False,
            "update_channel": "latest",
        }


def _access(visit: Visit) -> dict[str, Any]:
    access = visit.access
    needed = not access.auth_disabled
    return {
        "auth_required": needed,
        "local_auth_enabled": access.local_auth_enabled,
        "oidc_enabled": access.oidc_enabled,
        "setup_required": needed and not access.password_set and not access.oidc_enabled,
        "url_base": access.url_base,
        "authenticated": visit.is_authorised,
        "user": None,
    }
