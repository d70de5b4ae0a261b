"""
The settings the web reads, as one value, and where the value in force is kept.
"""

from attrs import field, frozen
from msgspec import Struct

from qbitrr.model.access.web_access import WebAccess

__all__ = ["SettingsInForce", "UiPreferences", "WebLimits", "WebSettings"]


class UiPreferences(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Preferences of the browser UI, as the API shows them; they mean nothing to the server."""

    live_arr: bool = True
    group_sonarr: bool = True
    group_lidarr: bool = True
    theme: str = "Dark"
    view_density: str = "Comfortable"


@frozen(kw_only=True)
class WebLimits:
    """
    How much we take: bytes of one request's body, clients that follow a log at the same time, those that listen to events, and
    those of them that come from one address.
    """

    most_body_bytes: int = 1024 * 1024
    most_streams: int = 64
    most_listeners: int = 600
    most_listeners_of_address: int = 100


@frozen(kw_only=True)
class WebSettings:
    """Everything the web is told by the configuration and may be told anew while it runs."""

    access: WebAccess
    preferences: UiPreferences = field(factory=UiPreferences)
    limits: WebLimits = field(factory=WebLimits)


class SettingsInForce:
    """
    Holds the settings in force. Whoever needs them asks for `current` at each request and keeps nothing of it, so that
    `replace` takes effect with the next request.
    """

    def __init__(self, settings: WebSettings) -> None:
        self.current = settings

    def replace(self, settings: WebSettings) -> None:
        """Go by *settings* from the next request on; requests under way end as they began."""
        self.current = settings
