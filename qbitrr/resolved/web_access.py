"""
Who may use the web interface.
"""

import hashlib
import json

from qbitrr.config.schema.config import WebUI
from qbitrr.model.access.oidc import OidcSettings
from qbitrr.model.access.proxies import TrustedProxies
from qbitrr.model.access.web_access import WebAccess

__all__ = ["web_access"]


def web_access(webui: WebUI) -> WebAccess:
    """Who may use the web interface."""
    proxies = TrustedProxies.of(webui.trusted_proxies)
    is_forwarded = webui.behind_https_proxy and proxies.named
    return WebAccess(
        token=webui.token.reveal(),
        auth_disabled=webui.auth_disabled and not webui.is_locked,
        is_locked=webui.is_locked,
        hide_version=webui.hide_version_before_login,
        metrics_token=webui.metrics_token.reveal(),
        allow_insecure_token_query=webui.allow_insecure_token_query,
        url_base=webui.url_base,
        behind_https_proxy=webui.behind_https_proxy,
        proxies=proxies,
        forward_auth_header=webui.forward_auth_header.strip().lower() if is_forwarded else "",
        external_url=webui.external_url.strip().rstrip("/"),
        allowed_hosts=frozenset(webui.allowed_hosts),
        local_auth_enabled=webui.local_auth_enabled,
        oidc=_oidc(webui),
        username=webui.username.strip(),
        password_hash=webui.password_hash.reveal(),
        local_stamp=_local_stamp(webui),
        oidc_stamp=_oidc_stamp(webui),
    )


def _oidc(webui: WebUI) -> OidcSettings | None:
    if not webui.oidc_ready:
        return None
    oidc = webui.oidc
    return OidcSettings(
        authority=oidc.authority.strip(),
        client_id=oidc.client_id,
        client_secret=oidc.client_secret.reveal(),
        scopes=oidc.scopes,
        callback_path=f"/{oidc.callback_path.strip().strip('/')}",
        allowed_users=frozenset(oidc.allowed_users),
        allowed_groups=frozenset(oidc.allowed_groups),
        groups_claim=oidc.groups_claim,
        require_https=oidc.require_https_metadata,
    )


def _local_stamp(webui: WebUI) -> str:
    if not (webui.local_auth_enabled and webui.username and webui.password_hash):
        return ""
    return _digest(webui.username.strip(), webui.password_hash.reveal())


def _oidc_stamp(webui: WebUI) -> str:
    if not webui.oidc_ready:
        return ""
    oidc = webui.oidc
    groups = (*sorted(oidc.allowed_groups), oidc.groups_claim) if oidc.allowed_groups else ()
    return _digest(oidc.authority, oidc.client_id, *sorted(oidc.allowed_users), "", *groups)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
