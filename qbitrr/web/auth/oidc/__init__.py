"""Signing in by way of an OpenID Connect provider: authorization code flow with PKCE."""
