"""
The children: how each is doing, and restarting them.
"""

from collections.abc import Callable
from typing import Any, cast

from qbitrr.model.status import Overview, ProcessStatus, SearchReport, TorrentReport
from qbitrr.web.http.answers import Refusal, iso, iso_or_none, json_response
from qbitrr.web.http.routes import Route, mirrored
from qbitrr.web.http.section_keys import find_section, has_category_worker
from qbitrr.web.program import House, NoCategoryWorker, RestartKind, Unknown

__all__ = ["Processes", "process_shape"]

_KINDS = ("search", "torrent", "category", "all")


class Processes:
    """`/processes` and the restart routes. *redact* cleans what a child printed."""

    def __init__(self, house: House, redact: Callable[[str], str]) -> None:
        self._house = house
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        return (
            *mirrored("GET", "/processes", self.processes),
            *mirrored("POST", "/processes/restart_all", self.restart_all),
            *mirrored("POST", "/processes/<path:category>/<kind>/restart", self.restart),
            *mirrored("POST", "/arr/rebuild", self.rebuild),
            *mirrored("POST", "/arr/<path:section>/restart", self.restart_section),
        )

    def processes(self, request: Any) -> bytes:
        """Every child with what it last said about itself."""
        overview = self._house.overview()
        shapes = [process_shape(each, overview.rebuilding, self._redact) for each in overview.processes]
        return json_response(request, {"processes": shapes})

    def restart(self, request: Any, category: str, kind: str) -> bytes:
        """Restart one child of a section, or all of them."""
        wanted = kind.lower()
        if wanted not in _KINDS:
            raise Refusal(400, "kind must be search, torrent, category or all")
        overview = self._ready_overview()
        section = find_section(overview, category)
        if section is None:
            raise Unknown(f"Unknown category {'manager ' if wanted == 'category' else ''}{category}")
        if wanted == "category" and not has_category_worker(overview, section):
            raise NoCategoryWorker(f"No category manager for instance {section}")
        return self._restarted(request, self._house.restart(section, cast("RestartKind", wanted)))

    def restart_section(self, request: Any, section: str) -> bytes:
        """Restart all children of a section."""
        found = find_section(self._ready_overview(), section)
        if found is None:
            raise Unknown(f"Unknown section {section}")
        return self._restarted(request, self._house.restart(found, "all"))

    def restart_all(self, request: Any) -> bytes:
        """Restart every child; nothing stored is touched."""
        self._ready_overview()
        self._house.restart_all()
        return json_response(request, {"status": "ok"})

    def rebuild(self, request: Any) -> bytes:
        """Restart the Arrs one by one and reread their libraries."""
        self._ready_overview()
        already = self._house.rebuild()
        return json_response(request, {"status": "started", **({"alreadyRunning": True} if already else {})})

    def _ready_overview(self) -> Overview:
        overview = self._house.overview()
        if not overview.ready:
            raise Refusal(503, "Arr manager is still initialising", retry_after=5)
        return overview

    def _restarted(self, request: Any, kinds: tuple[str, ...]) -> bytes:
        return json_response(request, {"status": "ok", "restarted": list(kinds)})


def process_shape(child: ProcessStatus, rebuilding: bool, redact: Callable[[str], str]) -> dict[str, Any]:
    """What `/processes` says about one child."""
    shape: dict[str, Any] = {
        "category": child.category,
        "name": child.section,
        "kind": child.kind,
        "pid": child.pid,
        "alive": child.alive,
        "rebuilding": rebuilding or child.rebuilding,
        "state": child.state,
        "startedAt": iso_or_none(child.started_at),
        "restarts": child.restarts,
        "exitCode": child.exit_code,
        "why": redact(child.why),
        "transport": child.transport,
        "output": [redact(line) for line in child.output],
    }
    if child.metric_type:
        shape["metricType"] = child.metric_type
    return shape | _report(child.report)


def _report(report: TorrentReport | SearchReport | None) -> dict[str, Any]:
    match report:
        case TorrentReport():
            return {
                "queueCount": report.queue,
                "categoryCount": report.torrents,
                "attention": report.attention,
                "mood": report.mood,
                "alarm": report.alarm,
                "reportedAt": iso(report.at),
            }
        case SearchReport():
            shape: dict[str, Any] = {
                "waiting": report.waiting,
                "activeCommands": report.active_commands,
                "nextSearchAt": iso_or_none(report.next_search_at),
                "reportedAt": iso(report.at),
            }
            if report.summary:
                shape["searchSummary"] = report.summary
            if report.searched_at:
                shape["searchTimestamp"] = iso(report.searched_at)
            return shape
        case None:
            return {}
