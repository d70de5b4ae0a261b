"""
The configuration as plain dictionaries and back, without loss: how a child gets its share over its private pipe.

Secrets are written out. Nothing here needs the TOML library.
"""

from typing import Any

import msgspec
from attrs import evolve

from qbitrr.config.schema.config import ArrSection, Config, Environment, QbitSection, Secret, WebUI, fresh_arr
from qbitrr.config.values.texts import without_login

__all__ = ["build", "policy_share", "share_for", "to_plain"]


def to_plain(config: Config) -> dict[str, Any]:
    """*config* as dictionaries, sequences, texts, numbers, booleans and None. Secrets are in it as they are."""
    plain: dict[str, Any] = msgspec.to_builtins(config, enc_hook=_encode)
    return plain


def build(plain: dict[str, Any]) -> Config:
    """
    The configuration that `to_plain` wrote.

    Raises `msgspec.ValidationError` if *plain* is not one; unknown members are ignored, missing ones get their default.
    """
    return msgspec.convert(plain, Config, dec_hook=_decode)


def share_for(config: Config, section: str | None) -> dict[str, Any]:
    """
    What the child working for *section* (an Arr or a qBit section; None for neither) needs to know, as by `to_plain`.

    That is: the settings, all qBit sections without their credentials, its own Arr section. Raises `KeyError` if there
    is no such section.
    """
    arrs = tuple(arr for arr in config.arrs if arr.section == section)
    if section is not None and not arrs and config.qbit(section) is None:
        raise KeyError(section)
    return to_plain(_reduced(config, arrs))


def policy_share(config: Config) -> dict[str, Any]:
    """What the child that looks at the torrents of all needs to know: as `share_for`, and of each Arr whose torrents are its own."""
    return to_plain(_reduced(config, tuple(_only_its_torrents(arr) for arr in config.arrs)))


def _only_its_torrents(arr: ArrSection) -> ArrSection:
    return evolve(
        fresh_arr(arr.section, arr.type),
        managed=arr.managed,
        category=arr.category,
        match_subcategories=arr.match_subcategories,
        qbit_instances=arr.qbit_instances,
    )


def _reduced(config: Config, arrs: tuple[ArrSection, ...]) -> Config:
    return evolve(
        config,
        webui=WebUI(),
        qbits=tuple(_without_login(qbit) for qbit in config.qbits),
        arrs=arrs,
        broken=(),
        fixed=(),
        environment=Environment(
            search_only=config.environment.search_only, processing_only=config.environment.processing_only
        ),
    )


def _without_login(qbit: QbitSection) -> QbitSection:
    host = without_login(qbit.host)  # an address may hold name and password too
    return evolve(qbit, host=host, user_name="", password=Secret(), api_key=Secret())


def _encode(value: Any) -> str:
    if isinstance(value, Secret):
        return value.reveal()
    raise NotImplementedError(f"cannot write {type(value).__name__}")


def _decode(expected: type, value: Any) -> Any:
    if expected is Secret:
        if not isinstance(value, str):
            raise TypeError("a secret is a text")
        return Secret(value)
    raise NotImplementedError(f"cannot read {expected.__name__}")
