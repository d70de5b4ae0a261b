"""Texts with a form of their own: categories, extensions, patterns, addresses, schedules, paths below the site."""

import fnmatch
import re
import warnings
from urllib.parse import urlsplit

from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.secret import MASK
from qbitrr.model.addresses import Address, BadAddress

__all__ = [
    "LOST_BEGINNINGS",
    "REPAIRED_PATTERNS",
    "check_cron",
    "check_pattern",
    "doubtful_pattern",
    "host_of",
    "is_placeholder",
    "normal_category",
    "normal_extension",
    "normal_url",
    "normal_url_path",
    "shown_address",
    "without_login",
]

# Patterns the other program generates with a backslash too many, so that they never match, and what was meant.
REPAIRED_PATTERNS = {
    r"\bnc(ed|op)?(\\d+)?\b": r"\bnc(ed|op)?(\d+)?\b",
    r"\bncop\\d+?\b": r"\bncop\d+?\b",
    r"\bnced\\d+?\b": r"\bnced\d+?\b",
}

# Patterns it generates that lost a backslash and the letter behind it, and what was meant.
LOST_BEGINNINGS = {r"brarbg.com\b": r"\brarbg\.com\b"}

_GLOB = "glob:"
_CRON_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7), (0, 59))
_CRON_NAMES = {
    3: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    4: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
}
_CRON_ITEM = re.compile(r"(\*|[0-9a-z]+(?:-[0-9a-z]+)?)(?:/([0-9]{1,4}))?", re.ASCII)
_PORT_AT_END = re.compile(r"[^:]*:\d{0,6}|\[[0-9A-Fa-f:.%\w]*\](?::\d{0,6})?", re.ASCII)
_IPV6 = re.compile(r"[0-9A-Fa-f:.]+")
_CLASS = re.compile(r"\[[^\]]*\]")
_ESCAPED_TWICE = re.compile(r"\\\\[bBdDwWsS.()\[\]{}?*+^$|]")
_PLAIN_EXTENSION = re.compile(r"\.[\w!+-]+(\.[\w!+-]+)*")


def is_placeholder(text: str) -> bool:
    """True for the text a generated file has where the user must put something."""
    return text.strip().upper() in ("CHANGE_ME", "CHANGEME", "...")


def normal_category(text: str) -> str:
    """*text* as qBittorrent spells categories: levels trimmed, empty ones dropped, joined with `/`."""
    return "/".join(level for part in text.split("/") if (level := part.strip()))


def normal_extension(text: str) -> str:
    """*text* (`mkv`, `.MKV`, `\\.mkv`) as `.mkv`. Raises `BadValue` for anything that is no plain extension."""
    bare = text.strip().lstrip("\\").lstrip(".").lower()
    extension = f".{bare}"
    if not _PLAIN_EXTENSION.fullmatch(extension):
        raise BadValue(f"has {text!r}, which is no file extension", 'Write extensions as ".mkv"; patterns are not read')
    return extension


