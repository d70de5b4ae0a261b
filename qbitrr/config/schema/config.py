"""The whole configuration as one frozen value. Names of the parts are re-exported here; nothing here reads files."""

from attrs import field, frozen

from qbitrr.config.problems import Broken, Problem, Severity
from qbitrr.config.schema.arr.section import ArrSection, fresh_arr
from qbitrr.config.schema.arr.seeding import SeedingMode
from qbitrr.config.schema.arr.torrents import TorrentRules
from qbitrr.config.schema.media_requests import Ombi, Overseerr
from qbitrr.config.schema.qbit.categories import CategoryOverride, CategorySeeding
from qbitrr.config.schema.qbit.section import QbitSection
from qbitrr.config.schema.qbit.trackers import TrackerRow
from qbitrr.config.schema.search import EntrySearch
from qbitrr.config.schema.seeding import SeedingDuty
from qbitrr.config.schema.settings import Settings
from qbitrr.config.schema.web import Oidc, WebUI
from qbitrr.config.schema.words import ArchivesOnly, HitAndRunMode, ImportMode, RemoveAt, SearchBySeries, SearchOrder
from qbitrr.config.values.secret import Secret

__all__ = [
    "SCHEMA_VERSION",
    "ArchivesOnly",
    "ArrSection",
    "Broken",
    "CategoryOverride",
    "CategorySeeding",
    "Config",
    "EntrySearch",
    "Environment",
    "Fixed",
    "HitAndRunMode",
    "ImportMode",
    "Oidc",
    "Ombi",
    "Overseerr",
    "Problem",
    "QbitSection",
    "RemoveAt",
    "SearchBySeries",
    "SearchOrder",
    "Secret",
    "SeedingDuty",
    "SeedingMode",
    "Settings",
    "Severity",
    "TorrentRules",
    "TrackerRow",
    "WebUI",
    "fresh_arr",
]

SCHEMA_VERSION = 1
"""Number of the layout written by this program."""


@frozen(kw_only=True)
class Fixed:
    """
    A key whose value does not come from the file. *key* is the dotted path with its section, as in the file; *variable* the environment
    variable that holds it, empty if something else does: *why*.
    """

    key: str
    variable: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.key} is set by {self.variable}" if self.variable else f"{self.key} is held: {self.why}"


@frozen(kw_only=True)
class Environment:
    """What the environment says beside the keys it fixes."""

    search_only: bool = False
    processing_only: bool = False
    in_container: bool = False
    source_build: bool = False
    setup_token: Secret = field(factory=Secret)
    github_token: Secret = field(factory=Secret)


@frozen(kw_only=True)
class Config:
    """
    Everything a user can set, checked and typed.

    Sections that cannot be run are not in `qbits` and `arrs` but in `broken`. `fixed` lists the keys that an environment
    variable (or the file's origin) holds, so that editing them is without effect. `is_confirmed` is false for a file that neither this
    program wrote nor a person confirmed: everything is a dry run.
    """

    settings: Settings = field(factory=Settings)
    webui: WebUI = field(factory=WebUI)
    qbits: tuple[QbitSection, ...] = ()
    arrs: tuple[ArrSection, ...] = ()
    broken: tuple[Broken, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    environment: Environment = field(factory=Environment)
    is_confirmed: bool = True

    @property
    def enabled_qbits(self) -> tuple[QbitSection, ...]:
        """The qBittorrent clients to connect."""
        return tuple(qbit for qbit in self.qbits if not qbit.disabled)

    @property
    def managed_arrs(self) -> tuple[ArrSection, ...]:
        """The Arrs to work on."""
        return tuple(arr for arr in self.arrs if arr.managed)

    @property
    def search_only(self) -> bool:
        """True if there is no torrent work: the environment says so, or no qBittorrent is configured and enabled."""
        return self.environment.search_only or not self.enabled_qbits

    def arr(self, section: str) -> ArrSection | None:
        """The Arr of that section name or category, None if there is none."""
        by_name = {arr.category: arr for arr in reversed(self.arrs)} | {arr.section: arr for arr in self.arrs}
        return by_name.get(section)

    def qbit(self, section: str) -> QbitSection | None:
        """The qBittorrent of that section name, None if there is none."""
        return next((qbit for qbit in self.qbits if qbit.section == section), None)

    def qbits_of(self, arr: ArrSection) -> tuple[QbitSection, ...]:
        """The enabled qBittorrent clients whose torrents belong to *arr*."""
        wanted = set(arr.qbit_instances)
        return tuple(qbit for qbit in self.enabled_qbits if not wanted or qbit.section in wanted)
