"""
Times, names and numbers that the other strategies are made of. Times lie around `NOW`, in whole seconds.
"""

from typing import Any

from hypothesis import strategies as st

__all__ = [
    "CATEGORIES",
    "DAY",
    "HASHES",
    "HOSTS",
    "INSTANCES",
    "MESSAGES",
    "NOW",
    "SHARES",
    "SIZES",
    "maybe",
    "moments",
]

NOW = 1_700_000_000
HOSTS = ("example.org", "a.example.org", "tracker.example.net", "b.test", "::1")
CATEGORIES = (*["radarr"] * 12, "radarr/hd", "failed", "recheck", " /failed/ ", "", "other")
MESSAGES = ("", "Unregistered torrent", "torrent not found", "Not an upgrade for existing movie file(s)", "ok")
DAY = 86_400
HASHES = st.sampled_from(["a" * 40, "b" * 40, "c" * 40])
INSTANCES = st.sampled_from(["qBit", "qBit-box"])
SHARES = st.one_of(st.sampled_from([0.0, 0.05, 0.1, 0.5, 0.99, 0.995, 1.0]), st.floats(0, 1))
SIZES = st.sampled_from([0, 1, 1024, 50 * 2**20, 300 * 2**20, 4 * 2**30])


def moments(past: int = 2 * DAY, future: int = 600) -> st.SearchStrategy[int]:
    """Moments around `NOW`, mostly near the limits that matter."""
    near = st.sampled_from([0, 1, 30, 59, 60, 61, 179, 180, 181, 360, 600, 899, 900, 901, 1200, 3600, 7200])
    return st.one_of(near.map(lambda ago: NOW - ago), st.integers(NOW - past, NOW + future))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)
