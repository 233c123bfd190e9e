"""Examples of what is sent about orders, invoices, payments and webhooks, in Chinese and in English."""

from __future__ import annotations

from cpq.api.examples import examples

_ORDER = "ord_01k0x3v9m2q4r6t8w0y2z4a6b8"

ORDER = examples(
    "由已接受的报价生成订单", "The order of an accepted quote", {"quote": "quo_01k0x3v9m2q4r6t8w0y2z4a6b8"}
)
REASON = examples("原因", "Why", {"reason": {"zh": "客户撤回采购", "en": "The customer withdrew"}})
ISSUE = examples("开出年底前的账单", "What is due until the end of the year", {"until": "2026-12-31"})
USAGE = examples(
    "第 3 行两天的用量",
    "Two days of line 3",
    {
        "records": [
            {"id": "meter-7-0801", "line": "3", "date": "2026-08-01", "quantity": "1250"},
            {"id": "meter-7-0802", "line": "3", "date": "2026-08-02", "quantity": "980.5"},
        ]
    },
)
AMENDMENT = examples(
    "8 月起增至 150 个席位",
    "150 seats from August on",
    {"date": "2026-07-20", "start": "2026-08-01", "changes": {"SUB-2026-000001-1": {"quantity": "150"}}},
)
RENEWAL = examples(
    "全部续订，同日结束",
    "All renewed, with one common end",
    {"date": "2026-12-20", "co_terminate": "latest"},
)
CREDIT = examples(
    "部分冲红第 1 行",
    "Part of line 1",
    {"reason": {"zh": "少交付 2 台", "en": "Two fewer were delivered"}, "lines": [{"line": 1, "net": "200.00"}]},
    whole=("全部冲红", "All of it", {"reason": {"zh": "开票有误", "en": "Invoiced by mistake"}}),
)
PAYMENT = examples(
    "收款，按到期先后核销",
    "Money that came in, for what is due first",
    {"order": _ORDER, "date": "2026-08-03", "amount": "1000.00", "currency": "CNY", "reference": "TT-20260803-17"},
    named=(
        "核销指定账单",
        "For a named invoice",
        {
            "order": _ORDER,
            "date": "2026-08-03",
            "amount": "500.00",
            "currency": "CNY",
            "invoices": [{"invoice": "INV-2026-000002", "amount": "300.00"}],
        },
    ),
)
ALLOCATION = examples("用余额核销", "What is left of a payment", {"funds": "PAY-2026-000001"})
RELEASE = examples("撤销核销", "Taken back", {"funds": "PAY-2026-000001", "invoice": "INV-2026-000002"})
REFUND = examples(
    "退回余额", "What is left, paid back", {"funds": "PAY-2026-000001", "date": "2026-08-10", "amount": "200.00"}
)
WEBHOOK = examples(
    "订单与账单事件",
    "Events of orders and invoices",
    {"url": "https://erp.example/hooks/cpq", "kinds": ["order.created", "invoice.issued"]},
)
WEBHOOK_CHANGED = examples("重新启用", "Started again", {"active": True})
REPLAY = examples("重发一个事件", "One event again", {"event": "evt_01k0x3v9m2q4r6t8w0y2z4a6b8"})
