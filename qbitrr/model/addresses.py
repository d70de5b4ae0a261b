"""
Addresses of web services, as people write them: what every name in a container network can be, and nothing that no request could use.
"""

import ipaddress
import re
from base64 import b64encode
from urllib.parse import quote, unquote

from attrs import field, frozen

__all__ = ["Address", "BadAddress"]

_EXAMPLE = 'Write an address such as "http://localhost:7878"'
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_LABEL = re.compile(r"[a-z0-9_-]{1,63}", re.ASCII)
_LONGEST_NAME = 253
# What may stand in a path without being encoded; `%` so that what is encoded already stays as it is.
_PLAIN_IN_PATH = "/%:@!$&'()*+,;=~-._"


class BadAddress(ValueError):
    """Text that is no address of a web service. Its text says why, without a login in it; *remedy* what to write instead."""

    def __init__(self, why: str, remedy: str = _EXAMPLE) -> None:
        super().__init__(why)
        self.remedy = remedy


@frozen(kw_only=True)
class Address:
    """
    Where a web service is. *host* is a name in ASCII and small letters, an IPv4 address, or an IPv6 one without brackets; *port*
    None = as the scheme says; *path* without a slash at its end. *user* and *password* are for HTTP's Basic authentication.
    """

    scheme: str
    host: str
    port: int | None = None
    path: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str, scheme: str = "http") -> "Address":
        """The address *text*; one without a scheme gets *scheme*. Raises `BadAddress`."""
        given = _SCHEME.fullmatch(text.strip())
        scheme, rest = (given[1].lower(), given[2]) if given else (scheme, text.strip())
        if scheme not in ("http", "https"):
            raise BadAddress(f"is not the address of a web service: {scheme} is neither http nor https")
        _check_characters(rest)
        authority, slash, path = rest.partition("/")
        if "@" in path:
            remedy = "In a user name or password write %2F for /, elsewhere %40 for @"
            raise BadAddress("is not the address of a web service: it has an @ behind its host", remedy)
        login, _, place = authority.rpartition("@")
        if not given and place.count(":") > 1 and not place.startswith("["):
            place = f"[{place}]"  # without a scheme and a port nothing else can be meant
        host, port = _host_and_port(place)
        user, password = _user_and_password(login)
        return cls(
            scheme=scheme,
            host=host,
            port=port,
            path=quote(f"{slash}{path}".rstrip("/"), safe=_PLAIN_IN_PATH),
            user=user,
            password=password,
        )

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what a login may be sent to."""
        return self.scheme, self.host, self.port or (443 if self.scheme == "https" else 80)

    @property
    def place(self) -> str:
        """Host and port, as they stand in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address without its login, in ASCII."""
        return f"{self.scheme}://{self.place}{self.path}"

    @property
    def whole(self) -> str:
        """The address with its login, as a configuration has it."""
        if not (self.user or self.password):
            return self.url
        return f"{self.scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{self.place}{self.path}"

    @property
    def headers(self) -> dict[str, str]:
        """The login as a header; nothing without one."""
        if not (self.user or self.password):
            return {}
        return {"Authorization": "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()}


def _check_characters(rest: str) -> None:
    if re.search(r"\s", rest) or not rest.isprintable():
        raise BadAddress("is not the address of a web service: it has blanks or control characters in it")
    if "?" in rest or "#" in rest:
        remedy = "Leave out ? and # and what follows; in a password write %3F and %23"
        raise BadAddress("is not the address of a web service: it has a query or a fragment", remedy)
    try:
        rest.encode()
    except UnicodeEncodeError:
        raise BadAddress("is not the address of a web service: it is not text") from None


def _host_and_port(place: str) -> tuple[str, int | None]:
    """Raises `BadAddress`."""
    bracketed = re.fullmatch(r"\[(.*)\](?::(.*))?", place)
    if bracketed:
        return _ipv6(bracketed[1]), _port(bracketed[2])
    if place.count(":") > 1:
        remedy = "Put an IPv6 address in square brackets; in a user name or password write %3A for : and %2F for /"
        raise BadAddress("is not the address of a web service: it has more than one colon", remedy)
    host, colon, port = place.partition(":")
    return _name(host), _port(port if colon else None)


def _port(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        remedy = "Write a number from 1 to 65535 behind the colon; in a password write %2F for /"
        raise BadAddress("is not the address of a web service: its port is no port", remedy)
    return int(text)


def _ipv6(text: str) -> str:
    try:
        found = ipaddress.IPv6Address(text)
    except ValueError:
        found = None
    if found is None or found.scope_id:
        remedy = 'Write e.g. "http://[fd00::1]:7878", without a zone (%eth0)'
        raise BadAddress("is not the address of a web service: it has no usable IPv6 address in its brackets", remedy)
    return str(found)


def _name(host: str) -> str:
    """*host* as the DNS spells it. Underscores are no host name by the book, and what many containers are called."""
    if not host:
        raise BadAddress("is not the address of a web service: it has no host")
    labels = [_label(each) for each in host.removesuffix(".").split(".")]
    name = ".".join(labels)
    if len(name) > _LONGEST_NAME:
        raise BadAddress("is not the address of a web service: its host name is too long")
    if labels[-1].isdigit():
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            remedy = "Write four numbers from 0 to 255, or a name"
            raise BadAddress("is not the address of a web service: its host is no IPv4 address", remedy) from None
    return name + "." * host.endswith(".")


def _label(text: str) -> str:
    small = text.lower() if text.isascii() else _punycode(text)
    if not _LABEL.fullmatch(small):
        remedy = "Host names have letters, digits, - and _ between their dots, at most 63 of them"
        raise BadAddress("is not the address of a web service: its host is no host name", remedy)
    return small


def _punycode(label: str) -> str:
    """A label in another script, as the DNS spells it; empty if it has no such spelling."""
    import idna  # only for those who need it

    try:
        return idna.encode(label, uts46=True).decode("ascii")
    except UnicodeError:
        return ""


def _user_and_password(login: str) -> tuple[str, str]:
    name, _, secret = login.partition(":")
    try:
        user, password = unquote(name, errors="strict"), unquote(secret, errors="strict")
    except UnicodeDecodeError:
        remedy = "Write % in a user name or password as %25"
        raise BadAddress("has a login that is not text", remedy) from None
    if ":" in user:
        raise BadAddress("has a user name with a colon, which Basic authentication cannot carry", "Use another name")
    return user, password
