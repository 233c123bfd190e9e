"""Examples of what is sent about accounts and contacts, in Chinese and in English."""

from __future__ import annotations

from cpq.api.examples import examples

ID = "acc_01k0x3v9m2q4r6t8w0y2z4a6b8"
_CONTACT = "con_01k0x3v9m2q4r6t8w0y2z4a6b8"

ACCOUNT = examples(
    "一家有信用代码的公司",
    "A company with its credit code",
    {
        "name": "上海云杉信息技术有限公司",
        "name_en": "Spruce Information Technology (Shanghai) Co., Ltd.",
        "credit_code": "91310115MA1K4AAA1G",
        "kind": "company",
        "industry": "software",
        "size": 420,
        "region": "CN-EAST",
        "website": "spruce.example",
        "phone": "021-5888 1234",
        "currency": "CNY",
    },
    short=("只有名称", "A name only", {"name": "Birch Foundry", "client_id": "phone-7-0001"}),
)
ACCOUNT_CHANGED = examples(
    "改两个字段，其余不动",
    "Two fields; the rest stays",
    {"base": 1, "lifecycle": "customer", "notes": None},
)
CONTACT = examples(
    "一位采购经理",
    "A head of purchasing",
    {
        "account": ID,
        "name": "林悦",
        "name_en": "Lin Yue",
        "title": "采购经理",
        "department": "采购部",
        "phones": ["138 1234 8000", "010-88888888-802"],
        "emails": ["lin.yue@spruce.example"],
        "consent": "given",
    },
)
CONTACT_CHANGED = examples("换了上级", "Another superior", {"base": 2, "reports_to": _CONTACT})
