"""
Whether each program answers, which release it is, and what that release cannot do.
"""

from collections.abc import Iterator

from qbitrr.clients.arr.client import ArrVersion
from qbitrr.clients.qbittorrent.client import ClientVersion
from qbitrr.config.schema.config import Config
from qbitrr.doctor.facts import Facts, Unasked
from qbitrr.doctor.judgments.making import error, hint, ok, quoted, warning
from qbitrr.model.addresses import Address
from qbitrr.model.doctor import Finding
from qbitrr.resolved.addresses import arr_address, qbittorrent_address
from qbitrr.setup.troubles import trouble_of

__all__ = ["judge_connections", "judge_left_out", "version_numbers"]

# Since when an Arr can be asked not to search by itself when a download is marked as failed.
_SKIPS_REDOWNLOAD = {"radarr": (4, 7, 2, 7686)}
# Since when an Arr says which downloads it holds back for a person.
_TELLS_BLOCKED = {"radarr": (5, 8, 0, 8897)}
_EMPTY_LOGIN_SINCE = (2, 15)
_STOPPED_SINCE = (2, 11)


def version_numbers(text: str) -> tuple[int, ...]:
    """`"6.0.3.10276"` as numbers, empty for what is no such version."""
    parts = text.lstrip("v").split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() and len(part) < 10 for part in parts) else ()


def judge_connections(config: Config, facts: Facts) -> Iterator[Finding]:
    """One finding for each program, and one for each thing its release cannot do."""
    for client in facts.clients:
        if isinstance(client.version, Unasked):
            qbit = config.qbit(client.section)
            address = None if qbit is None else qbittorrent_address(qbit.host, qbit.port)
            yield _not_there(client.section, client.version, "qBittorrent", address)
        else:
            yield from _client(client.section, client.version)
    for arr in facts.arrs:
        section = config.arr(arr.section)
        if isinstance(arr.version, Unasked):
            name = "the Arr" if section is None else section.type.capitalize()
            address = None if section is None else arr_address(section.uri)
            yield _not_there(arr.section, arr.version, name, address)
            continue
        yield ok("connection", arr.section, f"{arr.version.app_name} {quoted(arr.version.version)} answers.")
        if section is not None:
            yield from _old_arr(arr.section, section.type, arr.version)
            for qbit in config.qbits_of(section):
                version = facts.client(qbit.section).version
                if not isinstance(version, Unasked):
                    yield from _pair(arr.section, section.type, arr.version, qbit.section, version)


def judge_left_out(config: Config, facts: Facts) -> Iterator[Finding]:
    """Sections that are not used because of their errors."""
    for each in config.broken:
        first = f": {each.problems[0].message}" if each.problems else ""
        text = f"This section is left out because of its errors{first}."
        yield error("configuration", each.section, text, "Correct them; qbitrr config check names all of them.")


def _not_there(where: str, asked: Unasked, program: str, address: Address | None) -> Finding:
    if asked.error is None or address is None:
        return error("connection", where, f"It does not answer as it should: {asked.why}.", "Try again.")
    trouble = trouble_of(asked.error, program, address)
    return error("connection", where, trouble.text, f"{trouble.remedy} What we use is set in [{where}].")


def _client(section: str, version: ClientVersion) -> Iterator[Finding]:
    number = ".".join(map(str, version.web_api))
    yield ok(
        "connection", section, f"qBittorrent {quoted(version.version.removeprefix('v'))} (Web API {number}) answers."
    )
    for note in version.notes:
        yield hint("login", section, f"{note}.", "Set the API key it has, or remove ApiKey.")
    if "include_trackers" not in version.capabilities:
        text = "This release tells the trackers of one torrent at a time, so large clients are asked often."
        yield hint("capabilities", section, text, "Update to qBittorrent 5.1 or later when you can.")


def _old_arr(where: str, kind: str, version: ArrVersion) -> Iterator[Finding]:
    numbers = version_numbers(version.version)
    if numbers and numbers < _SKIPS_REDOWNLOAD.get(kind, ()):
        text = f"{version.app_name} {version.version} searches by itself whenever a download is marked as failed, so two searches run."
        yield warning("capabilities", where, text, f"Update {version.app_name}.")
    elif numbers and numbers < _TELLS_BLOCKED.get(kind, ()):
        text = f"{version.app_name} {version.version} does not say which downloads it holds back for a person."
        yield hint("capabilities", where, text, f"Update {version.app_name}.")


def _pair(where: str, kind: str, arr: ArrVersion, client: str, qbit: ClientVersion) -> Iterator[Finding]:
    if kind in ("lidarr", "readarr") and qbit.web_api >= _EMPTY_LOGIN_SINCE:
        text = (
            f"Known releases of {arr.app_name} cannot log in to qBittorrent {quoted(qbit.version)} of [{client}]: "
            "it answers a login otherwise."
        )
        remedy = f"See {arr.app_name} > System > Status; if it complains about the client, update it or stay at qBittorrent 5.1."
        yield hint("versions", where, text, remedy)
    if kind == "readarr" and qbit.web_api >= _STOPPED_SINCE:
        text = (
            f"Readarr does not know the states “stopped” of qBittorrent {quoted(qbit.version)} of [{client}]: "
            "it takes stopped torrents for running."
        )
        yield hint("versions", where, text, "Leave finished torrents running until they are imported.")
