"""Examples of what is sent about leads, campaigns, forms and imports, in Chinese and in English."""

from __future__ import annotations

from cpq.api.examples import examples

LEAD = examples(
    "展会上的名片",
    "A card from a fair",
    {
        "name": "林怡",
        "company": "厦门鹭岛精密机械有限公司",
        "title": "采购经理",
        "phone": "138 0013 8000",
        "email": "lin.yi@ludao.example",
        "source": "fair",
        "consent": True,
    },
)
LEADS = examples(
    "两条线索",
    "Two leads",
    {"leads": [{"company": "Hafen Logistik GmbH", "email": "einkauf@hafen.example"}, {"name": "陈晨"}]},
)
LEAD_CHANGED = examples(
    "更正电话",
    "Another number",
    {"phone": "0592-5550123"},
    by_field=("离线修改", "From a phone", {"title": "CTO", "base": 3}),
)
LEAD_STATE = examples("不合格", "Disqualified", {"state": "disqualified", "reason": "no budget this year"})
OWNER = examples(
    "指定跟进人",
    "To somebody",
    {"owner": "usr_01k0x3v9m2q4r6t8w0y2z4a6b8"},
    by_rules=("交由规则分配", "As the rules say", {}),
)
RELEASE = examples("退回公海", "Back to the pool", {"reason": "not my region"})
CONVERSION = examples(
    "转化为客户、联系人与商机",
    "An account, a contact and an opportunity",
    {
        "opportunity": {
            "name": "Servers for Xiamen",
            "currency": "CNY",
            "amount": "250000.00",
            "close_date": "2027-03-31",
        }
    },
    account=(
        "并入已有客户，不建商机",
        "At an account that is there, without an opportunity",
        {"account": "acc_01k0x3v9m2q4r6t8w0y2z4a6b8", "opportunity": None},
    ),
)
EVENTS = examples(
    "下载了资料",
    "A download",
    {"events": [{"id": "web-8812", "kind": "download", "at": "2026-11-20T09:30:00+08:00", "agent": "Mozilla/5.0"}]},
)
CAMPAIGN = examples(
    "秋季展会",
    "A fair in autumn",
    {
        "name": "Autumn fair 2026",
        "channel": "fair",
        "start": "2026-10-12",
        "end": "2026-10-15",
        "currency": "CNY",
        "budget": "120000.00",
    },
)
CAMPAIGN_CHANGED = examples("追加预算", "More budget", {"budget": "150000.00", "base": 1})
COST = examples("某日花费", "A day", {"day": "2026-10-12", "amount": "38500.00"})
FORM = examples(
    "咨询表单",
    "A contact form",
    {
        "name": "Contact",
        "channel": "web",
        "consent": {"zh": "同意就本次咨询与我联系", "en": "You may contact me about this"},
        "origins": ["https://www.example.com"],
    },
)
FILLED_IN = examples(
    "网页访客填写",
    "A visitor",
    {
        "name": "Ada Berg",
        "company": "Berg AG",
        "email": "ada@berg.example",
        "consent": True,
        "seconds": 41,
        "client_id": "b7c1",
    },
)
MAPPING = examples("列的对应", "Columns", {"mapping": {"name": "联系人", "company": "公司名称", "phone": "手机"}})
