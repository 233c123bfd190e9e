"""Examples of requests about stored quotes."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.api.examples import Example, examples

_HEAD: Example = {"date": "2026-11-23", "currency": "CNY", "channel": "direct", "customer": "C1005"}
_LINE: Example = {"id": "switch", "product": "SW-A48", "quantity": "2"}
_REQUEST: Mapping[str, object] = {"id": "Q-2026-0901", **_HEAD, "lines": [_LINE]}

NEW_QUOTE = examples(
    "由请求新建",
    "From a request",
    {"request": _REQUEST},
    configured=(
        "由配置新建",
        "From a configuration",
        {
            "request": {"id": "Q-2026-0902", **_HEAD},
            "configuration": {"product": "R120", "quantity": "1", "configuration": {"memory": {"MEM-32-4800": 4}}},
        },
    ),
)
NEW_REQUEST = examples(
    "改为三台", "Three instead of two", {"request": {**_REQUEST, "lines": [{**_LINE, "quantity": "3"}]}}
)
EDITS = examples(
    "改一行、加一行",
    "Change a line and add one",
    {
        "edits": [
            {"op": "patch", "id": "switch", "fields": {"quantity": "4"}},
            {"op": "add", "line": {"product": "SVC-INST", "quantity": "0.5"}},
        ]
    },
)
CLONE = examples("复制到新单号", "A copy under another number", {"id": "Q-2026-0951"})
DECISION = examples(
    "批准", "Approve", {"decision": "approve"}, no=("驳回", "Refuse", {"decision": "refuse", "reason": "太低"})
)
REASON = examples("说明原因", "With a reason", {"reason": "客户改变了计划"})
ACCEPTANCE = examples("接受", "Accept", {"name": "陈晓", "document": "0" * 64})
DELEGATION = examples(
    "休假期间委托",
    "While on leave",
    {"taker": "usr_0123456789abcdefghjkmnpqrs", "since": "2026-12-01", "until": "2026-12-10"},
)
DOCUMENT = examples("中文客户版", "For the customer, in Chinese", {"locale": "zh"})
TEMPLATE = examples(
    "办公室网络",
    "An office network",
    {
        "name": {"zh": "办公室网络", "en": "Office network"},
        "request": {"currency": "CNY", "channel": "direct", "lines": [_LINE]},
    },
)
ANSWERED: Mapping[str, object] = {
    "Printing": {
        "summary": "The job that makes it · 任务已受理",
        "value": {
            "id": "job_01m8esb01rmzcm3k5c0s34797d",
            "kind": "quotes.document",
            "state": "waiting",
            "tries": 0,
            "result": None,
            "problem": None,
            "created_at": "2026-11-27T15:17:46.679761Z",
            "ended_at": None,
        },
    }
}
"""What is answered, by the name that the document refers to."""
