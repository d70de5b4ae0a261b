Single sign-on with OpenID Connect (`OIDCEnabled` and the keys of `OIDC`): authorization code flow with PKCE; `OIDC.AllowedUsers` and `OIDC.AllowedGroups` say who may come in.
