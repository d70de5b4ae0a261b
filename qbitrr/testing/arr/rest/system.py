"""
Endpoints about the application itself and its settings.
"""

from typing import Any

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.downloads.tracking import ClientLink
from qbitrr.testing.arr.model.settings import PlainRecords
from qbitrr.testing.arr.model.wire import ApiError, ArrAnswer, invalid, missing, stamp
from qbitrr.testing.arr.rest.call import ArrCall, Routes

__all__ = ["add_system_routes"]

_LABEL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def add_system_routes(api: Routes, arr: ArrModel) -> None:
    """Register them all."""
    api.on("GET", "/ping", absolute=True)(lambda call: {"status": "OK"})
    api.on("GET", "/api", absolute=True)(lambda call: {"current": arr.kind.api, "deprecated": []})
    api.get("system/status")(lambda call: status_record(arr))
    api.get("health")(lambda call: arr.health())
    api.get("update")(lambda call: [])
    api.get("diskspace")(
        lambda call: [{"path": "/", "label": "", "freeSpace": 500_000_000_000, "totalSpace": 1_000_000_000_000}]
    )
    _shelf(api, arr, "tag", arr.settings.tags, _check_tag)
    _shelf(api, arr, "rootfolder", arr.settings.roots, None)
    _shelf(api, arr, "remotepathmapping", arr.settings.mappings, None)
    _profiles(api, arr)
    _clients(api, arr)


def status_record(arr: ArrModel) -> dict[str, Any]:
    """`GET system/status`."""
    kind = arr.kind
    return {
        "appName": kind.app, "instanceName": kind.app, "version": kind.version, "buildTime": "2025-11-14T18:00:00Z",
        "isDebug": False, "isProduction": True, "isAdmin": False, "isUserInteractive": False,
        "startupPath": f"/opt/{kind.app}", "appData": "/config", "osName": "debian", "osVersion": "12", "isNetCore": True,
        "isLinux": True, "isOsx": False, "isWindows": False, "isDocker": False, "mode": "console", "branch": "main",
        "databaseType": "sqLite", "databaseVersion": "3.46.1", "authentication": "forms", "migrationVersion": 242,
        "urlBase": arr.url_base, "runtimeVersion": "8.0.12", "runtimeName": ".NET", "startTime": stamp(arr.started_at),
        "packageUpdateMechanism": "builtIn",
    }  # fmt: skip


def _check_tag(record: dict[str, Any]) -> dict[str, Any]:
    label = str(record.get("label") or "").lower()
    if not label or not set(label) <= _LABEL:
        raise invalid("Label", "Allowed characters a-z, 0-9 and -", record.get("label"))
    return {"label": label}


def _shelf(api: Routes, arr: ArrModel, path: str, shelf: PlainRecords, check: Any) -> None:
    """List, read, create, change and delete plain records."""

    def checked(call: ArrCall) -> dict[str, Any]:
        body = call.body()
        return check(body) if check else body

    def created(call: ArrCall) -> ArrAnswer:
        record = arr.settings.add_root(call.body()["path"]) if path == "rootfolder" else shelf.add(checked(call))
        return ArrAnswer(
            value=record, status=201, headers={"Location": f"{arr.url_base}{arr.kind.base}/{path}/{record['id']}"}
        )

    def read(call: ArrCall, record_id: int) -> dict[str, Any]:
        if record_id not in shelf.records:
            raise missing()
        return shelf.records[record_id]

    api.get(path)(lambda call: shelf.all())
    api.get(f"{path}/<int:record_id>")(read)
    api.post(path)(created)
    api.delete(f"{path}/<int:record_id>")(lambda call, record_id: shelf.remove(record_id))
    if path != "rootfolder" or not arr.kind.is_video:
        api.put(f"{path}/<int:record_id>")(lambda call, record_id: shelf.put(record_id, checked(call)))


def _profiles(api: Routes, arr: ArrModel) -> None:
    settings, library = arr.settings, arr.library

    @api.get("qualityprofile/<int:profile_id>")
    def read(call: ArrCall, profile_id: int) -> dict[str, Any]:
        if profile_id not in settings.profiles.records:
            raise missing()
        return settings.profiles.records[profile_id]

    @api.post("qualityprofile")
    def create(call: ArrCall) -> dict[str, Any]:
        settings.check_profile(body := call.body())
        return settings.profiles.add(body)

    def change(call: ArrCall, profile_id: int | None = None) -> dict[str, Any]:
        settings.check_profile(body := call.body())
        library.touch_all()
        return settings.profiles.put(body.get("id") or profile_id or 0, body)

    @api.delete("qualityprofile/<int:profile_id>")
    def delete(call: ArrCall, profile_id: int) -> None:
        settings.drop_profile(profile_id, any(owner.profile_id == profile_id for owner in library.owners.values()))

    api.get("qualityprofile")(lambda call: settings.profiles.all())
    api.put("qualityprofile/<int:profile_id>")(change)
    api.put("qualityprofile")(change)
    _formats(api, arr)


