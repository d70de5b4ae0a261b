"""
The watch for releases of this program.
"""

import sys
from functools import partial
from importlib import metadata

from qbitrr._version import __version__
from qbitrr.actors.browser.release_watch import ReleaseWatch
from qbitrr.assembly.foundation import Foundation
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.clients.releases import API, HEADERS, Releases
from qbitrr.model.shown.releases import repository_among

__all__ = ["wire_releases"]


def wire_releases(base: Foundation, installation: str) -> ReleaseWatch:
    """The watch for an *installation* of that type; nothing is looked up by this."""
    in_force, reactor, repository = base.in_force, base.reactor, _repository()
    token = in_force.current.environment.github_token.reveal()
    headers = {**HEADERS, **({"Authorization": f"Bearer {token}"} if token else {})}
    http = Http(make_agent(reactor, make_pool(reactor)), API, "GitHub", reactor, headers=headers)
    return ReleaseWatch(
        releases=Releases(http, repository) if repository else None,
        repository=repository,
        version=__version__,
        channel=lambda: in_force.current.settings.auto_update_channel,
        advice=partial(_advice, installation),
        is_allowed=lambda: in_force.current.settings.allow_remote_update,
        clock=reactor,
    )


def _repository() -> str:
    """Where the releases of what is installed are, as whoever published it wrote into `setup.cfg`; empty if nobody did."""
    try:
        about = metadata.metadata("qbitrr")
    except metadata.PackageNotFoundError:  # a checkout that runs as it is
        return ""
    pages = [f"homepage,{each}" for each in about.get_all("Home-page") or ()]
    return repository_among((*pages, *(about.get_all("Project-URL") or ())))


def _advice(installation: str, version: str) -> str:
    number = version.removeprefix("v")
    how = {
        "pip": f"run {sys.executable} -m pip install --upgrade qbitrr=={number}, and start it anew",
        "docker": f"pull the image of {number}, and start a container of it",
        "binary": "put the file that is offered for download in its place, and start it anew",
    }.get(installation, f"install {number}, and start it anew")
    return f"qbitrr does not change its own files: {how}"
