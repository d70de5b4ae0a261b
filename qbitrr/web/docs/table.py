"""
The route table of a program that does not run, for whoever only reads it.
"""

from pathlib import Path
from typing import Any

from twisted.internet.task import Clock

from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.api import Api, ApiParts
from qbitrr.web.auth.signing import Signing
from qbitrr.web.http.routes import Route
from qbitrr.web.settings import SettingsInForce, WebSettings

__all__ = ["whole_table"]


def whole_table() -> tuple[Route, ...]:
    """Every route there is. Their handlers have nobody to ask."""
    nobody: Any = None
    settings = SettingsInForce(WebSettings(access=WebAccess()))
    return Api(ApiParts(
        program=nobody, settings=settings, clock=Clock(), setup=nobody, configuration=nobody, log_folder=Path(), database_folder=Path(),
        in_thread=nobody, logs_in_thread=nobody, doctor=nobody, libraries=nobody, arrs=tuple, pages=nobody, pictures=nobody,
        categories=nobody, torrent_details=nobody,
        installation="", releases=nobody, log_search=nobody, trials=nobody, past_searches=nobody, trends=nobody, usage=nobody,
        signing=Signing(sessions=nobody, tokens=nobody, hash_in_thread=nobody, proof=nobody, provider=nobody),
    )).routes  # fmt: skip
