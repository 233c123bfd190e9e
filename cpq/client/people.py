"""Who may ask: people, teams, keys, sign-ins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    GetKeysQuery,
    GetSignInsOidcCallbackQuery,
    GetSignInsOidcQuery,
    GetTeamsQuery,
    GetUsersQuery,
    Key,
    KeyGiven,
    Me,
    NewKey,
    SignedIn,
    SignedOut,
    SignInGiven,
    Team,
    TeamGiven,
    User,
    UserChangedGiven,
    UserGiven,
)


class Users(Resource):
    def me(self) -> Me:
        return self._calling.json("GET", "/v1/me")

    def list(self, **query: Unpack[GetUsersQuery]) -> Iterator[User]:
        return self._calling.pages("/v1/users", query)

    def add(self, given: UserGiven) -> Tagged[User]:
        return self._calling.tagged("POST", "/v1/users", body=given)

    def get(self, id: str) -> Tagged[User]:
        return self._calling.tagged("GET", "/v1/users/{}", id)

    def change(self, id: str, given: UserChangedGiven, *, if_match: str) -> Tagged[User]:
        return self._calling.tagged("PATCH", "/v1/users/{}", id, body=given, if_match=if_match)


class Teams(Resource):
    def list(self, **query: Unpack[GetTeamsQuery]) -> Iterator[Team]:
        return self._calling.pages("/v1/teams", query)

    def add(self, given: TeamGiven) -> Team:
        return self._calling.json("POST", "/v1/teams", body=given)


class Keys(Resource):
    def list(self, **query: Unpack[GetKeysQuery]) -> Iterator[Key]:
        return self._calling.pages("/v1/keys", query)

    def add(self, given: KeyGiven) -> NewKey:
        """The secret is shown once. It is None where the answer that had it was lost on the way: rotate the key then."""
        return self._calling.json("POST", "/v1/keys", body=given)

    def rotate(self, id: str) -> NewKey:
        """Another key with a new secret, None as with `add`; the old key works for a day more."""
        return self._calling.json("POST", "/v1/keys/{}/rotation", id)

    def revoke(self, id: str) -> None:
        self._calling.json("DELETE", "/v1/keys/{}", id)


class SignIns(Resource):
    def add(self, given: SignInGiven) -> SignedIn:
        return self._calling.json("POST", "/v1/sign-ins", body=given, once=True)

    def current(self) -> SignedIn:
        return self._calling.json("GET", "/v1/sign-ins/current")

    def end(self) -> None:
        self._calling.json("DELETE", "/v1/sign-ins/current", once=True)

    def end_at_provider(self) -> SignedOut:
        """The sign-in has ended here; `address` is where a browser is sent to end it at the identity provider, too."""
        return self._calling.json("POST", "/v1/sign-ins/oidc/sign-out", once=True)

    def at_provider(self, **query: Unpack[GetSignInsOidcQuery]) -> str:
        """The address of the identity provider that a browser is sent to."""
        return self._calling.response("GET", "/v1/sign-ins/oidc", query=query).headers["location"]

    def back_from_provider(self, **query: Unpack[GetSignInsOidcCallbackQuery]) -> str:
        """The address that a browser is sent to with its sign-in."""
        return self._calling.response("GET", "/v1/sign-ins/oidc/callback", query=query, once=True).headers["location"]
