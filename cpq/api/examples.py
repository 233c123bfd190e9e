"""Examples of requests, in Chinese and in English, for the sample company; the tests send every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

Example = Mapping[str, object]

_HEAD = {"date": "2026-11-23", "currency": "CNY", "channel": "direct", "customer": "C1001"}

_OFFICE = {
    "id": "Q-2026-0901",
    **_HEAD,
    "customer": "C1005",
    "payment_term": "net30",
    "lines": [
        {"product": "SW-A48", "quantity": "2"},
        {"product": "PC6A", "quantity": "6", "variant": {"length": "3M", "colour": "GREY"}},
        {"product": "SVC-INST", "quantity": "0.5"},
    ],
}
_DESCRIBED = {
    "id": "Q-2026-0902",
    "title": {"zh": "办公室网络", "en": "Office network"},
    **_HEAD,
    "customer": {"name": {"zh": "新客户有限公司", "en": "New Customer Ltd."}, "segment": "smb", "region": "CN-EAST"},
    "lines": [{"product": "R120", "quantity": "1", "configuration": {"memory": {"MEM-32-4800": 4}}}],
}

_SERVER = {**_HEAD, "configuration": {"cpu": {"CPU-5416": 2}}}


def examples(zh: str, en: str, value: Example, **others: tuple[str, str, Example]) -> dict[str, object]:
    every = {"first": (zh, en, value), **others}
    return {name: {"summary": f"{en} · {zh}", "value": deepcopy(each)} for name, (zh, en, each) in every.items()}


PRICE = examples(
    "已有客户的三行报价",
    "Three lines for a known customer",
    _OFFICE,
    described=("在请求中描述客户，含一台服务器", "A customer described in the request, and a server", _DESCRIBED),
)
BATCH = examples(
    "一批两份，第二份有误",
    "Two requests, of which the second has a mistake",
    {
        "requests": [_OFFICE, {**_OFFICE, "id": "Q-2026-0903", "lines": [{"product": "SW-A84", "quantity": "1"}]}],
    },
)
PREVIEW = examples(
    "两份请求，第二份无论如何都有误",
    "Two requests, of which the second is wrong under any version",
    {"requests": [_OFFICE, {**_OFFICE, "id": "Q-2026-0903", "lines": [{"product": "SW-A84", "quantity": "1"}]}]},
)
OPEN_QUOTES = examples(
    "最新的二十份已发出的报价",
    "The newest twenty quotes that are sent",
    {"newest": 20, "states": ["sent"]},
    all=("最新的一百份未结报价", "The newest hundred open quotes", {}),
)
EXPLANATION = examples("第一行的价格从何而来", "How the price of line 1 came about", {"request": _OFFICE, "line": "1"})
CONFIGURATION = examples(
    "选了两颗处理器的服务器",
    "A server with two processors chosen",
    _SERVER,
    empty=("尚未选择", "Nothing chosen yet", _HEAD),
)
CHOICE = examples(
    "再选八条内存",
    "Eight memory modules besides",
    {**_SERVER, "choice": {"name": "memory", "option": "MEM-32-5600", "quantity": 8}},
    back=(
        "取消处理器",
        "Take the processors back",
        {**_SERVER, "choice": {"name": "cpu", "option": "CPU-5416", "quantity": 0}},
    ),
)
REPAIR = examples(
    "怎样才能选这一内存",
    "How this memory could be had",
    {**_SERVER, "choice": {"name": "memory", "option": "MEM-64-5600", "quantity": 16}},
    mend=("怎样消除矛盾", "How to mend a contradiction", _SERVER),
)
COMPLETION = examples("最便宜的补全", "The cheapest completion", {**_SERVER, "by": "cheapest"})

SIGN_IN = examples("管理员登录", "The administrator signs in", {"login": "admin", "password": "correct horse battery"})
USER = examples(
    "新增一名销售经理",
    "A sales manager",
    {"login": "li.lei", "name": "Li Lei", "role": "manager", "password": "correct horse battery"},
)
USER_CHANGED = examples("停用一名用户", "Shut a user out", {"active": False})
TEAM = examples("华东团队", "The team of the east", {"name": "East"})
KEY = examples(
    "商城的密钥，只用于定价",
    "A key of the shop, for prices alone",
    {"name": "shop", "rights": ["configure"], "days": 90},
)
