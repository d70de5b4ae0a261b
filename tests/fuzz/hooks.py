"""
Every second request goes to what the simulated programs know, so that it reaches beyond "not found". Runs within Schemathesis.
"""

import random
from typing import Any

import schemathesis  # type: ignore[import-not-found]

KNOWN: dict[str, tuple[str | int, ...]] = {
    "category": ("films", "series", "music", "Radarr-Films", "radarr", "lidarr"),
    "section": ("Radarr-Films", "Sonarr-Series", "Lidarr-Music"),
    "client": ("qBit",),
    "name": ("Main.log", "All.log", "Radarr-Films.log", "index.html"),
    "kind": ("movie", "series", "artist", "torrent", "search", "all"),
    "id": (1, 2, 3),
    "entry_id": (1, 2),
    "series_id": (1, 2),
    "artist_id": (1, 2),
}


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Known ones for half of what was made up."""
    if not path_parameters:
        return path_parameters
    # Of what was made up, so that the same seed leads to the same requests.
    chosen = random.Random(repr(sorted(path_parameters.items(), key=repr)))
    return {
        name: chosen.choice(KNOWN[name]) if name in KNOWN and chosen.random() < 0.5 else value
        for name, value in path_parameters.items()
    }
