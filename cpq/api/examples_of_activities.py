"""Examples of requests about activities, tasks and contracts, in Chinese and in English."""

from __future__ import annotations

from cpq.api.examples import examples

_ORDER = "ord_01k0x3v9m2q4r6t8w0y2z4a6b8"
_VISIT = {
    "kind": "visit",
    "subjects": [_ORDER],
    "occurred_at": "2026-08-03T14:00:00+08:00",
    "minutes": 90,
    "title": "Acceptance test",
    "text": "Two cabinets are up; the third waits for power.",
    "outcome": "third cabinet next week",
    "place": {"latitude": "31.2304160", "longitude": "121.4737010", "accuracy": "12", "address": "Building 7, gate 2"},
    "attendees": [{"name": "Wang Min"}],
}
_TASK = {
    "title": "Ask for the signed contract",
    "subjects": [_ORDER],
    "due_at": "2026-08-05T17:00:00+08:00",
    "remind_at": "2026-08-05T09:00:00+08:00",
    "priority": "high",
}

ACTIVITY = examples(
    "拜访记录，含定位",
    "A visit, with its place",
    _VISIT,
    call=(
        "去电",
        "A call to the customer",
        {
            "kind": "call",
            "subjects": [_ORDER],
            "occurred_at": "2026-08-04T02:00:00Z",
            "direction": "out",
            "minutes": 12,
            "text": "Power will be there on Monday.",
        },
    ),
)
ACTIVITY_CHANGED = examples("补充结果", "What came of it", {"base": 1, "outcome": "accepted"})
TASK = examples("带提醒的任务", "A task with a reminder", _TASK)
TASK_CHANGED = examples("任务完成", "It is done", {"base": 1, "state": "done", "outcome": "signed on 4 August"})
DRAFTS = examples(
    "手机离线时写的三项",
    "Three things from a phone that was out of reach",
    {
        "drafts": [
            {"id": "phone7-1", "activity": _VISIT},
            {"id": "phone7-2", "task": _TASK},
            {"id": "phone7-3", "edit": {"record": "phone7-2", "base": 1, "fields": {"state": "done"}}},
        ]
    },
)
CONTRACT = examples(
    "订单的合同",
    "The contract of an order",
    {
        "order": _ORDER,
        "number": "HT-2026-0817",
        "signed": "2026-08-17",
        "signatories": [
            {"side": "buyer", "name": "Zhang Wei", "title": "General manager"},
            {"side": "seller", "name": "Lin Yue"},
        ],
    },
)
AMENDMENT_SIGNED = examples(
    "补充协议，增加 1,130.00",
    "A supplement that adds 1,130.00",
    {"signed": "2026-09-02", "reason": "One more cabinet", "net": "1000.00", "tax": "130.00"},
)
