"""
Tracker rows of the configuration: what a tracker asks of its torrents, and which row speaks for an announce URL.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from attrs import field, frozen

__all__ = ["HitAndRunMode", "TrackerRows", "TrackerRule", "hit_and_run_mode", "host_of", "rows_for"]

HitAndRunMode = Literal["disabled", "and", "or"]


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """
    The host of an announce URL in lower case, without scheme, user, port and path; a text without scheme is read as a host.

    Empty when there is none. Never raises: the text comes from outside. IPv6 addresses lose their brackets.
    """
    before, scheme_ends, after = url.strip().partition("://")
    rest = after if scheme_ends and before.isalnum() else url.strip()
    authority = rest.split("/", 1)[0].split("?", 1)[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority[1:].partition("]")[0].lower()
    host = authority.partition(":")[0] if authority.count(":") <= 1 else authority
    return host.strip(".").lower()


def hit_and_run_mode(value: object) -> HitAndRunMode:
    """The mode a configured value means: the old boolean `true` is `and`, everything unknown is `disabled`."""
    if value is True:
        return "and"
    text = str(value).strip().lower()
    if text in ("and", "true"):
        return "and"
    return "or" if text == "or" else "disabled"


def _lower_texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text.lower() for text in texts if text)


@frozen(kw_only=True)
class TrackerRule:
    """
    One row of `Trackers`. Limits at most 0 are not set; `uri` is a host or a full announce URL, only its host matters.

    Rates are bytes per second; `minimum_download_percent` 0 to 100. A minimum of 0 is not required. `dead_messages`, in lower case, are
    how this tracker says that it no longer knows a torrent; none: as the others say it.
    """

    uri: str
    name: str = ""
    priority: int = 0
    sort_torrents: bool = False
    maximum_eta_seconds: float = -1
    download_limit_bytes: int = -1
    upload_limit_bytes: int = -1
    max_upload_ratio: float = -1
    max_seeding_time_seconds: float = -1
    add_if_missing: bool = False
    remove_if_exists: bool = False
    super_seed: bool = False
    tags: tuple[str, ...] = ()
    hit_and_run: HitAndRunMode = field(default="disabled", converter=hit_and_run_mode)
    min_seed_ratio: float = 1.0
    min_seeding_seconds: float = 0
    minimum_download_percent: float = 10
    partial_seed_ratio: float = 1.0
    update_buffer_seconds: float = 0
    dead_messages: tuple[str, ...] = field(default=(), converter=_lower_texts)
    host: str = field(init=False)

    @host.default
    def _host(self) -> str:
        return host_of(self.uri)

    @property
    def has_duty(self) -> bool:
        """Whether torrents of this tracker have a Hit-and-Run duty."""
        return self.hit_and_run != "disabled" and not self.remove_if_exists


def rows_for(instance_rows: Iterable[TrackerRule], owner_rows: Iterable[TrackerRule] = ()) -> tuple[TrackerRule, ...]:
    """
    The rows that apply to an owner on an instance: those of the instance, then those of the owner.

    For one host the later row replaces the earlier as a whole, not key by key. Rows without a host are dropped.
    """
    by_host: dict[str, TrackerRule] = {}
    for row in (*instance_rows, *owner_rows):
        by_host.pop(row.host, None)
        if row.host:
            by_host[row.host] = row
    return tuple(by_host.values())


_MOST_HOSTS = 1024
"""Sets of announce hosts whose rows are remembered, at most."""


@frozen
class TrackerRows:
    """The rows in force, with what is asked of them for every torrent worked out once."""

    rows: tuple[TrackerRule, ...] = field(default=(), converter=rows_for)
    has_duties: bool = field(init=False)
    tag_pool: frozenset[str] = field(init=False)
    _by_host: dict[str, TrackerRule] = field(init=False, repr=False, eq=False)
    _by_hosts: dict[tuple[str, ...], tuple[TrackerRule, ...]] = field(factory=dict, init=False, repr=False, eq=False)

    @has_duties.default
    def _has_duties(self) -> bool:
        return any(row.has_duty for row in self.rows)

    @tag_pool.default
    def _tag_pool(self) -> frozenset[str]:
        return frozenset(tag for row in self.rows for tag in row.tags)

    @_by_host.default
    def _index(self) -> dict[str, TrackerRule]:
        return {row.host: row for row in self.rows}

    def __bool__(self) -> bool:
        return bool(self.rows)

    def row_of(self, host: str) -> TrackerRule | None:
        """The row for an announce host: its own, or that of the nearest parent domain."""
        by_host = self._by_host
        while host:
            row = by_host.get(host)
            if row is not None:
                return row
            host = host.partition(".")[2]
        return None

    def rows_of(self, hosts: Iterable[str]) -> tuple[TrackerRule, ...]:
        """Every row that speaks for one of these announce hosts, each once, in the order of the configuration."""
        hosts = tuple(hosts)  # thousands of torrents share a few trackers
        found = self._by_hosts.get(hosts)
        if found is None:
            if len(self._by_hosts) >= _MOST_HOSTS:
                self._by_hosts.clear()
            wanted = {row.host for row in map(self.row_of, hosts) if row is not None}
            found = self._by_hosts[hosts] = tuple(row for row in self.rows if row.host in wanted)
        return found
