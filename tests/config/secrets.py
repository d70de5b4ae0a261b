"""A configuration with a secret in every place that can hold one."""

from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import Place, places

__all__ = ["SECRET", "WITH_SECRETS", "secret_places"]

SECRET = "Zq7fW2mK9xL4vB8nT1cR5yH3"


def secret_places(kind: str) -> list[Place]:
    """Every key of a section of that kind whose value nobody may see, or only a part of it."""
    return [
        each
        for each in places(kind)
        if each.key.kind in (Kind.SECRET, Kind.TRACKER, Kind.URL) or each.key.toml == "Host"
    ]


def _value(place: Place) -> str:
    if place.key.kind is Kind.SECRET:
        return f'"{SECRET}"'
    if place.key.kind is Kind.TRACKER:
        return f'"https://tracker.example/{SECRET}/announce?passkey={SECRET}"'
    return f'"https://me:{SECRET}@box.example/path"'


def _section(kind: str, name: str) -> str:
    lines, rows = [f"[{name}]"], [""]
    for place in secret_places(kind):
        if (kind, place.key.toml) in (
            ("WebUI", "Host"),
            ("qBit", "ApiKey"),
        ):  # no secret; not together with a login in Host
            continue
        table, _, last = place.path.rpartition("[].")
        (rows if table else lines).append(
            f"[[{name}.{table}]]\n{last} = {_value(place)}" if table else f"{place.path} = {_value(place)}"
        )
    return "\n".join((*lines, *rows)) + "\n"


WITH_SECRETS = "\n".join(
    (
        "[Settings]\nSchemaVersion = 1\n",
        _section("WebUI", "WebUI"),
        _section("qBit", "qBit"),
        f'[qBit-key]\nHost = "key"\nApiKey = "{SECRET}"\n',
        _section("Arr", "Radarr-X").replace("[Radarr-X]", '[Radarr-X]\nManaged = true\nCategory = "r"'),
    )
)
