"""What a storm consists of."""

import json

import pytest

from tests.storm.gate import _changed
from tests.storm.weather import TROUBLES, forecast


@pytest.mark.parametrize("seed", range(20))
def test_a_short_storm_has_all_trouble_once(seed: int) -> None:
    """Thirty kills, and each trouble once."""
    rounds = forecast(seed, 30)
    assert sum(each.shot is not None for each in rounds) == 30
    assert sorted(str(each.trouble) for each in rounds if each.trouble) == sorted(map(str, TROUBLES))


def test_a_long_storm_has_trouble_all_along() -> None:
    """Every few rounds, each kind several times."""
    rounds = forecast(1, 300)
    troubles = [each.trouble for each in rounds if each.trouble is not None]
    assert all(troubles.count(each) >= 3 for each in TROUBLES)


def test_fair_weather_between_kills() -> None:
    """Without trouble there are kills all the same."""
    rounds = forecast(1, 10, ())
    assert len(rounds) == 10
    assert not any(each.trouble for each in rounds)


def test_a_seed_tells_the_same_storm() -> None:
    """The same seed, the same rounds; another seed, others."""
    assert forecast(7, 50) == forecast(7, 50)
    assert forecast(7, 50) != forecast(8, 50)


def test_listings_are_changed_in_both_forms() -> None:
    """A listing as a list and as a delta: upper-case hashes, and a third of it."""
    torrents = {f"{number:040x}a": {"name": "x"} for number in range(9)}
    delta = json.dumps({"rid": 1, "torrents": torrents}).encode()
    listing = json.dumps([{"hash": hash_} for hash_ in torrents]).encode()
    assert set(json.loads(_changed("upper", delta))["torrents"]) == {hash_.upper() for hash_ in torrents}
    assert {each["hash"] for each in json.loads(_changed("upper", listing))} == {hash_.upper() for hash_ in torrents}
    assert len(json.loads(_changed("shrunk", delta))["torrents"]) == len(json.loads(_changed("shrunk", listing))) == 3
    assert _changed("shrunk", b"Forbidden") == b"Forbidden"
