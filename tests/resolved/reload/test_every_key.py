"""
Every key by itself: what its change renews, held against what its declaration says, and what is done finer than that.

The declared classes are those of the documented program. Where it restarts everything for a key of `[Settings]`, or an Arr for a key
about profiles, here the key takes effect while everything runs; where it restarts everything for a client, only that one is
connected anew.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Any

import attrs
import pytest

from qbitrr.config.schema.config import Config, QbitSection, Secret, WebUI, fresh_arr
from qbitrr.config.schema.keys import Kind, Reload, keys_of
from qbitrr.config.schema.places import places
from qbitrr.resolved.reload.plan import Act, ReloadType
from qbitrr.resolved.reload.planning import plan_reload

ARR = attrs.evolve(
    fresh_arr("Radarr-A", "radarr"), managed=True, uri="http://a.example:7878", api_key=Secret("k"), category="films"
)
CONFIG = Config(
    webui=WebUI(token=Secret("t")),
    qbits=(QbitSection(section="qBit", host="q.example"), QbitSection(section="qBit-2", host="r.example")),
    arrs=(ARR, attrs.evolve(ARR, section="Radarr-B", category="other")),
)
DECLARED = {
    Reload.FRONTEND: ReloadType.FRONTEND,
    Reload.WEBUI: ReloadType.WEBUI,
    Reload.LIVE: ReloadType.LIVE,
    Reload.QBIT: ReloadType.QBIT_HOT,
    Reload.ARR: ReloadType.SINGLE_ARR,
    Reload.ARR_SEARCH: ReloadType.LIVE,  # finer: nothing is restarted for a profile
    Reload.FULL: ReloadType.LIVE,  # finer: in [Settings] nothing needs a restart
}
FINER = {
    ("qBit", each): ReloadType.SINGLE_QBIT
    for each in ("Disabled", "Host", "Port", "UserName", "Password", "ApiKey", "SkipTLSVerify")
}
FINER["Arr", "qBitInstances"] = ReloadType.LIVE
TABLES = (Kind.TABLE, Kind.TABLES, Kind.MAPPING)


def changes(of: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of a table with the table as it is when that key alone is another one."""
    for each in keys_of(type(of)):
        value, path = getattr(of, each.attribute), prefix + each.key.toml
        if each.key.kind is Kind.TABLE:
            for inner, table in changes(value, f"{path}."):
                yield inner, attrs.evolve(of, **{each.attribute: table})
        elif each.key.kind not in TABLES:
            yield path, attrs.evolve(of, **{each.attribute: another(value, each.key.choices)})


def another(value: Any, choices: tuple[Any, ...]) -> Any:
    """Another value of the same kind."""
    match value:
        case Enum():
            return next(each for each in type(value) if each is not value)
        case bool():
            return not value
        case int() | float():
            return value + 1
        case Secret():
            return Secret(value.reveal() + "x")
        case tuple():
            return (*value, "9")
        case None:
            return True
    return next((each for each in choices if each != value), f"{value}/9")


def every_key() -> Iterator[tuple[str, str, Config]]:
    """The kind of section, the path, and the configuration with that key changed."""
    for path, settings in changes(CONFIG.settings):
        yield "Settings", path, attrs.evolve(CONFIG, settings=settings)
    for path, webui in changes(CONFIG.webui):
        yield "WebUI", path, attrs.evolve(CONFIG, webui=webui)
    for path, qbit in changes(CONFIG.qbits[0]):
        yield "qBit", path, attrs.evolve(CONFIG, qbits=(qbit, CONFIG.qbits[1]))
    for path, arr in changes(ARR):
        yield "Arr", path, attrs.evolve(CONFIG, arrs=(arr, CONFIG.arrs[1]))


def of_type(config: Config, arr_type: str) -> Config:
    """The same with Arrs of another type."""
    return attrs.evolve(config, arrs=tuple(attrs.evolve(arr, type=arr_type) for arr in config.arrs))


ALL = [(kind, path, config) for kind, path, config in every_key() if (kind, path) != ("WebUI", "Token")]


@pytest.mark.parametrize(("kind", "path", "new"), ALL, ids=[f"{kind}.{path}" for kind, path, _ in ALL])
def test_each_key(kind: str, path: str, new: Config) -> None:
    """A key renews what is declared, or less; it is named, and whoever needs no restart is not restarted."""
    place = next(each for each in places(kind) if each.path == path)
    is_of_others = place.key.arr_types and "radarr" not in place.key.arr_types
    old, new = (of_type(each, place.key.arr_types[0]) if is_of_others else each for each in (CONFIG, new))
    declared, found = place.reload, plan_reload(old, new)
    assert found.reload_type is FINER.get((kind, path), DECLARED[declared])
    assert [key.path for key in found.changed] == [path]
    assert found.steps
    restarted = found.sections(Act.RESTART_SECTION)
    assert "Radarr-B" not in restarted
    assert bool(restarted) == (declared is Reload.ARR and path not in ("Managed", "qBitInstances"))
