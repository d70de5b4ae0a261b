"""A request to the API as a value, and the ways to refuse it."""

import re
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

from attrs import define, field, frozen

from qbitrr.testing.qbittorrent.model.logins import LoginSession

__all__ = ["QbittorrentAnswer", "QbittorrentCall", "Refused", "parse_body", "parse_query"]


@frozen
class Refused(Exception):
    """The request is answered with an error *status* and *text*."""

    status: int
    text: str


@frozen
class QbittorrentAnswer:
    """A complete answer; handlers may also return text or a JSON value, which is a 200."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = "text/plain; charset=UTF-8"


@define(kw_only=True)
class QbittorrentCall:
    """
    The parameters of one request; the session it belongs to, if any; uploaded files as `(file name, content)`.

    *cookies* collects what `Set-Cookie` shall say in the answer.
    """

    params: dict[str, str]
    address: str = ""
    session: LoginSession | None = None
    with_key: bool = False
    files: list[tuple[str, bytes]] = field(factory=list)
    cookies: list[str] = field(factory=list)

    def flag(self, name: str, default: bool | None = None) -> bool | None:
        """A boolean parameter; unreadable ones count as absent."""
        return {"true": True, "1": True, "false": False, "0": False}.get(self.params.get(name, "").lower(), default)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; unreadable ones are 0, absent ones *default*."""
        if name not in self.params:
            return default
        try:
            return int(self.params[name])
        except ValueError:
            return 0

    def listed(self, name: str, separator: str) -> list[str]:
        """The parts of a parameter, trimmed, empty ones left out."""
        return [part.strip() for part in self.params.get(name, "").split(separator) if part.strip()]


def parse_query(query: bytes) -> dict[str, str]:
    """Parameters of an URL or a form-encoded body; the last of equal names counts."""
    return dict(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True))


def parse_body(content_type: str, body: bytes) -> tuple[dict[str, str], list[tuple[str, bytes]]]:
    """Parameters and files of a POST. Raises `Refused` with an empty 400 for anything but the two kinds of form."""
    if not body:
        return {}, []
    kind = content_type.split(";", 1)[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return parse_query(body), []
    if kind != "multipart/form-data":
        raise Refused(400, "")
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    params: dict[str, str] = {}
    files: list[tuple[str, bytes]] = []
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is not None:
            files.append((str(part.get_filename()), content))
        else:
            name = re.search(r'name="([^"]*)"', part.get("Content-Disposition", ""))
            params[name.group(1) if name else ""] = content.decode("utf-8", "replace")
    return params, files