def check_pattern(text: str) -> str:
    """
    *text*, repaired if it is one of the known broken defaults; `glob:*.sample.*` as the expression for the whole name. Raises `BadValue`
    if it does not compile.
    """
    if text.startswith(_GLOB):
        return rf"\A{fnmatch.translate(text.removeprefix(_GLOB).strip())}"
    pattern = REPAIRED_PATTERNS.get(text, text)
    if "\b" in text:  # a backspace, which no file name has
        remedy = f"Write {text!r} in single quotes".replace("\\x08", "\\b")
        raise BadValue(
            r"has a pattern whose \b became a backspace in double quotes, so that it matches nothing", remedy
        )
    try:
        with warnings.catch_warnings():  # "possible nested set" and the like are not for the console
            warnings.simplefilter("ignore")
            re.compile(pattern, re.DOTALL | re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        at = getattr(error, "pos", None)
        place = f" at character {at + 1}" if isinstance(at, int) else ""
        raise BadValue(
            f"has the pattern {text!r}, which does not compile: {getattr(error, 'msg', error)}{place}",
            r"Correct the pattern (literal texts such as '\bsample\b' need no doubled backslashes); the others are used",
        ) from error
    return pattern


def doubtful_pattern(text: str) -> BadValue | None:
    """What is to be said of a pattern that compiles and yet can match no name; None if nothing is, or *text* is no pattern."""
    if meant := LOST_BEGINNINGS.get(text):
        why = f"has the pattern {_quoted(text)}, which lost a backslash at its beginning, so that it matches nothing"
        return BadValue(why, f"Write {_quoted(meant)}, or remove it")
    is_other = text in REPAIRED_PATTERNS or text.startswith(_GLOB) or not _compiles(text)
    if is_other or not _ESCAPED_TWICE.search(_CLASS.sub("", text)):
        return None
    why = f"has the pattern {_quoted(text)} with doubled backslashes: it asks for a backslash, which no file name has"
    meant = re.sub(r"\\{2,}", r"\\", text)
    return BadValue(
        why, f"Write {_quoted(meant)}" if _compiles(meant) else "Write each backslash once, in single quotes"
    )


def _quoted(text: str) -> str:
    """*text* as it would stand in the file, where a backslash needs no other one."""
    return f"'{text}'"


def _compiles(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def normal_url(text: str) -> tuple[str, bool]:
    """
    *text* as an address of a web service, without a slash at its end, and whether a scheme had to be added.

    Raises `BadValue` for what is no http or https address.
    """
    added = "://" not in text
    address = (f"http://{text.strip()}" if added else text.strip()).rstrip("/")
    try:
        Address.parse(address)
    except BadAddress as bad:
        raise BadValue(str(bad), bad.remedy) from bad
    return address, added


def shown_address(text: str) -> str:
    """
    *text* without what may be a secret: a user name and password in front of its host, also one whose `@` got lost, and a query.
    """
    scheme, login, place = _around_login(text)
    query = re.search(r"[?#]", place)
    place = place[: query.end()] + MASK if query else place
    authority, slash, path = place.partition("/")
    host, colon, _ = authority.partition(":")
    if colon and not (_PORT_AT_END.fullmatch(authority) or _IPV6.fullmatch(authority)):
        authority, slash, path = f"{host}:{MASK}", "", ""
    return f"{scheme}{f'{MASK}@' if login else ''}{authority}{slash}{path}"


def without_login(text: str) -> str:
    """*text* as an address that anybody may see: nothing in front of its host."""
    scheme, _, place = _around_login(text)
    return scheme + place


def _around_login(text: str) -> tuple[str, str, str]:
    scheme, there, rest = text.partition("://") if "://" in text else ("", "", text)
    login, at, place = rest.rpartition("@")  # the last one: a password may have some too, and slashes
    return scheme + there, login + at, place


def host_of(text: str) -> str:
    """The host of an announce URL or a bare host, in lower case; empty if there is none."""
    rest = text.strip().rpartition("://")[2]
    try:
        return (urlsplit(f"//{rest}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def normal_url_path(text: str) -> str:
    """*text* as a path below the site: one slash in front, none at the end, empty for the site itself."""
    path = "/" + text.strip().strip("/")
    if re.search(r"[\s?#\\]|//|(^|/)\.\.?(/|$)|://", path):
        raise BadValue("is not a path", 'Write a path such as "/qbitrr"')
    return "" if path == "/" else path


def check_cron(text: str) -> str:
    """*text* with single blanks. Raises `BadValue` unless it has five or six usable fields."""
    fields = text.lower().split()
    if len(fields) not in (5, 6):
        raise BadValue(
            f"must have 5 or 6 fields separated by blanks, not {len(fields)}",
            'Write e.g. "0 3 * * 0" (Sundays at three)',
        )
    for position, content in enumerate(fields):
        if not all(_cron_item(position, item) for item in content.split(",")):
            raise BadValue(f"has the unusable field {content!r}", 'Write e.g. "0 3 * * 0" (Sundays at three)')
    return " ".join(text.split())


def _cron_item(position: int, item: str) -> bool:
    found = _CRON_ITEM.fullmatch(item)
    if found is None or found[2] == "0":
        return False
    if found[1] == "*":
        return True
    low, high = _CRON_RANGES[position]
    bounds = [_cron_number(position, word) for word in found[1].split("-")]
    return all(number is not None and low <= number <= high for number in bounds)


def _cron_number(position: int, word: str) -> int | None:
    names = _CRON_NAMES.get(position, [])
    if word in names:
        return names.index(word) + (1 if position == 3 else 0)
    return int(word) if word.isdigit() and len(word) <= 4 else None
