"""No secret and no passkey is in anything that is said about a configuration."""

from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.derived.explain import explanation
from qbitrr.config.derived.finding import find_key
from qbitrr.config.load import Loaded, load
from qbitrr.config.plain import to_plain
from qbitrr.config.report import report
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import CLASSES, Place
from qbitrr.redaction import Redactor, secrets_in
from tests.config.secrets import SECRET, WITH_SECRETS, secret_places

# For keys that are secret as a whole: any form. Of an address the host is shown, for people to know which is meant.
ODD: list[Any] = [f" {SECRET} ", [SECRET], {"x": SECRET}, f"${{{SECRET}}}", f"http://[{SECRET}"]
ADDRESSES: list[Any] = [
    f"ftp://{SECRET}@x", f"https://me:{SECRET}@", f"https://me:{SECRET}@h:99999", f"me:{SECRET}@box", f"{SECRET}@x y",
    f"https://me:{SECRET}box/x", f"http://box?apikey={SECRET}",
    f"https://h/{SECRET}@x", [f"https://me:{SECRET}@x"], {"x": SECRET}, [f"https://t/{SECRET}/announce"],
]  # fmt: skip
TRACKERS: list[Any] = [
    *ADDRESSES,
    f"https://t/{SECRET}/a b?k={SECRET}",
    f"//t?{SECRET}",
    f"t/{SECRET}",
    f"https://[t/{SECRET}",
]


def odd_for(place: Place) -> list[Any]:
    return {Kind.SECRET: [*ODD, *TRACKERS], Kind.TRACKER: TRACKERS}.get(place.key.kind, ADDRESSES)


def everything_said(loaded: Loaded) -> str:
    """Problems, the check, the configuration's own text, and what is broken."""
    return "\n".join((*(str(each) + repr(each) for each in loaded.problems), report(loaded), repr(loaded.config)))


def test_the_file_is_what_it_says() -> None:
    """Every secret of it is read, so that there is something to be masked."""
    loaded = load(WITH_SECRETS, {})
    assert not [each for each in loaded.problems if each.severity == "error"]
    for kind in CLASSES:
        for place in secret_places(kind):
            assert f"{place.key.toml} = " in WITH_SECRETS, place.path
    assert list(secrets_in(to_plain(loaded.config))).count(SECRET) >= 8


def test_a_sound_configuration_says_none() -> None:
    """Neither in problems nor in the check."""
    assert SECRET not in everything_said(load(WITH_SECRETS, {}))


@given(
    kind=st.sampled_from(["WebUI", "qBit", "Arr"]),
    number=st.integers(0, 50),
    which=st.integers(0, 50),
    slip=st.booleans(),
)
def test_an_unusable_value_is_not_shown(kind: str, number: int, which: int, slip: bool) -> None:
    """A secret of the wrong type or form, under its own name or a misspelled one, anywhere in the file."""
    name = {"WebUI": "WebUI", "qBit": "qBit", "Arr": "Radarr-X"}[kind]
    found = secret_places(kind)
    place = found[number % len(found)]
    odd = odd_for(place)[which % len(odd_for(place))]
    document = tomlkit.parse(WITH_SECRETS)
    here: Any = document[name]
    *tables, last = place.path.split(".")
    for table in tables:
        here = here.setdefault(table.removesuffix("[]"), tomlkit.aot() if table.endswith("[]") else tomlkit.table())
        if table.endswith("[]"):
            here = here[0]
    here[f"{last}x" if slip else last] = odd
    assert SECRET not in everything_said(load(tomlkit.dumps(document), {}))


@given(number=st.integers(0, 50), which=st.integers(0, 50))
def test_an_unusable_variable_is_not_shown(number: int, which: int) -> None:
    """Nor misspelled names of variables with their values."""
    found = [place for place in secret_places("Arr") if "[]" not in place.path]
    place = found[number % len(found)]
    texts = [each for each in odd_for(place) if isinstance(each, str)]
    odd, variable = texts[which % len(texts)], f"QBITRR__Radarr_X__{place.path.replace('.', '__')}"
    env = {variable: odd, f"{variable}S": odd, "QBITRR_QBIT_PASSWORT": odd}
    assert SECRET not in everything_said(load(WITH_SECRETS, env))


def test_two_of_the_same_are_not_shown() -> None:
    """Checks over several sections name addresses and hosts without what is in front of and behind them."""
    second = WITH_SECRETS.replace("[WebUI]", "[WebUIx]").replace("[Settings]", "[Settingsx]").replace("qBit", "qBit-b")
    text = WITH_SECRETS + second.replace("Radarr-X", "Radarr-Y").replace("WebUI]", "WebUIy]").replace(
        "WebUI.", "WebUIy."
    )
    loaded = load(text, {})
    assert len(loaded.config.broken) == 3
    assert SECRET not in everything_said(loaded)


@pytest.mark.parametrize("kind", CLASSES)
def test_explanations_show_none(kind: str) -> None:
    """Not even of the very key that is asked about."""
    name = {"Arr": "Radarr-X"}.get(kind, kind)
    loaded = load(WITH_SECRETS, {})
    for place in secret_places(kind):
        assert SECRET not in explanation(find_key(f"{name}.{place.path.replace('[]', '[0]')}"), loaded), place.path


def test_what_is_logged_and_answered_is_cleaned_once_more() -> None:
    """The last net: the values that are known, in whatever text."""
    redact = Redactor(secrets_in(to_plain(load(WITH_SECRETS, {}).config)))
    assert SECRET not in redact(f"said by a child: {SECRET}, https://tracker.example/{SECRET}/announce")
