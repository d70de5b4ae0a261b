"""The `[WebUI]` table: listener, authentication, display."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from attrs import Factory, frozen

from qbitrr.config.schema.keys import Kind, Reload, key, when
from qbitrr.config.values.secret import Secret

__all__ = ["Oidc", "WebUI"]

LOOPBACK = "127.0.0.1"


@frozen(kw_only=True)
class Oidc:
    """Single sign-on through an OpenID Connect provider."""

    authority: str = key(
        "Authority",
        Kind.URL,
        default="",
        label="OIDC Authority",
        reload=Reload.WEBUI,
        summary="Issuer URL of the provider.",
        since="5.10.0",
        example="https://login.example.org",
    )
    client_id: str = key(
        "ClientId",
        Kind.STRING,
        default="",
        label="OIDC Client ID",
        reload=Reload.WEBUI,
        summary="Client id registered at the provider.",
        since="5.10.0",
        example="qbitrr",
    )
    client_secret: Secret = key(
        "ClientSecret",
        Kind.SECRET,
        default=Secret(),
        label="OIDC Client Secret",
        reload=Reload.WEBUI,
        summary="Client secret.",
        since="5.10.0",
    )
    scopes: str = key(
        "Scopes",
        Kind.STRING,
        default="openid profile",
        label="OIDC Scopes",
        reload=Reload.WEBUI,
        summary="Scopes to ask for, separated by blanks.",
        since="5.10.0",
    )
    callback_path: str = key(
        "CallbackPath",
        Kind.URL_PATH,
        default="/signin-oidc",
        label="OIDC Callback Path",
        reload=Reload.WEBUI,
        summary="Path the provider sends the browser back to.",
        since="5.10.0",
    )
    allowed_users: tuple[str, ...] = key(
        "AllowedUsers",
        Kind.STRINGS,
        default=(),
        label="OIDC Allowed Users",
        reload=Reload.WEBUI,
        summary="Who of the provider's users may come in, by subject, name or e-mail address; empty = all.",
        ours=True,
    )
    allowed_groups: tuple[str, ...] = key(
        "AllowedGroups",
        Kind.STRINGS,
        default=(),
        label="OIDC Allowed Groups",
        reload=Reload.WEBUI,
        summary="Groups whose members may come in; empty = all.",
        ours=True,
    )
    groups_claim: str = key(
        "GroupsClaim",
        Kind.STRING,
        default="groups",
        label="OIDC Groups Claim",
        reload=Reload.WEBUI,
        summary="Where the provider's token names the groups.",
        needs=(when("AllowedGroups"),),
        ours=True,
    )
    require_https_metadata: bool = key(
        "RequireHttpsMetadata",
        Kind.BOOL,
        default=True,
        label="Require HTTPS Metadata",
        reload=Reload.WEBUI,
        summary="Refuse provider metadata that comes over plain HTTP.",
        since="5.10.0",
    )


@frozen(kw_only=True)
class WebUI:
    """
    Listener, authentication and display.

    `is_locked` is a decision taken while loading: the file leaves the program open where others can reach it, without saying that this
    is meant, so that only who has a credential gets in. `allow_insecure_token_query` None = GET and HEAD only.
    """

    host: str = key(
        "Host",
        Kind.HOSTNAME,
        default="0.0.0.0",  # noqa: S104 - the documented default; authentication is on with it
        on_error=LOOPBACK,
        label="WebUI Host",
        reload=Reload.WEBUI,
        summary="Address to listen on; 127.0.0.1 = this machine only.",
        required=True,
        since="5.2.0",
        group="Web Server",
    )
    port: int = key(
        "Port",
        Kind.PORT,
        default=6969,
        label="WebUI Port",
        reload=Reload.WEBUI,
        summary="TCP port to listen on.",
        minimum=1,
        maximum=65535,
        since="5.2.0",
        group="Web Server",
    )
    token: Secret = key(
        "Token",
        Kind.SECRET,
        default=Secret(),
        label="WebUI Token",
        reload=Reload.WEBUI,
        summary="Token of scripts, and proof for setting the first password. Made up at the start when empty.",
        since="5.2.0",
        group="Authentication",
    )
    auth_disabled: bool = key(
        "AuthDisabled",
        Kind.BOOL,
        default=False,
        label="Auth Disabled",
        reload=Reload.WEBUI,
        summary="true = whoever reaches the port may do everything.",
        nullable=True,
        since="5.10.0",
        group="Authentication",
    )
    allow_insecure_exposure: bool = key(
        "AllowInsecureExposure",
        Kind.BOOL,
        default=False,
        label="Allow Insecure Exposure",
        reload=Reload.WEBUI,
        summary="Acknowledges that AuthDisabled is meant on an address others can reach.",
        nullable=True,
        since="5.13.0",
        group="Authentication",
        needs=(when("AuthDisabled"),),
    )
    allow_insecure_token_query: bool | None = key(
        "AllowInsecureTokenQuery",
        Kind.BOOL,
        default=None,
        on_error=False,
        example=True,
        label="Allow Insecure Token Query",
        reload=Reload.WEBUI,
        summary="Accept ?token= in addresses; not set = for reading only.",
        nullable=True,
        since="5.13.0",
        group="Authentication",
    )
    behind_https_proxy: bool = key(
        "BehindHttpsProxy",
        Kind.BOOL,
        default=False,
        label="Behind HTTPS Proxy",
        reload=Reload.WEBUI,
        summary="Reached over HTTPS through one trusted proxy.",
        since="5.10.0",
        group="Web Server",
    )
    trusted_proxies: tuple[str, ...] = key(
        "TrustedProxies",
        Kind.STRINGS,
        default=(),
        label="Trusted Proxies",
        reload=Reload.WEBUI,
        summary="Addresses or networks of the proxies that may say where a request comes from; empty = this machine and private ones.",
        group="Web Server",
        example=["10.0.0.0/8"],
        needs=(when("BehindHttpsProxy"),),
        ours=True,
    )
    forward_auth_header: str = key(
        "ForwardAuthHeader",
        Kind.STRING,
        default="",
        label="Forward Auth Header",
        reload=Reload.WEBUI,
        summary="Header in which the trusted proxies name whom they have let in; whoever is named is in.",
        group="Authentication",
        example="Remote-User",
        needs=(when("BehindHttpsProxy"), when("TrustedProxies")),
        ours=True,
    )
    external_url: str = key(
        "ExternalUrl",
        Kind.URL,
        default="",
        label="External Url",
        reload=Reload.WEBUI,
        summary="Address at which browsers reach the program; empty = as the request says.",
        group="Web Server",
        example="https://media.example.org/qbitrr",
        ours=True,
    )
    hide_version_before_login: bool = key(
        "HideVersionBeforeLogin",
        Kind.BOOL,
        default=False,
        label="Hide Version Before Login",
        reload=Reload.WEBUI,
        summary="Do not tell the version to whoever has not logged in.",
        group="Authentication",
        ours=True,
    )
    metrics_token: Secret = key(
        "MetricsToken",
        Kind.SECRET,
        default=Secret(),
        label="Metrics Token",
        reload=Reload.WEBUI,
        summary="Token that opens /metrics and nothing else.",
        group="Authentication",
        ours=True,
    )
    allowed_hosts: tuple[str, ...] = key(
        "AllowedHosts",
        Kind.STRINGS,
        default=(),
        label="Allowed Hosts",
        reload=Reload.WEBUI,
        summary="Host names this web interface may be called by while authentication is off, besides localhost and addresses.",
        ours=True,
        group="Authentication",
        example=["qbitrr.lan"],
        needs=(when("AuthDisabled"),),
    )
    url_base: str = key(
        "UrlBase",
        Kind.URL_PATH,
        default="",
        label="Url Base",
        reload=Reload.WEBUI,
        summary="Path below which a proxy serves the program, e.g. /qbitrr.",
        since="5.12.3",
        group="Web Server",
        example="/qbitrr",
    )
    local_auth_enabled: bool = key(
        "LocalAuthEnabled",
        Kind.BOOL,
        default=False,
        label="Local Auth Enabled",
        reload=Reload.WEBUI,
        summary="Allow login with user name and password.",
        since="5.10.0",
        group="Authentication",
    )
    oidc_enabled: bool = key(
        "OIDCEnabled",
        Kind.BOOL,
        default=False,
        label="OIDC Enabled",
        reload=Reload.WEBUI,
        summary="Allow single sign-on.",
        since="5.10.0",
        group="Authentication",
    )
    username: str = key(
        "Username",
        Kind.STRING,
        default="",
        label="Username",
        reload=Reload.WEBUI,
        summary="User name of the local login.",
        since="5.10.0",
        group="Authentication",
        needs=(when("LocalAuthEnabled"),),
    )
    password_hash: Secret = key(
        "PasswordHash",
        Kind.SECRET,
        default=Secret(),
        label="Password Hash",
        reload=Reload.WEBUI,
        summary="Hash of the password; written by the set-password page.",
        hidden=True,
        since="5.10.0",
        group="Authentication",
        needs=(when("LocalAuthEnabled"),),
    )
    live_arr: bool = key(
        "LiveArr",
        Kind.BOOL,
        default=True,
        label="Live",
        reload=Reload.FRONTEND,
        summary="Library pages refresh by themselves.",
        since="5.2.0",
        group="Display",
    )
    theme: str = key(
        "Theme",
        Kind.ENUM,
        default="Dark",
        label="Theme",
        reload=Reload.FRONTEND,
        summary="Colour scheme.",
        choices=("Light", "Dark"),
        since="5.2.0",
        group="Display",
    )
    view_density: str = key(
        "ViewDensity",
        Kind.ENUM,
        default="Comfortable",
        label="View Density",
        reload=Reload.FRONTEND,
        summary="Row spacing of tables.",
        choices=("Comfortable", "Compact"),
        since="5.9.0",
        group="Display",
    )
    oidc: Oidc = key(
        "OIDC",
        Kind.TABLE,
        default=Factory(Oidc),
        label="OIDC",
        reload=Reload.WEBUI,
        summary="Single sign-on, used if OIDCEnabled is true.",
        table=Oidc,
        group="Authentication",
        needs=(when("OIDCEnabled"),),
    )
    is_locked: bool = False

    @property
    def oidc_ready(self) -> bool:
        """True if single sign-on is switched on and complete."""
        return self.oidc_enabled and bool(self.oidc.authority and self.oidc.client_id)
