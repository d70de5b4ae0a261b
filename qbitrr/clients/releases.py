"""
The releases of this program, as GitHub lists them.
"""

import re
from collections.abc import Mapping
from typing import Any

from attrs import evolve
from msgspec import Struct

from qbitrr.clients.http.decoding import decoded
from qbitrr.clients.http.http import ONCE, Http
from qbitrr.clients.http.manners import MIB
from qbitrr.errors import BadAnswer, NotThere
from qbitrr.model.shown.releases import Asset, Release

__all__ = ["API", "HEADERS", "Releases"]

API = "https://api.github.com"
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "qbitrr"}
_QUICK = evolve(ONCE, patience=10.0, limit=4 * MIB)
_PATIENT = evolve(ONCE, patience=15.0, limit=8 * MIB)
_LATER_BUILD = re.compile(r"v?[\d.]+-(\d+)", re.ASCII)


class _AssetRow(Struct, frozen=True, kw_only=True):
    name: str = ""
    browser_download_url: str = ""
    size: int = 0


class _ReleaseRow(Struct, frozen=True, kw_only=True):
    tag_name: str = ""
    body: str | None = None
    html_url: str = ""
    draft: bool = False
    prerelease: bool = False
    assets: list[_AssetRow] = []


class _Commit(Struct, frozen=True, kw_only=True):
    sha: str
    html_url: str = ""
    commit: Mapping[str, Any] = {}


class Releases:
    """
    Those of *repository* (`owner/name`), asked by *http*, whose base is `API`. One attempt per call, of 10 or 15 seconds. Everything here
    may raise `Unreachable`, `TimedOut`, `Unauthorized`, `Rejected` and `BadAnswer`.
    """

    def __init__(self, http: Http, repository: str) -> None:
        self._http = http
        self._path = f"repos/{repository}"

    async def of_channel(self, channel: str) -> Release:
        """The newest one of `latest`, `stable` or `nightly`."""
        match channel:
            case "stable":
                return await self._stable()
            case "nightly":
                return await self._nightly()
        answer = await self._http.fetch("GET", f"{self._path}/releases/latest", manner=_QUICK)
        row = decoded(self._http.where, answer.body, _ReleaseRow)
        if row.draft or row.prerelease or not row.tag_name:
            raise BadAnswer(where=self._http.where, why="the latest release is none yet")
        return _release(row)

    async def notes_of(self, version: str) -> str:
        """The notes of a version, empty if there is no such release."""
        try:
            answer = await self._http.fetch("GET", f"{self._path}/releases/tags/v{version}", manner=_QUICK)
        except NotThere:
            return ""
        return decoded(self._http.where, answer.body, _ReleaseRow).body or ""

    async def _stable(self) -> Release:
        answer = await self._http.fetch("GET", f"{self._path}/releases", query=[("per_page", 30)], manner=_PATIENT)
        for row in decoded(self._http.where, answer.body, list[_ReleaseRow]):
            build = _LATER_BUILD.match(row.tag_name)
            if row.tag_name and not (row.draft or row.prerelease) and (build is None or build[1] == "1"):
                return _release(row)
        raise BadAnswer(where=self._http.where, why="there is no stable release among the last thirty")

    async def _nightly(self) -> Release:
        answer = await self._http.fetch("GET", f"{self._path}/commits/master", manner=_PATIENT)
        commit = decoded(self._http.where, answer.body, _Commit)
        notes = str(commit.commit.get("message", ""))
        return Release(version=f"nightly-{commit.sha[:7]}", notes=notes, url=commit.html_url, sha=commit.sha)


def _release(row: _ReleaseRow) -> Release:
    assets = tuple(Asset(name=each.name, url=each.browser_download_url, size_bytes=each.size) for each in row.assets)
    return Release(version=row.tag_name, notes=row.body or "", url=row.html_url, assets=assets)
