"""Signing in with a company's own provider: OpenID Connect, the authorization code flow with PKCE."""
