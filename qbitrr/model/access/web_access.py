"""
Who may use the web interface: the settings of access in force.
"""

from attrs import field, frozen

from qbitrr.model.access.oidc import OidcSettings
from qbitrr.model.access.proxies import TrustedProxies
from qbitrr.model.access.sessions import SignInMethod

__all__ = ["WebAccess", "normal_base"]


def normal_base(text: str) -> str:
    """A path prefix as `` or `/x`."""
    inner = text.strip().strip("/")
    return f"/{inner}" if inner else ""


@frozen(kw_only=True)
class WebAccess:
    """
    The settings of access in force. *token* is the bearer secret: empty means that nobody gets in by token. A query token is
    taken for every method (True), for GET and HEAD only (None), or never (False). *username* and *password_hash* are the local
    account, *oidc* the provider.
    *proxies* are believed while *behind_https_proxy*; *forward_auth_header* names who they have let in (empty: they let nobody in).
    *external_url* is where browsers find us. *is_locked*: authentication was switched off where everybody comes by, and is on therefore.
    *hide_version*: strangers are not told which version runs; *metrics_token* opens the figures and nothing else, empty for nobody.
    *local_stamp* and *oidc_stamp* change with who may sign in that way, and are empty while nobody can.
    """

    token: str = field(default="", repr=False)
    auth_disabled: bool = False
    allow_insecure_token_query: bool | None = None
    url_base: str = field(default="", converter=normal_base)
    behind_https_proxy: bool = False
    proxies: TrustedProxies = field(factory=lambda: TrustedProxies.of(()))
    forward_auth_header: str = ""
    external_url: str = ""
    is_locked: bool = False
    hide_version: bool = False
    metrics_token: str = field(default="", repr=False)
    allowed_hosts: frozenset[str] = frozenset()
    local_auth_enabled: bool = False
    username: str = ""
    password_hash: str = field(default="", repr=False)
    oidc: OidcSettings | None = None
    local_stamp: str = field(default="", repr=False)
    oidc_stamp: str = field(default="", repr=False)

    @property
    def oidc_enabled(self) -> bool:
        """Whether one can sign in by way of a provider."""
        return self.oidc is not None

    @property
    def password_set(self) -> bool:
        """Whether the local account has a password."""
        return bool(self.password_hash)

    @property
    def setup_required(self) -> bool:
        """Whether nobody can sign in before a first password is set."""
        return not (self.auth_disabled or self.password_set or self.oidc_enabled or self.forward_auth_header)

    def stamp_of(self, method: SignInMethod) -> str:
        """The stamp a session must have that was begun by *method*; empty: it is over in any case."""
        return self.local_stamp if method == "local" else self.oidc_stamp
