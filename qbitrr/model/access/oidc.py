"""
Single sign-on: what is configured of the provider.
"""

from attrs import field, frozen

__all__ = ["OidcSettings"]


@frozen(kw_only=True)
class OidcSettings:
    """
    The provider at *authority*, and who of its users may come in: everybody while *allowed_users* and *allowed_groups* are empty.
    *require_https*: nothing that it says of itself is taken from plain HTTP.
    """

    authority: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scopes: str = "openid profile"
    callback_path: str = "/signin-oidc"
    allowed_users: frozenset[str] = frozenset()
    allowed_groups: frozenset[str] = frozenset()
    groups_claim: str = "groups"
    require_https: bool = True

    @property
    def scope(self) -> str:
        """What is asked for; without `openid` it would be another protocol."""
        return " ".join(dict.fromkeys(["openid", *self.scopes.split()]))
