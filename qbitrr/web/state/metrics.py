"""
Figures for Prometheus, in its text format: what is published anyway, from memory.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen
from twisted.web.iweb import IRequest

import qbitrr
from qbitrr.model.removals.cases import RemovalPace
from qbitrr.model.status import Overview, SearchReport, TorrentReport
from qbitrr.web.http.routes import Auth, Group, Plain, Route
from qbitrr.web.http.visits import unauthorised, visit_of
from qbitrr.web.program import Program

__all__ = ["MetricsRoutes"]

Labels = Mapping[str, str]


@frozen
class _Family:
    """Figures of one name: what they mean, and each by its labels. All of them are gauges."""

    name: str
    meaning: str
    figures: tuple[tuple[Labels, float], ...]


class MetricsRoutes:
    """`/metrics`: for whoever may see everything, and for who knows the token that opens this and nothing else."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def routes(self) -> tuple[Route, ...]:
        """At the address where it is looked for."""
        return (
            Route(
                name="metrics", method="GET", path="/metrics", auth=Auth.SPECIAL, group=Group.STATUS,
                answer=Plain.TEXT, handler=self.metrics,
            ),
        )  # fmt: skip

    def metrics(self, request: IRequest) -> bytes:
        """Everything there is a figure for."""
        visit = visit_of(request)
        if not visit.is_authorised and not _has_token(request, visit.access.metrics_token):
            return unauthorised(request)
        families = _families(self._program.overview(), self._program.distribution(), self._program.removal_paces())
        body = "".join(_written(each) for each in families).encode()
        request.setHeader(b"content-type", b"text/plain; version=0.0.4; charset=utf-8")
        request.setHeader(b"content-length", b"%d" % len(body))
        return body


def _has_token(request: IRequest, token: str) -> bool:
    scheme, _, given = (request.getHeader(b"authorization") or b"").strip().partition(b" ")
    known = token.encode("utf-8", "surrogatepass")
    return bool(token) and scheme.lower() == b"bearer" and hmac.compare_digest(given.strip(), known)


def _families(
    overview: Overview, torrents: Mapping[str, Mapping[str, int]], paces: tuple[RemovalPace, ...]
) -> Iterator[_Family]:
    yield _Family("qbitrr_build_info", "What runs.", (({"version": qbitrr.__version__}, 1),))
    yield _Family("qbitrr_ready", "Whether everything was started.", (({}, overview.ready),))
    yield _Family("qbitrr_dry_run", "Whether nothing is changed anywhere.", (({}, overview.dry_run),))
    yield _Family("qbitrr_problems", "What a person should know of.", (({}, len(overview.problems)),))
    yield from _of_clients(overview, torrents)
    yield _Family("qbitrr_arr_up", "Whether an Arr answers.", tuple(
        ({"instance": each.section, "type": each.type}, each.connected) for each in overview.arrs
    ))  # fmt: skip
    yield from _of_children(overview)
    yield from _of_reports(overview)
    yield from _of_removals(paces)


def _of_clients(overview: Overview, torrents: Mapping[str, Mapping[str, int]]) -> Iterator[_Family]:
    clients = [each for each in overview.qbits if each.state != "disabled"]
    yield _Family("qbitrr_client_up", "Whether a qBittorrent answers.", tuple(
        ({"client": each.section}, each.state == "connected") for each in clients
    ))  # fmt: skip
    yield _Family("qbitrr_client_free_bytes", "Free space where a qBittorrent saves.", tuple(
        ({"client": each.section}, each.free_space_bytes) for each in clients if each.free_space_bytes >= 0
    ))  # fmt: skip
    yield _Family("qbitrr_torrents", "Torrents of a category in a qBittorrent that answers.", tuple(
        ({"client": client, "category": category}, count)
        for category, by_client in sorted(torrents.items()) for client, count in sorted(by_client.items())
    ))  # fmt: skip


def _of_children(overview: Overview) -> Iterator[_Family]:
    children = [({"instance": each.section, "kind": each.kind}, each) for each in overview.processes]
    alive = tuple((labels, float(each.alive)) for labels, each in children)
    yield _Family("qbitrr_child_up", "Whether a child runs.", alive)
    restarts = tuple((labels, float(each.restarts)) for labels, each in children)
    yield _Family("qbitrr_child_restarts", "Restarts of a child that count for giving it up.", restarts)
    started = tuple((labels, each.started_at) for labels, each in children if each.started_at is not None)
    yield _Family("qbitrr_child_start_time_seconds", "When a child was started, since the epoch.", started)


def _of_reports(overview: Overview) -> Iterator[_Family]:
    reports = [({"instance": each.section}, each.report) for each in overview.processes]
    loops = [(labels, each) for labels, each in reports if isinstance(each, TorrentReport)]
    searches = [(labels, each) for labels, each in reports if isinstance(each, SearchReport)]
    yield _Family("qbitrr_watched_torrents", "Torrents a section looks after.", _all(loops, "torrents"))
    yield _Family("qbitrr_arr_queue", "Records in the queue of an Arr.", _all(loops, "queue"))
    yield _Family("qbitrr_attention", "Torrents of a section that need a person's look.", _all(loops, "attention"))
    yield _Family("qbitrr_searches_waiting", "Searches of an Arr that wait.", _all(searches, "waiting"))
    yield _Family("qbitrr_searches_active", "Searches an Arr is busy with.", _all(searches, "active_commands"))
    yield _Family(
        "qbitrr_last_search_seconds", "When an Arr was searched last, since the epoch.", _all(searches, "searched_at")
    )


def _of_removals(paces: tuple[RemovalPace, ...]) -> Iterator[_Family]:
    each = [({"instance": pace.section}, pace) for pace in paces]
    yield _Family("qbitrr_removals_last_hour", "Torrents of a section removed within the hour.", _all(each, "removed"))
    limits = tuple((labels, float(pace.most)) for labels, pace in each if pace.most is not None)
    yield _Family("qbitrr_removals_limit", "How many of a section may be removed within an hour.", limits)
    yield _Family("qbitrr_removals_waiting", "Removals of a section that wait for their turn.", _all(each, "waiting"))
    yield _Family("qbitrr_removals_held", "Those of them that were too many at once.", _all(each, "held"))


def _all(labelled: Sequence[tuple[Labels, object]], member: str) -> tuple[tuple[Labels, float], ...]:
    return tuple((labels, float(getattr(value, member))) for labels, value in labelled)


def _written(family: _Family) -> str:
    if not family.figures:
        return ""
    lines = [f"# HELP {family.name} {family.meaning}", f"# TYPE {family.name} gauge"]
    for labels, figure in family.figures:
        inner = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
        lines.append(
            f"{family.name}{{{inner}}} {float(figure):.17g}" if inner else f"{family.name} {float(figure):.17g}"
        )
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
