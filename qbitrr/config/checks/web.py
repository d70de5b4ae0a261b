"""Who may reach the web interface: what a file that says little or much too much about it comes to."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from qbitrr.config.loading.findings import Findings
from qbitrr.config.schema.config import Oidc, WebUI
from qbitrr.config.values.hosts import is_loopback
from qbitrr.model.access.proxies import as_network

__all__ = ["RESERVED", "check_web"]

RESERVED = frozenset({"api", "docs", "events", "health", "login", "metrics", "static", "sw.js", "ui", "web"})
"""What the paths of the program itself begin with, without the slash."""


def check_web(webui: WebUI, raw: object, findings: Findings) -> WebUI:
    """*webui* (*raw* is the table as read) with what cannot be meant put on the safe side."""
    table = raw if isinstance(raw, Mapping) else {}
    webui = _exposure(webui, table, findings)
    webui = _paths(webui, findings)
    _proxies(webui, findings)
    if webui.oidc_enabled and not webui.oidc_ready:
        message = "has no effect until OIDC.Authority and OIDC.ClientId are set"
        findings.warning(("WebUI", "OIDCEnabled"), message, "Set both, or switch it off")
    webui = _sign_on(webui, table.get("OIDC"), findings)
    if webui.local_auth_enabled and not (webui.username and webui.password_hash):
        message = "has no effect until user name and password are set"
        findings.warning(("WebUI", "LocalAuthEnabled"), message, "Set them on the login page")
    return webui


def _sign_on(webui: WebUI, raw: object, findings: Findings) -> WebUI:
    """*webui* without single sign-on where it would let in more than is meant."""
    table = raw if isinstance(raw, Mapping) else {}
    oidc = webui.oidc
    if not webui.oidc_ready:
        return webui
    if oidc.require_https_metadata and not oidc.authority.lower().startswith("https://"):
        message = "is not https, so that single sign-on stays off"
        findings.error(
            ("WebUI", "OIDC", "Authority"), message, "Write an https address, or RequireHttpsMetadata = false"
        )
        webui = evolve(webui, oidc_enabled=False)
    for name, found in (("AllowedUsers", oidc.allowed_users), ("AllowedGroups", oidc.allowed_groups)):
        if table.get(name) not in (None, []) and not found:  # nobody we understand is not everybody
            message = "names nobody, so that single sign-on stays off"
            findings.error(("WebUI", "OIDC", name), message, "Write names, or leave the key out to let everybody in")
            webui = evolve(webui, oidc_enabled=False)
    return webui


def _proxies(webui: WebUI, findings: Findings) -> None:
    for each in webui.trusted_proxies:
        if as_network(each) is None:
            message = "is neither an address nor a network, and is not trusted"
            findings.error(("WebUI", "TrustedProxies"), message, 'Write e.g. "10.0.0.0/8" or "192.168.1.5"', repr(each))
    if webui.forward_auth_header and not (webui.behind_https_proxy and webui.trusted_proxies):
        message = "has no effect: it is believed from proxies that are named only"
        findings.warning(("WebUI", "ForwardAuthHeader"), message, "Set BehindHttpsProxy and TrustedProxies")


def _paths(webui: WebUI, findings: Findings) -> WebUI:
    """*webui* with paths that are nothing else's already."""
    if _is_reserved(webui.url_base):
        message = "begins like a path of the program itself and is not used"
        findings.error(("WebUI", "UrlBase"), message, 'Write another path, e.g. "/qbitrr"', repr(webui.url_base))
        webui = evolve(webui, url_base="")
    if _is_reserved(webui.oidc.callback_path) or not webui.oidc.callback_path:
        message = f"is a path of the program itself; {Oidc().callback_path!r} is used"
        remedy = "Write another path, and the same at the provider"
        findings.error(("WebUI", "OIDC", "CallbackPath"), message, remedy, repr(webui.oidc.callback_path))
        webui = evolve(webui, oidc=evolve(webui.oidc, callback_path=Oidc().callback_path))
    return webui


def _is_reserved(path: str) -> bool:
    return path.split("/")[1:2] != [] and path.split("/")[1].lower() in RESERVED


def _exposure(webui: WebUI, table: Mapping[str, Any], findings: Findings) -> WebUI:
    if not webui.auth_disabled or is_loopback(webui.host) or webui.allow_insecure_exposure:
        return webui
    if table.get("AllowInsecureExposure") is None:  # files older than the key have always been open
        message = f"is true and {webui.host} can be reached by others: whoever does may do everything"
        remedy = "Write AuthDisabled = false, or AllowInsecureExposure = true if it is meant"
        findings.warning(("WebUI", "AuthDisabled"), message, remedy)
        return webui
    message = f"is not true, so that the web interface is locked: {webui.host} can be reached by others"
    remedy = "Write AuthDisabled = false, or AllowInsecureExposure = true if everybody may do everything"
    findings.error(("WebUI", "AllowInsecureExposure"), message, remedy)
    return evolve(webui, is_locked=True)
