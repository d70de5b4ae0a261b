"""The preferences of the simulated client: what `app/preferences` shows and `app/setPreferences` takes."""

import json
from functools import cache
from importlib.resources import files

from qbitrr.testing.qbittorrent.torrents.profile import ClientProfile

__all__ = ["default_preferences"]


def default_preferences(profile: ClientProfile, *, port: int, save_path: str, username: str) -> dict[str, object]:
    """Everything `app/preferences` shows on a fresh client of this release."""
    known = _known()
    return {
        **known["common"],
        **known[profile.name],
        "save_path": save_path,
        "temp_path": f"{save_path}/temp",
        "web_ui_port": port,
        "web_ui_username": username,
    }


@cache
def _known() -> dict[str, dict[str, object]]:
    """`common` and what each release has beyond it or otherwise."""
    text = files(__package__).joinpath("preferences.json").read_text(encoding="utf-8")
    known: dict[str, dict[str, object]] = json.loads(text)
    return known
