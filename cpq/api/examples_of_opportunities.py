"""Examples of what is sent about opportunities, in Chinese and in English."""

from __future__ import annotations

from cpq.api.examples import examples

OPPORTUNITY = examples(
    "一个新商机",
    "A new opportunity",
    {
        "name": "Data centre Wuhan",
        "currency": "CNY",
        "amount": "480000.00",
        "close_date": "2027-03-31",
        "products": [{"product": "R240", "quantity": "12", "price": "39800.00"}],
        "competitors": [{"name": "Northern Servers", "threat": "high", "strength": "Price"}],
        "next_step": "Show the rack to the head of operations",
        "client_id": "phone-7-0001",
    },
    short=("只有名称与币种", "Nothing but a name", {"name": "Office network Xiamen", "currency": "CNY"}),
)
OPPORTUNITY_CHANGED = examples("推迟预计成交日", "The expected day put off", {"close_date": "2027-05-31", "base": 3})
STAGE = examples(
    "昨天进入方案阶段",
    "It entered the proposal stage yesterday",
    {"stage": "proposal", "entered": "2026-11-26T15:00:00+08:00"},
    lost=(
        "丢单",
        "It is lost",
        {"stage": "lost", "loss_reason": "price", "lost_to": "Northern Servers", "reason": "12 % cheaper"},
    ),
)
RETRACTION = examples("撤销误录", "Entered by mistake", {"reason": "Of another customer"})
ATTACHED = examples("设为主报价", "As the primary one", {"quote": "quo_01k0x3v9m2q4r6t8w0y2z4a6b8", "primary": True})
ASSESSMENTS = examples(
    "两项评估",
    "Two indicators",
    {
        "assessments": [
            {"indicator": "4C", "value": "partial", "evidence": "Organisation chart of 2 November"},
            {
                "indicator": "1F",
                "value": "yes",
                "evidence": "The director said so on the call",
                "coach_confirmed": True,
                "day": "2026-11-20",
                "expires": "2027-02-20",
            },
        ]
    },
)
