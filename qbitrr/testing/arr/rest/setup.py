"""
Endpoints about how an application is set up: its indexers, how it imports, and what it sees on its disk.
"""

import os
from typing import Any

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.wire import missing
from qbitrr.testing.arr.rest.call import ArrCall, Routes

__all__ = ["add_setup_routes"]


def add_setup_routes(api: Routes, arr: ArrModel) -> None:
    """Register them all."""
    settings = arr.settings

    @api.get("indexer/<int:indexer_id>")
    def read(call: ArrCall, indexer_id: int) -> dict[str, Any]:
        if indexer_id not in settings.indexers.records:
            raise missing()
        return settings.indexers.records[indexer_id]

    @api.put("config/mediamanagement/<int:one>")
    def manage(call: ArrCall, one: int) -> dict[str, Any]:
        settings.media.update({name: value for name, value in call.body().items() if name in settings.media})
        return settings.media

    if arr.kind.name == "radarr":

        @api.put("config/indexer/<int:one>")
        def index(call: ArrCall, one: int) -> dict[str, Any]:
            settings.indexing.update({name: value for name, value in call.body().items() if name in settings.indexing})
            arr.library.touch_all()
            return settings.indexing

        api.get("config/indexer")(lambda call: settings.indexing)
    api.get("indexer")(lambda call: settings.indexers.all())
    api.put("indexer/<int:indexer_id>")(lambda call, indexer_id: settings.indexers.put(indexer_id, call.body()))
    api.get("config/mediamanagement")(lambda call: settings.media)
    api.get("filesystem")(lambda call: _listing(arr, call.query.text("path"), call.query.flag("includeFiles")))


def _listing(arr: ArrModel, path: str, with_files: bool) -> dict[str, Any]:
    """What is in the folder *path*, which ends in a slash; a folder that is not seen is like an empty one."""
    folder = path.rpartition("/")[0]
    folders, files = _on_disk(folder) if arr.importer.check_paths else _imagined(arr, folder)
    answer: dict[str, Any] = {"directories": [_entry("folder", folder, name) for name in folders], "files": []}
    if with_files:
        answer["files"] = [_entry("file", folder, name) for name in files]
    return answer


def _entry(kind: str, folder: str, name: str) -> dict[str, Any]:
    return {"type": kind, "name": name, "path": f"{folder}/{name}", "size": 0}


def _on_disk(folder: str) -> tuple[list[str], list[str]]:
    try:
        entries = list(os.scandir(folder or "/"))
    except OSError:
        return [], []
    return [each.name for each in entries if each.is_dir()], [each.name for each in entries if not each.is_dir()]


def _imagined(arr: ArrModel, folder: str) -> tuple[list[str], list[str]]:
    """Without a disk there is whatever it tracks, where its mappings say."""
    names: list[str] = []
    for tracked in arr.tracker.tracked.values():
        path = tracked.item.content_path
        for row in arr.settings.mappings.all():
            if path.startswith(row["remotePath"]):
                path = row["localPath"] + path[len(row["remotePath"]) :]
        place, _, name = path.rpartition("/")
        if place == folder:
            names.append(name)
    return [], names
