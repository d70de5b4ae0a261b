"""The section of a qBittorrent itself: how it is reached, what it manages, and what hangs on it."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from attrs import Factory, frozen

from qbitrr.config.schema.keys import UNSAFE, Kind, Reload, key, when
from qbitrr.config.schema.qbit.categories import CategoryOverride, CategorySeeding
from qbitrr.config.schema.qbit.trackers import TrackerRow
from qbitrr.config.schema.seeding import OFF
from qbitrr.config.values.secret import Secret

__all__ = ["QbitSection"]


@frozen(kw_only=True)
class QbitSection:
    """
    One qBittorrent, known everywhere by its whole section name (`qBit`, `qBit-seedbox`).

    `host` is a host name or a URL with scheme and path. An empty `api_key` and an empty `user_name` = no login.
    """

    section: str
    disabled: bool = key(
        "Disabled",
        Kind.BOOL,
        default=False,
        on_error=UNSAFE,
        label="Disabled",
        reload=Reload.FULL,
        summary="Keep the section but do not connect.",
        since="3.3.0",
        group="Connection",
    )
    host: str = key(
        "Host",
        Kind.HOSTNAME,
        default="localhost",
        on_error=UNSAFE,
        label="Host",
        reload=Reload.FULL,
        summary="Host name or URL of the Web API.",
        env="QBITRR_QBIT_HOST",
        since="3.3.0",
        example="http://qbittorrent:8080",
        group="Connection",
    )
    port: int = key(
        "Port",
        Kind.PORT,
        default=8080,
        on_error=UNSAFE,
        label="Port",
        reload=Reload.FULL,
        summary="Port of the Web API.",
        minimum=1,
        maximum=65535,
        env="QBITRR_QBIT_PORT",
        since="3.3.0",
        group="Connection",
    )
    user_name: str = key(
        "UserName",
        Kind.STRING,
        default="",
        label="UserName",
        reload=Reload.FULL,
        summary="Login name; leave out if qBittorrent lets this machine in without login.",
        nullable=True,
        placeholder=True,
        env="QBITRR_QBIT_USERNAME",
        since="3.3.0",
        example="admin",
        group="Connection",
    )
    password: Secret = key(
        "Password",
        Kind.SECRET,
        default=Secret(),
        label="Password",
        reload=Reload.FULL,
        summary="Login password.",
        nullable=True,
        placeholder=True,
        env="QBITRR_QBIT_PASSWORD",
        since="3.3.0",
        group="Connection",
    )
    api_key: Secret = key(
        "ApiKey",
        Kind.SECRET,
        default=Secret(),
        label="API Key",
        reload=Reload.FULL,
        summary="API key of newer qBittorrent releases; replaces name and password.",
        nullable=True,
        placeholder=True,
        hidden=True,
        ours=True,
        env="QBITRR_QBIT_API_KEY",
        group="Connection",
    )
    skip_tls_verify: bool = key(
        "SkipTLSVerify",
        Kind.BOOL,
        default=False,
        label="Skip TLS Verify",
        reload=Reload.FULL,
        summary="Do not verify the certificate.",
        since="5.11.0",
        group="Connection",
    )
    own_storage: bool = key(
        "OwnStorage",
        Kind.BOOL,
        default=False,
        label="Own Storage",
        reload=Reload.QBIT,
        summary="Its data lies on a storage of its own: equal paths on other clients are other files.",
        ours=True,
        group="Categories",
    )
    free_space_bytes: int | None = key(
        "FreeSpace",
        Kind.SIZE,
        default=None,
        label="Free Space",
        reload=Reload.QBIT,
        summary="Room to keep free on this client's disk.",
        unit="bytes",
        minimum=-1,
        share="free_space_percent",
        words=OFF,
        meanings={-1: "the guard is off", 0: "nothing need be free, the guard runs"},
        group="Disk",
        example="50G",
        nullable=True,
        fallback="Settings.FreeSpace",
        ours=True,
    )
    free_space_folder: str = key(
        "FreeSpaceFolder",
        Kind.PATH,
        default="",
        label="Free Space Folder",
        reload=Reload.QBIT,
        summary="Folder whose disk is measured for this client.",
        placeholder=True,
        group="Disk",
        example="/downloads",
        nullable=True,
        fallback="Settings.FreeSpaceFolder",
        ours=True,
    )
    managed_categories: tuple[str, ...] = key(
        "ManagedCategories",
        Kind.CATEGORIES,
        default=(),
        label="Managed Categories",
        reload=Reload.QBIT,
        summary="Categories of this client that belong to no Arr and get the rules of CategorySeeding.",
        since="5.8.8",
        group="Categories",
        example=["seed"],
    )
    match_subcategories: bool = key(
        "MatchSubcategories",
        Kind.BOOL,
        default=False,
        label="Match subcategories",
        reload=Reload.QBIT,
        summary="A configured category covers the categories below it too.",
        since="5.12.0",
        group="Categories",
    )
    trackers: tuple[TrackerRow, ...] = key(
        "Trackers",
        Kind.TABLES,
        default=(),
        on_error=UNSAFE,
        label="Trackers",
        reload=Reload.QBIT,
        summary="Rules by tracker, for all torrents on this client.",
        table=TrackerRow,
        since="5.9.0",
    )
    seeding: CategorySeeding = key(
        "CategorySeeding",
        Kind.TABLE,
        default=Factory(CategorySeeding),
        label="Category Seeding",
        reload=Reload.QBIT,
        summary="Rules for the managed categories.",
        table=CategorySeeding,
        needs=(when("ManagedCategories"),),
    )
    free_space_percent: float = 0.0

    def seeding_for(self, category: str) -> CategorySeeding:
        """The rules for torrents of the managed *category* (normalised)."""
        override = self.override_for(category)
        return self.seeding if override is None else self.seeding.with_override(override)

    def override_for(self, category: str) -> CategoryOverride | None:
        """
        What replaces rules for torrents of the managed *category* (normalised), if anything.

        The override named exactly so wins; with `match_subcategories` else the one with the longest name above it.
        """
        by_name = {override.name: override for override in self.seeding.categories}
        levels = category.split("/")
        shortest = 1 if self.match_subcategories else len(levels)
        for length in range(len(levels), shortest - 1, -1):
            override = by_name.get("/".join(levels[:length]))
            if override is not None:
                return override
        return None
