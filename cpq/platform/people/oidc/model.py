"""What the browser brings: when it wants to sign in, and when it comes back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cpq.rulebook.model import Strict

_Word = Annotated[str, Field(max_length=4_000)]


class BeginQuery(Strict):
    """Who wants to sign in with the company's provider.

    以企业账号登录。
    """

    next: Annotated[str, Field(max_length=200)] = "/"
    """The path of this service that the browser goes to in the end. / 登录后前往的本站路径。"""


class CallbackQuery(Strict):
    """What the provider says through the browser (OpenID Connect Core 3.1.2.5, RFC 9207).

    外部登录经浏览器带回的内容。
    """

    code: _Word | None = None
    """The code that a token is got for. / 授权码。"""
    state: _Word | None = None
    """What was sent along. / 随请求送出的 state。"""
    iss: _Word | None = None
    """Who says it. / 签发者。"""
    error: _Word | None = None
    """Why there is no code. / 失败原因。"""
