"""
Names for sections: what tells an Arr from its siblings is what it calls itself, or else the category its downloads have.
"""

import re
from collections.abc import Iterable

from qbitrr.model.addresses import Address
from qbitrr.model.setup import FoundArr

__all__ = ["arr_section", "qbittorrent_section"]

_USUAL = {"radarr": "Movies", "sonarr": "Series", "lidarr": "Music", "readarr": "Books"}
_LONGEST = 40


def arr_section(arr_type: str, wanted: str, found: FoundArr | None, category: str, taken: Iterable[str]) -> str:
    """
    The name of the section of an Arr: *wanted* by a person, or what fits, different from those *taken*.
    """
    kind = arr_type.capitalize()
    if wanted.strip():
        return _free(_below(kind, wanted), taken)
    candidates = (found.instance_name if found else "", category)
    telling = (_telling(each, arr_type) for each in candidates)
    return _free(f"{kind}-{next(filter(None, telling), _USUAL[arr_type])}", taken)


def qbittorrent_section(wanted: str, address: Address, taken: Iterable[str]) -> str:
    """The name of the section of a client: *wanted*, `qBit` for the first, else what its host is called."""
    if wanted.strip():
        return _free(_below("qBit", wanted), taken)
    names = list(taken)
    if "qbit" not in [name.lower() for name in names]:
        return "qBit"
    label = address.host.split(".")[0]
    is_name = not re.fullmatch(r"[0-9:a-f]*|localhost", label)
    return _free(f"qBit-{_plain(label)}" if is_name and _plain(label) else "qBit", names)


def _below(kind: str, wanted: str) -> str:
    """*wanted* with what it is in front, once."""
    rest = re.sub(rf"^{kind}(?=[-_ ]|$)[-_ ]*", "", wanted.strip(), flags=re.IGNORECASE)
    plain = _plain(rest)
    return f"{kind}-{plain}" if plain else kind if kind == "qBit" else f"{kind}-{_USUAL[kind.lower()]}"


def _telling(name: str, arr_type: str) -> str:
    """What is left of *name* without what it is: `Radarr4K`, `radarr-4k` and `4k` are `4K`."""
    words = re.split(r"[^\w]+|_", re.sub(arr_type, " ", name, flags=re.IGNORECASE))
    return _plain("-".join(_capital(word) for word in words if word))


def _capital(word: str) -> str:
    """`4k` is `4K`, `tv` is `TV`, `anime` is `Anime`; what has capitals has its own."""
    if not word.islower():
        return word
    return word.upper() if len(word) < 3 or any(letter.isdigit() for letter in word) else word.capitalize()


def _plain(text: str) -> str:
    """What may stand in a section's name, which is that of a folder, too."""
    return re.sub(r"[^A-Za-z0-9_ -]+", "-", text).strip("- ")[:_LONGEST].strip("- ")


def _free(name: str, taken: Iterable[str]) -> str:
    used = {each.lower() for each in taken}
    number, free = 1, name
    while free.lower() in used:
        number += 1
        free = f"{name}-{number}"
    return free
