"""
The text of the file: what was found and said, and nothing that has its default.
"""

import json
from collections.abc import Iterator
from urllib.parse import quote

import tomlkit

from qbitrr.config.schema.config import SCHEMA_VERSION
from qbitrr.model.addresses import Address
from qbitrr.setup.proposal import PlannedArr, PlannedClient, SectionPlan

__all__ = ["beside", "fresh_text"]

_MASK = "***"
_HEAD = """\
# Configuration of qbitrr, written by its set-up.
#
# Whatever is not written here has its default. Times take a unit ("30s", "15m", "2d"), sizes and rates too ("500K", "50G").
# `qbitrr config check FILE` says what is wrong with a file.
"""
_DRY_RUN = """\
# Decide, log and count, but change nothing. Look at what would be done (in the log and the activity), then write false.
"""
_FOLDER = """\
# Root of the finished downloads, as this program sees it.
"""


def fresh_text(plan: SectionPlan, token: str, *, masked: bool = False) -> str:
    """The whole file for *plan*; *token* is that of the web interface. *masked*: without secrets."""
    parts = [
        _HEAD,
        f"[Settings]\nSchemaVersion = {SCHEMA_VERSION}\n"
        f"{_DRY_RUN}DryRun = {_word(plan.dry_run)}\n"
        f"{_FOLDER}CompletedDownloadFolder = {_quoted(plan.completed_folder)}\n",
        f"[WebUI]\nToken = {_quoted(_MASK if masked else token)}\n",
        *_sections(plan, masked),
    ]
    return "\n".join(parts)


def beside(text: str, plan: SectionPlan, *, masked: bool = False) -> str:
    """
    The file *text* with the sections of *plan* at its end, and everything else as it is, but for the dry run where the plan wants
    one, and a folder where none is set. A file that is not stamped as ours stays so: stamping it is for a person to confirm. Raises
    what tomlkit raises for a text that is no TOML.
    """
    document = tomlkit.parse(text)
    settings = document.setdefault("Settings", tomlkit.table())
    if plan.dry_run:
        settings["DryRun"] = True
    if plan.completed_folder and not settings.get("CompletedDownloadFolder"):
        settings["CompletedDownloadFolder"] = plan.completed_folder
    before = tomlkit.dumps(document)
    return "\n".join([before if before.endswith("\n") else f"{before}\n", *_sections(plan, masked)])


def _sections(plan: SectionPlan, masked: bool) -> list[str]:
    blocks = [*(_client(each, masked) for each in plan.clients), *(_arr(each, masked) for each in plan.arrs)]
    return ["\n".join(lines) + "\n" for lines in blocks]


def _client(client: PlannedClient, masked: bool) -> Iterator[str]:
    address = client.address
    yield f"[{_header(client.section)}]"
    if client.found:
        yield _comment(f"qBittorrent {client.found.version}")
    yield f"Host = {_quoted(_host(address, masked))}"
    yield f"Port = {address.origin[2]}"
    if client.user_name:
        yield f"UserName = {_quoted(client.user_name)}"
    for key, secret in (("Password", client.password), ("ApiKey", client.api_key)):
        if secret:
            yield f"{key} = {_quoted(_MASK if masked else secret)}"
    if client.skip_tls_verify:
        yield "SkipTLSVerify = true"


def _arr(arr: PlannedArr, masked: bool) -> Iterator[str]:
    yield f"[{_header(arr.section)}]"
    if arr.found:
        yield _comment(
            f"{arr.found.app_name} {arr.found.version}; root folders: {', '.join(arr.found.root_folders) or 'none'}"
        )
    yield "Managed = true"
    yield f"URI = {_quoted(_without_login(arr.uri) if masked else arr.uri)}"
    yield f"APIKey = {_quoted(_MASK if masked else arr.api_key)}"
    yield f"Category = {_quoted(arr.category)}"
    if arr.clients:
        yield f"qBitInstances = [{', '.join(_quoted(each) for each in arr.clients)}]"
    if arr.skip_tls_verify:
        yield "SkipTLSVerify = true"


def _host(address: Address, masked: bool) -> str:
    """What `Host` is: a plain host where that says it all, else a URL, which has its login in front."""
    path = address.path.removesuffix("/api/v2")
    login = ""
    if address.user or address.password:
        login = f"{_MASK}@" if masked else f"{quote(address.user, safe='')}:{quote(address.password, safe='')}@"
    host = f"[{address.host}]" if ":" in address.host else address.host
    plain = address.scheme == ("https" if address.origin[2] == 443 else "http")
    return host if plain and not path and not login else f"{address.scheme}://{login}{host}{path}"


def _without_login(uri: str) -> str:
    scheme, _, rest = uri.partition("://")
    login, at, place = rest.rpartition("@")
    return f"{scheme}://{_MASK}@{place}" if login and at else uri


def _header(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else _quoted(name)


def _comment(text: str) -> str:
    return "# " + "".join(letter if letter.isprintable() else " " for letter in text)[:150]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _word(flag: bool) -> str:
    return "true" if flag else "false"
