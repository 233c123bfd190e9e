"""A receiver tells a delivery of ours from others; a failing one is tried again ever later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.platform.webhooks.patience import LONGEST, is_over, next_try
from cpq.platform.webhooks.signing import TOLERANCE, is_genuine, new_secret, signed

BODY = b'{"id":"evt_1"}'
AT = 1_779_955_200
NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)


def test_the_signature_is_what_openssl_makes_of_timestamp_dot_body() -> None:
    # printf '1779955200.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_example
    digest = "ad7a25b7e9daa28f78b83b48dfe38b4804f04e40ef9df1de8e2fe06188b22b41"
    assert signed(["whsec_example"], AT, BODY) == f"t={AT},v1={digest}"


@given(st.binary(max_size=200), st.integers(0, 2**33), st.integers(-TOLERANCE, TOLERANCE))
def test_what_is_signed_is_genuine_with_any_of_the_secrets(body: bytes, at: int, apart: int) -> None:
    old, new = new_secret(), new_secret()
    header = signed([new, old], at, body)
    assert is_genuine(header, old, body, at + apart)
    assert is_genuine(header, new, body, at + apart)
    assert not is_genuine(header, new_secret(), body, at)
    assert not is_genuine(header, new, body + b" ", at)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "v1=00",
        f"t={AT}",
        f"t={AT},v1=",
        f"t={AT},v1=é",
        "t=x,v1=00",
        "t=-1,v1=00",
        f"t={AT},t={AT},v1=00",
        "t=" + "9" * 5000 + ",v1=0",
        "t=٣,v1=0",
    ],
)
def test_what_is_no_signature_of_ours_is_not_genuine(header: str) -> None:
    assert not is_genuine(header, "whsec_example", BODY, AT)


@pytest.mark.parametrize("apart", [TOLERANCE + 1, -TOLERANCE - 1])
def test_an_old_delivery_sent_again_is_not_genuine(apart: int) -> None:
    assert not is_genuine(signed(["s"], AT, BODY), "s", BODY, AT + apart)


@pytest.mark.parametrize("page", ["docs/how-to/webhooks.md", "docs/zh/how-to/webhooks.md"])
def test_what_the_page_tells_receivers_to_do_tells_ours_from_others(page: str) -> None:
    text = (Path(__file__).parents[2] / page).read_text("utf-8")
    told: dict[str, Any] = {}
    exec(text.split('title="receiver.py"\n')[1].split("```")[0], told)
    secret, now = new_secret(), int(time())
    assert told["is_genuine"](signed([new_secret(), secret], now, BODY), secret, BODY)
    assert not told["is_genuine"](signed([new_secret()], now, BODY), secret, BODY)
    assert not told["is_genuine"](signed([secret], now - TOLERANCE - 60, BODY), secret, BODY)


def test_waits_double_up_to_six_hours() -> None:
    waits = [next_try(failures, NOW, 0.5) - NOW for failures in range(1, 15)]
    assert waits[:4] == [timedelta(seconds=each) for each in (10, 20, 40, 80)]
    assert waits[-1] == LONGEST
    assert next_try(10_000, NOW, 0.5) - NOW == LONGEST


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_wait_is_a_fifth_longer_or_shorter_at_most(failures: int, luck: float) -> None:
    middle = next_try(failures, NOW, 0.5) - NOW
    assert 0.79 * middle <= next_try(failures, NOW, luck) - NOW <= 1.21 * middle


def test_a_receiver_is_given_up_after_so_many_days() -> None:
    assert not is_over(NOW, NOW + timedelta(days=5) - timedelta(seconds=1), 5)
    assert is_over(NOW, NOW + timedelta(days=5), 5)