def _formats(api: Routes, arr: ArrModel) -> None:
    settings = arr.settings

    @api.post("customformat")
    def create(call: ArrCall) -> dict[str, Any]:
        body = call.body()
        if not body.get("name"):
            raise invalid("Name", "'Name' must not be empty.", body.get("name"))
        return settings.add_format(body["name"])

    @api.get("customformat/<int:record_id>")
    def read(call: ArrCall, record_id: int) -> dict[str, Any]:
        if record_id not in settings.formats.records:
            raise missing()
        return settings.formats.records[record_id]

    api.get("customformat")(lambda call: settings.formats.all())
    api.delete("customformat/<int:record_id>")(lambda call, record_id: settings.drop_format(record_id))
    api.put("customformat/<int:record_id>")(lambda call, record_id: settings.formats.put(record_id, call.body()))


def _clients(api: Routes, arr: ArrModel) -> None:
    api.get("downloadclient")(lambda call: [client_record(arr, link) for link in arr.tracker.links])

    @api.get("downloadclient/<int:client_id>")
    def read(call: ArrCall, client_id: int) -> dict[str, Any]:
        return client_record(arr, _link(arr, client_id))

    @api.put("downloadclient/<int:client_id>")
    def change(call: ArrCall, client_id: int) -> dict[str, Any]:
        link, body = _link(arr, client_id), call.body()
        link.enabled, link.name = bool(body.get("enable")), body.get("name") or link.name
        link.remove_completed = bool(body.get("removeCompletedDownloads"))
        link.remove_failed = bool(body.get("removeFailedDownloads"))
        for entry in body.get("fields") or ():
            if entry.get("name", "").endswith("ImportedCategory"):
                link.imported_category = entry.get("value") or ""
            elif entry.get("name", "").endswith("Category"):
                link.category = entry.get("value") or ""
        return client_record(arr, link)

    @api.put("config/downloadclient")
    def configure(call: ArrCall) -> dict[str, Any]:
        arr.settings.options.update(
            {name: value for name, value in call.body().items() if name in arr.settings.options}
        )
        return arr.settings.options

    api.get("config/downloadclient")(lambda call: arr.settings.options)
    api.put("config/downloadclient/<int:one>")(lambda call, one: configure(call))


def _link(arr: ArrModel, client_id: int) -> ClientLink:
    for link in arr.tracker.links:
        if link.id == client_id:
            return link
    raise missing() if client_id else ApiError(404, {"message": "NotFound"})


def _privacy(arr: ArrModel, name: str) -> dict[str, str]:
    """How a field is kept from view; Readarr knows no such thing."""
    if arr.kind.name == "readarr":
        return {}
    return {"privacy": {"password": "password", "username": "userName"}.get(name, "normal")}


def client_record(arr: ArrModel, link: ClientLink) -> dict[str, Any]:
    """A download client as configured; its password is not shown (Readarr shows it)."""
    subject = {"radarr": "movie", "sonarr": "tv"}.get(arr.kind.name, "music")
    values: list[tuple[str, Any, str]] = [
        ("host", link.host, "textbox"), ("port", link.port, "textbox"), ("useSsl", False, "checkbox"), ("urlBase", "", "textbox"),
        ("username", "admin", "textbox"), ("password", "adminadmin" if arr.kind.name == "readarr" else "********", "password"),
        (f"{subject}Category", link.category, "textbox"), (f"{subject}ImportedCategory", link.imported_category, "textbox"),
        (f"recent{subject.capitalize()}Priority", 0, "select"), (f"older{subject.capitalize()}Priority", 0, "select"),
        ("initialState", link.initial_state, "select"), ("sequentialOrder", False, "checkbox"), ("firstAndLast", False, "checkbox"),
        ("contentLayout", 0, "select"),
    ]  # fmt: skip
    fields = [
        {"order": place, "name": name, "label": name, "value": value, "type": type_, "advanced": False, **_privacy(arr, name)}
        for place, (name, value, type_) in enumerate(values)
    ]  # fmt: skip
    return {
        "id": link.id, "name": link.name, "enable": link.enabled, "protocol": "torrent", "priority": 1, "fields": fields,
        "removeCompletedDownloads": link.remove_completed, "removeFailedDownloads": link.remove_failed, "implementationName": "qBittorrent",
        "implementation": "QBittorrent", "configContract": "QBittorrentSettings", "tags": [],
        "infoLink": f"https://wiki.servarr.com/{arr.kind.name}/supported#qbittorrent",
    }  # fmt: skip
