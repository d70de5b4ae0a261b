"""The web interface: where its keys stood, and who could reach it. Steps 4 to 6."""

from qbitrr.config.migrations.draft import DraftTree
from qbitrr.config.values.hosts import is_loopback

__all__ = ["decide_authentication", "move_display", "move_listener"]

_LISTENER = ("Host", "Port", "Token")
_DISPLAY = ("LiveArr", "Theme", "ViewDensity")
_GROUPS = ("GroupSonarr", "GroupLidarr")


def move_listener(draft: DraftTree) -> None:
    """Releases 5.0 and 5.1 had the listener in the settings; later ones never read it there, and listened everywhere."""
    for name in (*(f"WebUI{each}" for each in _LISTENER), *_LISTENER):
        draft.move(("Settings", name), ("WebUI", name.removeprefix("WebUI")), changes_meaning=True)


def decide_authentication(draft: DraftTree) -> None:
    """A file that does not say whether to ask for a login never opens the interface to others without a word."""
    web = draft.table(("WebUI",))
    if not draft.is_foreign or (web is None and "WebUI" in draft.tree) or (web and "AuthDisabled" in web):
        return
    token, host = (web.get("Token"), web.get("Host")) if web is not None else (None, None)
    is_open = False
    if isinstance(token, str) and token.strip():
        why, remedy = "is not set but Token is: authentication is on", "Write AuthDisabled = false to keep it so"
    elif isinstance(host, str) and is_loopback(host):
        why = "is not set and neither is Token: everybody on this machine may do everything, others cannot reach it"
        remedy, is_open = "Write AuthDisabled = false for a login, or true without one", True
    else:
        why = "is not set and neither is Token, and others can reach the interface: it asks for a login"
        remedy = "Set Token to log in with it, or write AuthDisabled = true to let everybody do everything"
    path = ("WebUI", "AuthDisabled")
    say = draft.say if why.endswith("authentication is on") else draft.warn
    say(path, why, remedy, new="true" if is_open else "false", changes_meaning=True)
    draft.put(path, is_open)
    if is_open and draft.value(("WebUI", "AllowInsecureExposure")) is None:
        draft.put(("WebUI", "AllowInsecureExposure"), False)  # whatever else moves the listener: this machine only


def move_display(draft: DraftTree) -> None:
    """An old example file had keys of the display below the header of another table."""
    draft.move(("WebUI", "SecureCookies"), ("WebUI", "BehindHttpsProxy"))
    for name in _DISPLAY:
        draft.move(("WebUI", "OIDC", name), ("WebUI", name))
    draft.drop(("WebUI",), *_GROUPS)
    draft.drop(("WebUI", "OIDC"), *_GROUPS)
