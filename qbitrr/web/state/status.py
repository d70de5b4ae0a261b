"""
The state of everything in brief, and the list of Arrs.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from qbitrr.model.status import ArrStatus, Overview, QbitStatus
from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Route, mirrored
from qbitrr.web.program import House, WebUiSettings

__all__ = ["Status", "status_shape"]

_NO_CLIENT = {"alive": False, "host": None, "port": None, "version": None}


class Status:
    """`/status` and `/arr`: answered from memory, whatever is down. *redact* cleans reasons that quote other programs."""

    def __init__(self, house: House, redact: Callable[[str], str]) -> None:
        self._house = house
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """Both are mirrored."""
        return (*mirrored("GET", "/status", self.status), *mirrored("GET", "/arr", self.arrs))

    def status(self, request: Any) -> bytes:
        """Clients, Arrs, preferences of the UI, readiness."""
        return json_response(request, status_shape(self._house.overview(), self._house.webui(), self._redact))

    def arrs(self, request: Any) -> bytes:
        """Every configured Arr."""
        overview = self._house.overview()
        return json_response(
            request, {"arr": [_arr(each, self._redact) for each in overview.arrs], "ready": overview.ready}
        )


def status_shape(overview: Overview, webui: WebUiSettings, redact: Callable[[str], str]) -> dict[str, Any]:
    """What `/status` answers."""
    return {
        "qbit": _legacy(overview.qbits),
        "qbitInstances": {each.name: _client(each, redact) for each in overview.qbits},
        "arrs": [
            {
                "category": each.category,
                "name": each.section,
                "type": each.type,
                "alive": each.alive,
                "connected": each.connected,
                "why": redact(each.why),
            }
            for each in overview.arrs
        ],
        "webui": {
            "LiveArr": webui.live_arr,
            "GroupSonarr": webui.group_sonarr,
            "GroupLidarr": webui.group_lidarr,
            "Theme": webui.theme,
            "ViewDensity": webui.view_density,
        },
        "ready": overview.ready,
        "dryRun": overview.dry_run,
        "problems": [redact(each) for each in overview.problems],
    }


def _legacy(qbits: tuple[QbitStatus, ...]) -> dict[str, Any]:
    """The single client of old: the default one, else the first."""
    first = next((each for each in qbits if each.name == "default"), qbits[0] if qbits else None)
    if first is None:
        return _NO_CLIENT
    return {
        "alive": first.alive,
        "host": first.host or None,
        "port": first.port or None,
        "version": first.version or None,
    }


def _client(qbit: QbitStatus, redact: Callable[[str], str]) -> dict[str, Any]:
    return {
        "alive": qbit.alive,
        "host": qbit.host,
        "port": qbit.port,
        "version": qbit.version or None,
        "section": qbit.section,
        "tls": qbit.tls,
        "disabled": qbit.disabled,
        "state": qbit.state,
        "why": redact(qbit.why),
    }


def _arr(arr: ArrStatus, redact: Callable[[str], str]) -> dict[str, Any]:
    return {
        "category": arr.category,
        "name": arr.section,
        "type": arr.type,
        "uri": _host_label(arr.uri),
        "managed": arr.managed,
        "connected": arr.connected,
        "version": arr.version or None,
        "why": redact(arr.why),
    }


def _host_label(uri: str) -> str:
    """Host and port alone: an address may hold a user and a password."""
    try:
        return urlsplit(uri).netloc.rpartition("@")[2]
    except ValueError:
        return ""
