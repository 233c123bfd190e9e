"""The provider as the settings name it."""

from __future__ import annotations

from cpq.platform.people.oidc.groups import Groups
from cpq.platform.people.oidc.joining import Joining
from cpq.platform.people.oidc.provider import Client, Provider
from cpq.platform.settings import Settings
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

BACK = "/v1/sign-ins/oidc/callback"


def provider_of(settings: Settings) -> Provider | None:
    """None where people sign in here alone. Raises `Refused` where something is missing that a provider needs."""
    if settings.oidc_issuer is None:
        return None
    missing = [name for name in ("oidc_client_id", "public_url") if not getattr(settings, name)]
    if missing or settings.public_url is None:
        raise Refused(Finding("bad-setting", Place(f"CPQ_{name.upper()}"), _MISSING) for name in missing)
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    here = settings.public_url.rstrip("/")
    scopes, home = settings.oidc_scopes, f"{here}/"
    return Provider(Client(settings.oidc_issuer, settings.oidc_client_id, secret, here + BACK, scopes, home))


def joining_of(settings: Settings) -> Joining:
    """Who may come in through the provider, and as what."""
    groups = Groups(settings.oidc_groups_claim, settings.oidc_roles, settings.oidc_teams)
    return Joining(settings.oidc_issuer or "", settings.oidc_login_claim, settings.oidc_newcomers, groups)


_MISSING = Text(
    zh="设了 CPQ_OIDC_ISSUER 就须有此项：客户端编号、他人访问本站的地址",
    en="with CPQ_OIDC_ISSUER this is needed too: the client's id, the address where people reach the service",
)
