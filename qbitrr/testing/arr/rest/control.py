"""
The control surface for tests in other processes: `/_sim/…`, without a key, from this machine only.

Bodies are JSON with the names of the Python API; torrents travel as base64.
"""

from base64 import b64decode
from typing import Any

from attrs import asdict

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.downloads.importing import ImportOutcome
from qbitrr.testing.arr.model.faults import Fault
from qbitrr.testing.arr.model.searching import Release
from qbitrr.testing.arr.model.wire import ApiError
from qbitrr.testing.arr.rest.call import ArrCall, Routes
from qbitrr.testing.arr.rest.query import QueryParameters
from qbitrr.testing.arr.rest.queue import queue_page

__all__ = ["add_control_routes"]

_BUILDERS = {"movies": "add_movie", "series": "add_series", "artists": "add_artist", "albums": "add_album", "authors": "add_author",
             "books": "add_book"}  # fmt: skip
_KNOBS = ("auto_import", "import_seconds", "refresh_seconds", "api_key", "clock_ahead")
_EVERYTHING = QueryParameters({"includeunknownmovieitems": ["true"], "includeunknownseriesitems": ["true"],
                     "includeunknownartistitems": ["true"], "includeunknownauthoritems": ["true"], "pagesize": ["100000"]})  # fmt: skip


def add_control_routes(control: Routes, arr: ArrModel) -> None:
    """Register the control surface of *arr*."""
    _reading(control, arr)
    _building(control, arr)
    _steering(control, arr)


def _reading(control: Routes, arr: ArrModel) -> None:
    @control.get("requests")
    def requests(call: ArrCall) -> list[dict[str, Any]]:
        """Every request so far: method, path, query, body, at. `?clear=true` starts a new list."""
        seen = list(arr.requests)
        if call.query.flag("clear"):
            arr.requests.clear()
        return seen

    @control.get("state")
    def state(call: ArrCall) -> dict[str, Any]:
        """What a test looks at: queue, searches, grabs, outcomes by hash, blocklist, missing leaves, commands."""
        return {
            "queue": queue_page(arr, _EVERYTHING)["records"],
            "searches": [list(entry) for entry in arr.searcher.searches],
            "grabs": {hash_.lower(): asdict(grab) for hash_, grab in arr.ledger.grabs.items()},
            "downloads": {hash_.lower(): outcome for hash_, outcome in arr.ledger.outcomes.items()},
            "tracked": {hash_.lower(): tracked.state for hash_, tracked in arr.tracker.tracked.items()},
            "blocklist": [asdict(entry) for entry in arr.ledger.blocked.values()],
            "missing": arr.library.missing_ids(),
            "imports": [hash_.lower() for hash_ in arr.importer.attempts],
            "commands": [command.record() for command in arr.commands.all.values()],
        }  # fmt: skip


def _building(control: Routes, arr: ArrModel) -> None:
    for path, name in _BUILDERS.items():
        control.post(path)(_builder(arr, name))

    @control.post("grabs")
    async def grab(call: ArrCall) -> dict[str, Any]:
        """`{leaf_ids, hash, title?, add?, magnet?, torrent?, …}`: note a grab; with *add* also add the torrent."""
        body = call.body()
        torrent, magnet, add = b64decode(body.pop("torrent", "")), body.pop("magnet", ""), body.pop("add", False)
        if add:
            return asdict(await arr.grab_and_add(**body, magnet=magnet, torrent=torrent))
        return asdict(arr.grab(**body))

    @control.post("releases")
    def offer(call: ArrCall) -> dict[str, int]:
        """`{leaf_id, releases: [{hash, …}], feed?}`: what a search (or with *feed* the RSS feed) finds."""
        body = call.body()
        releases = [
            Release(
                **entry | {"torrent": b64decode(entry.get("torrent", "")), "leaf_ids": tuple(entry.get("leaf_ids", ()))}
            )
            for entry in body["releases"]
        ]
        if body.get("feed"):
            arr.searcher.feed.extend((body["leaf_id"], release) for release in releases)
        else:
            arr.offer(body["leaf_id"], *releases)
        return {"count": len(releases)}


def _builder(arr: ArrModel, name: str) -> Any:
    def build(call: ArrCall) -> dict[str, Any]:
        body = call.body()
        if isinstance(body.get("seasons"), dict):
            body["seasons"] = {int(number): count for number, count in body["seasons"].items()}
        made = getattr(arr, name)(**body)
        return {"id": made.id, "leaf_ids": arr.library.leaves_of(made.id) if made.id in arr.library.owners else []}

    return build


def _steering(control: Routes, arr: ArrModel) -> None:
    @control.post("outcomes")
    def outcome(call: ArrCall) -> dict[str, Any]:
        """`{hash, kind: accept|reject|block|nothing, texts?, leaf_ids?, dangerous?}`: how the import of a download ends."""
        body = call.body()
        texts = body.get("texts", [])
        made = {
            "accept": lambda: ImportOutcome.accept(*body.get("leaf_ids", ())),
            "reject": lambda: ImportOutcome.reject(*texts, dangerous=body.get("dangerous", False)),
            "block": lambda: ImportOutcome.block(*texts),
            "nothing": ImportOutcome.nothing,
        }[body["kind"]]()
        arr.outcomes[body["hash"].lower()] = made
        return {}

    @control.post("faults")
    def fault(call: ArrCall) -> dict[str, Any]:
        """A `Fault`; or `{starting_seconds}`: 503 for so long."""
        body = call.body()
        if "starting_seconds" in body:
            arr.faults.starting_until = arr.clock.seconds() + body["starting_seconds"]
        else:
            arr.faults.add(Fault(**body))
        return {}

    control.delete("faults")(lambda call: arr.faults.clear())

    @control.post("options")
    def options(call: ArrCall) -> dict[str, Any]:
        """The simulator's knobs, `durations` of commands, and members of config/downloadclient."""
        for name, value in call.body().items():
            if name in _KNOBS:
                setattr(arr, name, value)
            elif name == "durations":
                arr.commands.durations.update(value)
            elif name in arr.settings.options:
                arr.settings.options[name] = value
            else:
                raise ApiError(400, {"message": f"unknown option {name}"})
        return {}

    @control.post("profiles")
    def profile(call: ArrCall) -> dict[str, Any]:
        """`{id, …}`: members of a quality profile, whatever they are."""
        body = call.body()
        arr.settings.profiles.get(body.pop("id")).update(body)
        return {}

    @control.post("refresh")
    async def refresh(call: ArrCall) -> dict[str, Any]:
        """Look at the download clients now, and import what is pending."""
        arr.commands.post({"name": "RefreshMonitoredDownloads"}, trigger="unspecified", priority="high")
        return {}

    @control.post("restart")
    def restart(call: ArrCall) -> dict[str, Any]:
        """`{starting_seconds?}`: as if the application was restarted."""
        arr.restart(call.body().get("starting_seconds", 0.0))
        return {}
