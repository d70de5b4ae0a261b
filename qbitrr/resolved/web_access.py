"""
Who may use the web interface.
"""

from qbitrr.config.schema.config import WebUI
from qbitrr.model.web_access import WebAccess

__all__ = ["web_access"]


def web_access(webui: WebUI) -> WebAccess:
    """Who may use the web interface."""
    return WebAccess(
        token=webui.token.reveal(),
        auth_disabled=webui.auth_disabled,
        allow_insecure_token_query=webui.allow_insecure_token_query,
        url_base=webui.url_base,
        behind_https_proxy=webui.behind_https_proxy,
        allowed_hosts=frozenset(webui.allowed_hosts),
        local_auth_enabled=webui.local_auth_enabled,
        oidc_enabled=webui.oidc_enabled,
        password_set=bool(webui.password_hash.reveal()),
    )
