"""
Who may use the web interface: the settings of access in force.
"""

from attrs import field, frozen

__all__ = ["WebAccess", "normal_base"]


def normal_base(text: str) -> str:
    """A path prefix as `` or `/x`."""
    inner = text.strip().strip("/")
    return f"/{inner}" if inner else ""


@frozen(kw_only=True)
class WebAccess:
    """
    The settings of access in force. *token* is the bearer secret: empty means that nobody gets in by token. A query token is
    taken for every method (True), for GET and HEAD only (None), or never (False).
    """

    token: str = field(default="", repr=False)
    auth_disabled: bool = False
    allow_insecure_token_query: bool | None = None
    url_base: str = field(default="", converter=normal_base)
    behind_https_proxy: bool = False
    allowed_hosts: frozenset[str] = frozenset()
    local_auth_enabled: bool = False
    oidc_enabled: bool = False
    password_set: bool = False
